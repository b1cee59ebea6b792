"""What the terms of a query found → pages in order. Pure; the browser's twin is ``client/ranking.js``.

Three levels are scored with BM25 and joined: the page as a whole, its best section, and a fading sum of the
lines that say best how readers ask for it. A page that holds more of the query's weight counts more than one
that repeats a part of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from hansearch.parameters import Parameters
from hansearch.pins import raise_pinned
from hansearch.query import COUNTED, Query, QueryTerm

LABELS = {"title": "pages", "heading": "sections", "question": "lines", "asked": "pages", "sound": "pages"}
"""The fields that name what is under them, and their levels. Sounds are those of titles, headings and questions."""

LITERAL_LABELS = ("heading", "question", "title")
"""Those that a query may stand in as typed."""


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

    @property
    def is_empty(self) -> bool:
        """Tell whether the term was found nowhere."""
        return not (self.pages or self.lines)


@dataclass(frozen=True)
class Corpus:
    """How the documents of the three levels hang together."""

    page_count: int
    section_pages: Sequence[int]
    line_pages: Sequence[int]


@dataclass(frozen=True)
class Labelled:
    """Pages whose labels, title or questions, have to do with the query as a whole."""

    starting: Collection[int] = ()
    """The title's first word is the query's."""
    beginning: Collection[int] = ()
    """A label begins with the query, letter for letter."""
    exact: Collection[int] = ()
    """A label is the query."""


@dataclass(frozen=True)
class Parts:
    """What the score of one page is made of; ``hansearch explain`` shows it."""

    page: float
    """BM25 of the page as a whole."""
    section: float
    """… of its best section, weighted."""
    lines: float
    """… of the lines that ask for it, weighted."""
    coverage: float
    """Share of the query's weight × idf that the page holds."""
    factor: float
    """For standing there as typed, see ``_literal_factors``."""

    def score(self, parameters: Parameters) -> float:
        """Return what they come to."""
        score = self.page + self.section + self.lines
        return score * (1 + parameters.coverage_weight * self.coverage**2) * self.factor


@dataclass(frozen=True)
class Ranked:
    """One page of the answer."""

    page: int
    score: float
    section: int | None
    """Its best section; None when no section holds a term, or the page is pinned."""
    further: tuple[int, ...] = ()
    """Other sections of it that come near the best one, best first."""
    parts: Parts | None = None
    """None when the page holds no more than a fragment inside a word."""


def rank(
    query: Query,
    found: Sequence[Found],
    labelled: Labelled,
    pinned: Sequence[int],
    corpus: Corpus,
    parameters: Parameters,
) -> list[Ranked]:
    """Return every page that holds a term of *query*, best first.

    Args:
        found: what each of ``query.terms`` found, in the same order.
        pinned: pages that stand before all others, in order, each to be read from its top.
    """
    weights = [term.weight for term in query.terms]
    pages = _weighted_sum(weights, [f.pages for f in found])
    sections = _weighted_sum(weights, [f.sections for f in found])
    lines = _weighted_sum(weights, [f.lines for f in found])
    best_sections = _best_sections(sections, corpus.section_pages, parameters)
    line_scores = _decayed_sum(lines, corpus.line_pages, parameters)
    coverage = _coverage(query, found, corpus)
    by_term = {term.term: f for term, f in zip(query.terms, found, strict=True) if not f.is_empty}
    factors, whole = _literal_factors(query, by_term, labelled, corpus, parameters)

    parts = {
        page: Parts(
            page=pages.get(page, 0.0),
            section=parameters.section_weight
            * max((sections[n] for n in best_sections.get(page, ())), default=0.0),
            lines=parameters.line_weight * line_scores.get(page, 0.0),
            # 恢 alone is rare, but who types 备份恢 finds 备份恢复: what stands there as typed is all there.
            coverage=1.0 if page in whole else coverage[page],
            factor=factors.get(page, 1.0),
        )
        for page in pages.keys() | line_scores.keys()
    }
    scores = raise_pinned({page: own.score(parameters) for page, own in parts.items()}, pinned)
    # Rounded, so that the last bit of a logarithm, which two machines may give differently, orders nothing.
    order = sorted(scores, key=lambda page: (-round(scores[page], 9), page))
    ranked = []
    for page in order:
        # Who is in danger reads the answer at the top, not the passage that has most of the words.
        own = [] if page in pinned else best_sections.get(page, [])
        section = own[0] if own else None
        ranked.append(Ranked(page, scores[page], section, tuple(own[1:]), parts.get(page)))
    return ranked


