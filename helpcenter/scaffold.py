"""Five answers → a draft article that passes every check, and its file of ways of asking."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from helpcenter.articles import read_article
from helpcenter.errors import ContentError, Problem
from helpcenter.schema import load_schema
from helpcenter.site import Site

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_USUAL_SOURCE = "zhanji-jingyan"
"""What has no official source but is how it is usually done; a writer replaces it."""

ASKED_AS = """\
# 读者真会怎么说，一行一句，页面上不显示。想象二十个不同的人：老人、学生、急哭的人、只打两个字的人、写繁体的人。
# 写他看到的、想要的，不必用文章里的词；不要把一句话换几个字写好几遍。一人一句，至少二十句，写完才去掉 status: draft。
"""

BODY = """\
# {title}

{answer}

## 一步一步来

1. 写第一步，一步一个动作。
2. 写看到什么才算做对了。

## 如果不行

- 写卡在哪里 → 写换哪条路，看[{next_title}](../{next_path})。

## 别上当

- 不管是谁，要你报验证码、共享屏幕、转账，都不要照做。
"""

SAMPLES = ("写第一步，一步一个动作。", "写看到什么才算做对了。", "写卡在哪里", "写换哪条路")
"""The words of BODY that must be replaced before the article is published."""


@dataclass(frozen=True)
class Draft:
    """What somebody who begins an article has answered."""

    category: str
    name: str
    title: str
    questions: Sequence[str]
    answer: str

    @property
    def path(self) -> str:
        """Return the file below docs/."""
        return f"{self.category}/{self.name}.md"


def check_name(name: str) -> str | None:
    """Return what is wrong with a file name, which becomes the address."""
    return None if _NAME.fullmatch(name) else "只能用小写英文字母、数字和 -，例如 wrong-address。"


def check_category(category: str, site: Site) -> str | None:
    """Return what is wrong with a category: it must be one of the menu's."""
    known = [known.id for known in site.data.categories]
    return None if category in known else f"没有“{category}”这个栏目。可以用的有：{'、'.join(known)}。"


def check_place(category: str, name: str, site: Site) -> list[Problem]:
    """Return what keeps a new article from being written there."""
    files = _files(category, name, site)
    if message := check_category(category, site):
        return [Problem(str(files[0]), 1, message)]
    if message := check_name(name):
        return [Problem(str(files[0]), 1, f"文件名“{name}”不行：{message}")]
    if not site.published():
        message = "还没有发布的文章可以写进 next。头两篇照 CONTRIBUTING.md 里的模板写，互相写进 next。"
        return [Problem(str(files[0]), 1, message)]
    return [
        Problem(str(existing), 1, "已经有这个文件，不会覆盖它。换一个文件名，或者直接改它。")
        for existing in files
        if existing.exists()
    ]


def _files(category: str, name: str, site: Site) -> tuple[Path, Path]:
    """The article and its file of ways of asking."""
    return site.docs / category / f"{name}.md", site.data_folder / "asked_as" / category / f"{name}.txt"


def write_draft(draft: Draft, site: Site, day: date) -> list[Path]:
    """Write the draft and its file of ways of asking; return both.

    Raises:
        ContentError: the answers make no good article, or it exists already; nothing was written.
    """
    file, asked_as = _files(draft.category, draft.name, site)
    if problems := check_place(draft.category, draft.name, site):
        raise ContentError(problems)
    text = render_draft(draft, site, day)
    if problems := _check(draft, text, site):
        raise ContentError(problems)
    for path, content in ((file, text), (asked_as, ASKED_AS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return [file, asked_as]


def render_draft(draft: Draft, site: Site, day: date) -> str:
    """Return the article's Markdown."""
    following = _next(draft, site)
    sources = site.data.sources
    meta = {
        "title": draft.title,
        "description": f"{draft.title}：{draft.answer}"[:80],
        "answer": draft.answer,
        "questions": list(draft.questions),
        "category": draft.category,
        "type": "howto",
        "risk": "mid",
        "next": [following],
        "checked": day,
        "status": "draft",
        "sources": [_USUAL_SOURCE if _USUAL_SOURCE in sources else next(iter(sources))],
    }
    head = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False, width=10_000)
    body = BODY.format(
        title=draft.title, answer=draft.answer, next_path=following, next_title=site.articles[following].title
    )
    return f"---\n{head}---\n\n{body}"


def _next(draft: Draft, site: Site) -> str:
    """The first other article of the category's menu, else of the whole menu."""
    menu = [article for _, articles in site.by_category() for article in articles]
    own = [article for article in menu if article.category == draft.category]
    return [article.path for article in (*own, *menu) if article.path != draft.path][0]


def _check(draft: Draft, text: str, site: Site) -> list[Problem]:
    """What a writer would be told of the draft, before there is one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "draft.md"
        file.write_text(text, encoding="utf-8")
        shown = str(site.docs / draft.path)
        article = read_article(draft.path, file, Path(folder) / "none", load_schema(site.data_folder), shown)
    return article if isinstance(article, list) else []
