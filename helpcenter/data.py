"""The YAML files of ``data/`` → plain values that articles use by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpcenter.errors import ContentError, Problem
from helpcenter.reading import parse_yaml, read_text, yaml_problem

Entries = Mapping[str, Mapping[str, Any]]

REQUIRED = {
    "numbers.yml": ("owner", "for", "level", "source", "checked"),
    "deadlines.yml": ("text", "what", "source", "checked"),
    "amounts.yml": ("text", "what", "source", "checked"),
    "ui_paths.yml": ("steps", "app", "grade", "checked"),
    "sources.yml": ("title", "version", "seen", "checked"),
    "claims.yml": ("statement", "verdict", "wording", "source", "checked", "article"),
    "figures.yml": ("example", "why"),
}
"""What every entry of each file must say."""

LEVELS = ("gov", "reference", "wrong", "forbidden")
"""How far a number is to be trusted; data/README.md explains them."""


@dataclass(frozen=True)
class Category:
    """A folder of docs/ and its place in the menu."""

    id: str
    name: str
    blurb: str
    articles: tuple[str, ...]
    """File names in the order of the menu; those not listed follow, by title."""


@dataclass(frozen=True)
class Data:
    """Everything that articles refer to by name."""

    numbers: Entries
    deadlines: Entries
    amounts: Entries
    ui_paths: Entries
    sources: Entries
    claims: Entries
    """What people say about Taobao, true or false, and the article that answers it."""
    figures: Entries
    """What an article may write by hand though it looks like a number, a deadline or an amount."""
    categories: tuple[Category, ...]


def load_data(folder: Path) -> Data:
    """Read the data files.

    Raises:
        ContentError: what is missing or cannot be read, file by file and line by line.
    """
    problems: list[Problem] = []
    loaded = {name: _load_entries(folder / name, required, problems) for name, required in REQUIRED.items()}
    categories = _load_categories(folder / "categories.yml", problems)
    if not problems:
        problems += _unknown_sources(folder, loaded)
    if problems:
        raise ContentError(problems)
    return Data(
        numbers=loaded["numbers.yml"],
        deadlines=loaded["deadlines.yml"],
        amounts=loaded["amounts.yml"],
        ui_paths=loaded["ui_paths.yml"],
        sources=loaded["sources.yml"],
        claims=loaded["claims.yml"],
        figures=loaded["figures.yml"],
        categories=tuple(categories),
    )


def _load_yaml(path: Path, problems: list[Problem]) -> Any:
    try:
        text = read_text(path)
    except OSError:
        problems.append(Problem(str(path), 1, "缺这个文件，从 git 里找回来。"))
        return None
    if isinstance(text, Problem):
        problems.append(text)
        return None
    try:
        return parse_yaml(text)
    except yaml.YAMLError as error:
        problems.append(yaml_problem(error, text, str(path), "YAML "))
        return None


def _load_categories(path: Path, problems: list[Problem]) -> list[Category]:
    entries = _load_yaml(path, problems)
    if entries is None:
        return []
    if not isinstance(entries, list):
        problems.append(Problem(str(path), 1, "栏目要写成列表，每个栏目以“- id: ”开头。"))
        return []
    categories = []
    for entry in entries:
        if category := _category(entry):
            categories.append(category)
        else:
            line = line_of(path, f"- id: {entry.get('id')}") if isinstance(entry, dict) else 1
            message = "每个栏目要写 id、name、blurb；articles 要写成列表，每行以“- ”开头。"
            problems.append(Problem(str(path), line, message))
    return categories


def _category(entry: Any) -> Category | None:
    match entry:
        case {"id": str(id_), "name": str(name), "blurb": str(blurb), **rest}:
            articles = rest.get("articles") or []
            if isinstance(articles, list) and all(isinstance(file, str) for file in articles):
                return Category(id_, name, blurb, tuple(articles))
    return None


def _load_entries(path: Path, required: tuple[str, ...], problems: list[Problem]) -> Entries:
    entries = _load_yaml(path, problems)
    if entries is None:
        return {}
    if not isinstance(entries, dict):
        problems.append(Problem(str(path), 1, "每一条先写名字和冒号，下面缩进两格，逐行写它的内容。"))
        return {}
    for key, entry in entries.items():
        line = line_of(path, f"{key}:")
        if not isinstance(entry, dict):
            problems.append(Problem(str(path), line, f"“{key}”下面要逐行写 {', '.join(required)}。"))
            continue
        wrong = [message for name in required if (message := _wrong(name, entry.get(name)))]
        wrong += _MORE[path.name](entry) if path.name in _MORE else ()
        problems += [Problem(str(path), line, f"“{key}”{message}") for message in wrong]
    return {str(key): entry for key, entry in entries.items() if isinstance(entry, dict)}


def _wrong(name: str, value: Any) -> str | None:
    if value in (None, "", []):
        return f"缺 {name}。补上这一行。"
    if name == "checked" and type(value) is not date:
        return "的 checked 要写成日期，例如 2026-11-22。"
    if name == "steps" and not isinstance(value, list):
        return "的 steps 要写成列表，例如 [我的淘宝, 官方客服]。"
    if name == "wording" and not isinstance(value, list):
        return "的 wording 要写成列表，一行一种说法，每行以“- ”开头。"
    if name == "verdict" and not isinstance(value, bool):
        return "的 verdict 要写 true（对）或 false（错）。"
    return None


def _wrong_number(entry: Mapping[str, Any]) -> Iterator[str]:
    """A number has a known level; one that somebody verified says until when that holds."""
    level = entry.get("level")
    if level and level not in LEVELS:
        yield f"的 level 要写成其中之一：{'、'.join(LEVELS)}。"
    if entry.get("verified_by") and type(entry.get("expires")) is not date:
        yield "有人核实过，还要写 expires（到哪天要重新核对），例如 2027-02-20。"


def _wrong_figure(entry: Mapping[str, Any]) -> Iterator[str]:
    """A figure is a text, or a regular expression that fits its own example."""
    if not entry.get("text") and not entry.get("pattern"):
        yield "缺 text 或 pattern。补上一行。"
    if pattern := entry.get("pattern"):
        try:
            is_good = re.fullmatch(str(pattern), str(entry.get("example")))
        except re.error:
            is_good = None
        if not is_good:
            yield "的 pattern 配不上它的 example。改对其中一个。"


def _wrong_claim(entry: Mapping[str, Any]) -> Iterator[str]:
    """The wordings of a claim are regular expressions."""
    wordings = entry.get("wording")
    for wording in wordings if isinstance(wordings, list) else ():
        try:
            re.compile(str(wording))
        except re.error:
            yield f"的 wording 里“{wording}”不是正则表达式。检查括号，或者在前面加 \\。"


_MORE: dict[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "numbers.yml": _wrong_number,
    "figures.yml": _wrong_figure,
    "claims.yml": _wrong_claim,
}
"""What entries of some files must be besides complete."""


def _unknown_sources(folder: Path, loaded: Mapping[str, Entries]) -> Iterator[Problem]:
    for name, entries in loaded.items():
        for key, entry in entries.items():
            source = entry.get("source")
            if source and str(source) not in loaded["sources.yml"]:
                path = folder / name
                line = line_of(path, f"{key}:")
                yield Problem(str(path), line, f"出处“{source}”不在 sources.yml 里。先在那里登记。")


def line_of(path: Path, *starts: str) -> int:
    """Return the line of a data file that begins so, quotes and indent aside.

    With more than one beginning, each is looked for below the one before it.
    """
    found, wanted = 1, list(starts)
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if wanted and f"{_bare(line)} ".startswith(f"{wanted[0]} "):
            found = number
            wanted.pop(0)
    return found


def _bare(line: str) -> str:
    return re.sub(r"[\"']", "", line).strip()
