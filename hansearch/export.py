"""The inverted index → the static bundle that a browser reads. ``FORMAT.md`` describes every byte of it.

Deterministic: the same pages give the same bytes. Every file but the manifest is named by its content.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain, groupby, pairwise
from typing import Any

from hansearch import __version__
from hansearch.fold import fold_pairs, fold_pairs_of
from hansearch.index import LEVELS, scored_fields
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.postings import STORED_FIELDS, Posting, Postings
from hansearch.sections import Page, shard_sections
from hansearch.words import write_words

FORMAT_VERSION = 2
"""A browser that does not know the version says so and searches nothing."""

NAME_LENGTH = 10
"""Hexadecimal digits of a file's name: forty bits, since the reader pays for the names of all files."""

TERM_SHARD_BYTES = 800
"""Uncompressed size at which a shard of the term dictionary is closed, at the least …"""

_TERM_SHARD_SCALE = 1.2
"""… and else the square root of this times all of them: where more names in the manifest would cost a reader as
much as larger shards. A name and its first term take 8 bytes, a query needs about 14 shards, and a shard compresses
to half its size: 8 / 14 × 2."""

_MAX_GROUP = 4
"""A first character whose terms outgrow this many shard sizes is split after all."""

_COLUMNS = ("shared", "suffix_sizes", "costs", "sounds", "masks", "counts", "gaps", "frequencies")
"""The columns of numbers in a term shard, between those of suffixes and of phrases."""


def export_bundle(
    pages: Sequence[Page], postings: Postings, lexicon: Lexicon, parameters: Parameters
) -> dict[str, bytes]:
    """Return the files of the bundle: name → content, the manifest last."""
    files: dict[str, bytes] = {}

    def add(raw: bytes) -> str:
        content = zlib.compress(raw, 9)
        name = hashlib.sha256(content).hexdigest()[:NAME_LENGTH]
        files[f"{name}.bin"] = content
        return name

    sounds = sorted(set(lexicon.readings.values()))
    places = {sound: place for place, sound in enumerate(sounds, 1)}
    terms = [(first, add(raw)) for first, raw in _term_shards(postings, lexicon, places)]
    stored = [(count, add(raw)) for count, raw in _stored_shards(pages)]
    manifest = {
        "format": FORMAT_VERSION,
        "generator": f"hansearch {__version__}",
        "parameters": asdict(parameters),
        "counts": postings.counts,
        "fields": {level: [[field.name, field.boost] for field in scored_fields(level)] for level in LEVELS},
        "unknown_cost": lexicon.unknown_cost,
        "weak": lexicon.weak,
        "pins": _pins(pages, lexicon),
        "syllables": lexicon.syllables,
        "sounds": sounds,
        "lists": [f"{level}.{name}" for level, name in STORED_FIELDS],
        "words": [add(text.encode()) for text in write_words(lexicon.words)],
        "sections": [len(page.sections) for page in pages],
        "lines": [len(page.questions) for page in pages],
        "lengths": {f"{level}.{name}": values for (level, name), values in postings.lengths.items()},
        "terms": [[first for first, _ in terms], "".join(name for _, name in terms)],
        "stored": [[count for count, _ in stored], "".join(name for _, name in stored)],
    }
    files["manifest.bin"] = zlib.compress(_json(manifest), 9)
    return files


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _pins(pages: Sequence[Page], lexicon: Lexicon) -> list[list[object]]:
    numbers = {page.path: number for number, page in enumerate(pages)}
    return [[[numbers[path] for path in pin.first], len(pin.when)] for pin in lexicon.pins]


def _stored_shards(pages: Sequence[Page]) -> Iterable[tuple[int, bytes]]:
    """Yield (number of sections, content); a page that goes on in the next shard is named there again."""
    sections = [(page, section) for page in pages for section in page.sections]
    for start, end in pairwise([*shard_sections(pages), len(sections)]):
        records = []
        for page, own in groupby(sections[start:end], key=lambda item: item[0]):
            texts = [[section.anchor, section.heading, section.text] for _, section in own]
            records.append([page.url, page.title, page.category, page.answer, texts])
        content = _json(records)
        yield end - start, _json([_joined(fold_pairs_of(content.decode())), records])


def _joined(pairs: Mapping[str, Any]) -> str:
    return "".join(chain.from_iterable(sorted(pairs.items())))


def _term_shards(
    postings: Postings, lexicon: Lexicon, places: Mapping[str, int]
) -> Iterable[tuple[str, bytes]]:
    """Yield (where it begins, content); terms in code point order, a first character whole where it fits."""
    phrases = _phrases(postings, lexicon)
    terms = postings.terms.keys() | postings.characters.keys() | lexicon.readings.keys()
    by_first: dict[str, list[str]] = {first: [] for first in phrases}
    for term in sorted(terms):
        by_first.setdefault(term[0], []).append(term)
    size = {term: _estimate(term, postings) for term in terms}
    target = max(TERM_SHARD_BYTES, math.isqrt(int(_TERM_SHARD_SCALE * sum(size.values()))))

    def shard(own: Iterable[str], firsts: Iterable[str]) -> bytes:
        beside = [phrases[first] for first in firsts if first in phrases]
        return _term_shard(own, beside, postings, lexicon, places)

    def whole(firsts: Sequence[str]) -> tuple[str, bytes]:
        return firsts[0], shard(chain.from_iterable(by_first[first] for first in firsts), firsts)

    waiting: list[str] = []
    waiting_size = 0
    for first in sorted(by_first):
        group_size = sum(size[term] for term in by_first[first])
        if waiting and waiting_size + group_size > target:
            yield whole(waiting)
            waiting, waiting_size = [], 0
        if group_size <= _MAX_GROUP * target:
            waiting.append(first)
            waiting_size += group_size
            continue
        for place, part in enumerate(_cut(by_first[first], size, target)):
            yield (part[0], shard(part, ())) if place else (first, shard(part, [first]))
    if waiting:
        yield whole(waiting)


