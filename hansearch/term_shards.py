"""Terms, with all that is known of each, → term shards: ``FORMAT.md``, "Term shard". Called by ``export.py``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby, pairwise
from operator import add, sub
from typing import Any

from hansearch.bits import GAMMA, RAW, fixed, gamma, pack, rice_codes, rice_parameter, step_codes
from hansearch.postings import Posting

TERM_SHARD_BYTES = 300
"""Size at which a shard is closed, at the least …"""

_SCALE = 0.4
"""… and else the square root of this times all of them: where more entries in the manifest would cost a reader as much
as larger shards. An entry takes two bytes, and a query needs about twelve shards, mostly larger ones than the median.
Smaller ones would save some bytes more, but be more to ask for."""

_MAX_GROUP = 2
"""A first character whose terms outgrow this many shard sizes is divided after all."""

_EARLIEST, _LATEST = 0.3, 1.1
"""Times the size at which such a group is cut, at the place between where the fewest characters tell the parts from
each other: where each begins is what every reader loads (prefix B-trees: Bayer and Unterauer 1977)."""

MAX_MASKS = 32
"""Sets of attributes that have a number, which each reader loads; the rest, which few terms have, stand as they are."""

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


Where = tuple[int, ...]
"""A document below a page: (page, part, place in the part) of a section, (page, place) of a line; or without the page."""


def encode_string(text: str) -> Iterator[str]:
    """Yield a string: its length and its characters."""
    yield gamma(len(text) + 1)
    yield from map(encode_character, text)


@lru_cache(1 << 15)
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


def encode_pages(pages: Sequence[int], shape: Shape) -> Iterable[str]:
    """Return the pages that have a term: how many, and the step to each."""
    return chain((GAMMA[len(pages)],), _steps(pages, shape))


def encode_postings(postings: Sequence[Posting], shape: Shape) -> Iterable[str]:
    """Return the pages that have a term, each with how often."""
    pages, frequencies = zip(*postings, strict=True)
    return chain((GAMMA[len(pages)],), map(add, _steps(pages, shape), map(GAMMA.__getitem__, frequencies)))


def _steps(pages: Sequence[int], shape: Shape) -> Iterable[str]:
    # A million of them in docs-cn: no frame of Python's for each.
    codes = step_codes(shape.pages, len(pages))
    return map(codes.__getitem__, map(sub, pages, chain((-1,), pages)))


class Places:
    """Where the documents of a level lie: in which pages, and how one is told from the others of its page."""

    def __init__(self, documents: Sequence[Where], code: Callable[[Where | None, Where], str]) -> None:
        """*documents*: page and place in it; *code*: (place before in the same page, place) → code of the latter."""
        self.pages = [page for page, *_ in documents]
        self._places = [document[1:] for document in documents]
        self._code = code
        self.first = [code(None, place) for place in self._places]
        """The code of a document before which its page has no other."""

    def further(self, before: int, document: int) -> str:
        """Return the code of a document behind another of the same page."""
        return self._code(self._places[before], self._places[document])


def line_places(lines: Sequence[Where], shape: Shape) -> Places:
    """Return the places of lines: (page, place) each."""
    codes = rice_codes(shape.line_bits)

    def code(before: Where | None, place: Where) -> str:
        return codes[place[0] - (before[0] + 1 if before else 0)]

    return Places(lines, code)


def section_places(sections: Sequence[Where], shape: Shape) -> Places:
    """Return the places of sections: (page, part, place in the part) each."""
    parts, places = rice_codes(shape.part_bits), rice_codes(shape.place_bits)

    def code(before: Where | None, where: Where) -> str:
        part, place = where
        if before is None:
            return parts[part] + places[place]
        return parts[part - before[0]] + places[place - (before[1] + 1 if part == before[0] else 0)]

    return Places(sections, code)


def encode_placed(postings: Sequence[Posting], shape: Shape, places: Places) -> Iterator[str]:
    """Yield pages, and in each its documents: where, how often, and a bit that says whether another follows."""
    pages, first = places.pages, places.first
    count = len({pages[document] for document, _ in postings})
    steps = step_codes(shape.pages, count)
    yield GAMMA[count]
    page_before = before = -1
    for document, frequency in postings:
        page = pages[document]
        if page == page_before:
            yield f"1{places.further(before, document)}{GAMMA[frequency]}"
        else:
            yield f"{'' if before < 0 else '0'}{steps[page - page_before]}{first[document]}{GAMMA[frequency]}"
        page_before, before = page, document
    yield "0"


@dataclass(frozen=True)
class Documents:
    """What the lists of terms are written by."""

    shape: Shape
    sections: Places
    lines: Places


Encoder = Callable[[Any, Documents], Iterable[str]]

ENCODERS: Mapping[str, Encoder] = {
    "number": lambda value, _: (fixed(value, NUMBER_BITS),),
    "string": lambda value, _: encode_string(value),
    "strings": lambda value, _: encode_strings(value),
    "pairs": lambda value, _: encode_pairs(value),
    "pages": lambda value, documents: encode_pages(value, documents.shape),
    "postings": lambda value, documents: encode_postings(value, documents.shape),
    "sections": lambda value, documents: encode_placed(value, documents.shape, documents.sections),
    "lines": lambda value, documents: encode_placed(value, documents.shape, documents.lines),
}
"""How the value of an attribute is written, by its kind."""


class TermShards:
    """The shards of all terms."""

    def __init__(
        self,
        columns: Mapping[str, Mapping[str, Any]],
        attributes: Sequence[Attribute],
        documents: Documents,
    ) -> None:
        """*columns*: name of an attribute → term → value; *attributes* in the order of their bits."""
        self._terms = sorted(set().union(*columns.values()))
        masks = dict.fromkeys(self._terms, 0)
        for bit, attribute in enumerate(attributes):
            for term in columns[attribute.name]:
                masks[term] |= 1 << bit
        counts = Counter(masks.values())
        self.masks = sorted(counts, key=lambda mask: (-counts[mask], mask))[:MAX_MASKS]
        """The commonest sets of attributes that terms have, those that most terms have first."""
        codes = {mask: gamma(len(self.masks) + 1) + fixed(mask, len(attributes)) for mask in counts}
        codes |= {mask: gamma(rank) for rank, mask in enumerate(self.masks, 1)}
        known = {
            mask: [
                (ENCODERS[one.kind], columns[one.name])
                for bit, one in enumerate(attributes)
                if mask >> bit & 1
            ]
            for mask in counts
        }
        # As numbers, an eighth of what the codes take; a one in front keeps their zeros.
        self._records = {
            term: int("".join(("1", codes[mask], *_codes(term, known[mask], documents))), 2)
            for term, mask in masks.items()
        }

    def shards(self) -> Iterator[tuple[str, bytes]]:
        """Yield (where it begins, content); terms in code point order, a first character whole where it fits."""
        size = {term: 2 + (record.bit_length() - 1) // 8 for term, record in self._records.items()}
        target = max(TERM_SHARD_BYTES, math.isqrt(int(_SCALE * sum(size.values()))))
        waiting: list[str] = []
        waiting_size = 0
        for _, own in groupby(self._terms, key=lambda term: term[0]):
            group = list(own)
            group_size = sum(size[term] for term in group)
            if waiting and waiting_size + group_size > target:
                yield waiting[0][0], self._shard(waiting)
                waiting, waiting_size = [], 0
            if group_size <= _MAX_GROUP * target:
                waiting += group
                waiting_size += group_size
                continue
            before = ""
            for part in _cut(group, size, target):
                yield part[0][: _shared(before, part[0]) + 1], self._shard(part)
                before = part[-1]
        if waiting:
            yield waiting[0][0], self._shard(waiting)

    def _shard(self, terms: Sequence[str]) -> bytes:
        head, *keys = encode_keys(terms)
        records = (f"{self._records.pop(term):b}"[1:] for term in terms)
        return pack(chain((head,), map(add, keys, records)))


def encode_keys(terms: Sequence[str]) -> Iterator[str]:
    """Yield how many terms there are and by how many low bits they are told; then each, told from the one before.

    *terms*: in code point order, each once.
    """
    keys = [(before, term, _shared(before, term)) for before, term in pairwise(chain(("",), terms))]
    low_bits = _step_bits(keys)
    yield gamma(len(terms)) + fixed(low_bits, 4)
    for before, term, shared in keys:
        yield _key(before, term, shared, low_bits)


def _codes(
    term: str, known: Iterable[tuple[Encoder, Mapping[str, Any]]], documents: Documents
) -> Iterator[str]:
    return chain.from_iterable(encode(column[term], documents) for encode, column in known)


def _cut(terms: Sequence[str], size: Mapping[str, int], target: int) -> Iterator[Sequence[str]]:
    """Yield the terms in parts of about *target* bytes, cut where few characters tell a part from the one before."""
    start = best = total = 0
    shortest = math.inf
    for at, term in enumerate(terms):
        if total > _EARLIEST * target:
            length = _shared(terms[at - 1], term)
            if length <= shortest:
                best, shortest = at, length
            if total + size[term] > _LATEST * target:
                yield terms[start:best]
                start, total, shortest = best, sum(size[one] for one in terms[best:at]), math.inf
        total += size[term]
    yield terms[start:]


def _key(before: str, term: str, shared: int, low_bits: int) -> str:
    """Return a term after another: characters shared, how many follow, the first of them as a step, the others whole."""
    first = encode_character(term[shared])
    if shared < len(before):
        first = rice_codes(low_bits)[ord(term[shared]) - ord(before[shared]) - 1]
    others = "".join(map(encode_character, term[shared + 1 :]))
    return GAMMA[shared + 1] + GAMMA[len(term) - shared] + first + others


def _step_bits(keys: Iterable[tuple[str, str, int]]) -> int:
    """Return the Rice parameter of the steps between terms: (term before, term, characters shared) each."""
    steps = [
        ord(term[shared]) - ord(before[shared]) - 1 for before, term, shared in keys if shared < len(before)
    ]
    return min(rice_parameter(sum(steps), len(steps)), _MAX_STEP_BITS) if steps else 0


def _shared(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length
