"""``{{ number("12315") }}`` and its like in an article → what the data files say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from helpcenter.data import Data, Entries
from helpcenter.errors import Problem

_MACRO = re.compile(
    r"\{\{([^{}\n]*)\}\}|(?:\{\{|[{｛]{1,2} *(?:number|deadline|amount|path) *[(（])[^{}｛｝\n]*[}｝]{0,2}"
)
"""A macro stands on one line; one not closed there is found, too, so that it never reaches a page."""
_WIDE = str.maketrans("“”‘’＂＇（）｛｝\u3000", "\"\"''\"'(){} ")
_MEANT = re.compile(r"""\s*(\w+)\s*\(?\s*["']?([^"'(){}]+?)["']?\s*\)?\s*""")
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
            problems.append(Problem(path, line, _misread(match[0])))
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


def _misread(found: str) -> str:
    """What is wrong with a macro, and how to write it if that can be told."""
    meant = _MEANT.fullmatch(found.translate(_WIDE).strip("{}"))
    name = next(iter(get_close_matches(meant[1].lower(), MACROS, n=1)), None) if meant else None
    wide = next((character for character in found if ord(character) in _WIDE), None)
    if meant is None or name is None:
        names = "、".join(f'{{{{ {name}("…") }}}}' for name in MACROS)
        return f"看不懂“{found}”。可以写的有：{names}。"
    if name != meant[1]:
        why = f"没有“{meant[1]}”这种写法"
    elif wide:
        names_of = {"\u3000": "里面有全角空格", **dict.fromkeys("“”‘’", "里面的引号是中文的")}
        why = names_of.get(wide, f"里面的“{wide}”是全角的")
    elif not re.search(r"\{\{.*\}\}", found):
        why = "两边的 { } 要各写两个"
    elif not re.search("[\"'].*[\"']", found):
        why = "名字两边要有英文引号"
    else:
        why = "括号没写全"
    return f'“{found}”{why}。写成 {{{{ {name}("{meant[2].strip()}") }}}}。'
