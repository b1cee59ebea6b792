"""The specification in ``tests/cases/``, held by the Python modules."""

from __future__ import annotations

from collections.abc import Sequence

from hansearch.analysis import VocabularySegmenter, recall_clauses, tokenize
from hansearch.fold import fold
from hansearch.snippet import mark, snippet
from tests.case_files import (
    ANALYSIS,
    FOLD,
    MARK,
    RECALL,
    SNIPPET,
    UNKNOWN_COST,
    VOCABULARY,
    Case,
    each,
    write_parts,
    write_tokens,
)


@each(FOLD)
def test_fold(case: Case) -> None:
    folded = fold(case["text"])
    assert folded.text == case["folded"]
    if "offsets" in case:
        assert folded.offsets == case["offsets"]


@each(ANALYSIS)
def test_analysis(case: Case) -> None:
    tokens = tokenize(fold(case["text"]).text, VocabularySegmenter(VOCABULARY, UNKNOWN_COST))
    assert write_tokens(tokens) == case["tokens"].split()


@each(RECALL)
def test_recall(case: Case) -> None:
    clauses = recall_clauses(fold(case["text"]).text)
    assert [" ".join(terms) for terms in clauses] == case["clauses"]


@each(MARK)
def test_mark(case: Case) -> None:
    parts = mark(case["text"], case["terms"])
    assert write_parts(parts) == case["shown"]
    assert alternate(parts)


@each(SNIPPET)
def test_snippet(case: Case) -> None:
    assert write_parts(snippet(case["text"], case["terms"], case["length"])) == case["shown"]


def alternate(parts: Sequence[tuple[str, bool]]) -> bool:
    """Tell whether marked and unmarked parts take turns, so that one match is one mark."""
    return all(left[1] != right[1] for left, right in zip(parts, parts[1:], strict=False))
