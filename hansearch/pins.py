"""Words that must bring certain pages first, whatever else matches: ``data/safety_pins.yml`` and its like.

    - first: [safety/after-scam.md, safety/fake-cs.md]
      when:                      # the query holds one phrase of every group
        - [验证码, 密码]
        - [给了, 告诉别人]
      unless: [忘记密码]          # and none of these
    - first: []                  # what the site does not answer: the rows are called the nearest, none an answer
      when: [[火车票]]

The first rule that fits counts. The browser's twin is ``client/pins.js``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hansearch.errors import DataFileError
from hansearch.fold import fold, is_inside_run

_KEYS = ("first", "when", "unless")

PIN_STEP = 1.1
"""A pinned page scores this much more than the next, the last of them than the best of all others."""


@dataclass(frozen=True)
class Pin:
    """One rule."""

    first: tuple[str, ...]
    """Source paths of the pages, the first one first; none where the site has no answer."""
    when: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pin:
        """Read what ``dataclasses.asdict`` and JSON made of a rule."""
        return cls(tuple(data["first"]), tuple(map(tuple, data["when"])), tuple(data["unless"]))


def load_pins(path: Path, pages: Collection[str]) -> tuple[Pin, ...]:
    """Read the rules; *pages* are the paths that exist.

    Raises:
        DataFileError: a rule that cannot be read or names a page that does not exist, with its line and the cure.
    """
    rules = read_pins(path)
    for place, pin in rules:
        if missing := [page for page in pin.first if page not in pages]:
            raise DataFileError(
                f"{place}: 没有这篇文章：{'、'.join(missing)}。写 docs/ 下的路径，或者删掉它。"
            )
    return tuple(pin for _, pin in rules)


def read_pins(path: Path) -> list[tuple[str, Pin]]:
    """Read the rules, each with its place in the file, whatever pages there are.

    Raises:
        DataFileError: a rule that cannot be read, with its line and the cure.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        rules = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        is_open = "flow" in (getattr(error, "context", None) or "")  # a bracket: where it was opened
        mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise DataFileError(
            f"{path}:{line}: YAML 写法有误。检查这一行的缩进、冒号（后面要空一格）、逗号和方括号。"
        ) from error
    except UnicodeDecodeError as error:
        raise DataFileError(
            f"{path}:1: 这个文件不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。"
        ) from error
    except OSError as error:
        raise DataFileError(
            f"{path}:1: 打不开这个文件（{error.strerror}）。检查 mkdocs.yml 里写的路径。"
        ) from error
    if not isinstance(rules, list) or node is None:
        raise DataFileError(f"{path}:1: 应当是一条条以“- first: […]”开头的规则。")
    lines = [item.start_mark.line + 1 for item in node.value]
    places = [f"{path}:{line}" for line in lines]
    return [(place, _read(rule, place)) for rule, place in zip(rules, places, strict=True)]


def _read(rule: Any, place: str) -> Pin:
    try:
        first = [str(page) for page in rule["first"]]
        when = tuple(_phrases(group) for group in rule["when"])
        unless = _phrases(rule.get("unless") or [])
    except (TypeError, KeyError, AttributeError) as error:
        raise DataFileError(
            f"{place}: 规则要有 first（文章列表）和 when（几组词，每组一个列表），可以有 unless。"
        ) from error
    if unknown := [str(name) for name in rule if name not in _KEYS]:
        raise DataFileError(f"{place}: 没有“{unknown[0]}”这一项。可以写的有：{'、'.join(_KEYS)}。")
    words = [phrase for group in (*when, unless) for phrase in group]
    if not when or not all(when) or not all(words):
        raise DataFileError(
            f"{place}: when 或 unless 里有空的词，或者 when 一组也没有。补上，或者删掉这条规则。"
        )
    if odd := [phrase for phrase in words if not phrase.isprintable()]:
        raise DataFileError(f"{place}: {odd[0]!a} 里有不能显示的字符。删掉它，重新打一遍。")
    if joined := [phrase for phrase in words if re.search("[,、]", phrase)]:
        raise DataFileError(
            f"{place}: “{joined[0]}”里有中文的逗号，会算成一个词。词和词之间用英文逗号：[甲, 乙]。"
        )
    return Pin(tuple(first), when, unless)


def _phrases(group: Sequence[object]) -> tuple[str, ...]:
    if isinstance(group, str):
        raise TypeError(group)
    return tuple(fold(str(phrase)).text.strip() for phrase in group)


def pinned_pages(folded: str, pins: Sequence[Pin], meant: Collection[str] = ()) -> tuple[str, ...] | None:
    """Return the pages that a folded query must bring first, in order; None where no rule fits.

    *meant*: words that it means by what only sounds like them; a query holds these as well.
    """

    def holds(group: Sequence[str]) -> bool:
        return any(phrase in meant or _stands_in(folded, phrase) for phrase in group)

    for pin in pins:
        if all(map(holds, pin.when)) and not holds(pin.unless):
            return pin.first
    return None


def _stands_in(folded: str, phrase: str) -> bool:
    return any(not is_inside_run(folded, match.start()) for match in re.finditer(re.escape(phrase), folded))


def raise_pinned(scores: Mapping[int, float], pinned: Sequence[int]) -> dict[int, float]:
    """Return *scores* with the *pinned* pages above all others, in order."""
    raised = dict(scores)
    floor = max(scores.values(), default=1.0)
    for place, page in enumerate(pinned):
        raised[page] = floor * PIN_STEP ** (len(pinned) - place)
    return raised
