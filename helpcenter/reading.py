"""Files → text and YAML, with the line of whatever a writer has to mend. Used for articles and data alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from helpcenter.errors import Problem

Place = tuple[str | int, ...]
"""Where a value stands in a YAML document: ``("questions", 2)``."""

MALFORMED = "写法有误。检查这一行的缩进、冒号（后面要空一格）和引号。"


CONFLICT = "这里有没合并完的冲突。留下要的那一份，把 <<<<<<<、=======、>>>>>>> 这几行删掉。"
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)


def conflict_line(text: str) -> int | None:
    """Return the line, from 1, on which git has left what two people wrote; None if there is none."""
    match = _CONFLICT.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else None


def read_text(path: Path) -> str | Problem:
    """Return what a UTF-8 file says, without byte order mark and with ``\\n`` at the end of lines."""
    try:
        raw = path.read_bytes()
    except (PermissionError, IsADirectoryError) as error:
        return Problem(str(path), 1, f"打不开这个文件（{error.strerror}）。看看它的读取权限。")
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        at = conflict_line(text)
        return Problem(str(path), at, CONFLICT) if at else text
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(str(path), line, "这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。")


_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*[\w-]*[A-Za-z_]\s*(：)"), "冒号是全角“{}”。换成英文的“: ”，后面空一格"),
    (re.compile(r"\s*[A-Za-z_]+:[ \t]*(\u3000)"), "冒号后面是全角空格。换成英文空格"),
    (re.compile(r"[ \t]*(\u3000)"), "行首是全角空格。换成英文空格，跟上一行对齐"),
    (re.compile(r" *(\t)"), "行首是 Tab。换成空格，跟上一行对齐"),
    (re.compile(r"\s*-(?![-\s\d.]|$)"), " - 后面没有空格。写成“- ”"),
    (re.compile(r"\s*([－–—•])"), "行首的“{}”不是英文的 -。换成“- ”，后面空一格"),
    (re.compile(r"\s*([“”‘’])[\w-]+[“”‘’]\s*[:：]"), "引号是中文的。换成英文引号"),
    (re.compile(r"\s*[A-Za-z_]+: *([［｛])"), "括号是全角“{}”。换成英文的 [ ]"),
    (
        re.compile(r"\s*(?:next|related|sources|platforms|redirect_from):\s*\[[^\]]*([，、])"),
        "列表里的逗号是全角“{}”。换成英文的“, ”",
    ),
)
"""What an input method writes where YAML wants the keyboard's own sign, and what to say of it."""


def typing_slips(text: str, shown: str, before: int = 0) -> list[Problem]:
    """Return the lines of YAML, counted from 1 after *before* lines, with a sign of an input method.

    YAML takes most of them for letters, and complains of another line, or not at all.
    """
    problems = []
    for number, line in enumerate(text.split("\n"), before + 1):
        for pattern, message in _SLIPS:
            if match := pattern.match(line):
                problems.append(Problem(shown, number, f"这一行的{message.format(*match.groups())}。"))
                break
    return problems


def date_message(value: object) -> str:
    """Return what is wrong with a date, without the full stop.

    >>> date_message("2026-11-31")
    '写的是 2026-11-31，2026 年 11 月没有 31 日'
    """
    match = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", str(value).strip())
    if not match:
        return "要写成日期，例如 2026-11-22"
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return f"写的是 {value}，没有 {month} 月"
    try:
        return f"写的是 {value}，要写成 {date(year, month, day).isoformat()}"
    except ValueError:
        return f"写的是 {value}，{year} 年 {month} 月没有 {day} 日"


class DuplicateKeyError(yaml.MarkedYAMLError):
    """A mapping names the same key twice, and the first would be lost silently."""


class SwallowedItemError(yaml.MarkedYAMLError):
    """An item of a list, indented too far, has become part of the text above it."""


class _Loader(yaml.SafeLoader):
    """YAML in which a day that does not exist stays text, no key comes twice, and nothing refers to itself."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # a text that begins with *, or a trap without end
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def compose_scalar_node(self, anchor: dict[Any, yaml.Node]) -> yaml.ScalarNode:
        node: yaml.ScalarNode = super().compose_scalar_node(anchor)
        start, end = node.start_mark, node.end_mark
        if node.style is None and start.line < end.line and isinstance(start.buffer, str):
            lines = start.buffer[start.pointer : end.pointer].split("\n")
            for down, line in enumerate(lines[1:], 1):
                if line.lstrip().startswith("- "):
                    mark = yaml.Mark(
                        start.name, start.index, start.line + down, 0, start.buffer, start.pointer
                    )
                    raise SwallowedItemError(problem=line.strip(), problem_mark=mark)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise DuplicateKeyError(problem=str(key.value), problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _timestamp(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def parse_yaml(text: str) -> Any:
    """Return what *text* says in YAML.

    Raises:
        yaml.YAMLError: it is not YAML; ``yaml_problem`` tells where and what.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)


def yaml_problem(error: yaml.YAMLError, text: str, shown: str, what: str, before: int = 0) -> Problem:
    """Return *error* as a problem of the file *shown*, in which *text* begins after *before* lines."""
    line = yaml_error_line(error, text) + before
    if isinstance(error, DuplicateKeyError):
        return Problem(shown, line, f"“{error.problem}”写了两次，只会算后一次。删掉一处，或者合成一处。")
    if isinstance(error, SwallowedItemError):
        return Problem(shown, line, f"“{error.problem}”缩进多了，被并进上一条。跟上一行对齐。")
    return Problem(shown, line, f"{what}{MALFORMED}")


def yaml_error_line(error: yaml.YAMLError, text: str) -> int:
    """Return the line of *text*, from 1, that has to be mended: where what is left open begins."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1
    is_open = re.search("flow|quoted|simple key", getattr(error, "context", None) or "")
    mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
    return min(mark.line, text.rstrip("\n").count("\n")) + 1 if mark else 1


def yaml_lines(text: str, before: int = 0) -> Mapping[Place, int]:
    """Return the line of every value in *text*, counted from 1 after *before* lines."""
    lines: dict[Place, int] = {}

    def walk(node: Any, place: Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                lines[*place, str(key.value)] = key.start_mark.line + 1 + before
                walk(value, (*place, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for at, value in enumerate(node.value):
                lines[*place, at] = value.start_mark.line + 1 + before
                walk(value, (*place, at))

    walk(yaml.compose(text, Loader=_Loader), ())
    return lines
