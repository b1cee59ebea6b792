"""The ``hansearch`` command: each verb parses, calls one function, prints."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hansearch.analysis import DictionarySegmenter, analyze, recall_clauses
from hansearch.browser_engine import browser_search
from hansearch.build import build_project_index, configured_directory
from hansearch.calibrate import Sample, calibrate, render_calibration
from hansearch.errors import HansearchError, IndexNotFoundError
from hansearch.evaluate import (
    Judged,
    Outcome,
    evaluate,
    load_queries,
    measure,
    render_failures,
    render_measures,
)
from hansearch.fold import fold
from hansearch.index import BuildReport
from hansearch.search import Hit, Index


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    return exit_status(lambda: int(options.run(options)))


def exit_status(run: Callable[[], int]) -> int:
    """Return what *run* returns, or 1 after an error that the user can mend, in one line."""
    try:
        status = run()
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read the lines (head, less) has seen enough. Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except HansearchError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hansearch", description="Chinese full-text search for MkDocs sites."
    )
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="the index (default: the index_dir of ./mkdocs.yml, else search_index)",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    build = verbs.add_parser("build", help="index the pages of a MkDocs project")
    build.add_argument("-f", "--config-file", type=Path, default=Path("mkdocs.yml"), metavar="FILE")
    build.add_argument(
        "--index", type=Path, metavar="DIR", help="where to (default: index_dir, else search_index)"
    )
    build.set_defaults(run=_build)

    search = verbs.add_parser("search", parents=[index], help="search the index")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=10, metavar="N", help="rows at most (default: 10)")
    search.add_argument("--json", action="store_true", help="print one JSON array")
    search.set_defaults(run=_search)

    measures = verbs.add_parser("evaluate", parents=[index], help="measure a ranking on judged queries")
    measures.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    measures.add_argument("--engine", choices=("whoosh", "browser"), default="whoosh")
    measures.add_argument(
        "--site", type=Path, default=Path("site"), metavar="DIR", help="the built site, for browser"
    )
    measures.add_argument("--json", action="store_true", help="print one JSON object")
    measures.set_defaults(run=_evaluate)

    thresholds = verbs.add_parser(
        "calibrate", parents=[index], help="find when an answer may be shown, and when nothing fits"
    )
    thresholds.add_argument("asked", type=Path, metavar="DEV.jsonl", help="queries that the pages answer")
    thresholds.add_argument("strange", type=Path, metavar="OUTOFSCOPE.jsonl", help="queries that they do not")
    thresholds.set_defaults(run=_calibrate)

    tokens = verbs.add_parser("analyze", parents=[index], help="show the tokens of a text, stage by stage")
    tokens.add_argument("text")
    tokens.add_argument("--json", action="store_true", help="print one JSON object")
    tokens.set_defaults(run=_analyze)

    why = verbs.add_parser("explain", parents=[index], help="show why pages stand in their order")
    why.add_argument("query")
    why.add_argument("page", nargs="?", help="a source path: show everything in front of it")
    why.add_argument("--json", action="store_true", help="print one JSON object")
    why.set_defaults(run=_explain)
    return parser


def _open_index(options: argparse.Namespace) -> Index:
    return Index(options.index or configured_directory(Path("mkdocs.yml")))


def _build(options: argparse.Namespace) -> int:
    start = time.perf_counter()
    report = build_project_index(options.config_file, options.index)
    print(render_report(report, time.perf_counter() - start))
    return 0


def render_report(report: BuildReport, seconds: float) -> str:
    """Say in one line what was indexed and how long it took."""
    return f"{report.pages} 篇文章，{report.sections} 个小节，{report.lines} 条问法，{report.terms} 个词项，用时 {seconds:.1f} 秒"


def _search(options: argparse.Namespace) -> int:
    with _open_index(options) as index:
        outcome = index.find(options.query, max(0, options.limit))
    if options.json:
        print(json.dumps([hit.to_dict() for hit in outcome.rows], ensure_ascii=False))
        return 0
    if outcome.suggestion:
        print(f"您是不是要找：{outcome.suggestion}")
    if outcome.rows and not outcome.fits:
        print("没有对得上的内容，下面是最接近的：")
    print("\n".join(map(_render_hit, outcome.rows)) or "没有找到。")
    return 0


def _render_hit(hit: Hit) -> str:
    text = "".join(f"【{part}】" if matches else part for part, matches in hit.snippet)
    answer = f"          答：{hit.answer}\n" if hit.answer else ""
    return f"{hit.score:8.2f}  {hit.title}  {hit.url}\n{answer}          {text}"


def _evaluate(options: argparse.Namespace) -> int:
    queries = load_queries(options.queries)
    if options.engine == "browser":
        with browser_search(options.site) as search:
            outcomes = evaluate(queries, search)
    else:
        with _open_index(options) as index:
            outcomes = evaluate(queries, index.paths)
    measures = measure(outcomes)
    if options.json:
        rows = [
            {**asdict(outcome.judged), "rank": outcome.rank, "paths": outcome.paths} for outcome in outcomes
        ]
        kinds = {kind: asdict(values) for kind, values in measures.items()}
        print(json.dumps({"measures": kinds, "queries": rows}, ensure_ascii=False))
    else:
        print(render_failures(outcomes))
        print(render_measures(measures))
    return 0


def _calibrate(options: argparse.Namespace) -> int:
    with _open_index(options) as index:
        asked, strange = (
            [_sample(index, query) for query in load_queries(path)]
            for path in (options.asked, options.strange)
        )
        calibration = calibrate(asked, strange, index.parameters)
    print("\n".join(render_calibration(calibration)))
    return 0 if calibration.best else 1


def _sample(index: Index, judged: Judged) -> Sample:
    acceptable = replace(judged, relevant=(*judged.relevant, *judged.also))
    outcome = Outcome(acceptable, tuple(index.paths(judged.query, 1)))
    has_answer = any(page.answer for page in index.pages if page.path in outcome.paths)
    return Sample(index.confidence(judged.query), has_answer, outcome.rank == 1)


def _explain(options: argparse.Namespace) -> int:
    with _open_index(options) as index:
        explained = index.explain(options.query, options.page)
    if options.json:
        print(json.dumps(explained, ensure_ascii=False))
    else:
        print("\n".join(_render_explanation(explained)))
    return 0


def _render_explanation(explained: dict[str, Any]) -> list[str]:
    lines = [f"query   {explained['query']}", "terms   weight kind     pages"]
    lines += ["        {weight:6.3f} {kind:8} {pages:5} {term}".format(**term) for term in explained["terms"]]
    if (pinned := explained["pinned"]) is not None:
        lines += [f"pinned  {path}" for path in pinned] or ["pinned  nothing: the site has no answer"]
    lines.append("pages   score = (page + section + lines) × (1 + weight·coverage²) × factor")
    for page in explained["pages"]:
        lines.append("{place:5}   {score:9.2f}  {path}  {section}".format(**page))
        if page["parts"]:
            values = "  ".join(f"{name} {value:.2f}" for name, value in page["parts"].items())
            lines.append(f"                   {values}")
    return lines


def _analyze(options: argparse.Namespace) -> int:
    """Without an index only the stages of indexing can be shown, with jieba's own dictionary."""
    folded = fold(options.text).text
    stages: dict[str, object] = {
        "fold": folded,
        "recall": recall_clauses(folded),
    }
    try:
        with _open_index(options) as index:
            query = index.parse(options.text)
            stages["tokens"] = [token._asdict() for token in analyze(options.text, index.lexicon.segmenter)]
            stages["operators"] = asdict(query.operators)
            stages["query"] = [asdict(term) for term in query.terms]
            stages["suggestion"] = query.suggestion
    except IndexNotFoundError as error:
        print(f"{error}下面只有建索引时的几步，用 jieba 自带的词典。", file=sys.stderr)
        stages["tokens"] = [token._asdict() for token in analyze(options.text, DictionarySegmenter())]
    if options.json:
        print(json.dumps(stages, ensure_ascii=False))
    else:
        print("\n".join(_render_stages(stages)))
    return 0


def _render_stages(stages: dict[str, object]) -> list[str]:
    lines = [f"fold    {stages['fold']}", "tokens"]
    for token in _rows(stages["tokens"]):
        lines.append("        {position:3}  [{start}:{end}]  {kind:5} {term}".format(**token))
    lines.append(f"recall  {' '.join('+'.join(clause) for clause in _clauses(stages['recall']))}")
    if "query" in stages:
        lines.append("query")
        for term in _rows(stages["query"]):
            lines.append(f"        {term['weight']:.3f}  {term['kind']:8} {term['term']}")
        operators = stages["operators"]
        if isinstance(operators, dict):
            lines += [f"must hold       {phrase}" for phrase in operators["phrases"]]
            lines += [f"must not hold   {phrase}" for phrase in operators["excluded"]]
        if stages["suggestion"]:
            lines.append(f"suggestion      {stages['suggestion']}")
    return lines


def _rows(value: object) -> list[dict[str, object]]:
    return list(value) if isinstance(value, list) else []


def _clauses(value: object) -> list[tuple[str, ...]]:
    return list(value) if isinstance(value, tuple) else []
