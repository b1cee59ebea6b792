"""``data/article.schema.json`` → what is wrong with an article's front matter, in a writer's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from helpcenter.errors import ContentError, Problem
from helpcenter.reading import Place, date_message, read_text

NAME = "article.schema.json"
TEXTS = ("title", "description", "answer")
"""The fields in which a macro would not be written out."""
_PATH = "contact/human.md（docs/ 下的路径，小写英文、数字和 -）"

Schema = Mapping[str, Any]


def load_schema(folder: Path) -> Schema:
    """Read the schema of front matter.

    Raises:
        ContentError: the file is missing or no JSON.
    """
    path = folder / NAME
    if not path.exists():
        raise ContentError([Problem(str(path), 1, "缺这个文件，从 git 里找回来。")])
    text = read_text(path)
    if isinstance(text, Problem):
        raise ContentError([text])
    try:
        schema: Schema = json.loads(text)
    except json.JSONDecodeError as error:
        message = "JSON 写法有误。检查这一行的逗号、括号和引号。"
        raise ContentError([Problem(str(path), error.lineno, message)]) from error
    return schema


def check_meta(
    shown: str, meta: Mapping[str, Any], lines: Mapping[Place, int], schema: Schema
) -> Iterator[Problem]:
    """Front matter has the fields of data/article.schema.json, each within its limits, and no others."""
    plain = {str(name): _plain(value) for name, value in meta.items()}
    validator = Draft202012Validator(schema, format_checker=FormatChecker(["date"]))
    told: set[str] = set()
    for error in sorted(validator.iter_errors(plain), key=lambda e: list(map(str, e.absolute_path))):
        if error.validator == "required" and not error.absolute_path:
            continue  # named below, each by itself
        if error.validator == "additionalProperties" and not error.absolute_path:
            continue
        field = str(error.absolute_path[0])
        if field not in told:
            told.add(field)
            place = tuple(error.absolute_path)
            if error.validator == "uniqueItems":
                place = (*place, _second(cast(Any, error.instance)))
            yield Problem(shown, _line(place, lines), f"“{field}”{_message(error)}。")
    yield from _names(shown, plain, lines, schema)
    for field in TEXTS:
        if field not in told and "{{" in str(plain.get(field)):
            message = f"“{field}”里的 {{{{ }}}} 不会换成数据，请换一种说法，把它写到正文里。"
            yield Problem(shown, lines.get((field,), 2), message)


def field_table(schema: Schema) -> str:
    """Return the table of fields as CONTRIBUTING.md has it."""
    rows = ["| 项 | 必填 | 是什么 | 例子 | 限制 |", "| --- | --- | --- | --- | --- |"]
    for name, field in schema["properties"].items():
        must = "是" if name in schema["required"] else "否"
        rows.append(
            f"| `{name}` | {must} | {field['description']} | `{field['examples'][0]}` | {field['limit']} |"
        )
    return "\n".join(rows)


def _plain(value: Any) -> Any:
    """Dates as JSON has them; one with a time of day becomes a text that is no date."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _names(
    shown: str, plain: Mapping[str, Any], lines: Mapping[Place, int], schema: Schema
) -> Iterator[Problem]:
    for name in schema["required"]:
        if name not in plain:
            yield Problem(shown, 1, f"缺“{name}”这一项。照 CONTRIBUTING.md 里的模板补上。")
    for name in plain:
        if name not in schema["properties"]:
            known = "、".join(schema["properties"])
            yield Problem(shown, lines.get((name,), 2), f"没有“{name}”这一项。可以用的有：{known}。")


def _line(place: Iterable[str | int], lines: Mapping[Place, int]) -> int:
    """The line of the place, or of what it stands in: an empty item has no line of its own."""
    wanted = tuple(place)
    while wanted and wanted not in lines:
        wanted = wanted[:-1]
    return lines.get(wanted, 2)


def _message(error: ValidationError) -> str:
    """What is wrong with the value, and how to write it."""
    value, limit, schema = (
        cast(Any, error.instance),
        cast(Any, error.validator_value),
        cast(Schema, error.schema),
    )
    is_item = len(error.absolute_path) > 1
    if is_item and (value is None or (isinstance(value, str) and not value.strip())):
        return "里有一条是空的，写上，或者删掉这一行"
    match error.validator:
        case "maxLength":
            return f"有 {len(value)} 个字，最多 {limit} 个，请缩短"
        case "enum":
            which = f"里的“{value}”不认识，" if is_item else ""
            return f"{which}要写成其中之一：{'、'.join(limit)}"
        case "minItems":
            return f"只有 {len(value)} 条，至少 {limit} 条"
        case "maxItems":
            return f"有 {len(value)} 条，最多 {limit} 条，留最要紧的"
        case "uniqueItems":
            return f"里“{value[_second(value)]}”写了两次，删掉这一条"
        case "anyOf":
            return _question_message(value)
        case "pattern" if isinstance(value, str) and value.strip():
            example = "contact（文件夹的名字）" if "examples" in schema else _PATH
            return f"里的“{value}”写法不对，照这样写：{example}"
    if schema.get("format") == "date":
        return date_message(value)
    if str(example := schema.get("examples", [""])[0]).startswith("["):
        return f"要写成列表，方括号不能少，例如 {example}"
    if "array" in schema.get("type", ()) or is_item:
        return "要写成列表，每行以“- ”开头"
    return "要写一句话"


def _second(values: list[Any]) -> int:
    """The place of the first value that stands before it, too."""
    return next((at for at, value in enumerate(values) if value in values[:at]), 0)


def _question_message(value: Any) -> str:
    if isinstance(value, dict):
        return "里的一条要写成 {q: 问句, top: 1}，top 是 1 到 3"
    if isinstance(value, str):
        return f"里有一条有 {len(value)} 个字，最多 40 个，请缩短"
    return "要写成列表，每行以“- ”开头"
