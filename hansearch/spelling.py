"""What a query probably means where the index does not know it as typed.

Letters that are one edit away from a word, words that are still being typed, pinyin and characters that only
sound like what the pages say. The browser's twin is ``client/spelling.js``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hansearch.fold import is_han
from hansearch.sound import SEQUENCE, UNIT, is_short_enough, unit_sounds
from hansearch.words import LONGEST

MAX_COMPLETIONS = 20
"""Words looked up for one that is still being typed, in alphabetical order: they stand side by side in the index."""

MAX_MISSPELT = 3
"""Words looked up for one that the index lacks."""

_LATIN = re.compile(r"[a-z0-9]+(?:[._-]{1,2}[a-z0-9]+)*[._-]*")

COMPLETED = re.compile(r"[a-z0-9]+(?:[._-]{1,2}[a-z0-9]+)*")
"""What a word may go on to, whole: no bigram, no label."""

_LEAST_MISSPELT = 4
"""Letters: of shorter words half the dictionary is one edit away."""

_LEAST_BEGUN = 3
_LEAST_BEGUN_AFTER = 2
"""Letters of a word that is being typed; one fewer where words before it say what it is about."""


class Mend(NamedTuple):
    """A stretch of a query, and what may stand there instead."""

    start: int
    end: int
    words: tuple[str, ...]


class Misheard(NamedTuple):
    """What a query means if it is read aloud."""

    mends: list[Mend]
    is_whole: bool
    """False where letters are left that are pinyin of no word."""


class Heard(NamedTuple):
    """A character or syllable of a query."""

    typed: str
    sound: str
    start: int
    end: int


def completions(
    folded: str, following: Callable[[str], Sequence[str]], is_indexed: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return how the last word of a query may go on: ``tidb_ena`` → ``tidb_enable_…``.

    *following* gives the words of the index that begin with one, in alphabetical order, ``MAX_COMPLETIONS`` at most.
    """
    for match in _LATIN.finditer(folded):
        least = _LEAST_BEGUN_AFTER if match.start() else _LEAST_BEGUN
        if match.end() == len(folded) and len(match.group()) >= least and not is_indexed(match.group()):
            return tuple(following(match.group()))
    return ()


def misspelt(folded: str, latin: Sequence[str], is_indexed: Callable[[str], bool]) -> Iterator[Mend]:
    """Yield the words of letters that the index lacks, with its words that are one edit away."""
    for match in _LATIN.finditer(folded):
        typed = match.group()
        if len(typed) < _LEAST_MISSPELT or not typed.isalpha() or is_indexed(typed):
            continue
        words = (word for word in latin if word.isalpha() and len(word) >= _LEAST_MISSPELT)
        near = tuple(word for word in words if is_one_edit(typed, word))[:MAX_MISSPELT]
        if near:
            yield Mend(match.start(), match.end(), near)


def is_one_edit(a: str, b: str) -> bool:
    """Tell whether one letter more, fewer or other, or two neighbours swapped, makes *a* into *b*.

    >>> is_one_edit("taoabo", "taobao"), is_one_edit("alpay", "alipay"), is_one_edit("alipay", "alipay")
    (True, True, False)
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    return a != b and (max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1]))


def sounding_mends(
    folded: str,
    sounding: Mapping[str, str],
    syllables: Container[str],
    readings: Mapping[str, str],
    kept: Mapping[int, bool],
    is_indexed: Callable[[str], bool],
) -> Misheard:
    """Return the words that are meant by pinyin, and by characters which the index lacks side by side.

    *kept*: places of characters that belong to a word of the index and are no slip, and whether it runs on into them.
    """
    mends, is_whole = [], True
    for run in _heard(folded, syllables, readings, is_indexed):
        at = 0
        while at < len(run):
            mend = _mend_at(run, at, sounding, kept, is_indexed)
            if mend:
                mends.append(mend[0])
            else:
                is_whole = is_whole and is_han(run[at].typed)
            at += mend[1] if mend else 1
    return Misheard(mends, is_whole)


def _mend_at(
    run: Sequence[Heard],
    at: int,
    sounding: Mapping[str, str],
    kept: Mapping[int, bool],
    is_indexed: Callable[[str], bool],
) -> tuple[Mend, int] | None:
    for size in range(min(LONGEST, len(run) - at), 1, -1):
        window = run[at : at + size]
        word = sounding.get("'".join(heard.sound for heard in window))
        if word and _is_slip(window, word, kept, is_indexed):
            return Mend(window[0].start, window[-1].end, (word,)), size
    return None


def _is_slip(
    window: Sequence[Heard], word: str, kept: Mapping[int, bool], is_indexed: Callable[[str], bool]
) -> bool:
    """Tell whether *word* may be meant: one character at least is right, and what differs is unknown there.

    None is that takes a word of the index apart: 卖家据绝 means 拒绝, although 家据 sounds like 家具.
    """
    han = [n for n, heard in enumerate(window) if is_han(heard.typed)]
    wrong = {n for n in han if window[n].typed != word[n]}
    if len(han) < len(window):
        return not wrong
    if kept.get(window[0].start) or kept.get(window[-1].end):
        return False
    unknown = [n for n in han[:-1] if not is_indexed(window[n].typed + window[n + 1].typed)]
    touched = all({n - 1, n} & set(unknown) and window[n].start not in kept for n in wrong)
    return 0 < len(wrong) < len(window) and touched


def _heard(
    folded: str, syllables: Container[str], readings: Mapping[str, str], is_indexed: Callable[[str], bool]
) -> Iterator[list[Heard]]:
    """Yield the stretches of a query that can be read aloud, character by character."""
    for sequence in SEQUENCE.finditer(folded):
        if not is_short_enough(sequence.group()):
            continue
        run: list[Heard] = []
        for unit in UNIT.finditer(folded, *sequence.span()):
            sounds = unit_sounds(unit.group(), syllables, readings, is_indexed)
            if sounds is None:
                yield run
                run = []
                continue
            at = unit.start()
            for typed, sound in sounds:
                run.append(Heard(typed, sound, at, at + len(typed)))
                at += len(typed)
        yield run


def mended(folded: str, mends: Iterable[Mend]) -> str:
    """Return the query with the first word of each mend in its place."""
    for mend in sorted(mends, reverse=True):
        folded = folded[: mend.start] + mend.words[0] + folded[mend.end :]
    return folded
