"""The question contract: every question that an article declares is asked of the real ranker."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hansearch.build import build_project_index
from hansearch.search import Index
from helpcenter.articles import Article
from helpcenter.errors import Problem
from helpcenter.site import Site
from helpcenter.why import advise, explain, rank_paths, render_terms


@contextmanager
def project_index(config_file: Path) -> Iterator[Index]:
    """Build the index of the project in a folder of its own, as the published site would have it.

    Raises:
        BuildError: the project cannot be rendered.
    """
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "index"
        build_project_index(config_file, directory)
        with Index(directory) as index:
            yield index


def check_contract(site: Site, index: Index) -> Iterator[Problem]:
    """Yield every promise that the ranking breaks."""
    indexed = {page.path for page in index.pages}
    for path, article in site.articles.items():
        if path in indexed:
            yield from _check_questions(article, index)
            yield from _check_not_for(article, index)


def _check_questions(article: Article, index: Index) -> Iterator[Problem]:
    """An article stands where its questions promise: among the first 3, of high risk first, or ``top: N``."""
    for at, (question, top) in enumerate(article.tops.items()):
        order = rank_paths(index, question)
        if article.path not in [standing.path for standing in order[:top]]:
            message = _broken(index, article.path, question, top)
            yield Problem(article.shown, article.line("questions", at), message)


def _broken(index: Index, path: str, question: str, top: int) -> str:
    account = explain(index, question, path)
    must = "排第 1" if top == 1 else f"在前 {top}"
    if account is None:
        return f"搜“{question}”什么也找不到，这篇应当{must}。换一个读者会用的说法。"
    first, own = account.rival_standing, account.standing
    place = f"排第 {own.place}（{own.score:.2f} 分）" if own else "不在结果里"
    cures = "；".join(advise(account)) or "改掉两篇里说得一样的问法"
    return (
        f"搜“{question}”，这篇{place}，应当{must}。切成：{render_terms(account.terms)}。"
        f"排第 {first.place} 的是 {first.path}（{first.score:.2f} 分）。{cures}。"
    )


def _check_not_for(article: Article, index: Index) -> Iterator[Problem]:
    """An article is never first for what it says it is not for."""
    for at, query in enumerate(article.not_for):
        order = rank_paths(index, query)
        if order and order[0].path == article.path:
            second = f"第 2 是 {order[1].path}（{order[1].score:.2f} 分）" if len(order) > 1 else "没有第 2"
            message = (
                f"not_for 里的“{query}”，排第 1 的却是这篇（{order[0].score:.2f} 分），{second}。"
                f"切成：{render_terms(index.parse(query).terms)}。"
                "把这句话写进该回答它的那一篇的 questions，或者从这篇的问法里去掉这些词。"
            )
            yield Problem(article.shown, article.line("not_for", at), message)
