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

from hansearch.analysis import DictionarySegmenter, recall_terms
from hansearch.fold import fold
from hansearch.index import SCHEMA, analyzed, documents
from hansearch.ranking import EXACT_LABELS, LABELS
from hansearch.sections import Page
from hansearch.sound import sound_terms

Posting = tuple[int, int]
"""(document number, frequency)"""

STORED_FIELDS = (
    ("pages", "title"),
    ("pages", "grams"),
    ("pages", "asked"),
    ("sections", "heading"),
    ("sections", "body"),
    ("lines", "question"),
    ("pages", "title_sound"),
    ("sections", "heading_sound"),
    ("lines", "question_sound"),
)
"""Fields with postings of their own. The pages' headings and body are the sums of their sections'."""

MEASURED_FIELDS = tuple((LABELS[label], label) for label in EXACT_LABELS)
"""Fields whose lengths count."""


@dataclass
class Postings:
    """An inverted index."""

    counts: dict[str, int]
    """Documents of each level."""
    lengths: dict[tuple[str, str], list[int]]
    """Of every label that a query can be, for each document, the length as Whoosh quantises it."""
    terms: dict[str, dict[tuple[str, str], list[Posting]]] = dataclass_field(default_factory=dict)
    characters: dict[str, list[int]] = dataclass_field(default_factory=dict)
    """Recall term → pages."""


def invert(pages: Sequence[Page], segmenter: DictionarySegmenter) -> Postings:
    """Return the inverted index of *pages*."""
    levels = documents(pages)
    counts = {level: len(levels[level]) for level in levels}
    postings = Postings(counts, {key: [] for key in MEASURED_FIELDS})
    for level, name in STORED_FIELDS:
        terms_of = _term_source(level, name, segmenter)
        for number, document in enumerate(levels[level]):
            frequencies = Counter(terms_of(fold(document.get(name, "")).text))
            if (level, name) in postings.lengths:
                postings.lengths[level, name].append(quantise(frequencies.total()))
            for term, frequency in frequencies.items():
                postings.terms.setdefault(term, {}).setdefault((level, name), []).append((number, frequency))
    for number, document in enumerate(levels["pages"]):
        for term in recall_terms(fold(document["characters"]).text):
            postings.characters.setdefault(term, []).append(number)
    return postings


def _term_source(level: str, name: str, segmenter: DictionarySegmenter) -> Callable[[str], Iterator[str]]:
    """Return the function that gives the terms of a field's folded text, as its analyzer says."""
    (row,) = (row for row in SCHEMA if (row.level, row.name) == (level, name))
    if row.analyzer == "sounds":
        return sound_terms
    return lambda folded: (token.term for token in analyzed(folded, row.analyzer, segmenter))


def quantise(length: int) -> int:
    """Return the length that Whoosh remembers for an exact one."""
    return int(byte_to_length(length_to_byte(length)))
