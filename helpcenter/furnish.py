"""An article's HTML, once search has read it → the same with what a reader works with.

Numbered lists can be ticked off, texts to be sent can be copied, the sections that every article has are set
apart, links to sections say where they lead and stand beside their heading, whose name is its own words, and
the sources are cut off for the page's end. All else is copied as it stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from helpcenter.site import SOURCES

SECTIONS = {"如果不行": "hc-stuck", "别上当": "hc-scam"}
"""Headings that every article uses alike → the class of the section below them."""

STEP = '<input type="checkbox" aria-label="做完第 {number} 步">'

STEPS_TOOLS = """
<p class="hc-steps__tools">
<button type="button" data-hc="one">一步一步看</button>
<button type="button" data-hc="restart">重新开始</button>
</p>
</div>"""

COPY = """
<p><button type="button" data-hc="copy-text">复制这段话</button></p>"""

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(frozen=True)
class Furnished:
    """An article's HTML in two parts."""

    body: str
    sources: str
    """Its last section, which is generated; empty where there is none."""


def furnish(html: str, path: str) -> Furnished:
    """Return the HTML of the article at *path*, furnished.

    >>> furnish("<h2>如果不行</h2><p>打电话。</p>", "contact/human.md").body
    '<section class="hc-stuck">\\n<h2>如果不行</h2><p>打电话。</p></section>\\n'
    """
    furnisher = _Furnisher(path, html)
    furnisher.feed(html)
    furnisher.close()
    return furnisher.furnished()


@dataclass
class _List:
    """A numbered list that is being read."""

    at: int
    """Where it begins in the output."""
    items: list[int] = field(default_factory=list)
    """Where the text of each item begins."""


class _Furnisher(HTMLParser):
    """Copies what it reads; adds to it at the top level only."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.path = path
        self.lines = html.split("\n")
        self.out: list[str] = []
        self.open: list[str] = []
        self.list: _List | None = None
        self.heading: int | None = None
        self.is_code = False
        self.words = ""
        self.section = ""
        self.link = ""
        self.beside = ""
        self.end: int | None = None

    def furnished(self) -> Furnished:
        """Return what has been read."""
        if self.section:
            self.out.append("</section>\n")
        return Furnished("".join(self.out[: self.end]), "".join(self.out[self.end :]) if self.end else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; note where a heading, a list and its items begin."""
        given = dict(attrs)
        text = self.get_starttag_text() or ""
        if not self.open and tag in _HEADINGS:
            self.heading, self.words = len(self.out), ""
        elif not self.open and tag == "ol":
            self.list = _List(len(self.out))
        elif not self.open and tag == "div" and given.get("class") == "highlight":
            self.is_code = True
        elif tag == "a" and given.get("class") == "headerlink" and self.heading is not None:
            self.link = "dropped" if self.open == ["h1"] else "beside"  # A title needs no link to itself.
            label = escape(f"“{unescape(self.words)}”这一节的链接")
            text = f'<a class="headerlink" href="{escape(given.get("href") or "")}" aria-label="{label}">'
        self._put(text)
        if self.list and tag == "li" and self.open == ["ol"]:
            self.list.items.append(len(self.out))
            self.out.append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that closes itself."""
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy a tag; at the end of a heading or a list it is known what to make of it."""
        while tag in self.open and self.open.pop() != tag:
            pass  # An element that was never closed.
        self._put(f"</{tag}>")
        if tag == "a":
            self.link = ""
        if self.open:
            return
        if self.heading is not None and self.beside:
            self.out[self.heading] = f'<div class="hc-{tag}">{self.out[self.heading]}'
            self.out.append(f"{self.beside}</div>")
            self.beside = ""
        if tag == "h2" and self.heading is not None:
            self._begin_section(self.heading, unescape(self.words).strip())
        elif tag == "ol" and self.list:
            self._make_steps(self.list)
        elif tag == "div" and self.is_code:
            self.out.append(COPY)
            self.is_code = False
        self.heading = self.list = None

    def _begin_section(self, at: int, words: str) -> None:
        between = "</section>\n" if self.section else ""
        self.section = SECTIONS.get(words, "")
        if self.section:
            between += f'<section class="{self.section}">\n'
        self.out.insert(at, between)
        if words == SOURCES:
            self.end = at + 1

    def _make_steps(self, steps: _List) -> None:
        if len(steps.items) < 2:
            return
        text = "".join(self.out[steps.at :])
        # Ticks belong to these words on this page: once the steps change, nothing is done yet.
        key = hashlib.sha256(f"{self.path}\n{text}".encode()).hexdigest()[:8]
        for number, at in enumerate(steps.items, 1):
            self.out[at] = STEP.format(number=number)
        self.out[steps.at] = f'<div class="hc-steps" data-key="{key}">\n{self.out[steps.at]}'
        self.out[-1] += STEPS_TOOLS

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a character that is written by name."""
        self._copy_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Copy a character that is written by number."""
        self._copy_reference(f"&#{name}")

    def _copy_reference(self, text: str) -> None:
        """The parser takes AT&T and &copy=2 for references, too: there is not always a semicolon to be copied."""
        line, column = self.getpos()
        is_ended = self.lines[line - 1].startswith(";", column + len(text))
        self._copy(f"{text};" if is_ended else text)

    def _copy(self, text: str) -> None:
        self._put(text)
        if self.heading is not None and not self.link:
            self.words += text

    def _put(self, text: str) -> None:
        if self.link == "beside":
            self.beside += text
        elif not self.link:
            self.out.append(text)

    def handle_comment(self, data: str) -> None:
        """Copy a comment."""
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Copy a declaration."""
        self.out.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        """Copy a processing instruction."""
        self.out.append(f"<?{data}>")
