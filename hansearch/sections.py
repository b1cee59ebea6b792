"""A rendered page → its sections: heading, anchor and text, as a reader sees them.

Works on the HTML that MkDocs made of the Markdown, so that every anchor is exactly the page's own.
Called by ``plugin.py`` for every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from hansearch.fold import HAN
from hansearch.tags import HEADINGS, INLINE, RAW, VOID, is_ended_outside, still_open

_SKIPPED_TAGS = {"script", "style", "template", "nav", "noscript", "svg", "head", "title"}
_SKIPPED_CLASSES = {"headerlink", "linenos", "footnote-backref", "md-annotation__index", "toc"}
_EXCLUDED = "data-search-exclude"
"""Material's mark for what is not to be found: an element, or the whole section of a heading."""

_SKIPPED_ATTRIBUTES = {_EXCLUDED, "data-hansearch", "hidden"}

# A line of Chinese broken in the source goes on in the next: no space was meant there.
_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef"
_SOFT_BREAK = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t]*(?=[{_WIDE}])")
_BLOCK = "\x00"

# Nearly all tags of a rendered page look like this, and HTMLParser takes its time over what others might.
_PLAIN_START = re.compile('<([a-z][a-z0-9]*)(?: class="([^"&]*)")?>')
_PLAIN_END = re.compile("</([a-z][a-z0-9]*)>")


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a page under a heading, up to the next of any level that has an id; a passage of it, where it is long."""

    anchor: str
    """The heading's id; empty for text above the first heading."""
    heading: str
    text: str
    """Blocks (paragraphs, items, table rows …) separated by newlines."""
    continues: bool = False
    """It goes on where the one before it ends: a long section is cut into passages, which share a heading."""
    is_top: bool = False
    """Its heading is the page's own title, above all text."""

    @property
    def fragment(self) -> str:
        """Where a link to it leads within the page: empty for the top, where the reader also sees what page it is."""
        return "" if self.is_top else self.anchor


@dataclass(frozen=True)
class Page:
    """One page of the site, as far as search is concerned."""

    path: str
    """The source file below docs/, with ``/``: ``contact/human.md``."""
    url: str
    """Relative to the site's root, percent-encoded as MkDocs does."""
    title: str
    sections: tuple[Section, ...]
    questions: tuple[str, ...] = ()
    """What readers ask, from front matter ``questions`` and ``aliases``; may be shown."""
    asked_as: tuple[str, ...] = ()
    """How people really put it, from front matter ``asked_as`` and ``tags``; indexed below the questions, never shown."""
    answer: str = ""
    category: str = ""
    """Title of the part of the menu that the page lies in; may be empty."""
    links: tuple[tuple[str, str], ...] = ()
    """Its links that have a label: address as written, label; until ``links.py`` has read them."""
    linked_as: tuple[str, ...] = ()
    """What other pages call it where they link to it."""


MAX_PASSAGE = 1_000
"""Characters of a section, roughly, after which another passage begins: a reader looks for a place, not for a
chapter, and loads the text around it."""

PART_CHARACTERS = 280
"""Text that a browser loads at once, at the least …"""

MAX_PARTS = 20_000
"""… and so much that there are about no more files than this, where there are not more pages; some hosts take no more."""

MAX_SECTIONS = 256
"""Sections of a part: the browser keeps eight bits for the place of one."""


