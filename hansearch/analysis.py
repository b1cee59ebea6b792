"""Text → tokens, for the index and for queries.

The chain, each stage a function of the one before::

    fold → split into runs → words of each run → parts of long words → bigrams

A *run* is a stretch of Han characters or of other letters and digits (``App``, ``12315``, ``tidb_enable_x``).
Words rank; the bigrams beside them make sure that a fragment which straddles words is found too.
The browser's twin is ``client/analysis.js``; ``tests/cases/analysis.yml`` holds both to one specification.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Protocol

import jieba

from hansearch.cutting import Cut, word_cutter
from hansearch.fold import HAN, Folded, fold, is_han

MAX_WORD = 64
"""Longer runs of letters (hashes, base64) are indexed by their parts only."""

MAX_HAN_WORD = 16
"""No dictionary word is longer; bounds the search for words in a run."""

ALNUM = f"(?:(?![{HAN}])[^\\W_])"
"""Matches a letter or digit that is not Han."""

_RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<alnum>{ALNUM}+(?:[._-]{{1,2}}{ALNUM}+)*)")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_CHUNK = re.compile(r"[^\W_]+")

Span = tuple[int, int]


class Token(NamedTuple):
    """One occurrence of a term."""

    term: str
    position: int
    """Ordinal: words count 0, 1, 2 …; a part or bigram stands where the word that it begins in stands."""
    start: int
    end: int
    kind: str
    """``word``; ``part`` of a longer word; ``gram``, two neighbouring characters that are no word."""


class Segmenter(Protocol):
    """Finds the words in a run of Han characters."""

    def path(self, run: str) -> list[Span]:
        """Return the best sequence of words; the spans cover *run* without gap or overlap."""

    def is_word(self, text: str) -> bool:
        """Tell whether *text* is a word that ``path`` could choose."""


class DictionarySegmenter:
    """jieba's dictionary and graph, with a tokenizer of our own and the site's words added.

    No hidden Markov model: a word that it guessed in an article could not be guessed again in the
    browser. Nothing is cached on disk: jieba's default cache is a predictable path read with ``marshal``.
    """

    def __init__(self, words: Mapping[str, int] | None = None, forget: Iterable[str] = ()) -> None:
        """*words*: word → frequency, added to jieba's; *forget*: words that jieba should not know."""
        self._words = dict(words or {})
        self._forget = tuple(forget)
        recipe = tuple(sorted(self._words.items())), self._forget
        self._tokenizer = _load_jieba(*recipe)
        self.words = _load_cutter(*recipe)
        """Returns the words of a run, as ``path`` does."""
        self.path = lru_cache(maxsize=1 << 16)(self._path)

    @property
    def recipe(self) -> tuple[dict[str, int], tuple[str, ...]]:
        """What makes another one like it: the words added and those forgotten."""
        return self._words, self._forget

    def __reduce__(self) -> tuple[object, ...]:
        # Whoosh pickles the schema, and with it this: the recipe, not 350,000 words.
        return DictionarySegmenter, self.recipe

    def _path(self, run: str) -> list[Span]:
        spans, at = [], 0
        for word in self.words(run):
            spans.append((at, at + len(word)))
            at += len(word)
        return spans

    def is_word(self, text: str) -> bool:
        """Tell whether the dictionary has *text*."""
        return bool(self._tokenizer.FREQ.get(text))

    def cost(self, word: str) -> int:
        """Return 16·ln(total / frequency), rounded: what ``VocabularySegmenter`` adds up.

        Sixteenths: fine enough to choose between cuts, and one or two bytes in the bundle.
        """
        return round(16 * math.log(self._tokenizer.total / max(self._tokenizer.FREQ.get(word, 0), 1)))

    @property
    def unknown_cost(self) -> int:
        """The cost of a character that is no word."""
        return self.cost("")


@lru_cache(maxsize=4)
def _load_jieba(words: tuple[tuple[str, int], ...], forget: tuple[str, ...]) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency in words:
        tokenizer.add_word(word, frequency)
    for word in forget:
        tokenizer.del_word(word)
    return tokenizer


