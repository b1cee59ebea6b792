"""How good the content is: what ``helpcenter report`` writes and the page about/quality/ shows.

Questions' margins need the ranker, sixteen milliseconds a question: ``helpcenter report`` measures them,
``mkdocs build`` only shows what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hansearch.evaluate import load_queries
from hansearch.search import Index
from helpcenter.rules import review_of
from helpcenter.site import Site
from helpcenter.why import rank_paths

PAGE = "about/quality.md"
_WEAKEST = 20
"""Rows of a list of which only the worst are of interest."""
_WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")

Row = Mapping[str, Any]


def build_report(site: Site, changed: Mapping[str, date], day: date) -> dict[str, Any]:
    """Return everything that needs no ranker, as plain values."""
    return {
        "date": day.isoformat(),
        "articles": [
            {
                "path": article.path,
                "title": article.title,
                "questions": len(article.questions),
                "asked_as": len(article.asked_as),
                "words": count_words(article.body),
                "risk": article.risk,
                "checked": article.checked.isoformat(),
                "review_by": article.review_by.isoformat(),
                "expired": review_of(article, day) != "fresh",
                "changed": changed[article.path].isoformat() if article.path in changed else None,
            }
            for article in site.published()
        ],
        "unofficial_sources": _unofficial(site),
        "unofficial_claims": _unofficial_claims(site),
    }


def count_words(markdown: str) -> int:
    """Count Han characters, and runs of letters and digits.

    >>> count_words("打开 App，等 15 天")
    6
    """
    without_links = re.sub(r"\]\([^)]*\)", "]", markdown)
    return len(_WORD.findall(without_links))


def _unofficial(site: Site) -> list[Row]:
    """Sources of which we have no official page, those that most articles lean on first."""
    uses: dict[str, int] = {}
    for article in site.published():
        for key in article.sources:
            uses[key] = uses.get(key, 0) + 1
    rows = [
        {"source": key, "title": str(source["title"]), "seen": str(source["seen"]), "used_by": uses[key]}
        for key, source in site.data.sources.items()
        if not source.get("url") and key in uses
    ]
    return sorted(rows, key=lambda row: (-row["used_by"], row["source"]))


def _unofficial_claims(site: Site) -> list[Row]:
    """What we say is true or false of a claim though no official page of ours says it."""
    return [
        {"claim": key, "statement": str(claim["statement"]), "source": str(claim["source"])}
        for key, claim in site.data.claims.items()
        if not site.data.sources.get(str(claim["source"]), {}).get("url")
    ]


def measure_margins(site: Site, index: Index) -> list[Row]:
    """Return every declared question with its article's lead over the best other one, weakest first.

    The lead is a share of the higher score: 0 is a tie, below 0 another article stands in front.
    """
    rows = []
    for article in site.published():
        for question in article.questions:
            order = rank_paths(index, question)
            own = next((s.score for s in order if s.path == article.path), 0.0)
            rival = next((s for s in order if s.path != article.path), None)
            other = rival.score if rival else 0.0
            lead = (own - other) / max(own, other, 1e-9)
            rows.append(
                {
                    "question": question,
                    "path": article.path,
                    "lead": round(lead, 4),
                    "rival": rival.path if rival else None,
                }
            )
    return sorted(rows, key=lambda row: (row["lead"], row["path"], row["question"]))


def find_unanswered(queries: Path, index: Index) -> list[Row]:
    """Return people's queries whose article is not among the first three."""
    if not queries.exists():
        return []
    rows: list[Row] = []
    for judged in load_queries(queries):
        paths = index.paths(judged.query, 3)
        if not set(paths) & set(judged.relevant):
            rows.append({"query": judged.query, "relevant": list(judged.relevant), "found": paths})
    return rows


def render_report(report: Mapping[str, Any]) -> str:
    """Return the page as Markdown; search leaves it out, for it repeats everyone's questions."""
    articles: Sequence[Row] = report["articles"]
    parts = [
        "---\ntitle: 内容质量\nsearch: {exclude: true}\n---\n\n# 内容质量",
        f"这一页由程序写出，{report['date']} 更新。共 {len(articles)} 篇文章，"
        f"{sum(a['questions'] for a in articles)} 个写明的问句，{sum(a['asked_as'] for a in articles)} 句帮助搜索的说法。",
        *_render_margins(report),
        *_render_freshness(articles),
        *_render_sources(report["unofficial_sources"]),
        *_render_claims(report["unofficial_claims"]),
        *_render_coverage(articles),
    ]
    return "\n\n".join(parts) + "\n"


def _render_margins(report: Mapping[str, Any]) -> Iterator[str]:
    yield "## 搜索里最险的问句"
    if "margins" not in report:
        yield "这次生成网站时没有量。想看，运行 `helpcenter report`。"
        return
    weakest = report["margins"][:_WEAKEST]
    titles = {article["path"]: article["title"] for article in report["articles"]}

    def link(path: str | None) -> _Markdown:
        return _link(path, titles.get(path or ""))

    yield "领先是比别的文章里最高的一篇多出的分数；越小，越容易被挤下去；负的，已经排在后面。"
    yield _table(
        ("问句", "文章", "领先", "紧跟着的"),
        [(r["question"], link(r["path"]), f"{r['lead']:.0%}", link(r["rival"])) for r in weakest],
    )
    if report.get("unanswered"):
        yield "## 没有找对文章的问法"
        yield "这些是读者的说法，没有写进任何文章；该回答的那一篇不在前 3。"
        yield _table(
            ("读者的说法", "该回答的", "现在的前 3"),
            [
                (
                    r["query"],
                    *(_Markdown("、".join(map(link, paths))) for paths in (r["relevant"], r["found"])),
                )
                for r in report["unanswered"]
            ],
        )


def _render_freshness(articles: Sequence[Row]) -> Iterator[str]:
    yield "## 什么时候再核对"
    rows = sorted(articles, key=lambda a: (a["review_by"], a["path"]))
    yield _table(
        ("文章", "最后核对", "再核对", "最后改动"),
        [
            (
                _link(a["path"], a["title"]),
                a["checked"],
                a["review_by"] + ("（已过期）" if a["expired"] else ""),
                a["changed"] or "还没有提交",
            )
            for a in rows
        ],
    )


def _render_sources(rows: Sequence[Row]) -> Iterator[str]:
    yield "## 没有官方页面的出处"
    if not rows:
        yield "每个出处都有官方页面。"
        return
    yield _table(
        ("出处", "我们看到的是", "几篇文章用到"), [(r["title"], r["seen"], r["used_by"]) for r in rows]
    )


def _render_claims(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield "## 没有官方页面可以对照的说法"
        yield _table(("有人说", "我们的出处"), [(r["statement"], r["source"]) for r in rows])


def _render_coverage(articles: Sequence[Row]) -> Iterator[str]:
    yield "## 每篇有多少问法、多少字"
    yield _table(
        ("文章", "写明的问句", "帮助搜索的说法", "正文字数"),
        [(_link(a["path"], a["title"]), a["questions"], a["asked_as"], a["words"]) for a in articles],
    )


class _Markdown(str):
    """A cell that is Markdown already; every other is text from writers."""


def _link(path: str | None, title: str | None = None) -> _Markdown:
    return _Markdown(f"[{_cell(title or path)}](../{path})" if path else "—")


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for row in rows:
        cells = (cell if isinstance(cell, _Markdown) else _cell(cell) for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    """Keep a table a table, and text text."""
    return re.sub(r"([\\|\[\]<>*_`])", r"\\\1", str(value).replace("\n", " "))
