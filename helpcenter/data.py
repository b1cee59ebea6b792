"""The YAML files of ``data/`` → plain values that articles use by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from helpcenter.errors import ContentError, Problem
from helpcenter.reading import date_message, parse_yaml, read_text, typing_slips, yaml_problem

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

OPTIONAL = {
    "numbers.yml": ("verified_by", "expires", "only_on"),
    "deadlines.yml": ("where",),
    "amounts.yml": ("where",),
    "ui_paths.yml": ("fallback",),
    "sources.yml": ("url",),
    "claims.yml": ("truth",),
    "figures.yml": ("text", "pattern"),
}
"""What an entry may say besides."""

GRADES = ("A", "B")
"""How sure the way to a place in the app is; data/README.md explains them."""

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
    if slips := typing_slips(text, str(path)):
        problems += slips
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
    problems += _twice(path, categories)
    return categories


def _twice(path: Path, categories: Sequence[Category]) -> Iterator[Problem]:
    """Categories and articles that the menu names twice."""
    for id_, times in Counter(category.id for category in categories).items():
        if times > 1:
            line = line_of(path, *[f"- id: {id_}"] * 2)
            yield Problem(str(path), line, f"栏目“{id_}”登记了两次。合成一处。")
    for category in categories:
        for name, times in Counter(category.articles).items():
            if times > 1:
                line = line_of(path, f"- id: {category.id}", *[f"- {name}"] * 2)
                yield Problem(str(path), line, f"{category.id}/{name} 在菜单里写了两次。删掉一行。")


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
    if stray := _not_indented(entries, (*required, *OPTIONAL[path.name])):
        message = f"“{stray}”这一行没有缩进。它属于上面那一条，从这一行起每行前面加两个空格。"
        problems.append(Problem(str(path), _line_at_margin(path, f"{stray}:"), message))
        return {}
    for key, entry in entries.items():
        line = line_of(path, f"{key}:")
        if not isinstance(entry, dict):
            problems.append(Problem(str(path), line, f"“{key}”下面要逐行写 {', '.join(required)}。"))
            continue
        misspelt = dict(_misspelt(entry, required, OPTIONAL[path.name]))
        wrong = [*misspelt.values()]
        wrong += [
            said for name in required if name not in misspelt and (said := _wrong(name, entry.get(name)))
        ]
        wrong += _MORE[path.name](entry) if path.name in _MORE else ()
        problems += [Problem(str(path), line, f"“{key}”{message}") for message in wrong]
    return {str(key): entry for key, entry in entries.items() if isinstance(entry, dict)}


def _not_indented(entries: Mapping[Any, Any], fields: Collection[str]) -> str | None:
    """The first line of an entry that stands at the margin, and would be taken for an entry itself."""
    return next(
        (key for key, entry in entries.items() if key in fields and not isinstance(entry, dict)), None
    )


def _misspelt(
    entry: Mapping[Any, Any], required: Sequence[str], optional: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What an entry must not say, with the message; by the name that was meant, if that is missing."""
    fields = (*required, *optional)
    for name in map(str, entry):
        if name in fields:
            continue
        meant = get_close_matches(name, [field for field in fields if field not in entry], n=1)
        if meant:
            yield meant[0], f"没有 {name} 这一项，是不是 {meant[0]}？改成它。"
        else:
            yield name, f"没有 {name} 这一项。可以写的有：{'、'.join(fields)}。"


def _wrong(name: str, value: Any) -> str | None:
    if value in (None, "", []):
        return f"缺 {name}。补上这一行。"
    if name == "checked" and type(value) is not date:
        return f"的 checked {date_message(value)}。"
    if name == "steps" and not isinstance(value, list):
        return "的 steps 要写成列表，例如 [我的淘宝, 官方客服]。"
    if name == "grade" and value not in GRADES:
        return f"的 grade 要写成其中之一：{'、'.join(GRADES)}。"
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


def _wrong_path(entry: Mapping[str, Any]) -> Iterator[str]:
    """Each step of a path is an item of its own."""
    steps = entry.get("steps")
    for step in map(str, steps if isinstance(steps, list) else ()):
        if re.search("[，,→>＞]", step):
            parts = ", ".join(part.strip() for part in re.split("[，,→>＞]", step))
            yield f"的 steps 里“{step}”是几步连在一起。一步一项，用英文逗号隔开：[{parts}]。"


def _wrong_source(entry: Mapping[str, Any]) -> Iterator[str]:
    """The address of a source is one that a browser opens."""
    if (url := entry.get("url")) and not re.match(r"https?://[^\s（）“”]+\Z", str(url)):
        yield f"的 url“{url}”打不开。从浏览器的地址栏复制，要以 https:// 开头；没有就留空。"


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
    "ui_paths.yml": _wrong_path,
    "sources.yml": _wrong_source,
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


def _line_at_margin(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    return next((at for at, line in enumerate(lines, 1) if line.startswith(start)), 1)


def _bare(line: str) -> str:
    return re.sub(r"[\"']", "", line).strip()
