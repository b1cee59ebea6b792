"""Content as good as it is → what ``mkdocs serve`` can show of it, with what is wrong on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from helpcenter.errors import ContentError, Problem
from helpcenter.rules import check_site, freshness, front_matter, warnings
from helpcenter.site import Site, load_site, read_site

BOX = """\
<div class="admonition danger hc-problems" data-search-exclude>
<p class="admonition-title">{title}</p>
{lists}
<p>这个框只在本机预览时出现。改好存盘，页面会自己刷新。</p>
</div>
"""


@dataclass(frozen=True)
class Preview:
    """What can be shown, and every problem."""

    site: Site | None
    """Without the articles that cannot be read; None when the data cannot."""
    problems: tuple[Problem, ...]


BUILD_RULES = (front_matter.redirects_are_free, freshness.high_risk_is_not_long_overdue)
"""What would make a published site wrong. All other rules fail ``helpcenter check``, not the build."""


def load_content(docs: Path, data_folder: Path, day: date) -> Site:
    """Read what is to be published.

    Raises:
        ContentError: every problem that must not be published.
    """
    site = load_site(docs, data_folder, day)
    if problems := [problem for rule in BUILD_RULES for problem in rule(site, day)]:
        raise ContentError(problems)
    return site


def load_preview(docs: Path, data_folder: Path, day: date) -> Preview:
    """Read what can be read, and find whatever any rule has to say of it."""
    try:
        site, problems = read_site(docs, data_folder, day)
    except ContentError as error:
        return Preview(None, tuple(error.problems))
    return Preview(site, tuple(problems or (*check_site(site, day), *warnings(site, day))))


def render_box(problems: Sequence[Problem], file: Path) -> str:
    """Return what a page shows of *problems*: those of its own file first, the others folded away."""
    own = [problem for problem in problems if Path(problem.path) == file]
    others = [problem for problem in problems if Path(problem.path) != file]
    lists = _list([f"第 {problem.line} 行：{problem.message}" for problem in own])
    if others:
        folded = _list(list(map(str, others)))
        lists += f"<details><summary>别的文件还有 {len(others)} 处</summary>{folded}</details>"
    title = f"这一页有 {len(own)} 处要改" if own else "这一页没有问题，别的文件有"
    return BOX.format(title=title, lists=lists)


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>" if items else ""
