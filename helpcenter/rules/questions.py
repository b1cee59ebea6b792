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
    lines: dict[str, int] = {}
    for article in site.articles.values():
        for at, question in enumerate(article.questions):
            owner = owners.setdefault(bare(question), article.path)
            lines.setdefault(bare(question), article.line("questions", at))
            first = [bare(q) for q in article.questions].index(bare(question))
            if owner != article.path:
                message = f"“{question}”{owner} 也写了（第 {lines[bare(question)]} 行）。留给答得更好的那一篇，另一篇换一种问法。"
            elif first != at:
                message = f"“{question}”和第 {lines[bare(question)]} 行是同一句。删掉一条。"
            else:
                continue
            yield Problem(article.shown, article.line("questions", at), message)


def _ways_of_asking(site: Site) -> Iterator[tuple[str, str, int, str]]:
    """Every line of data/asked_as/: the article's path, the file as shown, the line's number and text."""
    for file in site.files:
        if file.root == "data" and file.path.startswith("asked_as/") and file.path.endswith(".txt"):
            path = file.path.removeprefix("asked_as/").removesuffix(".txt") + ".md"
            for number, line in enumerate(file.raw.decode("utf-8", "replace").splitlines(), 1):
                if bare(line) and not line.strip().startswith("#"):
                    yield path, file.shown, number, line.strip()


def ways_of_asking_are_said_once(site: Site, today: date) -> Iterator[Problem]:
    """No line of data/asked_as/ repeats a question of an article, or a line of its own or another file."""
    owners = {bare(q): article.path for article in site.articles.values() for q in article.questions}
    seen: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for path, shown, number, line in _ways_of_asking(site):
        asked = bare(line)
        owner, first = owners.get(asked), seen.setdefault(asked, path)
        if owner == path:
            yield Problem(shown, number, f"“{line}”在这一篇的 questions 里已经有了。从这里删掉。")
        elif owner:
            yield Problem(shown, number, f"“{line}”是 {owner} 的问句。从这里删掉。")
        elif first != path:
            message = f"“{line}”在 {first.removesuffix('.md')}.txt 里已经有了。留在答得更好的那一篇。"
            yield Problem(shown, number, message)
        elif (asked, path) in told:
            yield Problem(shown, number, f"“{line}”在这个文件里写了两次。删掉一行。")
        told.add((asked, path))


def ways_of_asking_are_what_people_say(site: Site, today: date) -> Iterator[Problem]:
    """A line of data/asked_as/ is what a person says: no list sign, no macro, nobody's telephone number."""
    for _, shown, number, line in _ways_of_asking(site):
        if "{{" in line:
            message = "问法文件里的 {{ }} 不会换成数据。写读者会打的字。"
        elif match := re.match(r"[-*－•] |\d{1,2}[.、] ?(?=\D)|＃", line):
            message = f"一行就是一句问法，前面不写“{match[0].strip()}”。删掉它。"
            if match[0] == "＃":
                message = "说明要以英文的 # 开头。把全角的“＃”换掉。"
        elif match := re.search(r"(?<!\d)(?:1[3-9]\d{9}|\d{12,})(?!\d)", line):
            message = f"“{match[0]}”像真人的电话或订单号，这个文件是公开的。删掉它。"
        else:
            continue
        yield Problem(shown, number, message)


def ways_of_asking_belong_to_an_article(site: Site, today: date) -> Iterator[Problem]:
    """Every file in data/asked_as/ is named like an article."""
    for file in site.files:
        if file.root == "data" and file.path.startswith("asked_as/"):
            path = file.path.removeprefix("asked_as/")
            if not path.endswith(".txt") or path.removesuffix(".txt") + ".md" not in site.articles:
                message = "没有哪篇文章用这个问法文件。照文章的路径改名（docs/甲/乙.md → asked_as/甲/乙.txt），或者删掉。"
                yield Problem(file.shown, 1, message)
