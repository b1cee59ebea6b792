"""The file of words that bring certain pages first. What its rules do stands in ``cases/pins.yml``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hansearch.errors import DataFileError
from hansearch.pins import PIN_STEP, Pin, load_pins, raise_pinned

PAGES = {"aid.md", "care.md"}
GOOD = "- first: [aid.md, care.md]\n  when:\n    - [被騙, ＱＱ ]\n  unless: [怕]\n"

WriteFile = Callable[[str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> WriteFile:
    path = tmp_path / "pins.yml"

    def write(content: str | bytes) -> Path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_rule_is_read_and_its_words_are_folded(file: WriteFile) -> None:
    assert load_pins(file(GOOD), PAGES) == (Pin(("aid.md", "care.md"), (("被骗", "qq"),), ("怕",)),)


def test_a_rule_needs_no_exceptions(file: WriteFile) -> None:
    assert load_pins(file("- first: [aid.md]\n  when: [[被骗], [钱]]\n"), PAGES) == (
        Pin(("aid.md",), (("被骗",), ("钱",))),
    )


@pytest.mark.parametrize(
    "rule",
    [
        "- 被骗",
        "- first: [aid.md]",
        "- when: [[被骗]]",
        "- {first: aid.md, when: [[被骗]]}",
        "- {first: [gone.md], when: [[被骗]]}",
        "- {first: [aid.md], when: 被骗}",
        "- {first: [aid.md], when: [被骗]}",
        "- {first: [aid.md], when: []}",
        "- {first: [aid.md], when: [[]]}",
        "- {first: [aid.md], when: [[被骗], [' ']]}",
        "- {first: [aid.md], when: [[被骗]], unless: ['']}",
        "- {first: [aid.md], when: [[被骗]], unless: 怕}",
        "- {first: [aid.md], when: [[被骗]], unles: [怕]}",
        "- {first: [aid.md], when: [[被骗，骗子]]}",
        r'- {first: [aid.md], when: [["\ud800骗"]]}',
        "- first: [aid.md\n  when: [[被骗]]",
    ],
)
def test_a_rule_that_cannot_be_meant_is_named_with_its_line(rule: str, file: WriteFile) -> None:
    path = file(f"{GOOD}{rule}\n")
    with pytest.raises(DataFileError) as caught:
        load_pins(path, PAGES)
    assert str(caught.value).startswith(f"{path}:5: ")


def test_a_page_that_does_not_exist_is_named(file: WriteFile) -> None:
    with pytest.raises(DataFileError, match="gone.md"):
        load_pins(file("- {first: [aid.md, gone.md], when: [[被骗]]}"), PAGES)


@pytest.mark.parametrize("content", ["", "first: [aid.md]", "[", "被骗".encode("gbk")])
def test_a_file_of_something_else_is_refused(content: str | bytes, file: WriteFile) -> None:
    path = file(content)
    with pytest.raises(DataFileError) as caught:
        load_pins(path, PAGES)
    assert str(caught.value).startswith(f"{path}:1: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="none.yml:1: "):
        load_pins(tmp_path / "none.yml", PAGES)


def test_each_pinned_page_scores_a_step_above_the_next_and_the_last_above_all_others() -> None:
    raised = raise_pinned({0: 5.0, 1: 2.0, 2: 1.0}, [2, 3])
    assert raised == {0: 5.0, 1: 2.0, 2: pytest.approx(5 * PIN_STEP**2), 3: pytest.approx(5 * PIN_STEP)}


def test_pinned_pages_stand_in_order_where_nothing_else_was_found() -> None:
    raised = raise_pinned({}, [3, 1])
    assert sorted(raised, key=raised.__getitem__, reverse=True) == [3, 1]
