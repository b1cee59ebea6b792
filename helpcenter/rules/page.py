"""An article's Markdown → the lines, headings and links that the rules look at. No rules here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify_unicode

from helpcenter.articles import Article
from helpcenter.data import Data
from helpcenter.macros import expand_macros
from helpcenter.site import SOURCES

MASK = "\ufffc"
"""Stands where code, an address or a macro was: neither a Han character nor punctuation."""

_FENCE = re.compile(r"\s*(?:```|~~~)")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?) (\w+)")
_WARNINGS = frozenset({"warning", "danger", "caution", "failure", "bug"})
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_LINK = re.compile(r'(!?)\[([^\]]*)\]\(<?([^)\s>]*)>?(?:\s+"[^"]*")?\)')
_GOOD_LINK = re.compile(r'\[[^\]]*\]\(<?[^)\s>（）。，；、]*>?(?:\s+"[^"]*")?\)')
_MAYBE_LINK = re.compile(r"[\[【]([^\[\]【】]*)[\]】] *[(（] *([\w./#:?=&%~+@-]*) *[)）]?")
_REVERSED = re.compile(r"[(（]([^()（）\[\]]*)[)）]\[([\w./#:?=&%~+@-]+)\]")
_ADDRESS = re.compile(r"https?:|\.\.?/|#|[^。]*\.(?:md|html|png|jpe?g|webp|svg)(?![a-z])")
_ID = re.compile(r"""\{[^}]*#([^\s}]+)[^}]*\}|\bid=["']([^"']+)["']""")
_NOT_PROSE = re.compile(r"\{\{.*?\}\}|`[^`]*`|https?://[^\s）)]+|<[^>]+>|\{[:#.][^}]*\}|(?<=\])\([^)]*\)")
_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|!?\[|\](?:\([^)]*\))?|`")


@dataclass(frozen=True)
class Line:
    """One line of an article's body."""

    number: int
    """In its file."""
    raw: str
    text: str
    """With its macros written out."""
    is_code: bool
    in_warning: bool
    """Whether it stands in a box that warns."""

    @property
    def prose(self) -> str:
        """Return the line with code, addresses and macros masked."""
        return MASK if self.is_code else _NOT_PROSE.sub(MASK, without_broken_links(self.raw))


@dataclass(frozen=True)
class Heading:
    """One heading."""

    line: int
    level: int
    text: str


@dataclass(frozen=True)
class Link:
    """One link or image."""

    line: int
    text: str
    """Its words; of an image, the text instead."""
    target: str
    is_image: bool


@dataclass(frozen=True)
class Page:
    """An article as the rules see it."""

    article: Article
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]

    @property
    def shown(self) -> str:
        """Return the file as its problems name it."""
        return self.article.shown

    def anchors(self) -> frozenset[str]:
        """Return what can follow ``#`` in a link to this page."""
        found: set[str] = set()
        for heading in self.headings:
            slug = anchor = slugify_unicode(heading.text, "-")
            at = 0
            while anchor in found:
                at += 1
                anchor = f"{slug}_{at}"
            found.add(anchor)
        named = (match for line in self.lines if not line.is_code for match in _ID.finditer(line.raw))
        return frozenset(found | {match[1] or match[2] for match in named} | {SOURCES})

    def section(self, heading: Heading) -> list[Line]:
        """Return the lines below a heading, up to the next that is not below it."""
        ends = [
            other.line
            for other in self.headings
            if other.line > heading.line and other.level <= heading.level
        ]
        end = min(ends, default=self.lines[-1].number + 1 if self.lines else 0)
        return [line for line in self.lines if heading.line < line.number < end]


def broken_links(text: str) -> list[re.Match[str]]:
    """Return what in a line was meant as a link, and would reach the page with its brackets.

    >>> [match[0] for match in broken_links("看[这里]（../x.md）、[这里](../x.md)")]
    ['[这里]（../x.md）']
    """
    found = [
        match
        for match in _MAYBE_LINK.finditer(text)
        if _ADDRESS.match(match[2]) and not _GOOD_LINK.match(text, match.start())
    ]
    found += [match for match in _REVERSED.finditer(text) if _ADDRESS.match(match[2])]
    return sorted(found, key=re.Match.start)


def without_broken_links(text: str) -> str:
    """Return a line with what ``broken_links`` finds masked: it is told once, not for each wrong character."""
    for match in reversed(broken_links(text)):
        text = text[: match.start()] + MASK + text[match.end() :]
    return text


def plain(text: str) -> str:
    """Return a line of Markdown without emphasis, and of its links only the words.

    >>> plain("看[**转人工**](human.md)")
    '看转人工'
    """
    return _MARKUP.sub("", text)


def read_page(article: Article, data: Data) -> Page:
    """Return the article as the rules see it."""
    lines = tuple(_lines(article, data))
    return Page(article, lines, tuple(_headings(lines)), tuple(_links(lines)))


def _lines(article: Article, data: Data) -> Iterator[Line]:
    fenced, box = False, ""
    for number, raw in enumerate(article.body.split("\n"), article.body_line):
        if raw.strip() and not raw.startswith("    "):
            opened = _BOX.match(raw)
            box = opened[1] if opened else ""
        is_fence = bool(_FENCE.match(raw))
        fenced = fenced != is_fence
        text, _ = expand_macros(raw, data, article.shown)
        yield Line(number, raw, text, fenced or is_fence, box in _WARNINGS)


def _headings(lines: tuple[Line, ...]) -> Iterator[Heading]:
    for line in lines:
        match = None if line.is_code else _HEADING.match(line.text)
        if match:
            words = re.sub(r"\s*\{[^}]*\}$", "", match[2])
            yield Heading(line.number, len(match[1]), plain(words).strip())


def _links(lines: tuple[Line, ...]) -> Iterator[Link]:
    for line in lines:
        if line.is_code:
            continue
        text = without_broken_links(re.sub(r"`[^`]*`", MASK, line.text))
        for match in _LINK.finditer(text):
            yield Link(line.number, match[2], match[3], bool(match[1]))
