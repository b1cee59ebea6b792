"""Han text and typed Latin letters → terms that sound alike: pinyin, initials, homophones.

Titles, headings and questions carry a field of such terms beside their words: of each two neighbouring
characters the syllables (``tui'kuan``), of each three the initials (``'rgk``). Tones are left out and the
sounds that many speakers do not tell apart are one (zh/z, ch/c, sh/s, ing/in, eng/en).
The browser's twin is ``client/sound.js``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin, load_phrases_dict, pinyin_dict

from hansearch.fold import HAN, is_han

_RUN = re.compile(f"[{HAN}]+")
SEQUENCE = re.compile(f"(?:[{HAN}]|[a-z]+ ?)+")
UNIT = re.compile(f"[{HAN}]|[a-z]+")

_LONGEST_SYLLABLE = 6

MAX_HAN = 12
"""Characters of a stretch of Han beyond which no slip is looked for: a sentence has words enough without."""

load_phrases_dict(
    {
        "还款": [["huán"], ["kuǎn"]],
        "还没": [["hái"], ["méi"]],
        "弹窗": [["tán"], ["chuāng"]],
        "长按": [["cháng"], ["àn"]],
        "重试": [["chóng"], ["shì"]],
        "重置": [["chóng"], ["zhì"]],
    }
)


def merge_sounds(syllable: str) -> str:
    """Return the syllable under which all that are easily confused with it meet.

    >>> merge_sounds("zhing")
    'zin'
    """
    return re.sub("(?<=[ie])ng$", "n", re.sub("^([zcs])h", r"\1", syllable))


def sound_terms(folded: str) -> Iterator[str]:
    """Yield the sound terms of folded text that is indexed, each occurrence."""
    known = all_sounds()
    for run in _RUN.findall(folded):
        syllables = [merge_sounds(syllable) for syllable in lazy_pinyin(run)]
        yield from (_pair(*two) for two in pairwise(syllables) if known.issuperset(two))
        initials = "".join(syllable[0] for syllable in syllables)
        yield from (f"'{initials[at : at + 3]}" for at in range(len(initials) - 2))


def _pair(first: str, second: str) -> str:
    return f"{first}'{second}"


def split_term(term: str) -> list[str]:
    """Return the syllables of a sound term; none for initials and for all other terms.

    >>> split_term("tui'kuan"), split_term("'thk"), split_term("tui")
    (['tui', 'kuan'], [], [])
    """
    first, mark, rest = term.partition("'")
    return [first, *rest.split("'")] if first and mark else []


_COMMON = bytes(
    byte
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
    for byte in (high, low)
).decode("gb2312")
"""The 3,755 commonest characters: GB 2312, level 1."""


@lru_cache(maxsize=1)
def all_syllables() -> tuple[str, ...]:
    """Return every syllable of pinyin as it is typed, in order."""
    return tuple(sorted(set(lazy_pinyin(_COMMON))))


@lru_cache(maxsize=1)
def all_sounds() -> frozenset[str]:
    """Return every merged syllable; there is no typing a character that sounds otherwise."""
    return frozenset(map(merge_sounds, all_syllables()))


def read_characters(characters: Iterable[str]) -> dict[str, str]:
    """Return the merged syllable of each of *characters*, and of the commonest ones, which are typed by mistake."""
    known = (c for c in sorted({*characters, *_COMMON}) if ord(c) in pinyin_dict.pinyin_dict)
    sounds = ((character, merge_sounds(lazy_pinyin(character)[0])) for character in known)
    return {character: sound for character, sound in sounds if sound in all_sounds()}


def split_syllables(letters: str, known: Container[str]) -> list[str] | None:
    """Split typed letters into the fewest syllables; None where they are no pinyin.

    Of equally few the one with the longer first syllable: what people mean by ``xian`` is usually 先.
    """
    best: list[list[str] | None] = [None] * len(letters) + [[]]
    for start in range(len(letters) - 1, -1, -1):
        for end in range(min(start + _LONGEST_SYLLABLE, len(letters)), start, -1):
            rest = best[end]
            if rest is not None and letters[start:end] in known:
                chosen = best[start]
                if chosen is None or len(rest) + 1 < len(chosen):
                    best[start] = [letters[start:end], *rest]
    return best[0]


def sounding_terms(
    folded: str,
    syllables: Container[str],
    readings: Mapping[str, str],
    is_indexed: Callable[[str], bool],
    kept: Container[int] = (),
) -> list[str]:
    """Return the sound terms to look up for a folded query: none for what the index has as it is typed.

    Letters that are no word of the index are read as pinyin, else as initials; two characters that never
    stand together in the index may be a slip of the keyboard, and are looked up by their sound.
    *kept*: places of characters that are none, because they belong to a word.
    """
    terms: dict[str, None] = {}
    for sequence in SEQUENCE.finditer(folded):
        before: tuple[str, str, bool] | None = None
        is_short = is_short_enough(sequence.group())
        for unit in UNIT.finditer(folded, *sequence.span()):
            sounds = unit_sounds(unit.group(), syllables, readings, is_indexed)
            if sounds is None:
                terms.update(dict.fromkeys(_initials(unit.group(), is_indexed)))
                before = None
                continue
            is_kept = unit.start() in kept
            for typed, sound in sounds:
                if before and _is_sought(
                    before[0], typed, is_short and not (before[2] and is_kept), is_indexed
                ):
                    terms[_pair(before[1], sound)] = None
                before = (typed, sound, is_kept)
    return list(terms)


def is_short_enough(sequence: str) -> bool:
    """Tell whether a stretch of a query is short enough to look for slips in it."""
    return sum(map(is_han, sequence)) <= MAX_HAN


def unit_sounds(
    unit: str, syllables: Container[str], readings: Mapping[str, str], is_indexed: Callable[[str], bool]
) -> list[tuple[str, str]] | None:
    """Return (what was typed, its merged syllable) for a Han character or letters; None if it has no sound."""
    if is_han(unit[0]):
        return [(unit, readings[unit])] if unit in readings else None
    found = None if is_indexed(unit) else split_syllables(unit, syllables)
    return [(syllable, merge_sounds(syllable)) for syllable in found] if found else None


def _is_sought(first: str, second: str, may_be_slip: bool, is_indexed: Callable[[str], bool]) -> bool:
    if is_han(first[0]) and is_han(second[0]):
        return may_be_slip and not is_indexed(first + second)
    return True


def _initials(unit: str, is_indexed: Callable[[str], bool]) -> list[str]:
    if is_han(unit[0]) or is_indexed(unit):
        return []
    return [f"'{unit[at : at + 3]}" for at in range(len(unit) - 2)]
