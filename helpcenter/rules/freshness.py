"""Rules for the day by which an article must be checked again, and what a page shows once it has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from helpcenter.articles import REVIEW_DAYS, Article
from helpcenter.data import line_of
from helpcenter.errors import Problem
from helpcenter.site import Site

GRACE = timedelta(days=30)
"""How long after its day an article of high risk may still be published."""

Review = Literal["fresh", "due", "banner", "no-answer"]


def review_of(article: Article, today: date) -> Review:
    """Return what a page must show of its article's review.

    ``fresh``: nothing; ``due`` (risk low): nothing, the writers are warned; ``banner`` (mid): that it may
    be out of date; ``no-answer`` (high): the same, and its answer in one sentence is shown nowhere.
    """
    if today <= article.review_by:
        return "fresh"
    by_risk: dict[str, Review] = {"low": "due", "mid": "banner", "high": "no-answer"}
    return by_risk[article.risk]


def reviews_are_soon_enough(site: Site, today: date) -> Iterator[Problem]:
    """``review_by`` is no later than the article's risk allows, counted from ``checked``."""
    for article in site.articles.values():
        days = REVIEW_DAYS[article.risk]
        if article.review_by > article.checked + timedelta(days):
            message = (
                f"risk 是 {article.risk}，最晚 {days} 天后再核对，也就是 {article.checked + timedelta(days)}。"
                "review_by 写到这一天以前，或者删掉这一行。"
            )
            yield Problem(article.shown, article.line("review_by"), message)


def high_risk_is_not_long_overdue(site: Site, today: date) -> Iterator[Problem]:
    """An article of high risk is checked again at most 30 days after its day."""
    for article in site.published():
        if article.risk == "high" and today > article.review_by + GRACE:
            message = (
                f"该在 {article.review_by} 前再核对，已经过了 {(today - article.review_by).days} 天。"
                "逐句对照出处，再把 checked 改成今天；做不到就改成 status: draft。"
            )
            yield Problem(article.shown, article.line("checked"), message)


def data_were_not_checked_in_the_future(site: Site, today: date) -> Iterator[Problem]:
    """The day on which an entry of data/ was checked has come."""
    data = site.data
    entries = {
        "numbers.yml": data.numbers,
        "deadlines.yml": data.deadlines,
        "amounts.yml": data.amounts,
        "ui_paths.yml": data.ui_paths,
        "sources.yml": data.sources,
        "claims.yml": data.claims,
    }
    for name, named in entries.items():
        path = site.data_folder / name
        for key, entry in named.items():
            if entry["checked"] > today:
                message = f"“{key}”的 checked 是 {entry['checked']}，还没到。写你真正核对的那一天。"
                yield Problem(str(path), line_of(path, f"{key}:"), message)


def reviews_are_not_overdue(site: Site, today: date) -> Iterator[Problem]:
    """Warning: an article's day of review has passed."""
    shows = {"due": "", "banner": "页面上已经挂出提醒。", "no-answer": "页面上已经挂出提醒，不再显示答案。"}
    for article in site.published():
        state = review_of(article, today)
        if state != "fresh" and not (article.risk == "high" and today > article.review_by + GRACE):
            message = (
                f"该在 {article.review_by} 前再核对。{shows[state]}逐句对照出处，再把 checked 改成今天。"
            )
            yield Problem(article.shown, article.line("checked"), message)


def verified_numbers_are_not_expired(site: Site, today: date) -> Iterator[Problem]:
    """Warning: a number that somebody verified has to be verified again."""
    path = site.data_folder / "numbers.yml"
    for key, entry in site.data.numbers.items():
        expires = entry.get("expires")
        if entry.get("verified_by") and isinstance(expires, date) and today > expires:
            message = f"“{key}”的核实在 {expires} 到期，页面上已经不能点了。重新核对，改 expires。"
            yield Problem(str(path), line_of(path, f"{key}:"), message)
