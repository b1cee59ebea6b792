"""The comment on a pull request: which queries went up or down."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cases.helpcenter.searchable import searchable_content
from tools.ranking_diff import SHOWN, compare, main


def outcome(**ranks: int | None) -> dict:
    rows = [{"query": q, "kind": "keyword", "rank": rank, "first": "a/b.md"} for q, rank in ranks.items()]
    hits = [rank == 1 for rank in ranks.values()]
    measures = {"queries": len(rows), "hit_1": sum(hits) / max(1, len(hits)), "hit_3": 1.0, "mrr": 1.0}
    return {"measures": {"all": measures, "keyword": measures}, "queries": rows}


def rows_under(comment: str, heading: str) -> list[str]:
    part = comment.partition(f"#### {heading}\n\n")[2].partition("\n\n")[0]
    return part.split("\n")[2:] if part else []


def test_queries_that_went_up_and_down_are_counted_and_listed() -> None:
    comment = compare(outcome(甲=1, 乙=5, 丙=2), outcome(甲=3, 乙=1, 丙=2))
    assert "3 句读者的问法：↑ 1 句升了，↓ 1 句降了，1 句没变。" in comment
    assert rows_under(comment, "↓ 降了的") == ["| 甲 | keyword | 1 → 3 | a/b.md |"]
    assert rows_under(comment, "↑ 升了的") == ["| 乙 | keyword | 5 → 1 | a/b.md |"]


def test_what_is_not_among_the_first_ten_is_lowest() -> None:
    comment = compare(outcome(甲=10, 乙=None), outcome(甲=None, 乙=10))
    assert rows_under(comment, "↓ 降了的") == ["| 甲 | keyword | 10 → 前 10 没有 | a/b.md |"]
    assert rows_under(comment, "↑ 升了的") == ["| 乙 | keyword | 前 10 没有 → 10 | a/b.md |"]


def test_the_greatest_change_stands_first_and_a_long_list_is_cut() -> None:
    before = outcome(**{f"q{n:02}": 1 for n in range(SHOWN + 5)})
    after = outcome(**{f"q{n:02}": 2 for n in range(SHOWN + 4)}, **{f"q{SHOWN + 4:02}": 9})
    rows = rows_under(compare(before, after), "↓ 降了的")
    assert rows[0].startswith(f"| q{SHOWN + 4:02} | keyword | 1 → 9 |")
    assert rows[-1] == "| 还有 5 句 | | | |"


def test_without_a_change_there_are_no_lists() -> None:
    comment = compare(outcome(甲=1), outcome(甲=1))
    assert "↑ 0 句升了，↓ 0 句降了，1 句没变。" in comment
    assert "####" not in comment


def test_measures_that_changed_show_before_and_after() -> None:
    comment = compare(outcome(甲=1, 乙=1), outcome(甲=1, 乙=2))
    assert "| all | 2 | 1.000 → **0.500** ↓ | 1.000 | 1.000 |" in comment


def test_a_new_query_is_not_compared() -> None:
    assert "1 句读者的问法：" in compare(outcome(甲=1), outcome(甲=1, 乙=4))


def test_a_kind_that_is_new_shows_what_it_is_now() -> None:
    head = outcome(甲=1)
    head["measures"]["safety"] = head["measures"]["keyword"]
    assert "| all | 1 | 1.000 | 1.000 | 1.000 |" in compare(outcome(甲=1), head)


def test_text_from_a_pull_request_stays_text() -> None:
    query = "[x](http://evil) @everyone <img> `c` | d\n# e"
    comment = compare(outcome(**{query: 1}), outcome(**{query: 2}))
    (row,) = rows_under(comment, "↓ 降了的")
    assert len(re.split(r"(?<!\\)\|", row)) == 6
    assert not re.search(r"(?<!\\)[<\[`]|@(?!\u200b)", row.replace("\\@", "@\u200b"))


def test_the_ranking_of_a_project_is_measured_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = searchable_content(tmp_path).root / "mkdocs.yml"
    queries = tmp_path / "dev.jsonl"
    line = {"id": "1", "query": "怎么转人工", "kind": "keyword", "relevant": ["contact/human.md"]}
    queries.write_text(json.dumps(line), encoding="utf-8")
    assert main(["measure", str(config), str(queries)]) == 0
    measured = capsys.readouterr().out
    (row,) = json.loads(measured)["queries"]
    assert row == {"query": "怎么转人工", "kind": "keyword", "rank": 1, "first": "contact/human.md"}
    (tmp_path / "outcome.json").write_text(measured, encoding="utf-8")
    assert main(["compare", str(tmp_path / "outcome.json"), str(tmp_path / "outcome.json")]) == 0
    assert "1 句没变" in capsys.readouterr().out
