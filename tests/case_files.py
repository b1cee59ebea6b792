"""The case files in ``tests/cases/``, read for both implementations, and their short notations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml

from hansearch.labels import LABEL_MARK
from hansearch.lexicon import Lexicon, SynonymRules
from hansearch.parameters import PARAMETERS, Parameters
from hansearch.pins import Pin, load_pins
from hansearch.query import Following
from hansearch.sections import Page, build_page
from hansearch.sound import all_syllables, read_characters
from hansearch.spelling import COMPLETED, MAX_COMPLETIONS
from hansearch.words import Words, sound_of

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


def write_terms(terms: Iterable[tuple[str, float, str]]) -> list[str]:
    """Write the terms of a query as the case files do.

    >>> write_terms([("退款", 1.0, "literal")])
    ['退款 1 literal']
    """
    return [f"{term} {weight:.3g} {kind}" for term, weight, kind in terms]


def write_label(key: str) -> str:
    """Write the key of a label as the case files do.

    >>> write_label("退\\x02款")
    '退|款'
    """
    return key.replace(LABEL_MARK, "|")


FOLD: list[Case] = load_cases("fold")
ANALYSIS: list[Case] = load_cases("analysis")["cases"]
VOCABULARY: dict[str, int] = load_cases("analysis")["vocabulary"]
UNKNOWN_COST: int = load_cases("analysis")["unknown_cost"]
RECALL: list[Case] = load_cases("recall")
LABEL_KEYS: list[Case] = load_cases("labels")["keys"]
LABEL_STARTS: list[Case] = load_cases("labels")["starts"]
INDEXED_LABELS: list[Case] = load_cases("labels")["indexed"]
MARK: list[Case] = load_cases("snippet")["mark"]
SNIPPET: list[Case] = load_cases("snippet")["snippet"]
INDEXED_SOUND: list[Case] = load_cases("sound")["indexed"]
LETTERS: list[Case] = load_cases("sound")["letters"]
KNOWN: list[str] = load_cases("sound")["known"]
SOUGHT_SOUND: list[Case] = load_cases("sound")["sought"]
QUERY: list[Case] = load_cases("query")["cases"]
PINS: list[Case] = load_cases("pins")["cases"]
RANKING: list[Case] = load_cases("ranking")


def alphabet() -> set[str]:
    """Return every character in the case files, as an index would know those of its pages."""
    return set("".join(path.read_text(encoding="utf-8") for path in CASES.glob("*.yml")))


SYLLABLES = all_syllables()
READINGS = read_characters(alphabet())


def query_lexicon() -> tuple[Lexicon, set[str]]:
    """Return the lexicon of ``query.yml``, and the terms of its index."""
    data = load_cases("query")["lexicon"]
    lexicon = Lexicon(
        costs=data["costs"],
        unknown_cost=data["unknown_cost"],
        expansions={phrase: tuple(terms) for phrase, terms in data["expansions"].items()},
        regional=data["regional"],
        weak=tuple(data["weak"]),
        syllables=SYLLABLES,
        readings=READINGS,
        words=Words(tuple(data["latin"].split()), {sound_of(word): word for word in data["labels"].split()}),
    )
    return lexicon, {*data["costs"], *data["also_indexed"]}


def following(terms: Iterable[str]) -> Following:
    """Return what tells how a word may go on in an index of *terms*."""
    words = sorted(term for term in terms if COMPLETED.fullmatch(term))
    return lambda begun: [word for word in words if word != begun and word.startswith(begun)][
        :MAX_COMPLETIONS
    ]


def query_parameters(case: Case) -> Parameters:
    """Return the parameters that a case of ``query.yml`` is about."""
    return replace(PARAMETERS, max_query=case.get("max_query", PARAMETERS.max_query))


def read_pins(rules: Sequence[Any], pages: Iterable[str], directory: Path) -> tuple[Pin, ...]:
    """Return rules that stand in a case file, read as the file of a project is."""
    path = directory / "pins.yml"
    path.write_text(yaml.safe_dump(list(rules), allow_unicode=True), encoding="utf-8")
    return load_pins(path, set(pages))


PIN_RULES: list[Any] = load_cases("pins")["rules"]
PINNED_PAGES = sorted({page for rule in PIN_RULES for page in rule["first"]})


def ranking_pages(case: Case) -> list[Page]:
    """Return the pages of a case of ``ranking.yml``, rendered as MkDocs would."""
    return [_render(path, **page) for path, page in case["pages"].items()]


def _render(path: str, title: str, text: str = "", parts: dict[str, str] | None = None, **meta: Any) -> Page:
    blocks = [f'<h1 id="top">{escape(title)}</h1><p>{escape(text)}</p>']
    for number, (heading, part) in enumerate((parts or {}).items()):
        blocks.append(f'<h2 id="part-{number}">{escape(heading)}</h2><p>{escape(part)}</p>')
    return build_page(path, path.replace(".md", "/"), title, "".join(blocks), meta)


def long_page() -> Page:
    """Return a page of a long section, in passages of which the first two lie in one part, and two short ones."""
    blocks = [
        "退款先看订单。",
        *("订单" + "慢慢等" * 333 for _ in range(2)),
        "退款最后会到账，长颈鹿可以作证。",
    ]
    html = f'<h2 id="long">退款的经过</h2><p>{"</p><p>".join(blocks)}</p><h2 id="short">退款的期限</h2><p>退款七天，订单里看。</p>'
    return build_page("long.md", "long/", "说明", f'{html}<h2 id="other">别的</h2><p>河马。</p>')


def ranking_synonyms(case: Case) -> SynonymRules:
    """Return the synonyms of a case of ``ranking.yml``."""
    return SynonymRules(tuple(map(tuple, case.get("synonyms", []))))
