"""The specification in ``tests/cases/``, held by the Python modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from hansearch.analysis import DictionarySegmenter, VocabularySegmenter, recall_clauses, tokenize
from hansearch.fold import fold
from hansearch.index import build_index
from hansearch.labels import label_key, label_terms, start_terms
from hansearch.pins import pinned_pages
from hansearch.query import marked_terms, parse_query
from hansearch.search import Index
from hansearch.snippet import mark, snippet
from hansearch.sound import sound_terms, sounding_terms, split_syllables
from tests.case_files import (
    ANALYSIS,
    FOLD,
    INDEXED_LABELS,
    INDEXED_SOUND,
    KNOWN,
    LABEL_KEYS,
    LABEL_STARTS,
    LETTERS,
    MARK,
    PIN_RULES,
    PINNED_PAGES,
    PINS,
    QUERY,
    RANKING,
    READINGS,
    RECALL,
    SNIPPET,
    SOUGHT_SOUND,
    SYLLABLES,
    UNKNOWN_COST,
    VOCABULARY,
    Case,
    each,
    following,
    query_lexicon,
    query_parameters,
    ranking_pages,
    ranking_synonyms,
    read_pins,
    write_label,
    write_parts,
    write_terms,
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


@each(LABEL_KEYS)
def test_label_keys(case: Case) -> None:
    assert write_label(label_key(fold(case["text"]).text)) == case["key"]


@each(LABEL_STARTS)
def test_label_starts(case: Case) -> None:
    assert "".join(start_terms(fold(case["text"]).text)) == case["start"]


@each(INDEXED_LABELS)
def test_labels_that_are_indexed(case: Case) -> None:
    assert list(map(write_label, label_terms(fold(case["text"]).text))) == case["terms"]


@each(MARK)
def test_mark(case: Case) -> None:
    parts = mark(case["text"], case["terms"])
    assert write_parts(parts) == case["shown"]
    assert alternate(parts)


@each(SNIPPET)
def test_snippet(case: Case) -> None:
    assert write_parts(snippet(case["text"], case["terms"], case["length"])) == case["shown"]


@each(INDEXED_SOUND)
def test_sound_of_what_is_indexed(case: Case) -> None:
    assert list(sound_terms(fold(case["text"]).text)) == case["terms"]


@each(LETTERS)
def test_letters_as_syllables(case: Case) -> None:
    assert split_syllables(case["letters"], set(SYLLABLES)) == case["syllables"]


@each(SOUGHT_SOUND)
def test_sound_of_what_is_sought(case: Case) -> None:
    folded = fold(case["query"]).text
    assert sounding_terms(folded, set(SYLLABLES), READINGS, set(KNOWN).__contains__) == case["sought"]


@each(QUERY)
def test_query(case: Case) -> None:
    lexicon, indexed = query_lexicon()
    parameters = query_parameters(case)
    query = parse_query(case["query"], lexicon, parameters, indexed.__contains__, following(indexed))
    made = {
        "text": query.text,
        "terms": write_terms(map(astuple, query.terms)),
        "start": query.start,
        "parts": [" ".join(part) for part in query.parts],
        "label": write_label(query.label),
        "meant": list(query.meant),
        "marked": marked_terms(query, lexicon.weak),
        "phrases": list(query.operators.phrases),
        "excluded": list(query.operators.excluded),
        "suggestion": query.suggestion,
    }
    said = made.keys() & case.keys()
    assert {key: made[key] for key in said} == {key: case[key] for key in said}


@each(PINS)
def test_pins(case: Case, tmp_path: Path) -> None:
    pins = read_pins(PIN_RULES, PINNED_PAGES, tmp_path)
    lexicon, indexed = query_lexicon()
    query = parse_query(
        case["query"], lexicon, query_parameters(case), indexed.__contains__, following(indexed)
    )
    pages = pinned_pages(query.text, pins, query.meant)
    assert (None if pages is None else list(pages)) == case["pages"]


@each(RANKING)
def test_ranking(case: Case, tmp_path: Path) -> None:
    pins = read_pins(case.get("pins", []), case["pages"], tmp_path)
    build_index(ranking_pages(case), tmp_path / "index", DictionarySegmenter(), ranking_synonyms(case), pins)
    with Index(tmp_path / "index") as index:
        assert [index.pages[ranked.page].path for ranked in index.rank(case["query"])] == case["order"]


def alternate(parts: Sequence[tuple[str, bool]]) -> bool:
    """Tell whether marked and unmarked parts take turns, so that one match is one mark."""
    return all(left[1] != right[1] for left, right in zip(parts, parts[1:], strict=False))
