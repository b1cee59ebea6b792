"""Rules for headings and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from helpcenter.errors import Problem
from helpcenter.rules.page import Page
from helpcenter.site import SOURCES, Site

_STEPS = re.compile(r"一步一步|一步步|步骤|怎么做$|照着做|按顺序|照这个(?:顺序)?做|现在就做")
_NUMBERED = re.compile(r"\s*\d+(?:\.|[、．）)])")
"""Also such as ``markup.lists_are_lists`` tells of."""


def first_heading_is_the_title(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """The body begins with the title as its only heading of level 1."""
    title = page.article.title
    first = page.headings[0] if page.headings else None
    if first is None or first.level != 1:
        yield Problem(page.shown, page.article.body_line, f"正文开头要有一级标题“# {title}”。补上。")
    elif first.text != title:
        message = f"一级标题是“{first.text}”，title 是“{title}”。两处写成一样。"
        yield Problem(page.shown, first.line, message)
    for heading in page.headings[1:]:
        if heading.level == 1:
            message = f"“{heading.text}”是第二个一级标题。小标题用 ##。"
            yield Problem(page.shown, heading.line, message)


def headings_go_down_one_level(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A heading is at most one level below the one before it."""
    for before, heading in zip(page.headings, page.headings[1:], strict=False):
        if heading.level > before.level + 1:
            right = "#" * (before.level + 1)
            message = f"“{heading.text}”跳了一级，读屏的人会找不到。前面加 {right} 就够。"
            yield Problem(page.shown, heading.line, message)


def headings_differ(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """No two headings of an article say the same, and none is empty."""
    seen: set[str] = set()
    for heading in page.headings:
        if not heading.text:
            yield Problem(page.shown, heading.line, "小标题是空的。写上这一节讲什么，或者删掉。")
        elif heading.text in seen:
            message = f"小标题“{heading.text}”前面用过了，链接会跳错。换一个说法。"
            yield Problem(page.shown, heading.line, message)
        seen.add(heading.text)


def headings_are_not_reserved(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """No heading is that of the sources: their section is generated."""
    for heading in page.headings:
        if heading.text == SOURCES:
            message = f"“{SOURCES}”一节自动生成。删掉这一节，出处写在 sources 里。"
            yield Problem(page.shown, heading.line, message)


def steps_are_numbered(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A section whose heading promises steps has a numbered list."""
    for heading in page.headings:
        if heading.level > 1 and _STEPS.search(heading.text):
            lines = page.section(heading)
            if not any(_NUMBERED.match(line.raw) for line in lines if not line.is_code):
                message = f"“{heading.text}”一节没有分步。写成“1. ”“2. ”开头的列表，一步一个动作。"
                yield Problem(page.shown, heading.line, message)
