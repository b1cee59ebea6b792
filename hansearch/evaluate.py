"""Queries with the pages that should answer them → how well a ranking serves them, by kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hansearch.errors import DataFileError

DEPTH = 10
"""Rows that are looked at, as a reader would."""


@dataclass(frozen=True)
class Judged:
    """One query of an evaluation file."""

    id: str
    query: str
    kind: str
    relevant: tuple[str, ...]
    """Source paths, or ``path#heading text``: then the page counts, wherever in it the hit is."""
    also: tuple[str, ...] = ()
    """Acceptable, second best: counted nowhere but where an answer is called wrong."""


@dataclass(frozen=True)
class Outcome:
    """What a ranking gave for one query: the paths of the rows it showed, best first."""

    judged: Judged
    paths: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first relevant row; None if it is not among them."""
        pages = {page_key(target) for target in self.judged.relevant}
        return next((place for place, path in enumerate(self.paths, 1) if page_key(path) in pages), None)


@dataclass(frozen=True)
class Measures:
    """How a set of queries fared."""

    queries: int
    hit_1: float
    hit_3: float
    hit_10: float
    mrr: float
    no_result: float


def page_key(path_or_url: str) -> str:
    """Return one name for a page, whether its source path or its URL is given.

    >>> page_key("a/b.md#x") == page_key("a/b/#y") == page_key("a/b.html")
    True
    """
    path = unquote(path_or_url.partition("#")[0]).rstrip("/")
    path = path.removesuffix(".md").removesuffix(".html")
    folder, _, name = path.rpartition("/")
    return folder if name in ("index", "README") else path


def load_queries(path: Path) -> list[Judged]:
    """Read lines of ``{"id", "query", "relevant": [...], "kind"}``.

    Raises:
        DataFileError: a file that cannot be read, or a line that is no such thing.
    """
    try:
        # Not splitlines, which also cuts at U+2028: in JSON that is a character of a string.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(
            f"{path}: cannot be read; it should be UTF-8, one query a line ({error})."
        ) from error
    queries = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            judged = _read_query(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise DataFileError(
                f'{path}:{number}: not a query. Write {{"id", "query", "relevant": [...], "kind"}} ({error}).'
            ) from error
        queries.append(judged)
    return queries


def _read_query(data: Any) -> Judged:
    query, kind, relevant = data["query"], data.get("kind", ""), data["relevant"]
    also = data.get("also", [])
    strings = (
        (query, kind, *relevant, *also) if isinstance(relevant, list) and isinstance(also, list) else (None,)
    )
    if not all(isinstance(text, str) for text in strings):
        raise TypeError("query, kind and each of relevant are strings")
    return Judged(str(data["id"]), query, kind, tuple(relevant), tuple(also))


def evaluate(queries: Iterable[Judged], search: Callable[[str, int], Sequence[str]]) -> list[Outcome]:
    """Ask *search* (query, limit → paths or URLs, best first) every query."""
    return [Outcome(judged, tuple(search(judged.query, DEPTH))) for judged in queries]


def measure(outcomes: Sequence[Outcome]) -> dict[str, Measures]:
    """Return the measures of each kind, and of all under ``all``."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.judged.kind, []).append(outcome)
    kinds = {kind: _measure(group) for kind, group in sorted(groups.items())}
    return {**kinds, "all": _measure(outcomes)} if outcomes else {}


def _measure(outcomes: Sequence[Outcome]) -> Measures:
    ranks = [outcome.rank for outcome in outcomes]

    def share_within(depth: int) -> float:
        return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)

    return Measures(
        queries=len(ranks),
        hit_1=share_within(1),
        hit_3=share_within(3),
        hit_10=share_within(DEPTH),
        mrr=sum(1 / rank for rank in ranks if rank) / len(ranks),
        no_result=sum(not outcome.paths for outcome in outcomes) / len(ranks),
    )


def render_measures(measures: dict[str, Measures]) -> str:
    """Return a table for a terminal; kinds in order, all of them last."""
    lines = [f"{'kind':12} {'queries':>7} {'hit@1':>6} {'hit@3':>6} {'hit@10':>6} {'MRR@10':>6} {'none':>6}"]
    for kind, m in measures.items():
        lines.append(
            f"{kind:12} {m.queries:7} {m.hit_1:6.3f} {m.hit_3:6.3f} {m.hit_10:6.3f} {m.mrr:6.3f} {m.no_result:6.3f}"
        )
    return "\n".join(lines)


def render_failures(outcomes: Iterable[Outcome]) -> str:
    """Return a line for each query whose page does not stand first, with what stands in front."""
    lines = []
    for outcome in outcomes:
        if outcome.judged.relevant and outcome.rank != 1:
            place = f"at {outcome.rank}" if outcome.rank else "not found"
            wanted, shown = " ".join(outcome.judged.relevant), " ".join(outcome.paths[:3]) or "nothing"
            lines.append(
                f"{outcome.judged.kind:12} {outcome.judged.query}: {wanted} {place}; in front: {shown}"
            )
    return "\n".join(lines)
