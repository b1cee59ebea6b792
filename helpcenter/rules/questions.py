"""Rules for the questions that articles declare and the ways in which people ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hansearch.fold import fold
from helpcenter.errors import Problem
from helpcenter.site import Site


def bare(question: str) -> str:
    """Return a question as search sees it: folded, without spaces and punctuation.

    >>> bare("怎麼轉人工？") == bare("怎么转人工")
    True
    """
    return re.sub(r"[\W_]", "", fold(question).text)


def questions_are_declared_once(site: Site, today: date) -> Iterator[Problem]:
    """No question is declared twice, by one article or by two."""
    owners: dict[str, str] = {}
    for article in site.articles.values():
        for at, question in enumerate(article.questions):
            owner = owners.setdefault(bare(question), article.path)
            first = [bare(q) for q in article.questions].index(bare(question))
            if owner != article.path:
                message = f"“{question}”已经是 {owner} 的问句。留给答得更好的那一篇，这里换一种问法。"
            elif first != at:
                message = f"“{question}”在这一篇里写了两次。删掉一条。"
            else:
                continue
            yield Problem(article.shown, article.line("questions", at), message)


def ways_of_asking_are_no_other_articles_questions(site: Site, today: date) -> Iterator[Problem]:
    """No line of data/asked_as/ repeats a question of another article, or a line of its own file."""
    owners = {bare(q): article.path for article in site.articles.values() for q in article.questions}
    for file in site.files:
        if file.root != "data" or not file.path.startswith("asked_as/") or not file.path.endswith(".txt"):
            continue
        path = file.path.removeprefix("asked_as/").removesuffix(".txt") + ".md"
        seen: set[str] = set()
        for number, line in enumerate(file.raw.decode("utf-8", "replace").splitlines(), 1):
            asked = bare(line)
            if not asked or line.strip().startswith("#"):
                continue
            owner = owners.get(asked)
            if owner and owner != path:
                yield Problem(file.shown, number, f"“{line.strip()}”是 {owner} 的问句。从这里删掉。")
            elif asked in seen:
                yield Problem(file.shown, number, f"“{line.strip()}”在这个文件里写了两次。删掉一行。")
            seen.add(asked)


def ways_of_asking_belong_to_an_article(site: Site, today: date) -> Iterator[Problem]:
    """Every file in data/asked_as/ is named like an article."""
    for file in site.files:
        if file.root == "data" and file.path.startswith("asked_as/"):
            path = file.path.removeprefix("asked_as/")
            if not path.endswith(".txt") or path.removesuffix(".txt") + ".md" not in site.articles:
                message = "没有哪篇文章用这个问法文件。照文章的路径改名（docs/甲/乙.md → asked_as/甲/乙.txt），或者删掉。"
                yield Problem(file.shown, 1, message)
