"""A Markdown file → an ``Article``, or the problems that keep it from being one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpcenter.data import parse_yaml, read_text, yaml_error_line
from helpcenter.errors import Problem

TYPES = ("howto", "policy", "flow", "channel", "decision", "tool", "glossary", "meta")
RISKS = ("high", "mid", "low")

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)

Check = Callable[[Any], str | None]
"""Takes a field's value; returns what is wrong with it and how to write it, or None."""


@dataclass(frozen=True)
class Article:
    """One article of the help centre."""

    path: str
    """Below docs/: ``contact/human.md``; its folder is its category."""
    meta: Mapping[str, Any]
    body: str
    body_line: int
    """The line of the file on which the body begins."""
    sources_line: int
    """The line of the file on which its sources stand."""
    asked_as: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the title."""
        return str(self.meta["title"])

    @property
    def questions(self) -> list[str]:
        """Return the questions that the article must be found by."""
        return [str(question) for question in self.meta["questions"]]

    @property
    def sources(self) -> list[str]:
        """Return the names in data/sources.yml of what the article is drawn from."""
        return [str(source) for source in self.meta["sources"]]


def _text(limit: int) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return "要写一句话"
        if "{{" in value:
            return "里的 {{ }} 不会换成数据，请换一种说法，把它写到正文里"
        return f"有 {len(value)} 个字，最多 {limit} 个，请缩短" if len(value) > limit else None

    return check


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(value: Any) -> str | None:
        return None if value in choices else f"要写成其中之一：{'、'.join(choices)}"

    return check


def _lines(least: int) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, list) or not all(isinstance(v, str | int) and str(v).strip() for v in value):
            return "要写成列表，每行以“- ”开头"
        return f"只有 {len(value)} 条，至少 {least} 条" if len(value) < least else None

    return check


def _date(value: Any) -> str | None:
    return None if type(value) is date else "要写成日期，例如 2026-11-22"


FIELDS: dict[str, tuple[bool, Check]] = {
    "title": (True, _text(26)),
    "description": (True, _text(80)),
    "answer": (True, _text(60)),
    "questions": (True, _lines(5)),
    "aliases": (False, _lines(1)),
    "type": (True, _one_of(TYPES)),
    "risk": (True, _one_of(RISKS)),
    "checked": (True, _date),
    "sources": (True, _lines(1)),
}
"""Every field that front matter may have: whether it must, and its check. CONTRIBUTING.md explains them."""


def read_article(path: str, file: Path, asked_as: Path) -> Article | list[Problem]:
    """Read one article and the file of ways in which people ask for it."""
    shown = str(file)
    text = read_text(file)
    spoken = read_text(asked_as) if asked_as.exists() else ""
    if isinstance(text, Problem) or isinstance(spoken, Problem):
        return [problem for problem in (text, spoken) if isinstance(problem, Problem)]
    match = _FRONT_MATTER.match(text)
    if not match:
        return [Problem(shown, 1, "开头要有两行“---”夹着的文章信息。照 CONTRIBUTING.md 里的模板写。")]
    try:
        node = yaml.compose(match[1], Loader=yaml.SafeLoader)
        meta = parse_yaml(match[1])
    except yaml.YAMLError as error:
        line = yaml_error_line(error, match[1]) + 1
        return [Problem(shown, line, "文章信息写法有误。检查这一行的缩进、冒号（后面要空一格）和引号。")]
    if not isinstance(meta, dict):
        return [Problem(shown, 2, "文章信息要一行一项，例如“title: 怎么转人工客服”。")]
    lines = _field_lines(node)
    problems = list(_check_meta(shown, meta, lines))
    if problems:
        return problems
    body_line = text.count("\n", 0, match.end()) + 1
    return Article(path, meta, text[match.end() :], body_line, lines["sources"], tuple(_listed(spoken)))


def _listed(text: str) -> Iterator[str]:
    """Yield the lines of *text*, without blank ones and comments."""
    for line in map(str.strip, text.split("\n")):
        if line and not line.startswith("#"):
            yield line


def _field_lines(node: Any) -> dict[str, int]:
    """Return the line in the file of each front matter field."""
    return {key.value: key.start_mark.line + 2 for key, _ in getattr(node, "value", [])}


def _check_meta(shown: str, meta: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Problem]:
    for name in meta:
        if name not in FIELDS:
            known = "、".join(FIELDS)
            yield Problem(shown, lines.get(str(name), 2), f"没有“{name}”这一项。可以用的有：{known}。")
    for name, (required, check) in FIELDS.items():
        if name not in meta:
            if required:
                yield Problem(shown, 1, f"缺“{name}”这一项。照 CONTRIBUTING.md 里的模板补上。")
        elif message := check(meta[name]):
            yield Problem(shown, lines.get(name, 2), f"“{name}”{message}。")