def _cut(terms: Sequence[str], size: Mapping[str, int], target: int) -> Iterable[list[str]]:
    part: list[str] = []
    total = 0
    for term in terms:
        if total > target:
            yield part
            part, total = [], 0
        part.append(term)
        total += size[term]
    yield part


def _estimate(term: str, postings: Postings) -> int:
    """About how many bytes a term takes in its shard, uncompressed."""
    by_field = postings.terms.get(term, {})
    return 6 + 2 * sum(map(len, by_field.values())) + len(postings.characters.get(term, ()))


def _phrases(postings: Postings, lexicon: Lexicon) -> dict[str, dict[str, dict[str, Any]]]:
    """Return, by first character, what a query is rewritten and widened by: FORMAT.md, "Phrases".

    Beside the terms of that character, because a query that has the phrase loads those anyway.
    """
    alphabet = set(
        chain.from_iterable(
            chain(
                postings.terms,
                postings.characters,
                lexicon.readings,
                lexicon.weak,
                lexicon.regional,
                lexicon.expansions,
                *(chain(pin.unless, *pin.when) for pin in lexicon.pins),
            )
        )
    )
    pins: dict[str, list[tuple[int, int]]] = {}
    for number, pin in enumerate(lexicon.pins):
        for place, group in enumerate((pin.unless, *pin.when)):
            for phrase in group:
                pins.setdefault(phrase, []).append((number, place))
    kinds: dict[str, Mapping[str, Any]] = {
        "fold": fold_pairs(alphabet),
        "regional": lexicon.regional,
        "synonyms": lexicon.expansions,
        "pins": pins,
    }
    phrases: dict[str, dict[str, dict[str, Any]]] = {}
    for kind, values in kinds.items():
        for phrase, value in sorted(values.items()):
            phrases.setdefault(phrase[0], {}).setdefault(kind, {})[phrase] = value
    return phrases


def _term_shard(
    terms: Iterable[str],
    phrases: Sequence[Mapping[str, Mapping[str, Any]]],
    postings: Postings,
    lexicon: Lexicon,
    places: Mapping[str, int],
) -> bytes:
    """FORMAT.md, "Term shard": ten columns. Values of a kind stand together, which compresses best."""
    suffixes = bytearray()
    numbers: dict[str, list[int]] = {name: [] for name in _COLUMNS}
    before = b""
    for term in terms:
        key = term.encode()
        shared = _shared_prefix(before, key)
        numbers["shared"].append(shared)
        numbers["suffix_sizes"].append(len(key) - shared)
        suffixes += key[shared:]
        before = key
        cost = lexicon.costs.get(term)
        numbers["costs"].append(0 if cost is None else cost + 1)
        numbers["sounds"].append(places.get(lexicon.readings.get(term, ""), 0))
        _append_lists(_lists(term, postings), numbers)
    joined: dict[str, dict[str, Any]] = {}
    for own in phrases:
        for kind, values in own.items():
            joined.setdefault(kind, {}).update(values)
    written = {kind: _joined(values) if kind == "fold" else values for kind, values in joined.items()}
    columns = [
        bytes(suffixes),
        *(_varints(numbers[name]) for name in _COLUMNS),
        _json(written) if written else b"",
    ]
    term_count = len(numbers["shared"])
    return _varints([term_count]) + b"".join(_varints([len(column)]) + column for column in columns)


def _lists(term: str, postings: Postings) -> list[Sequence[Posting]]:
    """Return the term's postings in each of ``STORED_FIELDS``, and last, without frequencies, in the recall field."""
    by_field = postings.terms.get(term, {})
    return [
        *(by_field.get(field, ()) for field in STORED_FIELDS),
        [(page, 0) for page in postings.characters.get(term, ())],
    ]


def _append_lists(lists: Sequence[Sequence[Posting]], numbers: dict[str, list[int]]) -> None:
    numbers["masks"].append(sum(1 << bit for bit, entries in enumerate(lists) if entries))
    for entries in filter(None, lists):
        numbers["counts"].append(len(entries))
        documents = [document for document, _ in entries]
        numbers["gaps"] += [b - a - 1 for a, b in zip([-1, *documents], documents, strict=False)]
        numbers["frequencies"] += [frequency for _, frequency in entries if frequency]


def _shared_prefix(a: bytes, b: bytes) -> int:
    length = 0
    while length < min(len(a), len(b)) and a[length] == b[length]:
        length += 1
    return length


def _varints(values: Iterable[int]) -> bytes:
    """Seven bits a byte, the lowest first, the high bit set on all but the last of each number."""
    encoded = bytearray()
    for value in values:
        while value > 0x7F:
            encoded.append(value & 0x7F | 0x80)
            value >>= 7
        encoded.append(value)
    return bytes(encoded)
