"""How surely the first page answers a query: whether a direct answer is shown, whether anything fits at all.

What no page holds counts against a page here, unlike in ``ranking.py``: somebody who asks for what nobody has
written about should be told so. The browser's twin is ``client/confidence.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hansearch.parameters import Parameters
from hansearch.query import COUNTED, MENDED, Query
from hansearch.ranking import Corpus, Found, Ranked, find_holders, weigh_rarity

ALONE = 100.0
"""The margin of a page that is found alone."""


@dataclass(frozen=True)
class Confidence:
    """What is known of the first page."""

    named: float
    """Share of the query's weight × idf that its title, headings and lines hold."""
    declared: float
    """… that its title and questions hold: what the page says that it is about."""
    held: float
    """… that it holds anywhere."""
    margin: float
    """Its score, as a multiple of the second page's."""
    coverage: float
    """Share of what any page holds of the query, see ``ranking.Parts``."""
    letters: int
    """Different letters and digits of the query."""
    is_pinned: bool


def measure_confidence(
    query: Query,
    found: Sequence[Found],
    ranked: Sequence[Ranked],
    pinned: Sequence[object] | None,
    corpus: Corpus,
) -> Confidence | None:
    """Return how sure the first page is; None when there is none, or a rule says that the site has no answer."""
    if not ranked or (pinned is not None and not pinned):
        return None
    page = ranked[0].page
    # Of what was mended only what it was mended to counts, not the slip.
    is_mended = any(term.kind in MENDED for term in query.terms)
    named = declared = held = total = 0.0
    for term, f in zip(query.terms, found, strict=True):
        if term.kind not in COUNTED or (is_mended and term.kind == "literal" and f.is_empty):
            continue
        holders = find_holders(f, corpus)
        value = weigh_rarity(term, holders, corpus)
        total += value
        held += value if page in holders else 0.0
        named += value if page in _named_pages(f, corpus) else 0.0
        declared += value if page in _declared_pages(f, corpus) else 0.0
    total = total or 1.0  # The others are 0, too.
    return Confidence(
        named=named / total,
        declared=declared / total,
        held=held / total,
        margin=ranked[0].score / ranked[1].score if len(ranked) > 1 and ranked[1].score > 0 else ALONE,
        coverage=ranked[0].parts.coverage if ranked[0].parts else 0.0,
        letters=len(set(filter(str.isalnum, query.text))),
        is_pinned=pinned is not None,
    )


def answers_surely(confidence: Confidence | None, parameters: Parameters) -> bool:
    """Tell whether the first page surely answers the query: its labels hold it, and no other comes near."""
    return (
        confidence is not None
        and confidence.letters >= parameters.answer_letters
        and confidence.margin >= parameters.answer_margin
        and confidence.coverage >= parameters.answer_coverage
        and confidence.named >= parameters.answer_share
        and confidence.declared >= parameters.answer_declared
    )


def fits_at_all(confidence: Confidence | None, parameters: Parameters) -> bool:
    """Tell whether the first page is about the query at all."""
    return confidence is not None and (confidence.is_pinned or confidence.held >= parameters.fit_share)


def _named_pages(found: Found, corpus: Corpus) -> set[int]:
    """Return the pages that have a term in their title, a heading or a line, or in how people ask for them."""
    headed = {corpus.section_pages[section] for section in found.labels["heading"]}
    return _declared_pages(found, corpus) | headed | set(found.labels["asked"])


def _declared_pages(found: Found, corpus: Corpus) -> set[int]:
    """Return the pages that have a term in their title or a line."""
    lines = {corpus.line_pages[line] for line in found.lines}
    return lines | set(found.labels["title"]) | set(found.labels["sound"])
