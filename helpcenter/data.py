"""The YAML files of ``data/`` → plain values that articles use by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpcenter.errors import ContentError, Problem

Entries = Mapping[str, Mapping[str, Any]]

REQUIRED = {
    "numbers.yml": ("owner", "for", "level", "source", "checked"),
    "deadlines.yml": ("text", "what", "source", "checked"),
    "amounts.yml": ("text", "what", "source", "checked"),
    "ui_paths.yml": ("steps", "app", "grade", "checked"),
    "sources.yml": ("title", "version", "seen", "checked"),
}
"""What every entry of each file must say."""


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
        categories=tuple(categories),
    )


def read_text(path: Path) -> str | Problem:
    """Return what a UTF-8 file says, without byte order mark and with ``\\n`` at the end of lines."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(str(path), line, "这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。")


class _Loader(yaml.SafeLoader):
    """YAML in which a day that does not exist stays text, for the check of that field to refuse."""


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def parse_yaml(text: str) -> Any:
    """Return what *text* says in YAML.

    Raises:
        yaml.YAMLError: it is not YAML; ``yaml_error_line`` tells where.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)


def yaml_error_line(error: yaml.YAMLError, text: str) -> int:
    """Return the line of *text*, from 1, that has to be mended: where a quote or bracket left open begins."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    is_open = re.search("flow|quoted", getattr(error, "context", None) or "")
    mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
    return min(mark.line, text.rstrip("\n").count("\n")) + 1 if mark else 1


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
        line = yaml_error_line(error, text)
        problems.append(Problem(str(path), line, "YAML 写法有误。检查这一行的缩进、冒号和引号。"))
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
        problems += [Problem(str(path), line, f"“{key}”{message}") for message in wrong]
    return {str(key): entry for key, entry in entries.items() if isinstance(entry, dict)}


def _wrong(name: str, value: Any) -> str | None:
    if value in (None, "", []):
        return f"缺 {name}。补上这一行。"
    if name == "checked" and type(value) is not date:
        return "的 checked 要写成日期，例如 2026-11-22。"
    if name == "steps" and not isinstance(value, list):
        return "的 steps 要写成列表，例如 [我的淘宝, 官方客服]。"
    return None


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
