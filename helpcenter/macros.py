"""``{{ number("12315") }}`` and its like in an article → what the data files say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from helpcenter.data import Data, Entries
from helpcenter.errors import Problem

_MACRO = re.compile(r"\{\{(.*?)\}\}|\{\{.*")
"""A macro stands on one line; one not closed there is found, too, so that it never reaches a page."""
_CALL = re.compile(r"""\s*(\w+)\(\s*["']([^"']+)["']\s*\)\s*""")

_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)

Entry = Mapping[str, Any]


def _text(entry: Entry, _: str) -> str:
    return str(entry["text"])


def _number(_: Entry, key: str) -> str:
    return key


def is_dialable(entry: Entry, today: date | None) -> bool:
    """Return whether a number may become a link that dials: a person verified it, and not too long ago."""
    expires = entry.get("expires")
    return bool(
        entry["level"] in ("gov", "reference")
        and entry.get("verified_by")
        and today
        and isinstance(expires, date)
        and today <= expires
    )


def _path(entry: Entry, _: str) -> str:
    return f"**{' → '.join(map(str, entry['steps']))}**"


MACROS: dict[str, tuple[str, Callable[[Data], Entries], Callable[[Entry, str], str]]] = {
    "number": ("numbers.yml", lambda data: data.numbers, _number),
    "deadline": ("deadlines.yml", lambda data: data.deadlines, _text),
    "amount": ("amounts.yml", lambda data: data.amounts, _text),
    "path": ("ui_paths.yml", lambda data: data.ui_paths, _path),
}
"""Macro → the data file that its names stand in, how to get at it, how an entry is written out."""


def expand_macros(
    text: str, data: Data, path: str, first_line: int = 1, today: date | None = None
) -> tuple[str, list[Problem]]:
    """Return *text* with its macros written out, and what is wrong with those that cannot be.

    Numbers that are verified on the day *today* become links that dial; without a day, none does.
    """
    problems: list[Problem] = []
    code = [match.span() for match in _CODE.finditer(text)]

    def expand(match: re.Match[str]) -> str:
        line = first_line + text.count("\n", 0, match.start())
        call = _CALL.fullmatch(match[1] or "")
        if not call or call[1] not in MACROS:
            names = "、".join(f'{{{{ {name}("…") }}}}' for name in MACROS)
            problems.append(Problem(path, line, f"看不懂“{match[0]}”。可以写的有：{names}。"))
            return match[0]
        file, entries, render = MACROS[call[1]]
        entry = entries(data).get(call[2])
        if entry is None:
            problems.append(
                Problem(path, line, f"data/{file} 里没有“{call[2]}”。改成那里有的名字，或者先在那里登记。")
            )
            return match[0]
        in_code = any(start < match.start() < end for start, end in code)
        if call[1] == "number" and not in_code and is_dialable(entry, today):
            return f"[{call[2]}](tel:{call[2]})"
        return render(entry, call[2])

    return _MACRO.sub(expand, text), problems