@lru_cache(maxsize=4)
def _load_cutter(words: tuple[tuple[str, int], ...], forget: tuple[str, ...]) -> Cut:
    return word_cutter(_load_jieba(words, forget))


class VocabularySegmenter:
    """Cuts a query with the words of the index itself, as the browser does.

    The same graph and best path as jieba's (``jieba.Tokenizer.calc``), restricted to words that can
    match something; costs are integers, so that no rounding of a logarithm decides a tie differently
    in two languages.
    """

    def __init__(self, costs: Mapping[str, int], unknown_cost: int) -> None:
        self.costs = costs
        self.unknown_cost = unknown_cost

    def path(self, run: str) -> list[Span]:
        """Return the cheapest sequence of words; of equal ones that with the longer first word."""
        best: list[tuple[int, int]] = [(0, 0)] * (len(run) + 1)
        for start in range(len(run) - 1, -1, -1):
            single = self.costs.get(run[start], self.unknown_cost)
            choice = (single + best[start + 1][0], start + 1)
            for end in range(start + 2, min(start + MAX_HAN_WORD, len(run)) + 1):
                cost = self.costs.get(run[start:end])
                if cost is not None and cost + best[end][0] <= choice[0]:
                    choice = (cost + best[end][0], end)
            best[start] = choice
        spans, at = [], 0
        while at < len(run):
            spans.append((at, best[at][1]))
            at = best[at][1]
        return spans

    def is_word(self, text: str) -> bool:
        """Tell whether the index has *text* as a word."""
        return text in self.costs


def analyze(text: str, segmenter: Segmenter) -> list[Token]:
    """Return the tokens of *text* with offsets into *text* itself."""
    folded = fold(text)
    offsets = folded.offsets
    return [
        token._replace(start=offsets[token.start], end=_end_offset(folded, token.end))
        for token in tokenize(folded.text, segmenter)
    ]


def _end_offset(folded: Folded, end: int) -> int:
    """Where in the original the character that ends before folded offset *end* itself ends."""
    offsets, last = folded.offsets, end - 1
    while end < len(offsets) - 1 and offsets[end] == offsets[last]:
        end += 1
    return offsets[end]


def tokenize(folded: str, segmenter: Segmenter) -> Iterator[Token]:
    """Yield the tokens of folded text, in order of position; offsets point into *folded*."""
    position = 0
    before: tuple[str, int, int] | None = None
    for match in _RUN.finditer(folded):
        start, end = match.span()
        if match["han"]:
            run_tokens = list(_han_tokens(match["han"], start, position, segmenter))
        else:
            run_tokens = list(_alnum_tokens(match["alnum"], start, position))
        # A number or Latin word and the Han character that touches it: 7天, app闪.
        if before and before[1] == start:
            bridge = _bridge(before[0], match.group())
            gram_start = start - (len(bridge) - _head_length(match.group()))
            if len(bridge) <= MAX_WORD + 1:
                yield Token(bridge, before[2], gram_start, gram_start + len(bridge), "gram")
        yield from run_tokens
        position = run_tokens[-1].position + 1 if run_tokens else position
        before = (match.group(), end, position - 1)


def recall_terms(folded: str) -> list[str]:
    """Return the terms of the recall field: every character, and the letter pairs of runs that are not Han.

    With them any fragment is found: one Han character (longer fragments have bigrams), the inside of a word.
    """
    terms: dict[str, None] = {}
    for run, chunks in runs(folded):
        terms.update(dict.fromkeys(run))
        terms.update(dict.fromkeys(letter_pairs(run) if chunks else ()))
    return list(terms)


def letter_pairs(run: str) -> tuple[str, ...]:
    """Return the pairs of neighbouring letters and digits of a run that is not Han."""
    # What is longer is no word, hardly comes again, and may be as long as a page.
    return _known_pairs(run) if len(run) <= MAX_WORD else _run_pairs(run)


