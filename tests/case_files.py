"""The case files in ``tests/cases/``, read for both implementations, and their short notations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent / "cases"

Case = dict[str, Any]
TokenTuple = tuple[str, int, int, int, str]


def load_cases(name: str) -> Any:
    """Read ``tests/cases/NAME.yml``."""
    return yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))


def each(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """Make a test of every case, named by its reason."""
    return pytest.mark.parametrize("case", cases, ids=[case["reason"] for case in cases])


def write_tokens(tokens: Iterable[TokenTuple]) -> list[str]:
    """Write tokens as the case files do.

    >>> write_tokens([("数据", 0, 0, 2, "part")])
    ['数据@0[0:2]part']
    """
    return [f"{term}@{position}[{start}:{end}]{kind}" for term, position, start, end, kind in tokens]


def write_parts(parts: Iterable[Sequence[Any]]) -> str:
    """Write the parts of a title or snippet as the case files do.

    >>> write_parts([("转", False), ("人工", True)])
    '转[人工]'
    """
    return "".join(f"[{text}]" if is_match else text for text, is_match in parts)


FOLD: list[Case] = load_cases("fold")
ANALYSIS: list[Case] = load_cases("analysis")["cases"]
VOCABULARY: dict[str, int] = load_cases("analysis")["vocabulary"]
UNKNOWN_COST: int = load_cases("analysis")["unknown_cost"]
RECALL: list[Case] = load_cases("recall")
MARK: list[Case] = load_cases("snippet")["mark"]
SNIPPET: list[Case] = load_cases("snippet")["snippet"]


def alphabet() -> set[str]:
    """Return every character in the case files, as an index would know those of its pages."""
    return set("".join(path.read_text(encoding="utf-8") for path in CASES.glob("*.yml")))
