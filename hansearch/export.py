"""The inverted index → the static bundle that a browser reads. ``FORMAT.md`` describes every byte of it.

Deterministic: the same pages give the same bytes. Every file but the manifest is named by its content.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain, groupby

from hansearch import __version__
from hansearch.fold import fold_pairs
from hansearch.index import LEVELS, scored_fields
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.postings import STORED_FIELDS, Posting, Postings
from hansearch.sections import Page
from hansearch.words import write_words

FORMAT_VERSION = 1
"""A browser that does not know the version says so and searches nothing."""

TERM_SHARD_BYTES = 2_000
"""Uncompressed size at which a shard of the term dictionary is closed; a first character is kept whole."""

STORED_SHARD_BYTES = 2_000
"""Uncompressed size at which a shard of page texts is closed: one article, as a rule."""

_MAX_GROUP = 4
"""A first character whose terms outgrow this many shard sizes is split after all."""

_COLUMNS = ("shared", "suffix_sizes", "costs", "sounds", "masks", "counts", "gaps", "frequencies")
"""The columns of numbers in a term shard, after the one of suffixes."""


def export_bundle(
    pages: Sequence[Page], postings: Postings, lexicon: Lexicon, parameters: Parameters
) -> dict[str, bytes]:
    """Return the files of the bundle: name → content, the manifest last."""
    files: dict[str, bytes] = {}

    def add(raw: bytes) -> str:
        content = zlib.compress(raw, 9)
        name = hashlib.sha256(content).hexdigest()[:16]
        files[f"{name}.bin"] = content
        return name

    fold = fold_pairs(_alphabet(postings, lexicon))
    readings = _readings(lexicon, fold)
    terms = [[first, add(raw)] for first, raw in _term_shards(postings, lexicon.costs, readings)]
    stored = [[first, add(raw)] for first, raw in _stored_shards(pages)]
    manifest = {
        "format": FORMAT_VERSION,
        "generator": f"hansearch {__version__}",
        "parameters": asdict(parameters),
        "counts": postings.counts,
        "fields": {
            level: [
                [field.name, field.boost, postings.average_lengths[level, field.name]]
                for field in scored_fields(level)
            ]
            for level in LEVELS
        },
        "fold": "".join(traditional + simple for traditional, simple in sorted(fold.items())),
        "unknown_cost": lexicon.unknown_cost,
        "weak": lexicon.weak,
        "synonyms": lexicon.synonyms,
        "one_way": lexicon.one_way,
        "regional": lexicon.regional,
        "pins": _pins(pages, lexicon),
        "syllables": lexicon.syllables,
        "sounds": _sounds(readings),
        "lists": [f"{level}.{name}" for level, name in STORED_FIELDS],
        "words": [add(text.encode()) for text in write_words(lexicon.words)],
        "documents": add(_documents(pages, postings)),
        "terms": terms,
        "stored": stored,
    }
    files["manifest.bin"] = zlib.compress(_json(manifest), 9)
    return files


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _pins(pages: Sequence[Page], lexicon: Lexicon) -> list[dict[str, object]]:
    numbers = {page.path: number for number, page in enumerate(pages)}
    return [
        {"first": [numbers[path] for path in pin.first], "when": pin.when, "unless": pin.unless}
        for pin in lexicon.pins
    ]


def _sounds(readings: Mapping[str, str]) -> list[str]:
    return sorted(set(readings.values()))


def _alphabet(postings: Postings, lexicon: Lexicon) -> set[str]:
    """Return every character that a folded query can be matched by: of terms, and of the phrases of the lexicon."""
    phrases = chain(
        postings.terms,
        postings.characters,
        lexicon.weak,
        lexicon.regional,
        *lexicon.synonyms,
        *lexicon.one_way,
        *(chain(pin.unless, *pin.when) for pin in lexicon.pins),
    )
    return set(chain.from_iterable(phrases))


def _readings(lexicon: Lexicon, fold: Mapping[str, str]) -> dict[str, str]:
    """Return the readings, also of Traditional characters that the browser leaves as they are.

    What they fold to is in no document and can be matched by its sound alone: a reading costs the reader
    nothing until it is asked for, a pair in the manifest would cost every reader.
    """
    unfolded = fold_pairs(set(lexicon.readings)).items() - fold.items()
    return {**lexicon.readings, **{traditional: lexicon.readings[simple] for traditional, simple in unfolded}}


def _documents(pages: Sequence[Page], postings: Postings) -> bytes:
    lengths = {f"{level}.{name}": values for (level, name), values in sorted(postings.lengths.items())}
    return _json(
        {
            "sections": [len(page.sections) for page in pages],
            "lines": [len(page.questions) + len(page.asked_as) for page in pages],
            "lengths": lengths,
        }
    )


def _stored_shards(pages: Sequence[Page]) -> Iterable[tuple[int, bytes]]:
    shard: list[object] = []
    first, size = 0, 0
    for number, page in enumerate(pages):
        sections = [[s.anchor, s.heading, s.text] for s in page.sections]
        record = [page.url, page.title, page.answer, sections]
        shard.append(record)
        size += len(_json(record))
        if size >= STORED_SHARD_BYTES or number == len(pages) - 1:
            yield first, _json(shard)
            shard, first, size = [], number + 1, 0


def _term_shards(
    postings: Postings, costs: Mapping[str, int], readings: Mapping[str, str]
) -> Iterable[tuple[str, bytes]]:
    """Yield (first term, content); terms in code point order, a first character whole where it fits."""
    shard: list[str] = []
    size = 0
    for group in _groups(postings, readings):
        sizes = [_estimate(term, postings) for term in group]
        if shard and size + sum(sizes) > TERM_SHARD_BYTES:
            yield shard[0], _term_shard(shard, postings, costs, readings)
            shard, size = [], 0
        is_split = sum(sizes) > _MAX_GROUP * TERM_SHARD_BYTES
        for term, term_size in zip(group, sizes, strict=True):
            if is_split and size > TERM_SHARD_BYTES:
                yield shard[0], _term_shard(shard, postings, costs, readings)
                shard, size = [], 0
            shard.append(term)
            size += term_size
    if shard:
        yield shard[0], _term_shard(shard, postings, costs, readings)


def _groups(postings: Postings, readings: Mapping[str, str]) -> Iterable[list[str]]:
    """Yield the terms of each first character, all in code point order."""
    terms = sorted(postings.terms.keys() | postings.characters.keys() | readings.keys())
    return (list(group) for _, group in groupby(terms, key=lambda term: term[0]))


def _estimate(term: str, postings: Postings) -> int:
    """About how many bytes a term takes in its shard, uncompressed."""
    by_field = postings.terms.get(term, {})
    return 6 + 2 * sum(map(len, by_field.values())) + len(postings.characters.get(term, ()))


def _term_shard(
    terms: Sequence[str], postings: Postings, costs: Mapping[str, int], readings: Mapping[str, str]
) -> bytes:
    """FORMAT.md, "Term shard": nine columns. Values of a kind stand together, which compresses best."""
    suffixes = bytearray()
    numbers: dict[str, list[int]] = {name: [] for name in _COLUMNS}
    before = b""
    places = {sound: place for place, sound in enumerate(_sounds(readings), 1)}
    for term in terms:
        key = term.encode()
        shared = _shared_prefix(before, key)
        numbers["shared"].append(shared)
        numbers["suffix_sizes"].append(len(key) - shared)
        suffixes += key[shared:]
        before = key
        cost = costs.get(term)
        numbers["costs"].append(0 if cost is None else cost + 1)
        numbers["sounds"].append(places.get(readings.get(term, ""), 0))
        _append_lists(_lists(term, postings), numbers)
    columns = [bytes(suffixes), *(_varints(numbers[name]) for name in _COLUMNS)]
    return _varint(len(terms)) + b"".join(_varint(len(column)) + column for column in columns)


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
    return b"".join(map(_varint, values))


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first, the high bit set on all but the last."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
