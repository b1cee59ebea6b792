"""A Markdown file → an ``Article``, or the problems that keep it from being one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from helpcenter.errors import Problem
from helpcenter.reading import Place, parse_yaml, read_text, typing_slips, yaml_lines, yaml_problem
from helpcenter.schema import Schema, check_meta

REVIEW_DAYS = {"high": 90, "mid": 180, "low": 365}
"""After how many days an article must be checked again, by its risk."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Article:
    """One article of the help centre."""

    path: str
    """Below docs/: ``contact/human.md``; its folder is its category."""
    shown: str
    """The file as its problems name it: ``docs/contact/human.md``."""
    meta: Mapping[str, Any]
    body: str
    body_line: int
    """The line of the file on which the body begins."""
    lines: Mapping[Place, int] = field(default_factory=dict, repr=False)
    """The line of each value in front matter: of ``("questions", 2)``."""
    asked_as: tuple[str, ...] = ()

    def line(self, *place: str | int) -> int:
        """Return the line of the file on which a value of front matter stands; 1 if it is not there."""
        return self.lines.get(place, 1)

    @property
    def title(self) -> str:
        """Return the title."""
        return str(self.meta["title"])

    @property
    def answer(self) -> str:
        """Return the answer in one sentence."""
        return str(self.meta["answer"])

    @property
    def category(self) -> str:
        """Return the folder in which the article stands."""
        return self.path.split("/")[0]

    @property
    def risk(self) -> str:
        """Return ``high``, ``mid`` or ``low``."""
        return str(self.meta["risk"])

    @property
    def questions(self) -> list[str]:
        """Return the questions that the article must be found by."""
        return [str(q["q"] if isinstance(q, dict) else q) for q in self.meta["questions"]]

    @property
    def tops(self) -> dict[str, int]:
        """Return each question with the place that the article must reach for it: 1 to 3."""
        usual = 1 if self.risk == "high" else 3
        declared = [q.get("top", usual) if isinstance(q, dict) else usual for q in self.meta["questions"]]
        return dict(zip(self.questions, declared, strict=True))

    @property
    def not_for(self) -> list[str]:
        """Return the queries for which the article must not be first."""
        return [str(query) for query in self.meta.get("not_for", ())]

    @property
    def sources(self) -> list[str]:
        """Return the names in data/sources.yml of what the article is drawn from."""
        return [str(source) for source in self.meta["sources"]]

    @property
    def next(self) -> list[str]:
        """Return the articles to read after this one."""
        return [str(path) for path in self.meta["next"]]

    @property
    def related(self) -> list[str]:
        """Return the articles on matters nearby."""
        return [str(path) for path in self.meta.get("related", ())]

    @property
    def redirect_from(self) -> list[str]:
        """Return the paths that the article had before."""
        return [str(path) for path in self.meta.get("redirect_from", ())]

    @property
    def checked(self) -> date:
        """Return the day on which somebody last held it against its sources."""
        day: date = self.meta["checked"]
        return day

    @property
    def review_by(self) -> date:
        """Return the day by which it must be checked again."""
        day: date = self.meta.get("review_by") or self.checked + timedelta(REVIEW_DAYS[self.risk])
        return day

    @property
    def is_draft(self) -> bool:
        """Return whether it is not to be published yet."""
        return self.meta.get("status") == "draft"


def read_article(
    path: str, file: Path, asked_as: Path, schema: Schema, shown: str | None = None
) -> Article | list[Problem]:
    """Read one article and the file of ways in which people ask for it."""
    shown = shown or str(file)
    text = read_text(file)
    spoken = read_text(asked_as) if asked_as.exists() else ""
    if isinstance(text, Problem) or isinstance(spoken, Problem):
        return [problem for problem in (text, spoken) if isinstance(problem, Problem)]
    match = _FRONT_MATTER.match(text)
    if not match:
        return [Problem(shown, 1, "开头要有两行“---”夹着的文章信息。照 CONTRIBUTING.md 里的模板写。")]
    if slips := typing_slips(match[1], shown, before=1):
        return slips
    try:
        meta = parse_yaml(match[1])
        lines = yaml_lines(match[1], before=1)
    except yaml.YAMLError as error:
        return [yaml_problem(error, match[1], shown, "文章信息", before=1)]
    if not isinstance(meta, dict):
        return [Problem(shown, 2, "文章信息要一行一项，例如“title: 怎么转人工客服”。")]
    if problems := list(check_meta(shown, meta, lines, schema)):
        return problems
    body_line = text.count("\n", 0, match.end()) + 1
    body, asked = text[match.end() :], tuple(_listed(spoken))
    return Article(path, shown, _with_dates(meta), body, body_line, lines, asked)


def _with_dates(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    """A day in quotes is a day, too."""
    days = {
        name: date.fromisoformat(meta[name])
        for name in ("checked", "review_by")
        if isinstance(meta.get(name), str)
    }
    return {**meta, **days}


def _listed(text: str) -> Iterator[str]:
    """Yield the lines of *text*, without blank ones and comments."""
    for line in map(str.strip, text.split("\n")):
        if line and not line.startswith("#"):
            yield line
