"""Terms, with all that is known of each, → term shards: ``FORMAT.md``, "Term shard". Called by ``export.py``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from hansearch.bits import RAW, fixed, gamma, pack, rice, rice_parameter
from hansearch.postings import Posting

TERM_SHARD_BYTES = 300
"""Size at which a shard is closed, at the least …"""

_SCALE = 0.56
"""… and else the square root of this times all of them: where more entries in the manifest would cost a reader as much
as larger shards. An entry takes 2.3 bytes, and a query needs about nine shards, mostly larger ones than the median."""

_MAX_GROUP = 2
"""A first character whose terms outgrow this many shard sizes is divided after all."""

NUMBER_BITS = 9
"""The dearest word costs 287, and there are 330 sounds."""

_HAN_START, _HAN_BITS = 0x4E00, 15
_MAX_STEP_BITS = 15


@dataclass(frozen=True)
class Attribute:
    """Something that may be known of a term, and how it is written."""

    name: str
    kind: str
    """A key of ``ENCODERS``."""


@dataclass(frozen=True)
class Shape:
    """What the numbers of documents are written by."""

    pages: int
    part_bits: int
    """Rice parameter of a part's place in its page …"""
    place_bits: int
    """… of a section's place in its part …"""
    line_bits: int
    """… and of a line's in its page."""


Entry = Mapping[str, object]
"""Of one term: name of an attribute → value."""


def encode_string(text: str) -> Iterator[str]:
    """Yield a string: its length and its characters."""
    yield gamma(len(text) + 1)
    yield from map(encode_character, text)


def encode_character(character: str) -> str:
    """Return a character: one bit and seven for ASCII, two and fifteen for the Han block, else two and twenty-one."""
    code = ord(character)
    if code < 0x80:
        return "0" + fixed(code, 7)
    if 0 <= code - _HAN_START < 1 << _HAN_BITS:
        return "10" + fixed(code - _HAN_START, _HAN_BITS)
    return "11" + fixed(code, RAW)


def encode_strings(texts: Sequence[str]) -> Iterator[str]:
    """Yield strings: how many, and each."""
    yield gamma(len(texts))
    for text in texts:
        yield from encode_string(text)


