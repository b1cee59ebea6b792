"""What a file must be to be an article, and what its writer is told when it is not.

The mistakes in front matter stand in cases/helpcenter/front_matter.yml.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpcenter.articles import Article
from helpcenter.errors import Problem
from helpcenter.reading import read_text
from tests.cases.helpcenter.content import HUMAN, SCHEMA, good_content

CASES = yaml.safe_load(
    (Path(__file__).parent / "cases/helpcenter/front_matter.yml").read_text(encoding="utf-8")
)
FIELDS = json.loads(SCHEMA.read_text(encoding="utf-8"))
NOT_UTF8 = "这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。"


def read_human(folder: Path, content: bytes | None = None) -> Article:
    site = good_content(folder)
    if content is not None:
        site.write(HUMAN, content)
    return site.load().articles["contact/human.md"]


def test_a_good_article_is_read(tmp_path: Path) -> None:
    article = read_human(tmp_path)
    assert article.path == "contact/human.md"
    assert article.title == "怎么转人工客服"
    assert article.questions == ["怎么转人工", "人工客服在哪", "机器人听不懂", "想跟真人说话", "客服电话多少"]
    assert article.sources == ["law", "rules"]
    assert article.meta["checked"] == date(2026, 11, 22)
    assert article.body.startswith("\n# 怎么转人工客服\n")
    assert article.body_line == 19
    assert (article.category, article.next, article.related) == ("contact", ["refund/status.md"], [])
    assert article.review_by == date(2027, 11, 22)
    assert not article.is_draft


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_mistake_in_front_matter_is_told_with_its_line_and_its_cure(
    tmp_path: Path, case: dict[str, Any]
) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, *case["change"])
    assert content.problems() == case["says"]


@pytest.mark.parametrize("field", FIELDS["required"])
def test_every_field_that_is_required_must_be_there(tmp_path: Path, field: str) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, f"\n{field}:", "\nnot_for:" if field == "questions" else f"\n# {field}:")
    assert f"{HUMAN}:1: 缺“{field}”这一项。照 CONTRIBUTING.md 里的模板补上。" in content.problems()


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("a title of 26 characters", "怎么转人工客服\ndesc", "字" * 26 + "\ndesc"),
        ("a description of 80", "在官方客服里说“转人工”，或者打电话。", "字" * 80),
        ("an answer of 60", "打开官方客服，说“转人工”。", "字" * 60),
        ("no aliases", "aliases: [找真人]\n", ""),
        ("a comment", "risk: low", "risk: low  # 不涉及钱"),
        ("a question that is a number", "客服电话多少", "12315"),
        ("a colon within quotes", "打开官方客服，说“转人工”。", '"客服: 说“转人工”。"'),
    ],
)
def test_what_keeps_within_the_limits_is_good(tmp_path: Path, rule: str, old: str, new: str) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, old, new)
    assert content.problems() == [], rule


def test_a_byte_order_mark_makes_no_difference(tmp_path: Path) -> None:
    plain = read_human(tmp_path)
    assert read_human(tmp_path, b"\xef\xbb\xbf" + good_content(tmp_path).bytes()) == plain


def test_windows_line_endings_make_no_difference(tmp_path: Path) -> None:
    plain = read_human(tmp_path)
    assert read_human(tmp_path, good_content(tmp_path).bytes().replace(b"\n", b"\r\n")) == plain


def test_lines_are_counted_right_with_windows_line_endings_and_a_byte_order_mark(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    content.write(HUMAN, b"\xef\xbb\xbf" + content.bytes().replace(b"\n", b"\r\n"))
    assert [problem.split(": ")[0] for problem in content.problems()] == [f"{HUMAN}:12"]


def test_bytes_in_gbk_are_told_with_their_first_line(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    ascii_head = b"---\ntype: howto\nrisk: low\ntitle: "
    content.write(HUMAN, ascii_head + "怎么转人工客服\n---\n".encode("gbk"))
    assert content.problems() == [f"{HUMAN}:4: {NOT_UTF8}"]


@pytest.mark.parametrize("content", [b"", b"\n", b"---\n", b"---\n---\n", "# 怎么转人工客服\n".encode()])
def test_a_file_without_front_matter_is_no_article(tmp_path: Path, content: bytes) -> None:
    site = good_content(tmp_path)
    site.write(HUMAN, content)
    assert site.problems() == [f"{HUMAN}:1: 开头要有两行“---”夹着的文章信息。照 CONTRIBUTING.md 里的模板写。"]


def test_a_rule_across_the_body_does_not_end_front_matter(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    article = read_human(tmp_path, content.bytes() + "\n---\n\n还有一段。\n".encode())
    assert article.body.endswith("\n---\n\n还有一段。\n")


def test_ways_of_asking_are_the_lines_of_a_file_without_blank_ones_and_comments(tmp_path: Path) -> None:
    assert read_human(tmp_path).asked_as == ("帮我找个真人", "机器人老是答非所问")


def test_an_article_needs_no_file_of_ways_of_asking(tmp_path: Path) -> None:
    assert good_content(tmp_path).load().articles["refund/status.md"].asked_as == ()


def test_ways_of_asking_may_come_from_windows(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("data/asked_as/contact/human.txt", "\ufeff# 注释\r\n\r\n帮我找个真人\r\n")
    assert content.load().articles["contact/human.md"].asked_as == ("帮我找个真人",)


def test_ways_of_asking_in_gbk_are_told_with_their_first_line(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("data/asked_as/contact/human.txt", b"# gbk\n" + "帮我找个真人\n".encode("gbk"))
    assert content.problems() == [f"data/asked_as/contact/human.txt:2: {NOT_UTF8}"]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "human.md"
    folder.mkdir()
    problem = read_text(folder)
    assert isinstance(problem, Problem)
    assert str(problem).startswith(f"{folder}:1: 打不开这个文件（")
