"""People's queries, never indexed → how well the ranking serves them, held against a committed baseline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from hansearch.evaluate import Measures, evaluate, load_queries, measure
from hansearch.search import Index
from helpcenter.errors import Problem

TOLERANCE = 0.01
"""A drop that noise may be; anything more has to be meant."""
KINDS = ("all", "safety")
UPDATE = "helpcenter check --update-baseline"
_WHERE = {
    "all": "运行 helpcenter report，unanswered 里是找不对文章的问法，再用 helpcenter why 看原因",
    "outofscope": "用 hansearch search 把 dev_outofscope.jsonl 里的句子搜一遍，看哪一句给出了直接答案",
}

Baseline = Mapping[str, Mapping[str, float]]


def measure_relevance(folder: Path, index: Index) -> Baseline | None:
    """Return the measures of the queries in *folder*; None when it has no queries.

    ``outofscope`` is the share of queries from other worlds that get no direct answer.

    Raises:
        DataFileError: a line that is no query.
    """
    queries = folder / "dev.jsonl"
    if not queries.exists():
        return None
    measures = measure(evaluate(load_queries(queries), index.paths))
    found: dict[str, Mapping[str, float]] = {kind: _row(measures[kind]) for kind in KINDS if kind in measures}
    strange = folder / "dev_outofscope.jsonl"
    if strange.exists():
        asked = [judged.query for judged in load_queries(strange)]
        silent = sum(not _answers(index, query) for query in asked)
        found["outofscope"] = {"unanswered": round(silent / max(1, len(asked)), 4)}
    return found


def _row(m: Measures) -> Mapping[str, float]:
    return {"hit@1": round(m.hit_1, 4), "hit@3": round(m.hit_3, 4), "mrr": round(m.mrr, 4)}


def _answers(index: Index, query: str) -> bool:
    """Tell whether the first row carries a direct answer."""
    rows = index.search(query, 1)
    return bool(rows and getattr(rows[0], "answer", None))


def check_baseline(folder: Path, measured: Baseline) -> Iterator[Problem]:
    """Yield every measure that fell below the baseline by more than ``TOLERANCE``."""
    file = folder / "baseline.json"
    try:
        baseline = json.loads(file.read_text(encoding="utf-8"))
        expected = [
            (kind, name, float(value)) for kind, row in baseline.items() for name, value in row.items()
        ]
    except FileNotFoundError:
        yield Problem(str(file), 1, f"还没有基线。运行 {UPDATE}，把这个文件一起提交。")
        return
    except (ValueError, AttributeError, TypeError):
        yield Problem(str(file), 1, f"基线读不懂。从 git 里找回来，或者运行 {UPDATE} 重写。")
        return
    for kind, name, value in expected:
        now = measured.get(kind, {}).get(name, 0.0)
        if now < value - TOLERANCE - 1e-9:
            yield Problem(
                str(file),
                _line(file, kind, name),
                f"{kind} 的 {name} 从 {value:.3f} 降到 {now:.3f}（最多容许降 {TOLERANCE}）。"
                f"{_WHERE.get(kind, _WHERE['all'])}；确实要这样，运行 {UPDATE}，在合并请求里说明原因。",
            )


def _line(file: Path, kind: str, name: str) -> int:
    lines = file.read_text(encoding="utf-8").split("\n")
    start = next((n for n, line in enumerate(lines) if f'"{kind}"' in line), 0)
    return next((n + 1 for n in range(start, len(lines)) if f'"{name}"' in lines[n]), 1)


def write_baseline(folder: Path, measured: Baseline) -> Path:
    """Write what was measured as the new baseline; return its file."""
    file = folder / "baseline.json"
    file.write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return file
