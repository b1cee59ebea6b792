"""The rules for good content. The cases stand in cases/helpcenter/rules/, a file for each module."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpcenter import rules
from helpcenter.rules import check_site, review_of, warnings
from helpcenter.rules.page import plain, read_page
from helpcenter.site import load_site
from tests.cases.helpcenter.content import HUMAN, TODAY, Content, good_content

ROOT = Path(__file__).parent.parent
FILES = sorted((Path(__file__).parent / "cases/helpcenter/rules").glob("*.yml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
ALL_RULES = (*rules.PAGE_RULES, *rules.PAGES_RULES, *rules.SITE_RULES, *rules.WARNINGS)


def like_human(content: Content, like: str, title: str) -> str:
    """An article with questions of its own."""
    text = content.bytes(like).decode()
    text = re.sub(r"^  - (?=[^\n]*\n)", "  - 另外", text, flags=re.MULTILINE)
    return re.sub(r"^(title: |# ).*$", rf"\g<1>{title}", text, flags=re.MULTILINE)


def write(content: Content, file: Mapping[str, Any]) -> None:
    """Add the file of a case."""
    path = content.root / file["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if link := file.get("link"):
        path.symlink_to(link)
    elif size := file.get("bytes"):
        path.write_bytes(b"0" * size)
    elif file.get("encoding") == "latin-1-tail":
        path.write_bytes("人工".encode() + b"\xe4\xba")
    else:
        text = file.get("text") or content.bytes(file["like"]).decode()
        if title := file.get("title"):
            text = like_human(content, file["like"], title)
        for name in file.keys() & {"category", "next"}:
            value = f"[{file[name]}]" if name == "next" else file[name]
            text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
        text = text.replace("\n", file.get("newline", "\n"))
        path.write_bytes(text.encode(file.get("encoding", "utf-8")))


def prepared(case: dict[str, Any], folder: Path) -> Content:
    """The good content with the case's mistake in it."""
    content = good_content(folder)
    if "write" in case:
        write(content, case["write"])
    for change in (case.get("change"), case.get("also")):
        if change:
            content.replace(*change)
    if "add" in case:
        content.write(HUMAN, content.bytes() + f"\n{case['add']}\n".encode())
    return content


@pytest.mark.parametrize(
    "case", [c for c in CASES if "says" in c], ids=lambda case: f"{case['function']}: {case['rule']}"
)
def test_what_the_check_says_is_exactly_this(tmp_path: Path, case: dict[str, Any]) -> None:
    assert prepared(case, tmp_path).lint(case.get("today", TODAY)) == case["says"]


@pytest.mark.parametrize(
    "case", [c for c in CASES if "warns" in c], ids=lambda case: f"{case['function']}: {case['rule']}"
)
def test_what_the_check_warns_of_is_exactly_this(tmp_path: Path, case: dict[str, Any]) -> None:
    content = prepared(case, tmp_path)
    assert content.warnings(case.get("today", TODAY)) == case["warns"]
    assert content.lint(case.get("today", TODAY)) == []


def test_every_rule_has_a_good_and_a_bad_case_and_says_in_a_sentence_what_it_is() -> None:
    told = [case.get("says", case.get("warns")) for case in CASES]
    good = {case["function"] for case, says in zip(CASES, told, strict=True) if not says}
    bad = {case["function"] for case, says in zip(CASES, told, strict=True) if says}
    names = {rule.__name__ for rule in ALL_RULES}
    assert good == bad == names
    assert all((rule.__doc__ or "").split("\n")[0].endswith(".") for rule in ALL_RULES)


def test_every_rule_of_a_module_is_run() -> None:
    written = {
        name
        for file in (ROOT / "helpcenter/rules").glob("*.py")
        for name in re.findall(
            r"^def ([a-z]\w+)\([^)]*\) -> Iterator\[Problem\]", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert written == {rule.__name__ for rule in ALL_RULES}


def test_every_message_is_one_line_of_chinese_that_ends_with_a_full_stop() -> None:
    messages = [line for case in CASES for line in case.get("says", case.get("warns", []))]
    assert all(re.fullmatch(r"\S+:\d+: .*[\u4e00-\u9fff].*。", message) for message in messages)


def test_the_good_content_of_these_tests_is_good(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    assert content.lint() == []
    assert content.warnings() == []


def test_the_help_centre_itself_keeps_every_rule() -> None:
    site = load_site(ROOT / "docs", ROOT / "data")
    today = max(article.checked for article in site.articles.values())
    assert [str(problem) for problem in check_site(site, today)] == []
    assert warnings(site, today) == []


@pytest.mark.parametrize(
    ("risk", "day", "state"),
    [
        ("low", date(2027, 11, 22), "fresh"),
        ("low", date(2027, 11, 23), "due"),
        ("mid", date(2027, 5, 22), "banner"),
        ("high", date(2027, 2, 20), "fresh"),
        ("high", date(2027, 2, 21), "no-answer"),
    ],
)
def test_what_a_page_shows_of_its_review_depends_on_risk_and_day(
    tmp_path: Path, risk: str, day: date, state: str
) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", f"risk: {risk}")
    assert review_of(content.load().articles["contact/human.md"], day) == state


def test_the_anchors_of_a_page_are_those_that_mkdocs_gives_its_headings(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    added = (
        '\n## 打 {{ number("12315") }}，**再**等\n\n好。\n\n## 看[退款](../refund/status.md)（App）\n\n好。\n'
    )
    content.write(HUMAN, content.bytes() + added.encode())
    site = content.load()
    anchors = read_page(site.articles["contact/human.md"], site.data).anchors()
    assert {"怎么转人工客服", "打-12315再等", "看退款app"} <= anchors


def test_markdown_is_read_as_plain_words() -> None:
    assert plain("看[**转人工**](human.md)、`代码`和![图](a.png)") == "看转人工、代码和图"


@pytest.mark.parametrize(
    "text",
    ["一" * 20000, "12" * 10000, "[" * 5000, "【" * 5000, " " * 9000, "**" * 5000, "|" * 9000],
)
def test_a_line_without_end_costs_no_more_than_its_length(tmp_path: Path, text: str) -> None:
    content = good_content(tmp_path)
    content.write(HUMAN, content.bytes() + f"\n{text}\n".encode())
    site = content.load()
    started = time.perf_counter()
    check_site(site, TODAY)
    assert time.perf_counter() - started < 2
