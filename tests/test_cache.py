"""What a build remembers of the one before: analyses by content, in a folder that may be deleted or damaged."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from hansearch import workers
from hansearch.analyses import Analyses
from hansearch.analysis import DictionarySegmenter
from hansearch.cache import Cache
from hansearch.counting import PageTerms
from hansearch.sections import Page, build_page

SEGMENTER = DictionarySegmenter()
PAGES = [
    build_page(f"{name}.md", f"{name}/", name, f"<h1 id='a'>{name}</h1><p>{name}多久到账？打开App看 {number} 天</p>")
    for number, name in enumerate(["退款", "快递", "密码", "发票", "优惠券"] * 8)
]  # fmt: skip


def entries(folder: Path) -> int:
    database = sqlite3.connect(folder / "pages.sqlite")
    (count,) = database.execute("SELECT count(*) FROM entry").fetchone()
    database.close()
    return int(count)


def analyse(
    pages: list[Page], folder: Path, segmenter: DictionarySegmenter = SEGMENTER, processes: int = 1
) -> tuple[int, list[PageTerms]]:
    """Return how many pages were analysed, and the terms of all."""
    analyses = Analyses(pages, segmenter, folder, processes=processes)
    terms = list(analyses)
    return analyses.analysed, terms


FRESH = list(Analyses(PAGES, SEGMENTER, Path("/dev/null/cache"), processes=1))


def test_the_second_time_nothing_is_analysed_and_the_terms_are_the_same(tmp_path: Path) -> None:
    assert analyse(PAGES, tmp_path) == (len(PAGES), FRESH)
    assert analyse(PAGES, tmp_path) == (0, FRESH)


def test_after_one_edited_article_one_is_analysed(tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    edited = build_page("密码.md", "密码/", "密码", "<p>河马</p>")
    analysed, terms = analyse([*PAGES[:2], edited, *PAGES[3:]], tmp_path)
    assert analysed == 1
    assert terms[2] != FRESH[2]
    assert [*terms[:2], *terms[3:]] == [*FRESH[:2], *FRESH[3:]]


def test_another_order_of_pages_changes_nothing(tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    assert analyse(PAGES[::-1], tmp_path) == (0, FRESH[::-1])


def test_other_words_in_the_dictionary_change_everything(tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    assert analyse(PAGES, tmp_path, DictionarySegmenter({"多久到账": 900}))[0] == len(PAGES)
    assert analyse(PAGES, tmp_path, DictionarySegmenter(forget=["退款"]))[0] == len(PAGES)


def test_another_unicode_changes_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analyse(PAGES, tmp_path)
    monkeypatch.setattr("unicodedata.unidata_version", "99.0.0")
    assert analyse(PAGES, tmp_path)[0] == len(PAGES)


def test_what_no_page_has_any_more_is_forgotten(tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    analyse(PAGES[:3], tmp_path)
    assert entries(tmp_path) == 3


def test_the_folder_is_private_and_says_what_it_is(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "hansearch"
    analyse(PAGES[:1], folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "pages.sqlite").stat().st_mode) == 0o600
    assert "随时可以删" in (folder / "README.md").read_text(encoding="utf-8")
    assert (folder / "CACHEDIR.TAG").read_text(encoding="utf-8").startswith("Signature: 8a477f597d28d172")
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_folder_that_was_there_stays_as_open_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "hansearch").symlink_to("elsewhere")
    analyse(PAGES[:1], tmp_path / "hansearch")
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o755
    assert entries(tmp_path / "elsewhere") == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET value = substr(value, 1, 40)",
        "UPDATE entry SET value = x'00'",
        "UPDATE entry SET value = 'text'",
        "UPDATE entry SET value = (SELECT max(value) FROM entry)",
    ],
)
def test_a_damaged_entry_is_ignored_and_made_again(damage: str, tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    database = sqlite3.connect(tmp_path / "pages.sqlite")
    with database:
        database.execute(damage + " WHERE key IN (SELECT min(key) FROM entry)")
    database.close()
    assert analyse(PAGES, tmp_path) == (1, FRESH)
    assert analyse(PAGES, tmp_path) == (0, FRESH)


@pytest.mark.parametrize("at", [0, 20, 5000])
def test_a_damaged_file_is_made_again(at: int, tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    file = tmp_path / "pages.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[:at] + b"garbage" * 300 + content[at + 2100 :])
    assert analyse(PAGES, tmp_path)[1] == FRESH
    assert analyse(PAGES, tmp_path)[1] == FRESH
    assert analyse(PAGES, tmp_path) == (0, FRESH)


def test_a_file_cut_short_is_made_again(tmp_path: Path) -> None:
    analyse(PAGES, tmp_path)
    file = tmp_path / "pages.sqlite"
    file.write_bytes(file.read_bytes()[:4500])
    assert analyse(PAGES, tmp_path)[1] == FRESH
    analyse(PAGES, tmp_path)
    assert analyse(PAGES, tmp_path) == (0, FRESH)


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert analyse(PAGES, tmp_path / "file" / "cache") == (len(PAGES), FRESH)


def test_two_builds_at_once_share_it(tmp_path: Path) -> None:
    with Cache(tmp_path) as first, Cache(tmp_path) as second:
        first.put(b"a", b"1")
        second.put(b"b", b"2")
    with Cache(tmp_path) as third:
        assert third.known([b"a", b"b"]) <= {b"a", b"b"}
        assert third.get(b"a") in (b"1", None)


def test_several_processes_give_the_same_in_the_same_order(tmp_path: Path) -> None:
    assert analyse(PAGES, tmp_path, processes=2) == (len(PAGES), FRESH)


def test_what_a_killed_process_should_have_done_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_and_kill(recipe: bytes) -> object:
        worker = start(recipe)
        assert worker
        worker.kill()
        return worker

    start = workers._start
    monkeypatch.setattr(workers, "_start", start_and_kill)
    assert analyse(PAGES, tmp_path, processes=2) == (len(PAGES), FRESH)


def test_a_long_build_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansearch.analyses._SECONDS", 0)
    said: list[str] = []
    assert len(list(Analyses(PAGES[:2], SEGMENTER, tmp_path, said.append))) == 2
    assert [line.partition("，")[0] for line in said] == ["搜索：已分析 1/2 篇", "搜索：已分析 2/2 篇"]
