"""A query as typed → weighted terms to look up. The browser's twin is ``client/query.js``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal

from hansearch.analysis import Segmenter, Token, literal_parts, recall_clauses, tokenize
from hansearch.fold import fold, is_han, is_inside_run
from hansearch.labels import label_key, start_terms
from hansearch.lexicon import Lexicon
from hansearch.numerals import Number, find_numbers
from hansearch.parameters import Parameters
from hansearch.phrases import Operators, read_operators
from hansearch.sound import sounding_terms
from hansearch.spelling import Mend, completions, mended, misspelt, sounding_mends

IsIndexed = Callable[[str], bool]

Following = Callable[[str], Sequence[str]]

Kind = Literal["literal", "sound", "spelt", "typo", "foreign", "prefix", "number", "synonym"]
"""Why a term is looked up.

``literal``: the reader typed it. ``sound``: what was typed, which the index lacks, sounds so. ``spelt``: a word of
the pinyin typed, for texts, which have no sounds. ``typo``: the letters typed are one edit away from it. ``foreign``:
it means the same as a word in letters that the index lacks. ``prefix``: the last word, still being typed, may become
it. ``number``: the same number, written otherwise. ``synonym``: it means the same.
"""

MENDED: tuple[Kind, ...] = ("sound", "typo", "foreign")
"""What stands for something that the index lacks."""

COUNTED: tuple[Kind, ...] = ("literal", *MENDED)
"""What tells how much of the query a page holds: what was typed, or what was meant by it."""

MARKED: tuple[Kind, ...] = ("literal", "typo", "foreign", "prefix", "number")
"""Kinds whose terms are words that a reader sees on the page, and may have meant."""


@dataclass(frozen=True)
class QueryTerm:
    """One term to look up, and how much it counts."""

    term: str
    weight: float
    kind: Kind


@dataclass(frozen=True)
class Query:
    """What is looked up for one query."""

    text: str
    """The folded query, cut to ``Parameters.max_query`` characters, in the words of the index."""
    terms: tuple[QueryTerm, ...]
    recall: tuple[tuple[str, ...], ...]
    """Fragments that may sit inside a word: each is the characters that a page must have, all of them."""
    start: str
    """The term that marks pages whose title begins with the same word; empty for a query without letters."""
    label: str
    """What the key of a title or question begins with if that begins with the query; empty likewise."""
    parts: tuple[tuple[str, ...], ...]
    """For each part between spaces, the terms that must stand together where it stands as typed."""
    meant: tuple[str, ...]
    """Words that were meant by what only sounds like them: a reader sees them marked."""
    operators: Operators
    """What pages must hold, or must not hold, as it stands."""
    suggestion: str = ""
    """The query as it was probably meant, where the index does not know it as typed; else empty."""


def parse_query(
    text: str, lexicon: Lexicon, parameters: Parameters, is_indexed: IsIndexed, following: Following
) -> Query:
    """Fold and cut *text*, weigh its terms, add what it may also mean.

    *is_indexed* tells whether any field has a term, *following* how a term that is begun may go on.
    """
    operators = read_operators(fold(text[: 2 * parameters.max_query]).text[: parameters.max_query].strip())
    folded = replace_phrases(operators.text, lexicon.regional)
    weak = _weak_characters(folded, lexicon.weak)
    tokens = list(tokenize(folded, lexicon.segmenter))
    begun = completions(folded, following, is_indexed)
    kept = _kept_places(tokens, weak)
    heard = sounding_mends(
        folded, lexicon.words.sounding, lexicon.syllable_set, lexicon.readings, kept, is_indexed
    )
    # Half a query in characters is no suggestion; what is looked up is the better for every word.
    misheard = heard.mends if heard.is_whole else []
    spelt = [mend for mend in heard.mends if not all(map(is_han, folded[mend.start : mend.end]))]
    sounding = sounding_terms(folded, lexicon.syllable_set, lexicon.readings, is_indexed, kept)
    # What sounds like labels all through is pinyin or initials.
    is_explained = begun or misheard or (sounding and all(map(is_indexed, sounding)))
    mistyped = [] if is_explained else list(misspelt(folded, lexicon.words.latin, is_indexed))
    slips = misheard or mistyped
    kept_han = {place for place in kept if is_han(folded[place])}
    terms: dict[str, QueryTerm] = {}
    for term in (
        *_literal_terms(tokens, _with_slips(weak, misheard, kept_han), parameters),
        *_terms(sounding, parameters.sound_weight, "sound"),
        *_spelt_terms(spelt, lexicon, parameters),
        *_terms((word for mend in mistyped for word in mend.words), parameters.typo_weight, "typo"),
        *_terms(begun, parameters.prefix_weight, "prefix"),
        *_number_terms(folded, tokens, lexicon.segmenter, parameters, is_indexed),
        *_synonym_terms(folded, lexicon, parameters, is_indexed),
    ):
        terms.setdefault(term.term, term)
    return Query(
        text=folded,
        terms=tuple(terms.values()),
        recall=recall_clauses(folded),
        start="".join(start_terms(folded)),
        label=label_key(folded),
        parts=tuple(map(tuple, literal_parts(folded))),
        meant=tuple(dict.fromkeys(word for mend in (*misheard, *spelt) for word in mend.words)),
        operators=operators,
        suggestion=mended(folded, slips) if slips else "",
    )


def _with_slips(weak: Sequence[bool], misheard: Sequence[Mend], kept: Container[int]) -> list[bool]:
    """Return *weak* with the characters that were meant otherwise: what 符 of 客符 finds is not what is sought.

    Not those that belong to a word of the index (*kept*): of 官方办, heard as 官方版, 官方 is sought all the same.

    One homophone wrong in a short query of docs-cn, MRR@10: .919, without .876.
    """
    slips = {place for mend in misheard for place in range(mend.start, mend.end) if place not in kept}
    return [is_weak or place in slips for place, is_weak in enumerate(weak)]


def _literal_terms(
    tokens: Sequence[Token], weak: Sequence[bool], parameters: Parameters
) -> Iterator[QueryTerm]:
    """Yield the terms of *tokens*; *weak* tells of each character whether it belongs to a weak word, or is a slip."""
    weights: dict[str, float] = {}
    for token in tokens:
        weight = parameters.kind_weights[token.kind]
        if token.kind == "word" and token.end - token.start == 1:
            weight = parameters.single_weight
        # 还款 and 花呗 only contain a weak character; of a bigram that straddles a weak word nothing is left.
        is_weak = any if token.kind == "gram" else all
        marks = weak[token.start : token.end]
        if marks and is_weak(marks):
            weight *= parameters.weak_weight
        weights[token.term] = max(weight, weights.get(token.term, 0))
    for term, weight in weights.items():
        yield QueryTerm(term, weight, "literal")


def _terms(terms: Iterable[str], weight: float, kind: Kind) -> Iterator[QueryTerm]:
    return (QueryTerm(term, weight, kind) for term in terms)


def _spelt_terms(spelt: Sequence[Mend], lexicon: Lexicon, parameters: Parameters) -> Iterator[QueryTerm]:
    """Yield the words that were typed in pinyin: only titles, headings and questions are found by their sound."""
    for mend in spelt:
        for word in mend.words:
            factor = parameters.weak_weight if word in lexicon.weak else 1.0
            yield QueryTerm(word, parameters.spelt_weight * factor, "spelt")


def _number_terms(
    folded: str, tokens: Sequence[Token], segmenter: Segmenter, parameters: Parameters, is_indexed: IsIndexed
) -> Iterator[QueryTerm]:
    """Yield the terms of numbers as pages write them otherwise, weighted as if typed, and a little less."""
    words = [token for token in tokens if token.kind == "word"]
    for number in find_numbers(folded):
        if any(_reaches_beyond(word, number) for word in words):
            continue
        for spelling in number.spellings:
            if all(map(is_indexed, chain(*literal_parts(spelling)))):
                for term in _literal_terms(list(tokenize(spelling, segmenter)), (), parameters):
                    if len(term.term) > 1:
                        yield QueryTerm(term.term, parameters.number_factor * term.weight, "number")


def _reaches_beyond(word: Token, number: Number) -> bool:
    """Tell whether the number is but a part of a word: 七天 of 七天无理由, or 天 of 11天猫."""
    overlaps = word.start < number.end and number.start < word.end
    return overlaps and (word.start < number.start or number.end < word.end)


def _kept_places(tokens: Sequence[Token], weak: Sequence[bool]) -> dict[int, bool]:
    """Return the places of characters that are no slip: those of words of the index, and of weak words.

    With each, whether a word of the index runs on into it from the character before.
    """
    kept = {place: False for place, is_weak in enumerate(weak) if is_weak}
    for token in tokens:
        if token.kind == "word" and token.end - token.start > 1:
            for place in range(token.start, token.end):
                kept[place] = kept.get(place, False) or place > token.start
    return kept


def replace_phrases(text: str, replacements: Mapping[str, str]) -> str:
    """Replace phrases from left to right, the longest first."""
    replaced: list[str] = []
    at = 0
    for start, end in _find_phrases(text, replacements):
        replaced += (text[at:start], replacements[text[start:end]])
        at = end
    return "".join((*replaced, text[at:]))


def _find_phrases(text: str, phrases: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where each phrase begins and ends, from left to right, the longest first; none inside a word or number."""
    longest = max(map(len, phrases), default=0)
    at = 0
    while at < len(text):
        ends = () if is_inside_run(text, at) else range(min(len(text), at + longest), at, -1)
        end = next((end for end in ends if text[at:end] in phrases and not is_inside_run(text, end)), None)
        if end is not None:
            yield at, end
        at = end or at + 1


