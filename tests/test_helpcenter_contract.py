"""What an article promises to be found by, and what its writer is told when the ranking breaks it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hansearch.search import Index
from helpcenter.baseline import check_baseline, measure_relevance, write_baseline
from helpcenter.contract import check_contract, project_index
from tests.cases.helpcenter.content import HUMAN, Content
from tests.cases.helpcenter.searchable import PHONE, searchable_content
from tests.conftest import ROOT

QUERIES = """\
{"id": "1", "query": "怎么转人工", "kind": "colloquial", "relevant": ["contact/human.md"]}
{"id": "2", "query": "客服号码核实", "kind": "safety", "relevant": ["contact/phone.md"]}
{"id": "3", "query": "退款进度", "kind": "keyword", "relevant": ["refund/status.md"]}
{"id": "4", "query": "卖家在哪里", "kind": "keyword", "relevant": ["refund/status.md"]}
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the content before a test changes its promises."""
    content = searchable_content(tmp_path_factory.mktemp("searchable"))
    with project_index(content.root / "mkdocs.yml") as opened:
        yield opened


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return searchable_content(tmp_path)


def told(content: Content, index: Index) -> list[str]:
    problems = check_contract(content.load(), index)
    return [str(problem).replace(f"{content.root}/", "") for problem in problems]


def line_of(content: Content, path: str, text: str) -> int:
    lines = content.bytes(path).decode().split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_kept_promises_are_no_problem(content: Content, index: Index) -> None:
    assert told(content, index) == []


def test_a_question_that_finds_its_article_fourth_is_told_with_tokens_rival_and_cure(
    content: Content, index: Index
) -> None:
    content.replace(HUMAN, "  - 机器人听不懂\n", "  - 退款多久到账\n")
    (problem,) = told(content, index)
    line = line_of(content, HUMAN, "  - 退款多久到账")
    assert problem.startswith(f"{HUMAN}:{line}: 搜“退款多久到账”，这篇")
    assert "应当在前 3。切成：" in problem
    assert "退款、" in problem or "、退款" in problem
    assert re.search(r"排第 1 的是 refund/status\.md（\d+\.\d\d 分）。", problem)
    assert "refund/status.md 把这句话写成了自己的问句" in problem


def test_a_question_among_the_first_three_is_enough_at_low_risk_and_not_at_high(
    content: Content, index: Index
) -> None:
    content.replace(HUMAN, "  - 机器人听不懂\n", "  - 人工客服要等多久\n")
    assert told(content, index) == []
    content.replace(HUMAN, "risk: low", "risk: high")
    (problem,) = told(content, index)
    assert "搜“人工客服要等多久”，这篇排第 2（" in problem
    assert "应当排第 1。" in problem
    assert "排第 1 的是 contact/wait.md" in problem


@pytest.mark.parametrize(("top", "promised"), [(1, "应当排第 1。"), (2, None)])
def test_a_question_may_promise_its_own_place(
    content: Content, index: Index, top: int, promised: str | None
) -> None:
    content.replace(HUMAN, "  - 机器人听不懂\n", f"  - {{q: 人工客服要等多久, top: {top}}}\n")
    problems = told(content, index)
    assert len(problems) == (1 if promised else 0)
    assert all(promised in problem for problem in problems if promised)


def test_a_question_that_finds_nothing_is_told(content: Content, index: Index) -> None:
    content.replace(HUMAN, "  - 机器人听不懂\n", "  - 鹦鹉螺\n")
    line = line_of(content, HUMAN, "鹦鹉螺")
    assert told(content, index) == [
        f"{HUMAN}:{line}: 搜“鹦鹉螺”什么也找不到，这篇应当在前 3。换一个读者会用的说法。"
    ]


def test_an_article_that_is_first_for_what_it_is_not_for_is_told(content: Content, index: Index) -> None:
    content.replace(PHONE, "type: howto", "not_for: [人工客服要等多久, 这个电话能打吗]\ntype: howto")
    (problem,) = told(content, index)
    line = line_of(content, PHONE, "not_for")
    assert problem.startswith(f"{PHONE}:{line}: not_for 里的“这个电话能打吗”，排第 1 的却是这篇（")
    assert "，第 2 是 " in problem
    assert "切成：" in problem
    assert problem.endswith("把这句话写进该回答它的那一篇的 questions，或者从这篇的问法里去掉这些词。")


def test_a_draft_promises_nothing_yet(tmp_path: Path) -> None:
    content = searchable_content(tmp_path)
    content.replace(PHONE, "type: howto", "status: draft\ntype: howto")
    with project_index(tmp_path / "mkdocs.yml") as index:
        assert "contact/phone.md" not in [page.path for page in index.pages]
        assert told(content, index) == []


@pytest.fixture
def relevance(tmp_path: Path) -> Path:
    folder = tmp_path / "relevance"
    folder.mkdir()
    (folder / "dev.jsonl").write_text(QUERIES, encoding="utf-8")
    return folder


def test_peoples_queries_are_measured_over_all_and_for_safety(relevance: Path, index: Index) -> None:
    measured = measure_relevance(relevance, index)
    assert measured is not None
    assert set(measured) == {"all", "safety"}
    assert measured["all"]["hit@1"] == 0.75
    assert measured["safety"] == {"hit@1": 1.0, "hit@3": 1.0, "mrr": 1.0}


def test_queries_from_other_worlds_are_measured_by_getting_no_direct_answer(
    relevance: Path, index: Index
) -> None:
    strange = '{"id": "x", "query": "红烧肉怎么做", "kind": "offtopic", "relevant": []}\n'
    (relevance / "dev_outofscope.jsonl").write_text(strange, encoding="utf-8")
    measured = measure_relevance(relevance, index)
    assert measured is not None
    assert measured["outofscope"] == {"unanswered": 1.0}


def test_a_project_without_queries_has_nothing_to_measure(tmp_path: Path, index: Index) -> None:
    assert measure_relevance(tmp_path, index) is None


@pytest.mark.parametrize(
    ("now", "falls"), [(0.80, False), (0.79, False), (0.95, False), (0.7899, True), (0.5, True)]
)
def test_a_measure_may_fall_by_a_hundredth_and_no_more(tmp_path: Path, now: float, falls: bool) -> None:
    write_baseline(tmp_path, {"all": {"hit@1": 0.9}, "safety": {"hit@1": 0.8}})
    problems = list(check_baseline(tmp_path, {"all": {"hit@1": 0.9}, "safety": {"hit@1": now}}))
    assert bool(problems) == falls


def test_a_fall_is_told_with_its_line_and_how_to_mean_it(tmp_path: Path) -> None:
    file = write_baseline(tmp_path, {"all": {"hit@1": 0.9}, "safety": {"hit@1": 0.8}})
    (problem,) = check_baseline(tmp_path, {"all": {"hit@1": 0.9}, "safety": {"hit@1": 0.7}})
    lines = file.read_text(encoding="utf-8").split("\n")
    assert lines[problem.line - 1].strip() == '"hit@1": 0.8'
    assert problem.line > lines.index('  "safety": {')
    assert "safety 的 hit@1 从 0.800 降到 0.700" in problem.message
    assert "helpcenter check --update-baseline" in problem.message


def test_a_kind_that_is_not_measured_any_more_has_fallen(tmp_path: Path) -> None:
    write_baseline(tmp_path, {"safety": {"hit@1": 0.8}})
    (problem,) = check_baseline(tmp_path, {"all": {"hit@1": 1.0}})
    assert "safety 的 hit@1 从 0.800 降到 0.000" in problem.message


@pytest.mark.parametrize("text", [None, "{", "[]", '{"all": 1}', '{"all": {"hit@1": "x"}}'])
def test_a_baseline_that_is_missing_or_broken_is_told_with_its_cure(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "baseline.json").write_text(text, encoding="utf-8")
    (problem,) = check_baseline(tmp_path, {"all": {"hit@1": 1.0}})
    assert str(problem).startswith(f"{tmp_path / 'baseline.json'}:1: ")
    assert "helpcenter check --update-baseline" in problem.message


def test_the_committed_queries_and_baseline_can_be_read(tmp_path: Path, index: Index) -> None:
    shutil.copytree(ROOT / "tests/relevance", tmp_path / "relevance")
    measured = measure_relevance(tmp_path / "relevance", index)
    baseline = json.loads((tmp_path / "relevance/baseline.json").read_text(encoding="utf-8"))
    assert measured is not None
    assert {kind: set(row) for kind, row in baseline.items()} == {k: set(row) for k, row in measured.items()}