def page_parts(pages: Sequence[Page]) -> list[list[int]]:
    """Return for each page how its sections are grouped into parts, the files of stored text: the size of each part."""
    size = max(PART_CHARACTERS, sum(map(_characters, pages)) // MAX_PARTS)
    return [_parts(page.sections, size) for page in pages]


def _parts(sections: Sequence[Section], size: int) -> list[int]:
    sizes = [len(section.heading) + len(section.text) for section in sections]
    counts, total, left = [0], 0, sum(sizes)
    for own in sizes:
        # A rest of a few words is not worth a file of its own.
        if (total >= size and 2 * left >= size) or counts[-1] == MAX_SECTIONS:
            counts.append(0)
            total = 0
        counts[-1] += 1
        total += own
        left -= own
    return counts


def _characters(page: Page) -> int:
    return sum(len(section.text) for section in page.sections)


def build_page(
    path: str, url: str, title: str, html: str, meta: Mapping[str, Any] | None = None, category: str = ""
) -> Page:
    """Return the page with its sections and what its front matter adds to search."""
    meta = meta or {}
    answer = meta.get("answer")
    title = well_formed(title)
    content = _parse(well_formed(html), title)
    return Page(
        path=path,
        url=url,
        title=title,
        sections=tuple(content.sections) or (Section("", title, ""),),
        questions=(*_lines(meta.get("questions")), *_lines(meta.get("aliases"))),
        # A tag says of many pages what an alias says of one.
        asked_as=(*_lines(meta.get("asked_as")), *_lines(meta.get("tags"))),
        answer=well_formed(answer) if isinstance(answer, str) else "",
        category=well_formed(category),
        links=tuple(content.links),
    )


def _lines(value: object) -> tuple[str, ...]:
    """Front matter's list of strings; anything else that a writer may have put there is left out."""
    if isinstance(value, str):
        return (well_formed(value),)
    if not isinstance(value, Iterable):
        return ()
    return tuple(well_formed(str(item)) for item in value if isinstance(item, str | int | float))


def well_formed(text: str) -> str:
    r"""Return *text* as UTF-8 can hold it: YAML reads ``"\uD83D\uDE00"`` as two halves of a character.

    >>> well_formed("\ud83d\ude00 \ud83d")
    '😀 �'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_sections(html: str, title: str = "") -> list[Section]:
    """Split rendered content into sections.

    >>> [s.text for s in parse_sections('<h1 id="a">甲</h1><p>一</p><h2 id="b">乙</h2><p>二</p>')]
    ['一', '二']
    """
    return _parse(html, title).sections


def _parse(html: str, title: str) -> _ContentParser:
    parser = _ContentParser(title)
    parser.feed(html)
    parser.close()
    return parser


class _ContentParser(HTMLParser):
    def __init__(self, title: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[Section] = []
        self.links: list[tuple[str, str]] = []
        self._link: tuple[str, list[str]] | None = None
        self._anchor, self._heading = "", title
        self._is_top = False
        self._text: list[str] = []
        self._heading_text: list[str] | None = None
        self._next_anchor, self._next_level = "", 0
        self._excluded_level = 0
        self._skipping: list[str] = []
        self._preformatted = 0

    def parse_starttag(self, i: int) -> int:
        """Read the tag that begins there; return where it ends."""
        match = _PLAIN_START.match(self.rawdata, i)
        if not match or match[1] in RAW:
            return super().parse_starttag(i)
        tag, classes = match.groups()
        self.handle_starttag(tag, [] if classes is None else [("class", classes)])
        return match.end()

    def parse_endtag(self, i: int) -> int:
        """Read the tag that begins there; return where it ends."""
        match = _PLAIN_END.match(self.rawdata, i)
        if not match or self.cdata_elem:
            return super().parse_endtag(i)
        self.handle_endtag(match[1])
        return match.end()

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: nobody asks for the number, and it took a tenth of the time."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self._skipping:
            del self._skipping[still_open(self._skipping, tag) :]
        if self._skipping:
            if tag not in VOID:
                self._skipping.append(tag)
            return
        if tag not in VOID and tag not in HEADINGS and _is_skipped(tag, attributes):
            self._skipping.append(tag)
            return
        if tag not in INLINE:
            self._text.append(_BLOCK)
        if tag == "a":
            self._link = (attributes.get("href") or "", [])
        self._preformatted += tag == "pre"
        if tag in HEADINGS:
            self._start_section()  # under a heading that was never closed
            if attributes.get("id"):
                self._end_section()
                self._next_anchor, self._next_level = attributes["id"] or "", int(tag[1])
                self._exclude_from(int(tag[1]), _EXCLUDED in attributes)
                self._heading_text = []

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag in self._skipping:
                while self._skipping.pop() != tag:
                    pass
                return
            if not is_ended_outside(self._skipping[0], tag):
                return
            self._skipping.clear()
        if tag not in INLINE:
            self._text.append(_BLOCK)
        if tag == "a":
            self._end_link()
        self._preformatted -= tag == "pre" and self._preformatted > 0
        if tag in HEADINGS:
            self._start_section()

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self._link:
            self._link[1].append(data)
        if self._heading_text is not None:
            self._heading_text.append(data)
        else:
            self._text.append(data.replace("\n", _BLOCK) if self._preformatted else data)

    def close(self) -> None:
        """End the last section too."""
        super().close()
        self._start_section()
        self._end_section()

    def _start_section(self) -> None:
        """Begin the section of the heading that has just been read, if one has."""
        if self._heading_text is None:
            return
        heading, level = _tidy("".join(self._heading_text)), self._next_level
        self._anchor, self._heading = self._next_anchor, heading
        self._is_top = level == 1 and not self.sections
        self._heading_text = None

    def _end_link(self) -> None:
        href, texts = self._link or ("", [])
        label = _tidy("".join(texts))
        if href and label and not self._excluded_level:
            self.links.append((href, label))
        self._link = None

    def _exclude_from(self, level: int, is_marked: bool) -> None:
        """Leave out the section of a marked heading, with those below it."""
        if self._excluded_level and level <= self._excluded_level:
            self._excluded_level = 0
        if is_marked and not self._excluded_level:
            self._excluded_level = level

    def _end_section(self) -> None:
        text = _tidy("".join(self._text))
        if (text or self._anchor) and not self._excluded_level:
            for number, passage in enumerate(_passages(text)):
                self.sections.append(Section(self._anchor, self._heading, passage, number > 0, self._is_top))
        self._text = []


def _is_skipped(tag: str, attributes: Mapping[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    return (
        tag in _SKIPPED_TAGS
        or not _SKIPPED_CLASSES.isdisjoint(classes)
        or not _SKIPPED_ATTRIBUTES.isdisjoint(attributes)
    )


def _passages(text: str) -> list[str]:
    """Cut a long text between its blocks."""
    passages: list[list[str]] = [[]]
    size = 0
    for block in text.split("\n"):
        if passages[-1] and size + len(block) > MAX_PASSAGE:
            passages.append([])
            size = 0
        passages[-1].append(block)
        size += len(block)
    return ["\n".join(blocks) for blocks in passages]


def _tidy(text: str) -> str:
    """Collapse white space as a browser does; one newline between blocks."""
    if "\n" in text:
        text = _SOFT_BREAK.sub("", text)
    blocks = (" ".join(block.split()) for block in text.split(_BLOCK))
    return "\n".join(filter(None, blocks))