def _run_pairs(run: str) -> tuple[str, ...]:
    return tuple(chain(*map(_pairs, _CHUNK.findall(run))))


_known_pairs = lru_cache(maxsize=1 << 14)(_run_pairs)


def literal_parts(folded: str) -> list[list[str]]:
    """Return, for each part of a query between spaces, the terms that stand wherever the part itself stands.

    Pairs of neighbours, not words: where a word ends depends on what follows, which is still being typed.
    """
    parts = []
    for part in folded.split():
        terms: list[str] = []
        before: tuple[str, int] | None = None
        for match in _RUN.finditer(part):
            run = match.group()
            if before and before[1] == match.start():
                terms.append(_bridge(before[0], run))
            terms.extend((_pairs(run) or [run]) if match["han"] else [run])
            before = (run, match.end())
        if terms:
            parts.append(list(dict.fromkeys(terms)))
    return parts


def recall_clauses(folded: str) -> tuple[tuple[str, ...], ...]:
    """Return what a query asks of the recall field: of each clause a page must have every term."""
    clauses: dict[tuple[str, ...], None] = {}
    for run, chunks in runs(folded):
        if not chunks and len(run) == 1:
            clauses[(run,)] = None
        for chunk in chunks:
            clauses[tuple(dict.fromkeys(_pairs(chunk) or [chunk]))] = None
    return tuple(clauses)


def runs(folded: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each run; of one that is not Han also its chunks of letters and digits."""
    for match in _RUN.finditer(folded):
        yield match.group(), [] if match["han"] else _CHUNK.findall(match.group())


def _pairs(chunk: str) -> list[str]:
    return [chunk[at : at + 2] for at in range(len(chunk) - 1)]


def _head_length(run: str) -> int:
    """Length of the first unit: a Han character, or the first chunk of letters and digits."""
    chunk = _CHUNK.match(run)
    return 1 if is_han(run[0]) or chunk is None else chunk.end()


def _bridge(left: str, right: str) -> str:
    tail = left[-1] if is_han(left[-1]) else _CHUNK.findall(left)[-1]
    return tail + right[: _head_length(right)]


def _han_tokens(run: str, offset: int, position: int, segmenter: Segmenter) -> Iterator[Token]:
    path = segmenter.path(run)
    for ordinal, (start, end) in enumerate(path, position):
        yield Token(run[start:end], ordinal, offset + start, offset + end, "word")
        for part_start, part_end in _parts(run, start, end, segmenter):
            yield Token(run[part_start:part_end], ordinal, offset + part_start, offset + part_end, "part")
        for at in range(start, min(end, len(run) - 1)):
            gram = run[at : at + 2]
            inside = at + 2 <= end
            if not (inside and (end - start == 2 or segmenter.is_word(gram))):
                yield Token(gram, ordinal, offset + at, offset + at + 2, "gram")


def _parts(run: str, start: int, end: int, segmenter: Segmenter) -> Iterator[Span]:
    for part_start in range(start, end - 1):
        for part_end in range(part_start + 2, end + 1):
            if part_end - part_start < end - start and segmenter.is_word(run[part_start:part_end]):
                yield part_start, part_end


def _alnum_tokens(run: str, offset: int, position: int) -> Iterator[Token]:
    seen: set[Span] = set()
    if len(run) <= MAX_WORD:
        seen.add((0, len(run)))
        yield Token(run, position, offset, offset + len(run), "word")
    ordinal = position
    for chunk in _CHUNK.finditer(run):
        for index, span in enumerate(
            [chunk.span(), *(m.span() for m in _PIECE.finditer(run, *chunk.span()))]
        ):
            ordinal += index > 1
            if span not in seen and span[1] - span[0] <= MAX_WORD:
                seen.add(span)
                kind = "part" if len(run) <= MAX_WORD else "word"
                yield Token(run[slice(*span)], ordinal, offset + span[0], offset + span[1], kind)
        ordinal += chunk.end() < len(run)
