"""What the terms of a query found → pages in order. Pure; the browser's twin is ``client/ranking.js``.

Three levels are scored with BM25 and joined: the page as a whole, its best section, and the best of the
lines that say how readers ask for it. A page that holds more of the query's weight counts more than one
that repeats a part of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hansearch.parameters import Parameters
from hansearch.query import Query

LABELS = {"title": "pages", "heading": "sections", "question": "lines"}
"""The short fields that name what is under them, and their levels: a query may be one of them, or stand in one."""


@dataclass(frozen=True)
class Found:
    """Where one term was found: document number of the level → value.

    A score is the sum over the level's fields of boost × BM25, not yet weighted by the query.
    """

    pages: Mapping[int, float]
    sections: Mapping[int, float]
    lines: Mapping[int, float]
    labels: Mapping[str, Mapping[int, int]]
    """For each field of ``LABELS``: document number → how often the term stands in it."""


@dataclass(frozen=True)
class Corpus:
    """How the documents of the three levels hang together, and the quantised lengths of short fields."""

    page_count: int
    section_pages: Sequence[int]
    line_pages: Sequence[int]
    label_lengths: Mapping[str, Sequence[int]]
    """For each field of ``LABELS``, by document number."""


@dataclass(frozen=True)
class Ranked:
    """One page of the answer."""

    page: int
    score: float
    section: int | None
    """Its best section; None when no section holds a term."""


def rank(
    query: Query,
    found: Sequence[Found],
    recalled: Sequence[Sequence[int]],
    corpus: Corpus,
    parameters: Parameters,
) -> list[Ranked]:
    """Return every page that holds anything of *query*, best first.

    Args:
        found: what each of ``query.terms`` found, in the same order.
        recalled: the pages of each clause of ``query.recall``.
    """
    weights = [term.weight for term in query.terms]
    pages = _weighted_sum(weights, [f.pages for f in found])
    sections = _weighted_sum(weights, [f.sections for f in found])
    lines = _weighted_sum(weights, [f.lines for f in found])
    best_section = _best(sections, corpus.section_pages)
    line_scores = _decayed_sum(lines, corpus.line_pages, parameters)
    coverage = _coverage(query, found, corpus)
    factors = _literal_factors(query, found, corpus, parameters)

    scores: dict[int, float] = {}
    for page in pages.keys() | line_scores.keys():
        score = pages.get(page, 0.0)
        if page in best_section:
            score += parameters.section_weight * sections[best_section[page]]
        score += parameters.line_weight * line_scores.get(page, 0.0)
        score *= 1 + parameters.coverage_weight * coverage[page] ** 2
        scores[page] = score * factors.get(page, 1.0)
    for clause_pages in recalled:
        for page in clause_pages:
            scores[page] = scores.get(page, 0.0) + parameters.recall_score
    # Rounded, so that the last bit of a logarithm, which two machines may give differently, orders nothing.
    order = sorted(scores, key=lambda page: (-round(scores[page], 9), page))
    return [Ranked(page, scores[page], best_section.get(page)) for page in order]


def _weighted_sum(weights: Sequence[float], scores: Sequence[Mapping[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for weight, term_scores in zip(weights, scores, strict=True):
        for document, score in term_scores.items():
            total[document] = total.get(document, 0.0) + weight * score
    return total


def _best(scores: Mapping[int, float], pages: Sequence[int]) -> dict[int, int]:
    """For each page its highest-scoring document; of equal ones the first."""
    best: dict[int, int] = {}
    for document in sorted(scores):
        page = pages[document]
        if page not in best or round(scores[document], 9) > round(scores[best[page]], 9):
            best[page] = document
    return best


def _decayed_sum(
    scores: Mapping[int, float], pages: Sequence[int], parameters: Parameters
) -> dict[int, float]:
    """For each page the sum of its best documents, each worth ``line_decay`` of the one before."""
    by_page: dict[int, list[float]] = {}
    for document, score in scores.items():
        by_page.setdefault(pages[document], []).append(score)
    weights = [parameters.line_decay**place for place in range(parameters.line_depth)]
    return {
        page: sum(weight * score for weight, score in zip(weights, sorted(own, reverse=True), strict=False))
        for page, own in by_page.items()
    }


def _coverage(query: Query, found: Sequence[Found], corpus: Corpus) -> dict[int, float]:
    """For each page the share of the query's weight × idf that it holds, synonyms apart.

    Terms that no page holds say nothing about which page is better, and are left out.
    """
    covered: dict[int, float] = {}
    total = 0.0
    for term, f in zip(query.terms, found, strict=True):
        holders = f.pages.keys() | {corpus.line_pages[line] for line in f.lines}
        if term.kind != "synonym" and holders:
            value = term.weight * (math.log(corpus.page_count / (len(holders) + 1)) + 1)
            total += value
        else:
            value = 0.0
        for page in holders:
            covered[page] = covered.get(page, 0.0) + value
    return {page: value / total if total > 0 else 0.0 for page, value in covered.items()}


def _literal_factors(
    query: Query, found: Sequence[Found], corpus: Corpus, parameters: Parameters
) -> dict[int, float]:
    """For each page in which the query stands as typed, the highest factor that it earns by where it stands."""
    literal = [f for term, f in zip(query.terms, found, strict=True) if term.kind == "literal"]
    factors: dict[int, float] = {}

    def raise_to(factor: float, pages: Iterable[int]) -> None:
        for page in pages:
            factors[page] = max(factor, factors.get(page, 1.0))

    if len(literal) > 1:
        sections = set.intersection(*(set(f.sections) for f in literal))
        raise_to(parameters.literal_factor, (corpus.section_pages[section] for section in sections))
    for label, level in LABELS.items():
        frequencies = [f.labels[label] for f in literal]
        owners = {"pages": None, "sections": corpus.section_pages, "lines": corpus.line_pages}[level]
        literal_factor, exact_factor = _label_factors(label, parameters)
        total = _frequency_sum(frequencies)
        holding = set.intersection(*map(set, frequencies)) if frequencies else set()
        longest = query.token_count * parameters.exact_slack
        for document in holding:
            page = owners[document] if owners else document
            if len(literal) > 1 or label == "title":
                raise_to(literal_factor, [page])
            # Every term is there and nothing else: the label is the query.
            if total[document] == query.token_count and corpus.label_lengths[label][document] <= longest:
                raise_to(exact_factor, [page])
    return factors


def _label_factors(label: str, parameters: Parameters) -> tuple[float, float]:
    """Return the factor for a label that holds the query, and for one that is the query."""
    if label == "title":
        return parameters.title_literal_factor, parameters.exact_factor
    exact = parameters.heading_exact_factor if label == "heading" else parameters.exact_factor
    return parameters.heading_literal_factor, exact


def _frequency_sum(frequencies: Sequence[Mapping[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for term_frequencies in frequencies:
        for document, frequency in term_frequencies.items():
            total[document] = total.get(document, 0) + frequency
    return total
