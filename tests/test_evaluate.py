"""How well a ranking serves queries that somebody has judged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hansearch.cli import main
from hansearch.errors import DataFileError
from hansearch.evaluate import (
    DEPTH,
    Judged,
    Measures,
    Outcome,
    evaluate,
    load_queries,
    measure,
    page_key,
    render_failures,
    render_measures,
)
from tests.conftest import Site

WriteFile = Callable[[str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> WriteFile:
    path = tmp_path / "queries.jsonl"

    def write(content: str | bytes) -> Path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def outcome(rank: int | None, kind: str = "keyword", shown: int = DEPTH) -> Outcome:
    """Return an outcome whose right page stands at *rank* of *shown* rows."""
    paths = [f"wrong-{n}.md" for n in range(shown)]
    if rank:
        paths[rank - 1] = "right.md"
    return Outcome(Judged("1", "退款", kind, ("right.md",)), tuple(paths))


# ── One name for a page ──


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a/b.md", "a/b"),
        ("a/b/", "a/b"),
        ("a/b.html", "a/b"),
        ("a/b.md#标题", "a/b"),
        ("a/b/#%E6%A0%87%E9%A2%98", "a/b"),
        ("%E9%80%80%E6%AC%BE/", "退款"),
        ("退款.md", "退款"),
        ("a/index.md", "a"),
        ("a/README.md", "a"),
        ("a/index.html", "a"),
        ("a/", "a"),
        ("index.md", ""),
        ("README.md", ""),
        ("#top", ""),
        ("a/reindex.md", "a/reindex"),
        ("a/reindex/", "a/reindex"),
    ],
)
def test_the_source_path_and_every_url_of_a_page_have_one_name(name: str, key: str) -> None:
    assert page_key(name) == key


# ── The file of queries ──


def test_queries_are_read_one_a_line_and_empty_lines_are_left_out(file: WriteFile) -> None:
    path = file(
        '{"id": 7, "query": "退款", "relevant": ["a.md", "b.md#标题"], "kind": "keyword"}\n'
        "\n"
        '{"id": "x", "query": "鹦鹉", "relevant": []}\n'
    )
    assert load_queries(path) == [
        Judged("7", "退款", "keyword", ("a.md", "b.md#标题")),
        Judged("x", "鹦鹉", "", ()),
    ]


def test_only_a_newline_ends_a_line_of_queries(file: WriteFile) -> None:
    path = file(
        '{"id": 1, "query": "退\u2028款\u0085", "relevant": []}\r\n{"id": 2, "query": "钱", "relevant": []}'
    )
    assert [query.query for query in load_queries(path)] == ["退\u2028款\u0085", "钱"]


@pytest.mark.parametrize(
    "line",
    [
        "退款",
        "{",
        "[]",
        "5",
        '"退款"',
        '{"query": "退款", "relevant": []}',
        '{"id": 1, "relevant": []}',
        '{"id": 1, "query": "退款"}',
        '{"id": 1, "query": "退款", "relevant": null}',
        '{"id": 1, "query": "退款", "relevant": "a.md"}',
        '{"id": 1, "query": "退款", "relevant": [1]}',
        '{"id": 1, "query": 5, "relevant": []}',
        '{"id": 1, "query": "退款", "relevant": [], "kind": null}',
    ],
)
def test_a_line_that_is_no_query_is_named_with_what_to_write(line: str, file: WriteFile) -> None:
    path = file(f'{{"id": 1, "query": "退款", "relevant": []}}\n{line}\n')
    with pytest.raises(DataFileError) as caught:
        load_queries(path)
    assert str(caught.value).startswith(
        f'{path}:2: not a query. Write {{"id", "query", "relevant": [...], "kind"}}'
    )


def test_a_file_that_cannot_be_read_is_named(file: WriteFile, tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="none.jsonl"):
        load_queries(tmp_path / "none.jsonl")
    with pytest.raises(DataFileError, match="UTF-8"):
        load_queries(file("退款".encode("gbk")))


# ── Ranks and measures ──


def test_the_rank_is_the_place_of_the_first_relevant_row() -> None:
    judged = Judged("1", "退款", "", ("b.md", "c.md#标题"))
    assert Outcome(judged, ("a.md", "c/", "b/#x")).rank == 2
    assert Outcome(judged, ("b.html", "c/")).rank == 1


def test_a_page_that_is_not_shown_has_no_rank() -> None:
    assert Outcome(Judged("1", "退款", "", ("b.md",)), ("a.md",)).rank is None
    assert Outcome(Judged("1", "退款", "", ("b.md",)), ()).rank is None
    assert Outcome(Judged("1", "鹦鹉", "", ()), ("a.md",)).rank is None


def test_every_query_is_asked_for_as_many_rows_as_a_reader_looks_at() -> None:
    asked: list[tuple[str, int]] = []

    def search(query: str, limit: int) -> list[str]:
        asked.append((query, limit))
        return [f"{query}.md"]

    queries = [Judged("1", "甲", "", ("甲.md",)), Judged("2", "乙", "", ("甲.md",))]
    assert [outcome.rank for outcome in evaluate(queries, search)] == [1, None]
    assert asked == [("甲", 10), ("乙", 10)]


def test_measures_are_shares_of_the_queries() -> None:
    """Ranks 1, 2, 4, 10 and none: MRR = (1 + 1/2 + 1/4 + 1/10 + 0) / 5 = 0.37."""
    outcomes = [outcome(1), outcome(2), outcome(4), outcome(10), outcome(None, shown=0)]
    assert measure(outcomes)["all"] == Measures(
        queries=5, hit_1=0.2, hit_3=0.4, hit_10=0.8, mrr=pytest.approx(0.37), no_result=0.2
    )


def test_a_page_that_is_shown_wrongly_is_no_empty_answer() -> None:
    assert measure([outcome(None), outcome(None, shown=0)])["all"].no_result == 0.5


def test_kinds_are_measured_apart_in_order_and_all_of_them_last() -> None:
    measures = measure([outcome(1, "typo"), outcome(2, "keyword"), outcome(1, "keyword")])
    assert list(measures) == ["keyword", "typo", "all"]
    assert (measures["keyword"].queries, measures["keyword"].hit_1, measures["keyword"].mrr) == (2, 0.5, 0.75)
    assert (measures["typo"].queries, measures["typo"].hit_1) == (1, 1.0)
    assert measures["all"].hit_1 == pytest.approx(2 / 3)


def test_without_queries_there_is_nothing_to_measure() -> None:
    assert measure([]) == {}
    assert len(render_measures({}).splitlines()) == 1


def test_the_table_has_a_line_a_kind() -> None:
    heading, row, _ = render_measures(measure([outcome(1), outcome(2)])).splitlines()
    assert heading.split() == ["kind", "queries", "hit@1", "hit@3", "hit@10", "MRR@10", "none"]
    assert row.split() == ["keyword", "2", "0.500", "1.000", "1.000", "0.750", "0.000"]


# ── What to look at ──


def test_what_does_not_stand_first_is_listed_with_what_stands_in_front() -> None:
    listed = render_failures([outcome(1), outcome(4), outcome(None), outcome(None, shown=0)])
    assert listed.splitlines() == [
        "keyword      退款: right.md at 4; in front: wrong-0.md wrong-1.md wrong-2.md",
        "keyword      退款: right.md not found; in front: wrong-0.md wrong-1.md wrong-2.md",
        "keyword      退款: right.md not found; in front: nothing",
    ]


def test_a_query_that_no_page_answers_is_no_failure() -> None:
    assert render_failures([Outcome(Judged("1", "鹦鹉", "", ()), ("a.md",))]) == ""


# ── The command ──

QUERIES = [
    {"id": "1", "query": "据库", "relevant": ["index.md"], "kind": "fragment"},
    {"id": "2", "query": "忘记密码", "relevant": ["index.md#账号与密码", "mixed.md"], "kind": "question"},
    {"id": "3", "query": "tidb_enable", "relevant": ["mixed.md"], "kind": "fragment"},
    {"id": "4", "query": "慢查询", "relevant": ["empty.md"], "kind": "question"},
    {"id": "5", "query": "后一个", "relevant": ["markup.md"], "kind": "fragment"},
    {"id": "6", "query": "ξξ", "relevant": ["markup.md"], "kind": "question"},
    {"id": "7", "query": "鹦鹉螺", "relevant": [], "kind": "unanswerable"},
]


@pytest.fixture
def queries(file: WriteFile) -> Path:
    return file("\n".join(json.dumps(query, ensure_ascii=False) for query in QUERIES))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["evaluate", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def as_key(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "paths": [page_key(path) for path in row["paths"]]}


def test_both_engines_give_the_same_ranks_and_measures(
    queries: Path, fixture_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    by_whoosh = json.loads(run(capsys, queries, "--index", fixture_site.index, "--json"))
    # A process of its own: Playwright, which the tests run already, runs once a process.
    command = [
        sys.executable,
        "-c",
        "import sys; from hansearch.cli import main; sys.exit(main())",
        "evaluate",
    ]
    options = ["--engine", "browser", "--site", str(fixture_site.directory), "--json"]
    done = subprocess.run([*command, str(queries), *options], capture_output=True, text=True, check=True)
    in_browser = json.loads(done.stdout)
    assert in_browser["measures"] == by_whoosh["measures"]
    assert list(map(as_key, in_browser["queries"])) == list(map(as_key, by_whoosh["queries"]))
    ranks = {row["id"]: row["rank"] for row in by_whoosh["queries"]}
    assert (ranks["1"], ranks["2"], ranks["4"], ranks["6"], ranks["7"]) == (1, 1, None, None, None)


def test_the_json_says_of_every_query_what_was_asked_and_shown(
    queries: Path, fixture_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = json.loads(run(capsys, queries, "--index", fixture_site.index, "--json"))
    assert printed["measures"].keys() == {"fragment", "question", "unanswerable", "all"}
    for row, query in zip(printed["queries"], QUERIES, strict=True):
        assert query.items() <= row.items()
        assert row.keys() - query.keys() == {"rank", "paths", "also"} - query.keys()


def test_without_json_failures_are_printed_and_then_the_table(
    queries: Path, fixture_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(capsys, queries, "--index", fixture_site.index).splitlines()
    assert "question     ξξ: markup.md not found; in front: nothing" in lines
    assert lines[-1].split()[:2] == ["all", "7"]


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["--index", "none"], "build_index.py"),
        (["--engine", "browser", "--site", "none"], "Run mkdocs build"),
    ],
)
def test_without_an_index_or_a_site_it_says_what_to_run(
    arguments: list[str], cure: str, queries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(queries), *arguments]) == 1
    printed = capsys.readouterr()
    assert cure in printed.err
    assert printed.out == ""


def test_a_file_that_is_not_there_is_one_line(
    tmp_path: Path, fixture_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(tmp_path / "none.jsonl"), "--index", str(fixture_site.index)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
