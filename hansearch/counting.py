"""The documents of a page → how often each term occurs in each of them: what an inverted index is made of.

The terms are those of ``analysis.tokenize`` and ``sound.sound_terms``, counted without making a token of each:
a line is read once for all the fields that it is in, and what is inside a word is worked out once.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from hansearch.analysis import MAX_WORD, DictionarySegmenter, Span, letter_pairs, tokenize
from hansearch.fold import HAN, fold
from hansearch.index import SCHEMA
from hansearch.labels import label_terms
from hansearch.words import line_sounds

_REMEMBERED = 1 << 16
"""Words whose terms are kept at hand, some 20 MB at most: docs-cn has 37,000, and came to half of them anew each time
while only as many fitted."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_LETTER = f"[^\\W_{HAN}]"
_LETTER_RUN = re.compile(f"([{HAN}]?)({_LETTER}+(?:[._-]{{1,2}}{_LETTER}+)*)(?=([{HAN}]?))")
"""A run of letters and digits as ``analysis`` finds it, with the Han characters that touch it."""

_CHUNK = re.compile("[^._-]+")


@dataclass(frozen=True)
class PageTerms:
    """The terms of one page."""

    counts: Sequence[Sequence[Mapping[str, int]]]
    """For each field, for each document of the page: term → frequency."""
    recall: Sequence[str]
    labels: Sequence[str]

    def to_bytes(self) -> bytes:
        """Return them in few bytes, for the cache and for other processes."""
        fields = [
            [[" ".join(frequencies), *frequencies.values()] for frequencies in documents]
            for documents in self.counts
        ]
        presence = [" ".join(self.recall), " ".join(self.labels)]
        text = json.dumps([fields, *presence], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 1)

    @classmethod
    def from_bytes(cls, content: bytes) -> PageTerms:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: these are other bytes.
        """
        try:
            fields, recall, labels = json.loads(zlib.decompress(content))
            counts = [
                [dict(zip(terms.split(), frequencies, strict=True)) for terms, *frequencies in documents]
                for documents in fields
            ]
            return cls(counts, recall.split(), labels.split())
        except (zlib.error, TypeError, AttributeError) as error:
            raise ValueError("no terms of a page") from error


class TermCounter:
    """Counts the terms of certain fields."""

    def __init__(self, segmenter: DictionarySegmenter, fields: Sequence[tuple[str, str]]) -> None:
        """*fields*: (level, name) of rows of ``SCHEMA``."""
        analyzers = {(row.level, row.name): row.analyzer for row in SCHEMA}
        self._lines = _LineReader(segmenter)
        count: dict[str, Callable[[str], Mapping[str, int]]] = {
            "full": self._count_all,
            "words": self._count_words,
            "grams": self._find_grams,
            "sounds": _count_sounds,
        }
        self._fields = [(level, name, count[analyzers[level, name]]) for level, name in fields]

    def count(self, documents: Mapping[str, Sequence[Mapping[str, str]]]) -> PageTerms:
        """Return the terms of one page; *documents* as ``index.documents`` gives them."""
        counts = [
            [count(document.get(name, "")) for document in documents[level]]
            for level, name, count in self._fields
        ]
        (page,) = documents["pages"]
        recall = self._recall(page["characters"])
        self._lines.forget()
        return PageTerms(counts, recall, label_terms(fold(page["labels"]).text))

    def _count_all(self, text: str) -> Mapping[str, int]:
        return Counter(chain.from_iterable((*line.words, *line.grams) for line in self._lines.read(text)))

    def _count_words(self, text: str) -> Mapping[str, int]:
        return Counter(chain.from_iterable(line.words for line in self._lines.read(text)))

    def _find_grams(self, text: str) -> Mapping[str, int]:
        return dict.fromkeys(chain.from_iterable(line.grams for line in self._lines.read(text)), 1)

    def _recall(self, text: str) -> list[str]:
        """Return what ``analysis.recall_terms`` returns, in another order."""
        lines = self._lines.read(text)
        runs = dict.fromkeys(chain.from_iterable(line.letters for line in lines))
        characters = dict.fromkeys("".join(chain(chain.from_iterable(line.han for line in lines), runs)))
        return list(characters | dict.fromkeys(chain.from_iterable(map(letter_pairs, runs))))


class _Line(NamedTuple):
    """What a line of text holds. No run goes on in the next line."""

    han: Sequence[str]
    """Runs of Han characters."""
    letters: Sequence[str]
    """The other runs."""
    words: Sequence[str]
    """Words and their parts, as often as they occur."""
    grams: Sequence[str]


class _LineReader:
    """Finds the terms of lines, and remembers them for as long as the same page may ask again.

    A page is read for its sections, for the whole and for recall.
    """

    def __init__(self, segmenter: DictionarySegmenter) -> None:
        self._cut = segmenter.words
        self._whole = _Whole(segmenter)
        self._line = lru_cache(None)(self._read_line)
        self._word = lru_cache(_REMEMBERED)(self._read_word)

    def read(self, text: str) -> list[_Line]:
        """Return the lines of a text."""
        return list(map(self._line, text.split("\n")))

    def forget(self) -> None:
        """Forget all lines: those of one page fit, those of many huge ones do not."""
        self._line.cache_clear()

    def _read_line(self, line: str) -> _Line:
        folded = fold(line).text
        words: list[str] = []
        grams: list[str] = []
        if han := _HAN_RUN.findall(folded):
            cut = self._cut("\n".join(han))
            words = [word for word in cut if word != "\n"]
            grams = [left[-1] + right[0] for left, right in pairwise(cut) if left != "\n" != right]
            for word in [word for word in words if len(word) > 2]:  # Shorter ones have nothing inside.
                parts, inner_grams = self._inside(word)
                words += parts[1:]
                grams += inner_grams
        letters = _LETTER_RUN.findall(folded)
        for before, run, after in letters:
            # Most have only letters, and nothing inside.
            words += (run,) if run.isalpha() and len(run) <= MAX_WORD else self._inside(run)[0]
            if before or after:
                grams += _bridges(before, run, after)
        return _Line(han, [run for _, run, _ in letters], words, grams)

    def _inside(self, word: str) -> tuple[list[str], list[str]]:
        # As in ``analysis.letter_pairs``.
        return self._word(word) if len(word) <= MAX_WORD else self._read_word(word)

    def _read_word(self, word: str) -> tuple[list[str], list[str]]:
        """Return the words and the grams in a word or a run of letters; first itself, if it is a term."""
        tokens = list(tokenize(word, self._whole))
        return [t.term for t in tokens if t.kind != "gram"], [t.term for t in tokens if t.kind == "gram"]


def _bridges(before: str, run: str, after: str) -> list[str]:
    """Return what straddles a run of letters and the Han characters that touch it."""
    chunks = _CHUNK.findall(run)
    bridges = (before and before + chunks[0], after and chunks[-1] + after)
    return [bridge for bridge in bridges if 0 < len(bridge) <= MAX_WORD + 1]


def _count_sounds(text: str) -> Mapping[str, int]:
    return Counter(chain.from_iterable(map(line_sounds, text.split("\n"))))


class _Whole:
    """A segmenter for what is a word already: ``tokenize`` then gives the word and what is inside."""

    def __init__(self, segmenter: DictionarySegmenter) -> None:
        self.is_word = segmenter.is_word

    def path(self, run: str) -> list[Span]:
        return [(0, len(run))]
