"""Numbers with a unit, in digits and in Chinese: 7天, 七天 and 七日 are one thing to a reader.

A query is widened by the other spellings; nothing is added to the index.
The browser's twin is ``client/numerals.js``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_POWERS = {"千": 1000, "百": 100, "十": 10}
_UNITS = "天 日 个工作日 工作日 小时 个小时 分钟 秒 周 星期 个月 年 元"
_DAYS = ("天", "日")

_HAN_NUMBER = "".join((*_DIGITS, *_POWERS))
_BY_LENGTH = "|".join(sorted(_UNITS.split(), key=lambda unit: (-len(unit), unit)))
_NUMBER = re.compile(f"(?P<number>[0-9]+|[{_HAN_NUMBER}]+)\\s?(?P<unit>{_BY_LENGTH})")
# Part of a longer number, an ordinal, a date or the name of a day: 几十天, 第七天, 7月7日, 双十一天猫.
_NOT_AFTER = set(f"0123456789.{_HAN_NUMBER}几多数第月双期")


class Number(NamedTuple):
    """A number with its unit, where it stands in a query."""

    start: int
    unit: int
    """Where the unit starts."""
    end: int
    spellings: tuple[str, ...]
    """The ways of writing it that the query does not use."""


def find_numbers(folded: str) -> Iterator[Number]:
    """Yield the numbers of a folded query.

    >>> [number.spellings for number in find_numbers("七天无理由")]
    [('7天', '7日', '七日')]
    """
    for match in _NUMBER.finditer(folded):
        value = read_numeral(match["number"])
        if value and folded[max(0, match.start() - 1) : match.start()] not in _NOT_AFTER:
            units = _DAYS if match["unit"] in _DAYS else (match["unit"],)
            ways = (
                f"{number}{unit}" for unit in units for number in (str(value), write_numeral(value, unit))
            )
            spellings = tuple(way for way in ways if way != match.group())
            yield Number(match.start(), match.start("unit"), match.end(), spellings)


def read_numeral(text: str) -> int | None:
    """Return the value of digits or of a Chinese numeral below ten thousand; None if it is none.

    >>> read_numeral("四十八"), read_numeral("两百零五"), read_numeral("三四")
    (48, 205, None)
    """
    if text.isdecimal():
        return int(text) if len(text) <= 4 and text[0] != "0" else None
    total, digit, power = 0, None, 10_000
    for character in text:
        if character in _DIGITS:
            if digit:  # 三四天: about three
                return None
            digit = _DIGITS[character]
            continue
        if _POWERS[character] >= power or (not digit and (total or character != "十")):
            return None
        power = _POWERS[character]
        total += (digit or 1) * power
        digit = None
    is_short = digit and total and power > 10 and "零" not in text and "〇" not in text  # 一百五 is 150
    return None if is_short else total + (digit or 0)


def write_numeral(value: int, unit: str) -> str:
    """Return *value* as one says it before *unit*.

    >>> write_numeral(15, "天"), write_numeral(2, "天"), write_numeral(105, "元")
    ('十五', '两', '一百零五')
    """
    if value == 2 and unit != "日":
        return "两"
    digits = "零一二三四五六七八九"
    written, rest = "", value
    for character, power in _POWERS.items():
        digit, rest = divmod(rest, power)
        if digit:
            written += digits[digit] + character
        elif written and rest and not written.endswith("零"):
            written += "零"
    written += digits[rest] if rest else ""
    return written.rstrip("零").removeprefix("一") if 10 <= value < 20 else written.rstrip("零")