def marked_terms(query: Query, weak: Collection[str]) -> list[str]:
    """Return the terms that a result row marks: what the reader typed or meant, weak words only if alone.

    Beside a whole word neither a character by itself (个 and 不 of a sentence stand all over every text) nor two
    that only straddle words; nor is a character marked beside a word that was meant, of which it may be the slip.
    """
    literal = [term for term in query.terms if term.kind in MARKED]
    strongest = max((term.weight for term in literal), default=0)
    strong = [term for term in literal if term.weight > strongest / 5 and term.term not in weak]
    words = [term.term for term in strong if term.weight > strongest / 2.5 and len(term.term) > 1]
    typed = (term.term for term in strong or literal)
    return [*(term for term in typed if _says_something(term, words, query.meant)), *query.meant]


def _says_something(term: str, words: Sequence[str], meant: Sequence[str]) -> bool:
    """Tell whether a typed *term* is worth marking beside the whole *words* of the query and those that were meant."""
    if len(term) == 1:
        return not words and not meant
    return term in words or not (
        any(word.endswith(term[0]) for word in words) and any(word.startswith(term[1:]) for word in words)
    )


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


def _synonym_terms(
    folded: str, lexicon: Lexicon, parameters: Parameters, is_indexed: IsIndexed
) -> Iterator[QueryTerm]:
    """Yield the terms of what the query's phrases may be called otherwise."""
    for start, end in _find_phrases(folded, lexicon.expansions):
        phrase = folded[start:end]
        terms = lexicon.expansions[phrase]
        if phrase.isascii() and not is_indexed(phrase):
            yield from _terms(terms, parameters.foreign_weight, "foreign")
        else:
            yield from _terms(terms, parameters.synonym_weight, "synonym")
