"""The documents of a page → how often each term occurs in each of them: what an inverted index is made of.

The terms are those of ``analysis.tokenize`` and ``sound.sound_terms``, counted without making a token of each:
the same runs and words come again and again, and what a run holds is worked out once.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from hansearch.analysis import DictionarySegmenter, Span, letter_pairs, split_runs, tokenize
from hansearch.fold import fold, is_han
from hansearch.index import KINDS, SCHEMA
from hansearch.labels import label_terms
from hansearch.sound import sound_terms

_REMEMBERED = 1 << 15
"""Runs, words and headings whose terms are kept at hand; some 20 MB at most."""

_LINES = 1 << 12
"""Lines that are kept at hand: those of a page, whose text is read once by sections and once as a whole."""


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
        count: dict[str, Callable[[str], Mapping[str, int]]] = {
            **{name: _counter(segmenter, name) for name in KINDS},
            "sounds": lru_cache(_REMEMBERED)(_count_sounds),
        }
        self._fields = [(level, name, count[analyzers[level, name]]) for level, name in fields]

    def count(self, documents: Mapping[str, Sequence[Mapping[str, str]]]) -> PageTerms:
        """Return the terms of one page; *documents* as ``index.documents`` gives them."""
        counts = [
            [count(document.get(name, "")) for document in documents[level]]
            for level, name, count in self._fields
        ]
        (page,) = documents["pages"]
        return PageTerms(counts, _recall(page["characters"]), label_terms(fold(page["labels"]).text))


@lru_cache(_LINES)
def _split_line(line: str) -> tuple[list[str], list[str]]:
    return split_runs(fold(line).text)


def _split(text: str) -> tuple[list[str], list[str]]:
    """Return the runs and bridges of a text. No run goes on in the next line."""
    lines = [_split_line(line) for line in text.split("\n")]
    return [run for runs, _ in lines for run in runs], [bridge for _, bridges in lines for bridge in bridges]


def _recall(text: str) -> list[str]:
    """Return what ``analysis.recall_terms`` returns, sorted."""
    runs = list(dict.fromkeys(_split(text)[0]))
    letters = (run for run in runs if not is_han(run[0]))
    return sorted(set("".join(runs)).union(*map(letter_pairs, letters)))


def _count_sounds(text: str) -> Mapping[str, int]:
    return Counter(sound_terms(fold(text).text))


def _counter(segmenter: DictionarySegmenter, analyzer: str) -> Callable[[str], Mapping[str, int]]:
    """Return the function that counts what an analyzer of ``KINDS`` gives for a text."""
    kinds = KINDS[analyzer]
    whole = _Whole(segmenter)

    @lru_cache(_REMEMBERED)
    def word_terms(word: str) -> tuple[str, ...]:
        return tuple(token.term for token in tokenize(word, whole) if token.kind in kinds)

    @lru_cache(_REMEMBERED)
    def run_terms(run: str) -> tuple[str, ...]:
        if not is_han(run[0]):
            return word_terms(run)
        words = segmenter.words(run)
        straddling = (left[-1] + right[0] for left, right in pairwise(words)) if "gram" in kinds else ()
        return tuple(chain(chain.from_iterable(map(word_terms, words)), straddling))

    def count(text: str) -> Mapping[str, int]:
        runs, bridges = _split(text)
        terms = chain(chain.from_iterable(map(run_terms, runs)), bridges if "gram" in kinds else ())
        return dict.fromkeys(terms, 1) if analyzer == "grams" else Counter(terms)

    return count


class _Whole:
    """A segmenter for what is a word already: ``tokenize`` then gives the word and what is inside."""

    def __init__(self, segmenter: DictionarySegmenter) -> None:
        self.is_word = segmenter.is_word

    def path(self, run: str) -> list[Span]:
        return [(0, len(run))]
