"""Pages → the words that a query can be mended with: what it may have meant, how a word that it begins may go on.

Not part of the postings: the browser fetches them, in one small file, only for a query that the index does not
know as it is typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise

from pypinyin import lazy_pinyin

from hansearch.analysis import DictionarySegmenter, tokenize
from hansearch.fold import HAN, fold, is_han
from hansearch.sections import Page
from hansearch.sound import all_sounds, merge_sounds, sound_terms

MAX_LATIN = 3_000
"""Latin words kept, those that most pages have: about four bytes each in the bundle."""

MAX_SOUNDS = 3_000
"""Han words kept, likewise."""

LONGEST = 4
"""Characters of a Han word: few are longer, and a slip makes one of its parts sound wrong anyway."""

_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[._-]{1,2}[a-z0-9]+)*")
_LETTERS = re.compile("[a-z]+")
_LATIN_LENGTHS = range(3, 41)

_STRETCH = re.compile(f"[^\\t\\n\\r {HAN}\u3000-\u303f!-,/:-@\\[-^`{{-~]+")
"""What a Latin word can lie in before it is folded: most of these stretches come again, the text between them is not
folded at all. Other space (``\\s``) does not end one: some of it is nothing in folded text."""

_REMEMBERED = 1 << 15
"""Stretches and names whose words are kept at hand; some 10 MB at most."""


@dataclass(frozen=True)
class Words:
    """What queries are mended with."""

    latin: tuple[str, ...] = ()
    """Latin words and identifiers; the ones of more pages first (in powers of two), then in alphabetical order."""
    sounding: Mapping[str, str] = field(default_factory=dict)
    """How it sounds (``tui'kuan``) → the commonest word of titles, headings and questions that sounds so, else of the
    lines that say how people ask."""


NO_WORDS = Words()


def collect_words(pages: Sequence[Page], segmenter: DictionarySegmenter) -> Words:
    """Return the words of *pages*."""
    latin: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    sounds: set[str] = set()
    latin_words = lru_cache(_REMEMBERED)(_latin_words)
    han_words = lru_cache(_REMEMBERED)(partial(_han_words, segmenter=segmenter))
    for page in pages:
        names = {page.title, *page.questions, *(section.heading for section in page.sections)}
        texts = "\n".join([*names, *(section.text for section in page.sections)])
        latin.update(set().union(*map(latin_words, set(_STRETCH.findall(texts)))))
        labels.update(set().union(*map(han_words, names)))
        asked.update(set().union(*map(han_words, page.asked_as)))
        sounds.update(*map(line_sounds, "\n".join(names).split("\n")))
    return Words(_commonest(latin), _by_sound(labels, asked, sounds))


@lru_cache(_REMEMBERED)
def line_sounds(line: str) -> tuple[str, ...]:
    """Return the sound terms of a line, each occurrence. Headings come again, here and when terms are counted."""
    return tuple(sound_terms(fold(line).text))


def _latin_words(stretch: str) -> set[str]:
    whole = set(_LATIN.findall(fold(stretch).text))
    return {word for word in whole.union(*map(_LETTERS.findall, whole)) if len(word) in _LATIN_LENGTHS}


def _han_words(name: str, segmenter: DictionarySegmenter) -> set[str]:
    return {
        token.term
        for token in tokenize(fold(name).text, segmenter)
        if is_han(token.term[0]) and 2 <= len(token.term) <= LONGEST and segmenter.is_word(token.term)
    }


def _commonest(counts: Mapping[str, int]) -> tuple[str, ...]:
    """In powers of two: within one, alphabetical order compresses far better than any other."""
    kept = sorted(counts, key=lambda word: (-counts[word], word))[:MAX_LATIN]
    return tuple(sorted(kept, key=lambda word: (-counts[word].bit_length(), word)))


def _by_sound(labels: Mapping[str, int], asked: Mapping[str, int], sounds: Container[str]) -> dict[str, str]:
    """Return how words sound → the word, the commonest of labels first.

    Of labels only words that sound there as by themselves: 重 of 重新 is no zhong.
    """
    words: dict[str, str] = {}
    for word in _simple(labels):
        syllables = sound_of(word).split("'")
        if all(f"{first}'{second}" in sounds for first, second in pairwise(syllables)):
            words.setdefault("'".join(syllables), word)
    for word in _simple(asked):
        sound = sound_of(word)
        if len(words) < MAX_SOUNDS and all_sounds().issuperset(sound.split("'")):
            words.setdefault(sound, word)
    return dict(sorted(words.items()))


def _simple(counts: Mapping[str, int]) -> list[str]:
    """Return the words that are not made of others, the commonest first."""
    commonest = sorted(counts, key=lambda word: (-counts[word], word))
    return [word for word in commonest if not _is_made_of_words(word, counts)][:MAX_SOUNDS]


def _is_made_of_words(word: str, words: Container[str]) -> bool:
    """人工客服: its parts are mended by themselves."""
    return any(word[:at] in words and word[at:] in words for at in range(2, len(word) - 1))


def sound_of(word: str) -> str:
    """Return the merged syllables of a Han word.

    >>> sound_of("退款")
    "tui'kuan"
    """
    return "'".join(map(merge_sounds, lazy_pinyin(word)))
