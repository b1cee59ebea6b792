"""The YAML files of ``data/`` → plain values that articles use by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    problems += _unknown_sources(folder, loaded)
    categories = _load_yaml(folder / "categories.yml", problems) or []
    if problems:
        raise ContentError(problems)
    return Data(
        numbers=loaded["numbers.yml"],
        deadlines=loaded["deadlines.yml"],
        amounts=loaded["amounts.yml"],
        ui_paths=loaded["ui_paths.yml"],
        sources=loaded["sources.yml"],
        categories=tuple(
            Category(c["id"], c["name"], c["blurb"], tuple(c.get("articles") or ())) for c in categories
        ),
    )


def _load_yaml(path: Path, problems: list[Problem]) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        problems.append(Problem(str(path), 1, "缺这个文件，从 git 里找回来。"))
    except UnicodeDecodeError:
        problems.append(Problem(str(path), 1, "文件不是 UTF-8 编码。用编辑器另存为 UTF-8。"))
    except yaml.YAMLError as error:
        problems.append(
            Problem(str(path), yaml_error_line(error), "YAML 写法有误。检查这一行的缩进、冒号和引号。")
        )
    return None


def yaml_error_line(error: yaml.YAMLError) -> int:
    """Return the line, from 1, at which YAML could not go on."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _load_entries(path: Path, required: tuple[str, ...], problems: list[Problem]) -> Entries:
    entries = _load_yaml(path, problems)
    if not isinstance(entries, dict):
        return {}
    for key, entry in entries.items():
        line = _line_of(path, str(key))
        if not isinstance(entry, dict):
            problems.append(Problem(str(path), line, f"“{key}”下面要逐行写 {', '.join(required)}。"))
            continue
        for name in required:
            if entry.get(name) in (None, "", []):
                problems.append(Problem(str(path), line, f"“{key}”缺 {name}。补上这一行。"))
    return {str(key): entry for key, entry in entries.items() if isinstance(entry, dict)}


def _unknown_sources(folder: Path, loaded: Mapping[str, Entries]) -> Iterator[Problem]:
    for name, entries in loaded.items():
        for key, entry in entries.items():
            source = entry.get("source")
            if source and source not in loaded["sources.yml"]:
                path = folder / name
                yield Problem(
                    str(path), _line_of(path, key), f"出处“{source}”不在 sources.yml 里。先在那里登记。"
                )


def _line_of(path: Path, key: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.split(":")[0].strip("\"' ") == key:
            return number
    return 1
