"""A section's text and a query's terms → the excerpt that a result row shows, its matches marked.

Pure; the browser's twin is ``client/snippet.js``, and ``tests/cases/snippet.yml`` holds both.
"""

from __future__ import annotations

from collections.abc import Sequence

from hansearch.fold import fold

SNIPPET_LENGTH = 90
"""Characters of original text: two to three lines on a phone."""

_LEAD = 16
"""Characters shown before the first match of the window, so that it is read in its sentence."""

_SENTENCE_END = "。！？；\n"

Part = tuple[str, bool]


def mark(text: str, terms: Sequence[str]) -> list[Part]:
    """Split *text* into parts, each with whether it matches one of the folded *terms*.

    >>> mark("怎么轉人工客服", ["人工", "客服"])
    [('怎么轉', False), ('人工客服', True)]
    """
    return _parts(text, 0, len(text), _matches(text, terms))


def snippet(text: str, terms: Sequence[str], length: int = SNIPPET_LENGTH) -> list[Part]:
    """Return the window of *text* that holds the most matched characters, in parts as ``mark``."""
    matched = _matches(text, terms)
    start = _start_of_sentence(text, _best_window(matched, length), matched)
    end = min(len(text), start + length)
    parts = _parts(text.replace("\n", " "), start, end, matched)
    if start > 0:
        parts.insert(0, ("…", False))
    if end < len(text):
        parts.append(("…", False))
    return parts


def _matches(text: str, terms: Sequence[str]) -> list[bool]:
    """Tell of each original character whether it belongs to an occurrence of a term."""
    folded = fold(text)
    offsets = folded.offsets
    matched = [False] * offsets[-1]
    for term in terms:
        at = folded.text.find(term)
        while at >= 0:
            if not _cuts_a_word(folded.text, at, at + len(term)):
                start, end = offsets[at], max(offsets[at + len(term)], offsets[at + len(term) - 1] + 1)
                matched[start:end] = [True] * (end - start)
            at = folded.text.find(term, at + 1)
    return matched


def _cuts_a_word(folded: str, start: int, end: int) -> bool:
    """Tell whether a single letter or digit stands inside a longer word, where marking it is noise."""
    if end - start > 1 or not folded[start].isascii():
        return False
    around = folded[max(0, start - 1) : start] + folded[end : end + 1]
    return any(character.isascii() and character.isalnum() for character in around)


def _best_window(matched: Sequence[bool], length: int) -> int:
    """Where the window with the most matched characters starts: before its first match, if its last one allows."""
    count = sum(matched[:length])
    best, best_start = count, 0
    for start in range(1, len(matched) - length + 1):
        count += matched[start + length - 1] - matched[start - 1]
        if count > best:
            best, best_start = count, start
    within = [at for at in range(best_start, min(best_start + length, len(matched))) if matched[at]] or [0]
    start = max(within[0] - _LEAD, within[-1] + 1 - length)
    return max(0, min(start, len(matched) - length))


def _start_of_sentence(text: str, start: int, matched: Sequence[bool]) -> int:
    """Move *start* forward to just after a sentence's or block's end, if one is before the first match."""
    for at in range(start, min(start + _LEAD, len(text))):
        if start == 0 or matched[at]:
            break
        if text[at] in _SENTENCE_END:
            return at + 1
    return start


def _parts(text: str, start: int, end: int, matched: Sequence[bool]) -> list[Part]:
    parts: list[Part] = []
    for at in range(start, end):
        if parts and parts[-1][1] == matched[at]:
            parts[-1] = (parts[-1][0] + text[at], matched[at])
        else:
            parts.append((text[at], matched[at]))
    return parts
