"""What an article may take from the data by name. The cases stand in cases/helpcenter/macros.yml."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpcenter.data import load_data
from helpcenter.macros import MACROS, expand_macros
from tests.cases.helpcenter.content import HUMAN, good_content

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((Path(__file__).parent / "cases/helpcenter/macros.yml").read_text(encoding="utf-8"))


def said(case: dict[str, Any]) -> list[str]:
    data = load_data(Path(__file__).parent / "cases/helpcenter/site/data")
    _, problems = expand_macros(f"# 标题\n\n{case['macro']}\n", data, "a.md", first_line=16)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize("case", [case for case in CASES if "gives" in case], ids=lambda case: case["rule"])
def test_a_macro_is_written_out(case: dict[str, Any]) -> None:
    data = load_data(Path(__file__).parent / "cases/helpcenter/site/data")
    text, problems = expand_macros(f"打{case['macro']}。", data, "a.md")
    assert (text, problems) == (f"打{case['gives']}。", [])


@pytest.mark.parametrize("case", [case for case in CASES if "says" in case], ids=lambda case: case["rule"])
def test_a_macro_that_cannot_be_written_out_is_told_with_its_line_and_its_cure(case: dict[str, Any]) -> None:
    assert said(case) == case["says"]


def test_the_line_of_a_macro_is_the_line_of_its_file(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, 'number("12315")', 'number("10086")')
    assert content.bytes().decode().splitlines()[23] == '不行就打 {{ number("10086") }}。'
    assert content.problems() == [
        f"{HUMAN}:24: data/numbers.yml 里没有“10086”。改成那里有的名字，或者先在那里登记。"
    ]


def test_no_number_of_the_help_centre_becomes_a_link_that_dials() -> None:
    data = load_data(ROOT / "data")
    for key in data.numbers:
        text, problems = expand_macros(f'{{{{ number("{key}") }}}}', data, "a.md", today=date(2026, 11, 22))
        assert problems == []
        assert text == key
        assert not re.search(r"tel:|[\[\]()<>]", text)


VERIFIED = "  level: gov\n  verified_by: 小王\n  expires: 2027-02-20\n"


@pytest.mark.parametrize(
    ("rule", "entry", "text", "today", "gives"),
    [
        ("verified, on its last day", VERIFIED, "打{}。", date(2027, 2, 20), "打[12315](tel:12315)。"),
        ("the day after", VERIFIED, "打{}。", date(2027, 2, 21), "打12315。"),
        ("verified, and nobody says what day it is", VERIFIED, "打{}。", None, "打12315。"),
        ("verified by nobody", "  level: gov\n  verified_by:\n", "打{}。", date(2026, 11, 22), "打12315。"),
        ("a wrong one", VERIFIED.replace("gov", "wrong"), "打{}。", date(2026, 11, 22), "打12315。"),
        ("in code", VERIFIED, "写 `{}`。", date(2026, 11, 22), "写 `12315`。"),
        ("in a text to copy", VERIFIED, "```\n打{}\n```", date(2026, 11, 22), "```\n打12315\n```"),
    ],
)
def test_only_a_number_that_is_verified_and_not_expired_can_be_dialled(
    tmp_path: Path, rule: str, entry: str, text: str, today: date | None, gives: str
) -> None:
    content = good_content(tmp_path)
    content.replace("data/numbers.yml", "  level: gov\n", entry)
    written = text.format('{{ number("12315") }}')
    assert expand_macros(written, load_data(content.data), "a.md", today=today) == (gives, []), rule


def test_every_macro_has_a_good_case() -> None:
    written_out = " ".join(case["macro"] for case in CASES if "gives" in case)
    assert set(re.findall(r"(\w+)\(", written_out)) == set(MACROS)
