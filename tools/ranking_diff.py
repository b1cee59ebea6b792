"""Which queries went up or down between two versions, for a comment on a pull request.

    ranking_diff.py measure mkdocs.yml tests/relevance/dev.jsonl > head.json
    ranking_diff.py compare base.json head.json > comment.md

``measure`` asks the ranker of whichever checkout it runs in. ``compare`` needs nothing but the two files.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

DEPTH = 10
NOT_FOUND = DEPTH + 1
SHOWN = 40
"""Rows a table; the rest is counted."""

Outcome = Mapping[str, Any]


def measure_project(config_file: Path, queries: Path) -> dict[str, Any]:
    """Return the place of every query's article, and the measures."""
    from hansearch.evaluate import evaluate, load_queries, measure
    from helpcenter.contract import project_index

    with project_index(config_file) as index:
        outcomes = evaluate(load_queries(queries), index.paths)
    rows = [
        {"query": o.judged.query, "kind": o.judged.kind, "rank": o.rank, "first": (o.paths or ("",))[0]}
        for o in outcomes
    ]
    return {"measures": {kind: asdict(m) for kind, m in measure(outcomes).items()}, "queries": rows}


def compare(base: Outcome, head: Outcome) -> str:
    """Return the comment, in Markdown."""
    before = {row["query"]: row for row in base["queries"]}
    pairs = [(before[row["query"]], row) for row in head["queries"] if row["query"] in before]
    down = [pair for pair in pairs if _place(pair[1]) > _place(pair[0])]
    up = [pair for pair in pairs if _place(pair[1]) < _place(pair[0])]
    same = len(pairs) - len(up) - len(down)
    parts = [
        "### 搜索排名的变化",
        f"{len(pairs)} 句读者的问法：↑ {len(up)} 句升了，↓ {len(down)} 句降了，{same} 句没变。",
        _measures(base["measures"], head["measures"]),
    ]
    for title, changed in (("↓ 降了的", down), ("↑ 升了的", up)):
        if changed:
            parts += [f"#### {title}", _changes(changed)]
    if down:
        parts.append('降了的，用 `helpcenter why "问句" 路径` 看为什么。')
    return "\n\n".join(parts) + "\n"


def _place(row: Outcome) -> int:
    return row["rank"] or NOT_FOUND


def _measures(base: Outcome, head: Outcome) -> str:
    rows = ["| 类别 | 句数 | hit@1 | hit@3 | MRR |", "| --- | --- | --- | --- | --- |"]
    for kind in sorted(head, key=lambda kind: (kind != "all", kind)):
        cells = [
            _change(base.get(kind, {}).get(name), head[kind][name]) for name in ("hit_1", "hit_3", "mrr")
        ]
        if kind == "all" or any("→" in cell for cell in cells):
            rows.append(f"| {_cell(kind)} | {head[kind]['queries']} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _change(before: float | None, after: float) -> str:
    if before is None or f"{before:.3f}" == f"{after:.3f}":
        return f"{after:.3f}"
    return f"{before:.3f} → **{after:.3f}** {'↑' if after > before else '↓'}"


def _changes(pairs: Sequence[tuple[Outcome, Outcome]]) -> str:
    rows = ["| 问法 | 类别 | 名次 | 现在的第 1 |", "| --- | --- | --- | --- |"]
    ordered = sorted(pairs, key=lambda pair: (-abs(_place(pair[1]) - _place(pair[0])), pair[1]["query"]))
    for before, after in ordered[:SHOWN]:
        places = " → ".join(str(row["rank"] or f"前 {DEPTH} 没有") for row in (before, after))
        rows.append(
            f"| {_cell(after['query'])} | {_cell(after['kind'])} | {places} | {_cell(after['first'])} |"
        )
    if len(ordered) > SHOWN:
        rows.append(f"| 还有 {len(ordered) - SHOWN} 句 | | | |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    """Text from a pull request stays text: no table, link, mention or markup of its own."""
    return re.sub(r"([\\|\[\]<>*_`#@!])", r"\\\1", " ".join(text.split())).replace("\\@", "@\u200b")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True, dest="verb")
    measuring = verbs.add_parser("measure")
    measuring.add_argument("config_file", type=Path)
    measuring.add_argument("queries", type=Path)
    comparing = verbs.add_parser("compare")
    comparing.add_argument("base", type=Path)
    comparing.add_argument("head", type=Path)
    options = parser.parse_args(arguments)
    if options.verb == "measure":
        json.dump(measure_project(options.config_file, options.queries), sys.stdout, ensure_ascii=False)
    else:
        base, head = (json.loads(file.read_text(encoding="utf-8")) for file in (options.base, options.head))
        sys.stdout.write(compare(base, head))
    return 0


if __name__ == "__main__":
    sys.exit(main())
