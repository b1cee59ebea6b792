"""The inverted index → the static bundle that a browser reads. ``FORMAT.md`` describes every bit of it.

Deterministic: the same pages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

from hansearch import __version__
from hansearch.bits import rice_parameter
from hansearch.fold import fold_pairs, fold_pairs_of
from hansearch.index import LEVELS, is_telling, scored_fields
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.postings import STORED_FIELDS, PackedPostings, Posting, Postings, no_cycles
from hansearch.sections import Page, page_parts
from hansearch.sound import merge_sounds, split_term
from hansearch.term_shards import Attribute, Documents, Shape, TermShards, Where, line_places, section_places

FORMAT_VERSION = 3
"""A browser that does not know the version says so and searches nothing."""

MANIFEST = "manifest.bin"

GENERATION_LENGTH = 10
"""Hexadecimal digits of the folder that all other files of a bundle lie in."""

RECALL_MARK = "\x01"
"""Before a recall term, so that they lie apart: few queries need them."""

FIRST_SOUND = 0xE000
"""Code point that stands for the first syllable in the key of a sound term."""


@no_cycles()
def export_bundle(
    pages: Sequence[Page], postings: Postings, lexicon: Lexicon, parameters: Parameters
) -> dict[str, bytes]:
    """Return the files of the bundle: name → content, the manifest last."""
    parts = page_parts(pages)
    sounds = sorted(set(map(merge_sounds, lexicon.syllables)))
    shape = _shape(parts, postings)
    documents = Documents(shape, section_places(_sections(parts), shape), line_places(_lines(pages), shape))
    entries = _Entries(postings, lexicon, parameters, sounds, documents.sections.pages).collect()
    longest = max((len(term) for term, known in entries.items() if not _PHRASES.isdisjoint(known)), default=0)
    shards = TermShards(entries, ATTRIBUTES, documents)
    starts, contents = zip(*shards.shards(), strict=True)
    files: dict[str, bytes] = {}
    for number, content in enumerate(contents):
        _add(files, f"t{number}", content)
    pairs = _all_pairs(pages)
    for page, (of_page, sizes) in enumerate(zip(pages, parts, strict=True)):
        for part, content in enumerate(_stored(of_page, sizes, pairs)):
            _add(files, f"p{page}-{part}", zlib.compress(content, 9))
    _add(files, "words", zlib.compress("\n".join(lexicon.words.latin).encode(), 9))
    generation = _digest(files.values())
    fields = {level: scored_fields(level) for level in LEVELS}
    scored = {f"{level}.{field.name}" for level, own in fields.items() for field in own}
    manifest = {
        "format": FORMAT_VERSION,
        "generator": f"hansearch {__version__}",
        "generation": generation,
        "parameters": asdict(parameters),
        "counts": postings.counts,
        "fields": {level: [[field.name, field.boost] for field in own] for level, own in fields.items()},
        "unknown_cost": lexicon.unknown_cost,
        "weak": lexicon.weak,
        "pins": _pins(pages, lexicon),
        "syllables": _by_initial(lexicon.syllables),
        "shape": asdict(shape),
        "attributes": [[one.name, one.kind, one.name in scored] for one in ATTRIBUTES],
        "masks": shards.masks,
        "longest_phrase": longest,
        "terms": "\n".join(starts),
    }
    bundle = {f"{generation}/{name}.bin": content for name, content in files.items()}
    return {**bundle, MANIFEST: zlib.compress(_json(manifest), 9)}


def _add(files: dict[str, bytes], name: str, content: bytes) -> None:
    """Add a file, in front of it the CRC-32 of its name and its content, by which a reader knows it again."""
    files[name] = zlib.crc32(name.encode() + content).to_bytes(4, "big") + content


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


_UNSAFE = re.compile("[^\x20-\x7e\xb7\u2014\u2018-\u201d\u2026\u3001-\u3011\u4e00-\u9fa5\uff01-\uff5e]")


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
            alphabet.update(section.anchor, section.heading, section.text)
    return fold_pairs_of("".join(alphabet))


def _stored(page: Page, sizes: Sequence[int], pairs: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the parts of a page; what is said once for the page stands in each, its answer in the first."""
    sections = iter(page.sections)
    for part, size in enumerate(sizes):
        own = [
            [section.anchor, section.heading, section.text]
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


_PHRASES = {"rewrite", "synonyms", "pins"}
"""What makes a term a phrase that a query is held against."""


def _sections(parts: Sequence[Sequence[int]]) -> list[Where]:
    return [
        (page, part, place)
        for page, sizes in enumerate(parts)
        for part, size in enumerate(sizes)
        for place in range(size)
    ]


def _lines(pages: Sequence[Page]) -> list[Where]:
    return [(page, place) for page, one in enumerate(pages) for place in range(len(one.questions))]


_PRESENCE = ("pages.labels", "pages.characters", "pages.grams")
"""Lists without frequencies."""

_LISTS = (
    "pages.labels",
    "pages.characters",
    *(f"{level}.{name}" for level, name in STORED_FIELDS),
    "pages.body",
)


def _list_kind(name: str) -> str:
    level = name.partition(".")[0]
    if level != "pages":
        return level
    return "pages" if name in _PRESENCE else "postings"


ATTRIBUTES = (
    Attribute("cost", "number"),
    Attribute("sound", "number"),
    Attribute("rewrite", "string"),
    Attribute("synonyms", "strings"),
    Attribute("pins", "pairs"),
    *(Attribute(name, _list_kind(name)) for name in _LISTS),
)
"""FORMAT.md, "Attributes": what may be known of a term, in the order in which it is written."""


class _Entries:
    """Collects what is known of every term."""

    def __init__(
        self,
        postings: Postings,
        lexicon: Lexicon,
        parameters: Parameters,
        sounds: Sequence[str],
        section_pages: Sequence[int],
    ) -> None:
        self._postings, self._lexicon, self._parameters = postings, lexicon, parameters
        self._places = {sound: place for place, sound in enumerate(sounds)}
        self._pages = section_pages
        self._entries: dict[str, Any] = defaultdict(dict)

    def collect(self) -> dict[str, Mapping[str, object]]:
        """Return term → name of an attribute → value."""
        for (level, name), lists in self._postings.fields.items():
            self._collect_lists(f"{level}.{name}", lists)
        for label, pages in self._postings.labels.items():
            self._entries[label]["pages.labels"] = pages
        for term, pages in self._postings.characters.items():
            self._entries[RECALL_MARK + term]["pages.characters"] = pages
        for term, cost in self._lexicon.costs.items():
            self._entries[term]["cost"] = cost
        for character, sound in self._lexicon.readings.items():
            self._entries[character]["sound"] = self._places[sound]
        self._collect_phrases()
        return self._entries

    def _key(self, term: str) -> str:
        """Return the term; of a sound term the syllables as one character each."""
        syllables = split_term(term)
        return "".join(chr(FIRST_SOUND + self._places[one]) for one in syllables) if syllables else term

    def _collect_lists(self, name: str, lists: Mapping[str, PackedPostings]) -> None:
        for term, postings in lists.items():
            if name == "sections.body" and not self._is_telling(postings):
                self._entries[term]["pages.body"] = self._by_page(postings)
            elif name == "pages.sound":
                self._entries[self._key(term)][name] = postings
            elif name in _PRESENCE:
                self._entries[term][name] = postings.documents
            else:
                self._entries[term][name] = postings

    def _is_telling(self, postings: Sequence[Posting]) -> bool:
        return is_telling(len(postings), len(self._pages), self._parameters)

    def _by_page(self, postings: Iterable[Posting]) -> list[Posting]:
        frequencies: dict[int, int] = defaultdict(int)
        for section, frequency in postings:
            frequencies[self._pages[section]] += frequency
        return list(frequencies.items())

    def _collect_phrases(self) -> None:
        """What a query is rewritten and widened by lies where the terms of its first character lie."""
        lexicon = self._lexicon
        alphabet = set(chain.from_iterable(key for key in self._entries if key[0] != RECALL_MARK))
        alphabet.update(chain.from_iterable(chain(lexicon.weak, lexicon.regional, lexicon.expansions)))
        alphabet.update(
            chain.from_iterable(chain.from_iterable(chain(pin.unless, *pin.when) for pin in lexicon.pins))
        )
        sounding = {self._key(sound): word for sound, word in lexicon.words.sounding.items()}
        for phrase, instead in chain(
            fold_pairs(alphabet).items(), lexicon.regional.items(), sounding.items()
        ):
            self._entries[phrase]["rewrite"] = instead
        for phrase, terms in lexicon.expansions.items():
            self._entries[phrase]["synonyms"] = terms
        for number, pin in enumerate(lexicon.pins):
            for place, group in enumerate((pin.unless, *pin.when)):
                for phrase in group:
                    self._entries[phrase].setdefault("pins", []).append((number, place))
