"""The Whoosh index → what one term found, and which pages have it. For ``search.py``, which ranks."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice, takewhile
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from hansearch.index import LEVELS, Field, index_name, is_telling, scored_fields
from hansearch.query import Query
from hansearch.ranking import LABELS, Found, Labelled
from hansearch.spelling import COMPLETED, MAX_COMPLETIONS


class Lists:
    """The postings lists of an open index."""

    def __init__(self, directory: Path) -> None:
        self._searchers: dict[str, Searcher] = {
            level: whoosh_index.open_dir(directory, indexname=index_name(level)).searcher()
            for level in LEVELS
        }

    def close(self) -> None:
        """Close the files of the index."""
        for searcher in self._searchers.values():
            searcher.close()

    def find(self, term: str) -> Found:
        """Return where a term was found, with what score."""
        scores: dict[str, dict[int, float]] = {level: {} for level in LEVELS}
        labels: dict[str, dict[int, int]] = {label: {} for label in LABELS}
        for level in LEVELS:
            for field in scored_fields(level):
                if (level, field.name) == ("sections", "body") and not self._is_telling(term):
                    continue
                for document, score, frequency in self._postings(field, term):
                    total = scores[level].get(document, 0.0)
                    scores[level][document] = total + field.boost * score
                    if field.name in labels:
                        labels[field.name][document] = frequency
        return Found(scores["pages"], scores["sections"], scores["lines"], labels)

    def is_indexed(self, term: str) -> bool:
        """Tell whether a field that ranks has the term."""
        return any(
            (field.name, term) in self._searchers[level].reader()
            for level in LEVELS
            for field in scored_fields(level)
        )

    def _is_telling(self, term: str) -> bool:
        frequency = self._searchers["sections"].doc_frequency("body", term)
        return is_telling(frequency, self._searchers["sections"].doc_count_all())

    def following(self, begun: str) -> list[str]:
        """Return the words that begin with *begun*, without it, in order."""
        readers = [(level, self._searchers[level].reader()) for level in LEVELS]
        fields = [(reader, field.name) for level, reader in readers for field in scored_fields(level)]
        terms = merge(*(_expand(reader, name, begun) for reader, name in fields))
        words = (term for term, _ in groupby(terms) if term != begun and COMPLETED.fullmatch(term))
        return list(islice(words, MAX_COMPLETIONS))

    def labelled(self, query: Query) -> Labelled:
        """Return the pages whose title or questions begin as the query does, begin with it, or are it."""
        reader = self._searchers["pages"].reader()
        if not query.label:
            return Labelled()
        beginning = {
            page
            for label in _expand(reader, "labels", query.label)
            for page in reader.postings("labels", label).all_ids()
        }
        starting, exact = (self._pages_with("labels", term) for term in (query.start, query.label))
        return Labelled(starting, beginning, exact)

    def _pages_with(self, field: str, term: str) -> set[int]:
        reader = self._searchers["pages"].reader()
        return set(reader.postings(field, term).all_ids()) if (field, term) in reader else set()

    def _postings(self, field: Field, term: str) -> Iterator[tuple[int, float, int]]:
        """Yield (document, BM25, frequency) for one term of one field."""
        searcher = self._searchers[field.level]
        if (field.name, term) not in searcher.reader():
            return
        matcher = searcher.postings(field.name, term, weighting=BM25F(B=0, K1=field.k1))
        while matcher.is_active():
            yield matcher.id(), matcher.score(), int(matcher.weight())
            matcher.next()

    def recall(self, clause: tuple[str, ...]) -> list[int]:
        """Return the pages that have every character or pair of *clause*."""
        return sorted(set.intersection(*(self._pages_with("characters", term) for term in clause)))


def _expand(reader: IndexReader, field: str, prefix: str) -> Iterator[str]:
    """Yield the terms of a field that begin with *prefix*, in order."""
    terms = (term.decode() for term in reader.expand_prefix(field, prefix))
    # An empty field of a small index yields its neighbour's.
    return takewhile(lambda term: term.startswith(prefix), terms)
