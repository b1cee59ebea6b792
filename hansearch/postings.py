"""Pages → an inverted index in memory: plain values for ``export.py`` to write.

The same documents and analyzer as ``index.py``, without Whoosh in between: on large sites Whoosh's writer
would take most of the build, and two independent ways to the same scores are what the tests compare.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hansearch.analysis import DictionarySegmenter
from hansearch.counting import PageTerms, TermCounter
from hansearch.index import LEVELS, documents
from hansearch.sections import Page

Posting = tuple[int, int]
"""(document number, frequency)"""

STORED_FIELDS = (
    ("pages", "title"),
    ("pages", "grams"),
    ("pages", "asked"),
    ("sections", "heading"),
    ("sections", "body"),
    ("lines", "question"),
    ("pages", "sound"),
    ("pages", "linked_as"),
)
"""Fields with postings of their own. The pages' headings and body are the sums of their sections'."""

_LARGE = 64
"""From this frequency on a posting does not fit four bytes; up to 67 million documents do."""


class PackedPostings(Sequence[Posting]):
    """The postings of one term in one field, in the order of documents: four bytes each, not a hundred."""

    __slots__ = ("_large", "_packed")

    def __init__(self, packed: array[int], large: Mapping[int, int]) -> None:
        """*packed*: document·64 + frequency, where that is less than 64; else it stands in *large*."""
        self._packed, self._large = packed, large

    @property
    def documents(self) -> list[int]:
        """Return the documents alone."""
        return [packed // _LARGE for packed in self._packed]

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Posting]:
        frequencies = [packed % _LARGE or self._large[packed // _LARGE] for packed in self._packed]
        return zip(self.documents, frequencies, strict=True)

    def __getitem__(self, at: Any) -> Any:
        return list(self)[at]


@dataclass
class Postings:
    """An inverted index."""

    counts: dict[str, int]
    """Documents of each level."""
    fields: Mapping[tuple[str, str], Mapping[str, PackedPostings]]
    """(level, name) → term → postings."""
    characters: Mapping[str, Sequence[int]]
    """Recall term → pages."""
    labels: Mapping[str, Sequence[int]]
    """Term of ``labels.label_terms`` → pages."""

    @property
    def terms(self) -> Collection[str]:
        """Return the terms of all fields."""
        return set(chain.from_iterable(self.fields.values()))


def invert(pages: Iterable[Page], segmenter: DictionarySegmenter) -> Postings:
    """Return the inverted index of *pages*."""
    counter = TermCounter(segmenter, STORED_FIELDS)
    return merge(counter.count(documents([page])) for page in pages)


def merge(analyses: Iterable[PageTerms]) -> Postings:
    """Return the inverted index of the pages with these terms, in this order."""
    counts = dict.fromkeys(LEVELS, 0)
    collected = {field: _FieldPostings() for field in STORED_FIELDS}
    characters: dict[str, array[int]] = defaultdict(lambda: array("I"))
    labels: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for analysis in analyses:
        for term in analysis.recall:
            characters[term].append(counts["pages"])
        for term in analysis.labels:
            labels[term].append(counts["pages"])
        for field, documents_of_page in zip(STORED_FIELDS, analysis.counts, strict=True):
            for number, frequencies in enumerate(documents_of_page, counts[field[0]]):
                collected[field].add(number, frequencies)
        of_level = {
            level: of_field for (level, _), of_field in zip(STORED_FIELDS, analysis.counts, strict=True)
        }
        for level, documents_of_page in of_level.items():
            counts[level] += len(documents_of_page)
    return Postings(counts, collected, dict(characters), dict(labels))


class _FieldPostings(Mapping[str, PackedPostings]):
    """The postings of one field."""

    def __init__(self) -> None:
        self._packed: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._large: dict[str, dict[int, int]] = {}

    def __getitem__(self, term: str) -> PackedPostings:
        if term not in self._packed:
            raise KeyError(term)
        return PackedPostings(self._packed[term], self._large.get(term, {}))

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def add(self, document: int, frequencies: Mapping[str, int]) -> None:
        packed, place = self._packed, document * _LARGE
        for term, frequency in frequencies.items():
            if frequency < _LARGE:
                packed[term].append(place + frequency)
            else:
                packed[term].append(place)
                self._large.setdefault(term, {})[document] = frequency
