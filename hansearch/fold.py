"""Text → folded text: the one spelling under which all ways of writing the same characters meet.

Width and compatibility forms (NFKC), case, and Traditional → Simplified, one character at a time,
so that every folded character knows where in the original text it came from.
The browser's twin is ``client/fold.js``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The inside of a character class that matches one Han character."""

_HAN_CHARACTER = re.compile(f"[{HAN}]")
# A base character followed by combining marks (accents, kana voicing, half width too) is normalised as one.
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_COMBINED = re.compile(f"(?s)[^{_MARKS}][{_MARKS}]+")
# Invisible characters that pasted text carries inside words: soft hyphen, zero-width ones, BOM. The first five are
# space to Python's \s and strip, but not to JavaScript's; BOM the other way round.
_INVISIBLE = "\x1c\x1d\x1e\x1f\x85\u00ad\u200b\u200c\u200d\u2060\ufeff"


def is_han(character: str) -> bool:
    """Tell whether *character* is a Han character."""
    return _HAN_CHARACTER.match(character) is not None


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def simplify(character: str) -> str:
    """Return the Simplified form of one Han character, or the character itself.

    >>> simplify("轉")
    '转'
    """
    if not is_han(character):
        return character
    converted = _traditional_to_simplified().convert(character)
    if len(converted) != 1 or converted == character:
        return character
    return simplify(converted)  # 薴 → 苧 → 苎


def _fold_cluster(cluster: str) -> str:
    if cluster in _INVISIBLE:
        return ""
    # A final sigma depends on its neighbours, which one character does not see.
    folded = unicodedata.normalize("NFKC", cluster).lower().replace("ς", "σ")
    # Once more: J̌ has no composed form, ǰ has.
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(map(simplify, folded))


class _FoldTable(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __missing__(self, codepoint: int) -> str:
        self[codepoint] = folded = _fold_cluster(chr(codepoint))
        return folded


_TABLE = _FoldTable()


@dataclass(frozen=True)
class Folded:
    """Folded text and the way back to the original."""

    original: str
    text: str

    @cached_property
    def offsets(self) -> list[int]:
        """For each folded character, and for the end, its offset in the original."""
        offsets: list[int] = []
        for start, cluster in _clusters(self.original):
            offsets.extend([start] * len(_fold_piece(cluster)))
        offsets.append(len(self.original))
        return offsets


def _clusters(text: str) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    at = 0
    for match in _COMBINED.finditer(text):
        pieces.extend((i, text[i]) for i in range(at, match.start()))
        pieces.append((match.start(), match.group()))
        at = match.end()
    pieces.extend((i, text[i]) for i in range(at, len(text)))
    return pieces


def _fold_piece(cluster: str) -> str:
    return _TABLE[ord(cluster)] if len(cluster) == 1 else _fold_cluster(cluster)


def fold(text: str) -> Folded:
    """Fold *text*.

    >>> fold("ＡＰＰ閃退").text
    'app闪退'
    """
    if _COMBINED.search(text):
        return Folded(text, "".join(_fold_piece(cluster) for _, cluster in _clusters(text)))
    return Folded(text, text.translate(_TABLE))


_INSIDE_RUN = re.compile(r"(?<=[a-z0-9])[a-z0-9]")


def is_inside_run(folded: str, at: int) -> bool:
    """Tell whether the letter or digit there goes on another: no phrase begins inside a word or a number.

    >>> is_inside_run("17天", 1)
    True
    """
    return _INSIDE_RUN.match(folded, at) is not None


def regional_wordings(word: str) -> set[str]:
    """Return how Taiwan and Hong Kong say *word*, folded, where they say it otherwise.

    >>> regional_wordings("软件")
    {'软体'}
    """
    said = {fold(converter.convert(word)).text for converter in _regional_converters()}
    return said - {word}


@lru_cache(maxsize=1)
def _regional_converters() -> tuple[OpenCC, ...]:
    return OpenCC("s2twp"), OpenCC("s2hkp")


def fold_pairs_of(text: str) -> dict[str, str]:
    """Return Traditional → Simplified for every character of *text* that has a Simplified form."""
    return {character: simplify(character) for character in set(text) if simplify(character) != character}


def fold_pairs(alphabet: set[str]) -> dict[str, str]:
    """Return Traditional → Simplified for every pair whose Simplified form is in *alphabet*.

    These are all the pairs a browser needs: any other folds to a character that no document has.
    """
    return {one: simplify(one) for one in _traditional() if simplify(one) in alphabet}


@cache
def _traditional() -> tuple[str, ...]:
    """Return all characters that have a Simplified form. At once: a call for each of 90,000 takes ten times as long."""
    codepoints = (*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x323B0))
    lines = "\n".join(map(chr, codepoints))
    converted = _traditional_to_simplified().convert(lines)
    pairs = zip(lines.split("\n"), converted.split("\n"), strict=True)
    return tuple(one for one, other in pairs if one != other and simplify(one) != one)
