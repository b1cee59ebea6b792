"""hansearch with each stage of its ranking off in turn, asked of the Whoosh index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hansearch.evaluate import Judged, Measures, evaluate, measure
from hansearch.parameters import PARAMETERS
from hansearch.search import Index

PINS = "safety pins"

STAGES: Mapping[str, Mapping[str, float]] = {
    "synonyms": {"synonym_weight": 0.0},
    "pinyin, initials, homophones": {"sound_weight": 0.0},
    "words of pinyin": {"spelt_weight": 0.0},
    "best section beside the page": {"section_weight": 0.0},
    "questions that pages declare": {"line_weight": 0.0},
    "several questions, not one": {"line_depth": 1},
    "coverage of the query": {"coverage_weight": 0.0},
    "literal match": {
        "literal_factor": 1.0,
        "heading_literal_factor": 1.0,
        "title_literal_factor": 1.0,
        "title_start_factor": 1.0,
    },
    "title or question that begins with the query": {"label_prefix_factor": 1.0},
    "exact title or question": {"exact_factor": 1.0},
    "mistyped, foreign and unfinished words": {
        "typo_weight": 0.0,
        "foreign_weight": 0.0,
        "prefix_weight": 0.0,
    },
    "numbers written otherwise": {"number_factor": 0.0},
    "question words weigh little": {"weak_weight": 1.0},
    PINS: {},
}
"""What a stage is → the neutral values of its numbers."""


@dataclass(frozen=True)
class Ablation:
    """The measures by kind with one stage off."""

    stage: str
    kinds: dict[str, Measures]


def ablate(index_directory: Path, queries: Sequence[Judged]) -> list[Ablation]:
    """Return the measures with every stage on, then with each one off."""
    rows = [_measured("all stages on", index_directory, queries, {}, is_pinned=True)]
    for stage, values in STAGES.items():
        rows.append(_measured(stage, index_directory, queries, values, is_pinned=stage != PINS))
    return rows


def _measured(
    stage: str, directory: Path, queries: Sequence[Judged], values: Mapping[str, float], *, is_pinned: bool
) -> Ablation:
    with Index(directory, replace(PARAMETERS, **values)) as index:  # type: ignore[arg-type]
        if not is_pinned:
            index.lexicon = replace(index.lexicon, pins=())
        return Ablation(stage, measure(evaluate(queries, index.paths)))
