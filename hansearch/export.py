"""The inverted index → the static bundle that a browser reads. ``FORMAT.md`` describes every bit of it.

Deterministic: the same pages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain

import zopfli.zlib

from hansearch import __version__
from hansearch.bits import pack, rice_parameter
from hansearch.columns import ATTRIBUTES, PHRASES, collect_columns
from hansearch.fold import fold_pairs_of
from hansearch.index import LEVELS, scored_fields
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.postings import Postings
from hansearch.sections import Page, page_parts
from hansearch.term_shards import (
    Documents,
    Shape,
    TermShards,
    Where,
    encode_keys,
    line_places,
    section_places,
)

FORMAT_VERSION = 5
"""A browser that does not know the version says so and searches nothing."""

MANIFEST = "manifest.bin"

GENERATION_LENGTH = 10
"""Hexadecimal digits of the folder that all other files of a bundle lie in."""


def export_bundle(
    pages: Sequence[Page], postings: Postings, lexicon: Lexicon, parameters: Parameters
) -> dict[str, bytes]:
    """Return the files of the bundle: name → content, the manifest last."""
    parts = page_parts(pages)
    shape = _shape(parts, postings)
    documents = Documents(shape, section_places(_sections(parts), shape), line_places(_lines(pages), shape))
    columns = collect_columns(postings, lexicon, documents.sections.pages)
    shards = TermShards(columns, ATTRIBUTES, documents)
    starts, contents = zip(*shards.shards(), strict=True)
    files = {f"t{number}": content for number, content in enumerate(contents)}
    pairs = _all_pairs(pages)
    for page, (of_page, sizes) in enumerate(zip(pages, parts, strict=True)):
        for part, content in enumerate(_stored(of_page, sizes, pairs)):
            files[f"p{page}-{part}"] = zlib.compress(content, 9)
    files["words"] = zlib.compress("\n".join(lexicon.words.latin).encode(), 9)
    for name in files:
        files[name] = seal(name, files[name])
    generation = _digest(files.values())
    fields = {level: scored_fields(level) for level in LEVELS}
    scored = {f"{level}.{field.name}" for level, own in fields.items() for field in own}
    manifest = {
        "format": FORMAT_VERSION,
        "generator": f"hansearch {__version__}",
        "generation": generation,
        "parameters": asdict(parameters),
        "counts": postings.counts,
        "fields": {
            level: [[field.name, field.boost, field.k1] for field in own] for level, own in fields.items()
        },
        "unknown_cost": lexicon.unknown_cost,
        "weak": lexicon.weak,
        "pins": _pins(pages, lexicon),
        "syllables": _by_initial(lexicon.syllables),
        "shape": asdict(shape),
        "attributes": [[one.name, one.kind, one.name in scored] for one in ATTRIBUTES],
        "masks": shards.masks,
        "longest_phrase": max(map(len, chain.from_iterable(columns[name] for name in PHRASES)), default=0),
        "terms": b64encode(pack(encode_keys(starts))).decode(),
    }
    bundle = {f"{generation}/{name}.bin": content for name, content in files.items()}
    return {**bundle, MANIFEST: zopfli.zlib.compress(_json(manifest))}


def seal(name: str, content: bytes) -> bytes:
    """Put before the content of a file the CRC-32 of its name and its content, by which a reader knows it again."""
    return zlib.crc32(name.encode() + content).to_bytes(4, "big") + content


def _digest(contents: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()[:GENERATION_LENGTH]


def _json(value: object) -> bytes:
    """JSON in GB 18030, which takes two bytes for a Han character and so a sixth less than UTF-8 when compressed.

    What is no letter of two bytes there, or what its editions differ in, stands as an escape.
    """
    return _encode(_dumps(value))


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _encode(text: str) -> bytes:
    return _UNSAFE.sub(_escape, text).encode("gb18030")


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


_UNSAFE = re.compile(
    "[^\x20-\x7e\xb7\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3003\u3005-\u3011\u4e00-\u9fa5\uff01-\uff5e]"
)


def _by_initial(syllables: Iterable[str]) -> str:
    """Return a line for each initial, which may be none: it, and the finals that it is said with."""
    finals: dict[str, list[str]] = {}
    for syllable in syllables:
        initial, final = _SYLLABLE.findall(syllable)[0]
        finals.setdefault(initial, []).append(final)
    return "\n".join(" ".join((initial, *own)) for initial, own in finals.items())


_SYLLABLE = re.compile("([^aeiou]*)(.*)")


def _pins(pages: Sequence[Page], lexicon: Lexicon) -> list[list[object]]:
    numbers = {page.path: number for number, page in enumerate(pages)}
    return [[[numbers[path] for path in pin.first], len(pin.when)] for pin in lexicon.pins]


def _all_pairs(pages: Sequence[Page]) -> dict[str, str]:
    """Return Traditional → Simplified for all that is stored."""
    alphabet: set[str] = set()
    for page in pages:
        alphabet.update(page.url, page.title, page.category, page.answer)
        for section in page.sections:
            alphabet.update(section.fragment, section.heading, section.text)
    return fold_pairs_of("".join(alphabet))


def _stored(page: Page, sizes: Sequence[int], pairs: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the parts of a page; what is said once for the page stands in each, its answer in the first."""
    sections = iter(page.sections)
    for part, size in enumerate(sizes):
        own = [
            [section.fragment, section.heading, section.text]
            for _, section in zip(range(size), sections, strict=False)
        ]
        answer = page.answer if part == 0 else ""
        said = _dumps([page.url, page.title, page.category, answer, len(sizes), own])
        used = "".join(f"{one}{pairs[one]}" for one in sorted(pairs.keys() & set(said)))
        yield _encode(f"[{_dumps(used)},{said[1:]}")


def _shape(parts: Sequence[Sequence[int]], postings: Postings) -> Shape:
    """Return what gaps are to be expected: parts of a page, sections of a part, lines of a page."""
    part_count = sum(map(len, parts))
    counts = postings.counts
    return Shape(
        pages=counts["pages"],
        part_bits=rice_parameter(part_count, max(1, counts["pages"])),
        place_bits=rice_parameter(counts["sections"], max(1, part_count)),
        line_bits=rice_parameter(counts["lines"], max(1, counts["pages"])),
    )


def _sections(parts: Sequence[Sequence[int]]) -> list[Where]:
    return [
        (page, part, place)
        for page, sizes in enumerate(parts)
        for part, size in enumerate(sizes)
        for place in range(size)
    ]


def _lines(pages: Sequence[Page]) -> list[Where]:
    return [(page, place) for page, one in enumerate(pages) for place in range(len(one.questions))]
