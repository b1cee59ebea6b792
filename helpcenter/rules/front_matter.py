"""Rules for what stands between the two ``---`` and needs more than the schema to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from helpcenter.errors import Problem
from helpcenter.rules.page import Page
from helpcenter.rules.questions import bare
from helpcenter.site import Site


def category_is_the_folder(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An article's category is the folder that it lies in."""
    article = page.article
    if (said := article.meta["category"]) != article.category:
        message = (
            f"category 是“{said}”，文章却在 {article.category} 里。改成 {article.category}，或者挪文件。"
        )
        yield Problem(page.shown, article.line("category"), message)


def next_and_related_are_articles(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """Every article named in ``next`` and ``related`` exists, is published, is another one, and named once."""
    article = page.article
    for name, paths in (("next", article.next), ("related", article.related)):
        for at, path in enumerate(paths):
            line = article.line(name, at)
            target = site.articles.get(path)
            if path == article.path:
                yield Problem(page.shown, line, f"{name} 指向了自己。换成读完以后该看的另一篇。")
            elif target is None:
                message = f"{name} 里的 {path} 没有这篇文章。照 docs/ 下的路径改对。"
                yield Problem(page.shown, line, message)
            elif target.is_draft and not article.is_draft:
                yield Problem(page.shown, line, f"{name} 里的 {path} 还是草稿。换一篇，或者先发布它。")
            elif name == "related" and path in article.next:
                yield Problem(page.shown, line, f"{path} 已经在 next 里。从 related 里删掉。")


def policy_has_a_dated_source(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An article of the type ``policy`` has a source with title and date."""
    article = page.article
    if article.meta["type"] != "policy":
        return
    entries = [site.data.sources[name] for name in article.sources if name in site.data.sources]
    if not any(entry["title"] and re.search(r"(?:19|20)\d\d", str(entry["version"])) for entry in entries):
        message = "讲规则的文章（policy）至少要有一个写明年份的出处。在 sources 里加法规或平台规则。"
        yield Problem(page.shown, article.line("sources"), message)


def dates_are_possible(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """``checked`` is not after today, and ``review_by`` is after ``checked``."""
    article = page.article
    if article.checked > today:
        message = f"checked 是 {article.checked}，还没到。写你真正核对的那一天。"
        yield Problem(page.shown, article.line("checked"), message)
    if article.review_by <= article.checked:
        message = "review_by 要晚于 checked。往后写，或者删掉这一行，按 risk 自动算。"
        yield Problem(page.shown, article.line("review_by"), message)


def not_for_is_no_own_question(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """No query of ``not_for`` is one of the article's own questions."""
    article = page.article
    own = {bare(question) for question in article.questions}
    for at, query in enumerate(article.not_for):
        if bare(query) in own:
            message = f"“{query}”又在 questions 里，又在 not_for 里。留一处。"
            yield Problem(page.shown, article.line("not_for", at), message)


def redirects_are_free(site: Site, today: date) -> Iterator[Problem]:
    """A path in ``redirect_from`` is no article's own path, and one article's only."""
    owners: dict[str, str] = {}
    for article in site.articles.values():
        for at, old in enumerate(article.redirect_from):
            line = article.line("redirect_from", at)
            if old in site.articles:
                yield Problem(article.shown, line, f"{old} 那里还有文章，不能从它转过来。删掉这一行。")
            elif old in owners:
                message = f"{old} 已经转到 {owners[old]}。两篇里只留一处。"
                yield Problem(article.shown, line, message)
            owners.setdefault(old, article.path)
