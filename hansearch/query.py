"""A query as typed → weighted terms to look up. The browser's twin is ``client/query.js``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hansearch.analysis import literal_parts, recall_clauses, start_terms, tokenize
from hansearch.fold import fold, is_inside_run
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.sound import sounding_terms


@dataclass(frozen=True)
class QueryTerm:
    """One term to look up, and how much it counts."""

    term: str
    weight: float
    kind: Literal["literal", "sound", "synonym"]
    """``literal``: the reader typed it. ``sound``: it sounds like what was typed and the index lacks.
    ``synonym``: it means the same; it never counts towards coverage."""


@dataclass(frozen=True)
class Query:
    """What is looked up for one query."""

    text: str
    """The folded query, cut to ``Parameters.max_query`` characters."""
    terms: tuple[QueryTerm, ...]
    recall: tuple[tuple[str, ...], ...]
    """Fragments that may sit inside a word: each is the characters that a page must have, all of them."""
    start: str
    """The term that marks pages whose title begins as the query does; empty for a query without letters."""
    parts: tuple[tuple[str, ...], ...]
    """For each part between spaces, the terms that must stand together where it stands as typed."""
    token_count: int
    """Tokens of the query, repeated ones too: a title of the same tokens is the query itself."""


def parse_query(
    text: str, lexicon: Lexicon, parameters: Parameters, is_indexed: Callable[[str], bool]
) -> Query:
    """Fold and cut *text*, weigh its terms, add what sounds like them and synonyms.

    *is_indexed* tells whether any field has a term.
    """
    folded = fold(text[: 2 * parameters.max_query]).text[: parameters.max_query].strip()
    folded = replace_phrases(folded, lexicon.regional)
    weak = _weak_characters(folded, lexicon.weak)
    weights: dict[str, float] = {}
    token_count = 0
    for token in tokenize(folded, lexicon.segmenter):
        token_count += 1
        weight = parameters.kind_weights[token.kind]
        if token.kind == "word" and token.end - token.start == 1:
            weight = parameters.single_weight
        # 还款 and 花呗 only contain a weak character; of a bigram that straddles a weak word nothing is left.
        is_weak = any if token.kind == "gram" else all
        if is_weak(weak[token.start : token.end]):
            weight *= parameters.weak_weight
        weights[token.term] = max(weight, weights.get(token.term, 0))
    terms = [QueryTerm(term, weight, "literal") for term, weight in weights.items()]
    for term in sounding_terms(folded, lexicon.syllable_set, lexicon.readings, is_indexed):
        terms.append(QueryTerm(term, parameters.sound_weight, "sound"))
    for term in _synonym_terms(folded, lexicon):
        if term not in weights:
            terms.append(QueryTerm(term, parameters.synonym_weight, "synonym"))
    return Query(
        text=folded,
        terms=tuple(terms),
        recall=recall_clauses(folded),
        start="".join(start_terms(folded)),
        parts=tuple(map(tuple, literal_parts(folded))),
        token_count=token_count,
    )


def replace_phrases(text: str, replacements: Mapping[str, str]) -> str:
    """Replace phrases from left to right, the longest first."""
    longest = max(map(len, replacements), default=0)
    replaced: list[str] = []
    at = 0
    while at < len(text):
        ends = _phrase_ends(text, at, longest)
        end = next((end for end in ends if text[at:end] in replacements), None)
        replaced.append(text[at] if end is None else replacements[text[at:end]])
        at = end or at + 1
    return "".join(replaced)


def _phrase_ends(text: str, at: int, longest: int) -> range:
    """Return where a phrase that begins at *at* may end, the longest first."""
    return range(at, at) if is_inside_run(text, at) else range(min(len(text), at + longest), at, -1)


def _weak_characters(folded: str, weak: tuple[str, ...]) -> list[bool]:
    """Tell of each character whether it belongs to a weak word."""
    marks = [False] * len(folded)
    for match in _weak_pattern(weak).finditer(folded):
        marks[match.start() : match.end()] = [True] * (match.end() - match.start())
    return marks


@lru_cache(maxsize=4)
def _weak_pattern(weak: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(weak, key=lambda word: (-len(word), word))
    latin = "|".join(word for word in longest_first if word.isascii())
    han = "|".join(word for word in longest_first if not word.isascii())
    return re.compile(f"{han}|(?<![a-z0-9])(?:{latin})(?![a-z0-9])")


def _synonym_terms(folded: str, lexicon: Lexicon) -> list[str]:
    """Find the longest synonym phrases from left to right; return the terms of their alternatives."""
    longest = max(map(len, lexicon.expansions), default=0)
    terms: list[str] = []
    at = 0
    while at < len(folded):
        ends = _phrase_ends(folded, at, longest)
        end = next((end for end in ends if folded[at:end] in lexicon.expansions), None)
        if end is not None:
            terms.extend(lexicon.expansions[folded[at:end]])
        at = end or at + 1
    return list(dict.fromkeys(terms))