def add_recalled(
    ranked: Sequence[Ranked], recalled: Iterable[Sequence[int]], parameters: Parameters
) -> list[Ranked]:
    """Return *ranked* and, behind them, the pages that hold only fragments of the query.

    *recalled*: the pages of each clause of ``query.recall``.
    """
    counts = Counter(chain.from_iterable(recalled))
    for row in ranked:
        del counts[row.page]
    order = sorted(counts, key=lambda page: (-counts[page], page))
    return [*ranked, *(Ranked(page, parameters.recall_score * counts[page], None) for page in order)]


def find_holders(found: Found, corpus: Corpus) -> set[int]:
    """Return the pages that hold a term anywhere, their lines included."""
    return set(found.pages) | {corpus.line_pages[line] for line in found.lines}


def weigh_rarity(term: QueryTerm, holders: Collection[int], corpus: Corpus) -> float:
    """Return the term's weight × idf over pages, as Whoosh's ``Searcher.idf`` has it."""
    return term.weight * (math.log(corpus.page_count / (len(holders) + 1)) + 1)


def _weighted_sum(weights: Sequence[float], scores: Sequence[Mapping[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for weight, term_scores in zip(weights, scores, strict=True):
        for document, score in term_scores.items():
            total[document] = total.get(document, 0.0) + weight * score
    return total


def _best_sections(
    scores: Mapping[int, float], pages: Sequence[int], parameters: Parameters
) -> dict[int, list[int]]:
    """For each page its best section and the next ones that come near it; of equal ones the first."""
    best: dict[int, list[int]] = {}
    for section in sorted(scores, key=lambda section: (-round(scores[section], 9), section)):
        own = best.setdefault(pages[section], [])
        is_near = not own or round(scores[section], 9) >= round(parameters.further_share * scores[own[0]], 9)
        if is_near and len(own) <= parameters.further_sections:
            own.append(section)
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
        holders = find_holders(f, corpus)
        value = weigh_rarity(term, holders, corpus) if term.kind in COUNTED and holders else 0.0
        total += value
        for page in holders:
            covered[page] = covered.get(page, 0.0) + value
    return {page: value / total if total > 0 else 0.0 for page, value in covered.items()}


def _literal_factors(
    query: Query, found: Mapping[str, Found], labelled: Labelled, corpus: Corpus, parameters: Parameters
) -> tuple[dict[int, float], set[int]]:
    """For each page the mean, over the parts of the query, of what it earns by where the part stands as typed.

    Return also the pages that have every part as typed.
    """
    factors: dict[int, float] = {}
    holding: Counter[int] = Counter()
    for part in query.parts:
        part_factors = _part_factors(
            [found.get(term) for term in part], labelled.starting, corpus, parameters
        )
        holding.update(part_factors.keys())
        for page, factor in part_factors.items():
            factors[page] = factors.get(page, 1.0) + (factor - 1) / len(query.parts)
    for pages, factor in (
        (labelled.beginning, parameters.label_prefix_factor),
        (labelled.exact, parameters.exact_factor),
    ):
        for page in pages:
            factors[page] = max(factor, factors.get(page, 1.0))
    return factors, {page for page, count in holding.items() if count == len(query.parts)}


def _part_factors(
    found: Sequence[Found | None], starting: Collection[int], corpus: Corpus, parameters: Parameters
) -> dict[int, float]:
    """For each page that holds all terms of a part, in its text or in one label: the highest factor of these."""
    here = [f for f in found if f is not None]
    if len(here) < len(found):
        return {}
    factors = dict.fromkeys(set.intersection(*(set(f.pages) for f in here)), parameters.literal_factor)
    for label in LITERAL_LABELS:
        for document in set.intersection(*(set(f.labels[label]) for f in here)):
            page = _owner(label, document, corpus)
            factor = parameters.heading_literal_factor
            if label == "title":
                factor = parameters.title_literal_factor
                if page in starting:
                    factor = parameters.title_start_factor
            if len(here) > 1 or label != "question":
                factors[page] = max(factor, factors.get(page, 1.0))
    return factors


def _owner(label: str, document: int, corpus: Corpus) -> int:
    """Return the page of a document of a label's level."""
    level = LABELS[label]
    if level == "pages":
        return document
    return (corpus.section_pages if level == "sections" else corpus.line_pages)[document]
