"""What the page about quality says, and the JSON behind it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from markdown import markdown

from helpcenter.contract import project_index
from helpcenter.report import build_report, count_words, find_unanswered, measure_margins, render_report
from tests.cases.helpcenter.content import HUMAN, Content, good_content
from tests.cases.helpcenter.searchable import searchable_content

DAY = date(2026, 12, 1)


def report_of(content: Content, day: date = DAY) -> dict:
    return build_report(content.load(), {"contact/human.md": date(2026, 11, 30)}, day)


def tables(text: str) -> dict[str, list[list[str]]]:
    """Return the rows of the table under each heading."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        heading, _, rest = part.partition("\n")
        rows = [line for line in rest.split("\n") if line.startswith("|")]
        found[heading] = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]
    return found


def test_each_published_article_is_counted(tmp_path: Path) -> None:
    human, status = report_of(good_content(tmp_path))["articles"]
    assert human["path"] == "contact/human.md"
    assert (human["questions"], human["asked_as"]) == (5, 2)
    assert (human["checked"], human["review_by"], human["expired"]) == ("2026-11-22", "2027-11-22", False)
    assert human["changed"] == "2026-11-30"
    assert status["changed"] is None


def test_an_article_past_its_day_is_expired(tmp_path: Path) -> None:
    articles = report_of(good_content(tmp_path), date(2028, 1, 1))["articles"]
    assert [article["expired"] for article in articles] == [True, True]


def test_a_draft_is_not_counted(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("docs/refund/status.md", "type: policy", "status: draft\ntype: policy")
    assert [article["path"] for article in report_of(content)["articles"]] == ["contact/human.md"]


def test_words_are_han_characters_and_runs_of_letters_and_digits() -> None:
    assert count_words("打开 App，等 15 天。[看](../a/b-c.md)这里") == 9


def test_sources_without_an_official_page_are_listed_with_how_many_articles_lean_on_them(
    tmp_path: Path,
) -> None:
    assert report_of(good_content(tmp_path))["unofficial_sources"] == [
        {"source": "rules", "title": "《平台争议处理规则》", "seen": "只见转述", "used_by": 1}
    ]


def test_claims_that_rest_on_no_official_page_are_listed(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    claims = content.load().data.claims
    assert claims
    report = report_of(content)
    assert {row["claim"] for row in report["unofficial_claims"]} == {
        key for key, claim in claims.items() if claim["source"] == "rules"
    }
    content.write(
        "data/claims.yml", content.bytes("data/claims.yml").replace(b"source: law", b"source: rules")
    )
    report = report_of(content)
    assert {row["claim"] for row in report["unofficial_claims"]} == set(claims)
    rows = tables(render_report(report))["没有官方页面可以对照的说法"]
    assert len(rows) == len(claims)


def test_the_margin_of_a_question_is_its_articles_lead_over_the_best_other(tmp_path: Path) -> None:
    content = searchable_content(tmp_path)
    with project_index(tmp_path / "mkdocs.yml") as index:
        site = content.load()
        rows = measure_margins(site, index)
        order = index.rank("怎么转人工")
    assert len(rows) == 25
    assert [row["lead"] for row in rows] == sorted(row["lead"] for row in rows)
    (row,) = [row for row in rows if row["question"] == "怎么转人工"]
    assert row["lead"] == round((order[0].score - order[1].score) / order[0].score, 4)
    assert row["rival"] == index.pages[order[1].page].path


def test_queries_whose_article_is_not_among_the_first_three_are_unanswered(tmp_path: Path) -> None:
    searchable_content(tmp_path)
    queries = tmp_path / "dev.jsonl"
    queries.write_text(
        '{"id": "1", "query": "怎么转人工", "relevant": ["contact/human.md"]}\n'
        '{"id": "2", "query": "卖家在哪里", "relevant": ["order/find.md"]}\n',
        encoding="utf-8",
    )
    with project_index(tmp_path / "mkdocs.yml") as index:
        (row,) = find_unanswered(queries, index)
        assert (row["query"], row["relevant"]) == ("卖家在哪里", ["order/find.md"])
        assert row["found"][0] == "contact/seller.md"
        assert find_unanswered(tmp_path / "none.jsonl", index) == []


def test_the_page_lists_freshness_soonest_first(tmp_path: Path) -> None:
    rows = tables(render_report(report_of(good_content(tmp_path))))["什么时候再核对"]
    assert rows == [
        ["[退款多久到账](../refund/status.md)", "2026-11-21", "2027-05-20", "还没有提交"],
        ["[怎么转人工客服](../contact/human.md)", "2026-11-22", "2027-11-22", "2026-11-30"],
    ]


def test_the_page_marks_what_is_expired(tmp_path: Path) -> None:
    rows = tables(render_report(report_of(good_content(tmp_path), date(2027, 6, 1))))["什么时候再核对"]
    assert [row[2] for row in rows] == ["2027-05-20（已过期）", "2027-11-22"]


def test_the_page_lists_questions_and_words_of_each_article(tmp_path: Path) -> None:
    report = report_of(good_content(tmp_path))
    rows = tables(render_report(report))["每篇有多少问法、多少字"]
    assert rows[0] == ["[怎么转人工客服](../contact/human.md)", "5", "2", str(report["articles"][0]["words"])]


def test_without_measured_margins_the_page_says_where_they_are(tmp_path: Path) -> None:
    text = render_report(report_of(good_content(tmp_path)))
    assert "这次生成网站时没有量。想看，运行 `helpcenter report`。" in text


def test_with_measured_margins_the_page_lists_the_weakest(tmp_path: Path) -> None:
    margins = [
        {"question": f"问{n}", "path": "contact/human.md", "lead": n / 100 - 0.1, "rival": "refund/status.md"}
        for n in range(30)
    ]
    unanswered = [{"query": "钱呢", "relevant": ["refund/status.md"], "found": ["contact/human.md"]}]
    text = render_report({**report_of(good_content(tmp_path)), "margins": margins, "unanswered": unanswered})
    found = tables(text)
    assert len(found["搜索里最险的问句"]) == 20
    assert found["搜索里最险的问句"][0][2] == "-10%"
    assert found["没有找对文章的问法"] == [
        ["钱呢", "[退款多久到账](../refund/status.md)", "[怎么转人工客服](../contact/human.md)"]
    ]


def test_text_from_writers_stays_text_within_its_cell(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("data/sources.yml", "title: 《平台争议处理规则》", "title: 'a|b <b>x</b> [y](z) *w*'")
    text = render_report(report_of(content))
    (row,) = tables(text)["没有官方页面的出处"]
    assert len(row) == 3
    html = markdown(text.split("---\n")[-1], extensions=["tables"])
    assert "<b>" not in html
    assert "<em>" not in html


def test_the_page_is_left_out_of_search(tmp_path: Path) -> None:
    assert render_report(report_of(good_content(tmp_path))).startswith(
        "---\ntitle: 内容质量\nsearch: {exclude: true}\n---\n"
    )


def test_the_same_content_on_the_same_day_makes_the_same_page(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    assert render_report(report_of(content)) == render_report(report_of(content))
    assert HUMAN.removeprefix("docs/") in render_report(report_of(content))
