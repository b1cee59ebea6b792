"""Pages → an inverted index in memory: plain values for ``export.py`` to write.

The same documents and analyzer as ``index.py``, without Whoosh in between: on large sites Whoosh's writer
would take most of the build, and two independent ways to the same scores are what the tests compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from whoosh.util.numeric import byte_to_length, length_to_byte

from hansearch.analysis import DictionarySegmenter, recall_terms, tokenize
from hansearch.fold import fold
from hansearch.index import SCHEMA, documents, token_kinds
from hansearch.sections import Page
from hansearch.sound import sound_terms

Posting = tuple[int, int]
"""(document number, frequency)"""

STORED_FIELDS = (
    ("pages", "title"),
    ("sections", "heading"),
    ("sections", "body"),
    ("lines", "question"),
    ("lines", "asked"),
    ("pages", "title_sound"),
    ("sections", "heading_sound"),
    ("lines", "question_sound"),
)
"""Fields with postings of their own. The pages' headings and body are the sums of their sections'."""

SUMMED_FIELDS = {("pages", "headings"): ("sections", "heading"), ("pages", "body"): ("sections", "body")}


@dataclass
class Postings:
    """An inverted index."""

    counts: dict[str, int]
    """Documents of each level."""
    lengths: dict[tuple[str, str], list[int]]
    """Of every (level, field), for each document, the length as Whoosh quantises it."""
    average_lengths: dict[tuple[str, str], float]
    """Of every (level, field), exact length over all documents of the level, empty ones too."""
    terms: dict[str, dict[tuple[str, str], list[Posting]]] = dataclass_field(default_factory=dict)
    characters: dict[str, list[int]] = dataclass_field(default_factory=dict)
    """Recall term → pages."""


def invert(pages: Sequence[Page], segmenter: DictionarySegmenter) -> Postings:
    """Return the inverted index of *pages*."""
    levels = documents(pages)
    counts = {level: len(levels[level]) for level in levels}
    postings = Postings(counts, {}, {})
    exact_lengths: dict[tuple[str, str], list[int]] = {}
    for level, name in STORED_FIELDS:
        exact = exact_lengths[level, name] = []
        terms_of = _term_source(level, name, segmenter)
        for number, document in enumerate(levels[level]):
            frequencies = Counter(terms_of(fold(document.get(name, "")).text))
            exact.append(frequencies.total())
            for term, frequency in frequencies.items():
                postings.terms.setdefault(term, {}).setdefault((level, name), []).append((number, frequency))
    for summed, parts in SUMMED_FIELDS.items():
        exact_lengths[summed] = _sum_by_page(pages, exact_lengths[parts])
    for key, exact in exact_lengths.items():
        postings.lengths[key] = [quantise(length) for length in exact]
        postings.average_lengths[key] = sum(exact) / (counts[key[0]] or 1)
    for number, document in enumerate(levels["pages"]):
        for term in recall_terms(fold(document["characters"]).text):
            postings.characters.setdefault(term, []).append(number)
    return postings


def _term_source(level: str, name: str, segmenter: DictionarySegmenter) -> Callable[[str], Iterator[str]]:
    """Return the function that gives the terms of a field's folded text, as its analyzer says."""
    (row,) = (row for row in SCHEMA if (row.level, row.name) == (level, name))
    if row.analyzer == "sounds":
        return sound_terms
    kinds = token_kinds(row.analyzer == "full")
    return lambda folded: (token.term for token in tokenize(folded, segmenter) if token.kind in kinds)


def quantise(length: int) -> int:
    """Return the length that Whoosh remembers for an exact one."""
    return int(byte_to_length(length_to_byte(length)))


def _sum_by_page(pages: Sequence[Page], values: Sequence[int]) -> list[int]:
    remaining = iter(values)
    return [sum(next(remaining) for _ in page.sections) for page in pages]
