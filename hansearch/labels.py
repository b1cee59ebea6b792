"""A title or question as a whole → terms by which a query finds what it is, or what begins as it does.

The browser's twin is ``client/labels.js``.
"""

from __future__ import annotations

import re

from hansearch.analysis import ALNUM, runs
from hansearch.fold import HAN

LABEL_MARK = "\x02"
"""Behind the first unit of a label's key, so that it is found beside the terms of that unit, which a query asks for."""

MAX_LABEL = 40
"""Characters of a label's key: nobody types more of a title."""

_UNIT = re.compile(f"[{HAN}]|{ALNUM}+")


def start_terms(folded: str) -> list[str]:
    """Return the term that marks how a text begins: its first two Han characters, or its first word."""
    for run, chunks in runs(folded):
        return [f"{chunks[0] if chunks else run[:2]}^"]
    return []


def label_key(folded: str) -> str:
    """Return the term that stands for a whole title or question: its letters and digits, the first unit set off.

    Two texts have the same key if they differ in nothing but spaces and punctuation; a text that begins as another
    has a key that begins as the other's. Empty for a text without letters.

    >>> label_key("怎么 退款？")
    '怎\\x02么退款'
    """
    units = _UNIT.findall(folded)
    return (units[0] + LABEL_MARK + "".join(units[1:]))[:MAX_LABEL] if units else ""


def label_terms(folded: str) -> list[str]:
    """Return the terms of the labels field: the key of each line, and how the first of them, the title, begins."""
    lines = folded.split("\n")
    return list(dict.fromkeys([*filter(None, map(label_key, lines)), *start_terms(lines[0])]))