def encode_pairs(pairs: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield pairs of numbers from 0: how many, and each."""
    yield gamma(len(pairs))
    for pair in pairs:
        yield from (gamma(number + 1) for number in pair)


def encode_pages(pages: Sequence[int], shape: Shape) -> Iterator[str]:
    """Yield the pages that have a term: how many, and the gap before each."""
    yield gamma(len(pages))
    low_bits = rice_parameter(shape.pages, len(pages))
    before = -1
    for page in pages:
        yield rice(page - before - 1, low_bits)
        before = page


def encode_postings(postings: Sequence[Posting], shape: Shape) -> Iterator[str]:
    """Yield the pages that have a term, each with how often."""
    yield gamma(len(postings))
    low_bits = rice_parameter(shape.pages, len(postings))
    before = -1
    for page, frequency in postings:
        yield rice(page - before - 1, low_bits)
        yield gamma(frequency)
        before = page


def encode_lines(postings: Sequence[tuple[tuple[int, int], int]], shape: Shape) -> Iterator[str]:
    """Yield the lines of pages that have a term: ((page, place), frequency) each."""
    return _encode_nested(postings, shape, partial(_place_code, shape.line_bits))


def encode_sections(postings: Sequence[tuple[tuple[int, int, int], int]], shape: Shape) -> Iterator[str]:
    """Yield the sections of pages that have a term: ((page, part, place), frequency) each."""

    def code(before: tuple[int, ...] | None, where: tuple[int, ...]) -> str:
        part, place = where
        if before is None:
            return rice(part, shape.part_bits) + rice(place, shape.place_bits)
        further = rice(part - before[0], shape.part_bits)
        return further + rice(place - (before[1] + 1 if part == before[0] else 0), shape.place_bits)

    return _encode_nested(postings, shape, code)


def _place_code(low_bits: int, before: tuple[int, ...] | None, where: tuple[int, ...]) -> str:
    return rice(where[0] - (before[0] + 1 if before else 0), low_bits)


def _encode_nested(
    postings: Sequence[tuple[tuple[int, ...], int]],
    shape: Shape,
    code: Callable[[tuple[int, ...] | None, tuple[int, ...]], str],
) -> Iterator[str]:
    """Yield pages, and in each its documents: where, how often, and a bit that says whether another follows."""
    by_page = [(page, list(own)) for page, own in groupby(postings, key=lambda posting: posting[0][0])]
    yield gamma(len(by_page))
    low_bits = rice_parameter(shape.pages, len(by_page))
    before = -1
    for page, own in by_page:
        yield rice(page - before - 1, low_bits)
        before = page
        place: tuple[int, ...] | None = None
        for number, ((_, *where), frequency) in enumerate(own, 1):
            yield code(place, tuple(where)) + gamma(frequency) + ("1" if number < len(own) else "0")
            place = tuple(where)


ENCODERS: Mapping[str, Callable[[Any, Shape], Iterable[str]]] = {
    "number": lambda value, _: (fixed(value, NUMBER_BITS),),
    "string": lambda value, _: encode_string(value),
    "strings": lambda value, _: encode_strings(value),
    "pairs": lambda value, _: encode_pairs(value),
    "pages": encode_pages,
    "postings": encode_postings,
    "sections": encode_sections,
    "lines": encode_lines,
}
"""How the value of an attribute is written, by its kind."""


class TermShards:
    """The shards of all terms."""

    def __init__(self, entries: Mapping[str, Entry], attributes: Sequence[Attribute], shape: Shape) -> None:
        """*entries*: term → what is known of it; *attributes* in the order of their bits."""
        self._terms = sorted(entries)
        masks = {
            term: sum(1 << bit for bit, known in enumerate(attributes) if known.name in entries[term])
            for term in self._terms
        }
        counts = Counter(masks.values())
        self.masks = sorted(counts, key=lambda mask: (-counts[mask], mask))
        """Which attributes terms have, those that most terms have first."""
        ranks = {mask: gamma(rank) for rank, mask in enumerate(self.masks, 1)}
        self._records = {
            term: "".join((ranks[masks[term]], *_codes(entries[term], attributes, shape)))
            for term in self._terms
        }

    def shards(self) -> Iterator[tuple[str, bytes]]:
        """Yield (where it begins, content); terms in code point order, a first character whole where it fits."""
        size = {term: 2 + len(record) // 8 for term, record in self._records.items()}
        target = max(TERM_SHARD_BYTES, math.isqrt(int(_SCALE * sum(size.values()))))
        waiting: list[str] = []
        waiting_size = 0
        for first, own in groupby(self._terms, key=lambda term: term[0]):
            group = list(own)
            group_size = sum(size[term] for term in group)
            if waiting and waiting_size + group_size > target:
                yield waiting[0][0], self._shard(waiting)
                waiting, waiting_size = [], 0
            if group_size <= _MAX_GROUP * target:
                waiting += group
                waiting_size += group_size
                continue
            for number, part in enumerate(_cut(group, size, target)):
                yield part[0] if number else first, self._shard(part)
        if waiting:
            yield waiting[0][0], self._shard(waiting)

    def _shard(self, terms: Sequence[str]) -> bytes:
        low_bits = _step_bits(terms)
        codes = [gamma(len(terms)), fixed(low_bits, 4)]
        before = ""
        for term in terms:
            codes += (_key(before, term, low_bits), self._records[term])
            before = term
        return pack(codes)


def _codes(entry: Entry, attributes: Sequence[Attribute], shape: Shape) -> Iterator[str]:
    for attribute in attributes:
        if attribute.name in entry:
            yield from ENCODERS[attribute.kind](entry[attribute.name], shape)


def _cut(terms: Sequence[str], size: Mapping[str, int], target: int) -> Iterator[list[str]]:
    part: list[str] = []
    total = 0
    for term in terms:
        if total > target:
            yield part
            part, total = [], 0
        part.append(term)
        total += size[term]
    yield part


def _key(before: str, term: str, low_bits: int) -> str:
    """Return a term after another: characters shared, how many follow, the first of them as a step, the others whole."""
    shared = _shared(before, term)
    following = term[shared:]
    first = encode_character(following[0])
    if shared < len(before):
        first = rice(ord(following[0]) - ord(before[shared]) - 1, low_bits)
    return gamma(shared + 1) + gamma(len(following)) + first + "".join(map(encode_character, following[1:]))


def _step_bits(terms: Sequence[str]) -> int:
    """Return the Rice parameter of the steps between these terms."""
    steps = [
        ord(term[shared]) - ord(before[shared]) - 1
        for before, term in pairwise(terms)
        if (shared := _shared(before, term)) < len(before)
    ]
    return min(rice_parameter(sum(steps), len(steps)), _MAX_STEP_BITS) if steps else 0


def _shared(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length
