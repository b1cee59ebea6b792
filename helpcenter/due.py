"""When each article must be reviewed, and the list of it as text and iCalendar."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from helpcenter.site import Site


@dataclass(frozen=True, order=True)
class Due:
    """One thing that has to be looked at by a day."""

    day: date
    path: str
    """``docs/…`` for an article, ``data/…`` for an entry of a data file."""
    what: str


def today(environment: Mapping[str, str] | None = None) -> date:
    """Return the day, or that of ``SOURCE_DATE_EPOCH``, so that a build can be repeated byte for byte."""
    epoch = (os.environ if environment is None else environment).get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()


def list_due(site: Site) -> list[Due]:
    """Return everything that has to be reviewed, soonest first: articles, and numbers that expire."""
    articles = (
        Due(article.review_by, f"docs/{path}", article.title) for path, article in site.articles.items()
    )
    numbers = (
        Due(entry["expires"], "data/numbers.yml", f"{key}（{entry.get('owner', '')}）")
        for key, entry in site.data.numbers.items()
        if type(entry.get("expires")) is date
    )
    return sorted([*articles, *numbers])


def render_due(dues: Iterable[Due], day: date) -> Iterator[str]:
    """Yield a line for each, what is overdue marked."""
    for due in dues:
        late = (day - due.day).days
        mark = f"过期 {late} 天" if late > 0 else f"还有 {-late} 天"
        yield f"{due.day}  {mark:<8}  {due.path}  {due.what}"


def render_calendar(dues: Iterable[Due], day: date) -> str:
    """Return an iCalendar (RFC 5545) of whole-day events that calendars can import."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//helpcenter//due//ZH", "CALSCALE:GREGORIAN"]
    for due in dues:
        number = due.what.partition("（")[0] if due.path.startswith("data/") else ""
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped('/'.join(filter(None, (due.path, number))))}@helpcenter",
            f"DTSTAMP:{day:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{due.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{due.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'核对：{due.what}')}",
            f"DESCRIPTION:{_escaped(due.path)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text


def _folded(line: str) -> str:
    """Break a line that is longer than 75 octets, never within a character."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            parts.append("")
            size = 1  # the space that begins the next line
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
