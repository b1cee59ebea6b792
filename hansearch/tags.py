"""What HTML says of its elements, as far as it matters to ``sections.py``. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip

RAW = {
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp",
}  # fmt: skip
"""Elements inside which no tags are read, by some version of HTMLParser at least."""

_ENDS_PARAGRAPH = {
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre",
    "search", "section", "table", "ul", *HEADINGS,
}  # fmt: skip

_CELL = {"td", "th", "tr", "tbody", "tfoot"}

ENDED_BY: Mapping[str, set[str]] = {
    "p": _ENDS_PARAGRAPH,
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option", "optgroup"},
    "tr": {"tr", "tbody", "tfoot"},
    "td": _CELL,
    "th": _CELL,
}
"""Elements whose end tag may be left out: they end where one of these begins, or what they stand in ends."""


def still_open(elements: Sequence[str], tag: str) -> int:
    """Return how many of the *elements*, each inside the one before, are still open where *tag* begins.

    >>> still_open(["div", "ul", "li", "b"], "li")
    2
    """
    count = len(elements)
    for at in range(count - 1, -1, -1):
        if tag in ENDED_BY.get(elements[at], ()):
            count = at
        elif elements[at] not in INLINE and elements[at] not in ENDED_BY:
            break
    return count


def is_ended_outside(element: str, tag: str) -> bool:
    """Tell whether the end of *tag*, which is not open inside *element*, ends what that stands in, and so itself."""
    return element in ENDED_BY and tag not in INLINE and tag != "p"  # A </p> too many ends nothing.
