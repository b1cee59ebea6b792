"""The inverted index → the static bundle that a browser reads. ``FORMAT.md`` describes every bit of it.

Deterministic: the same pages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain, groupby
from typing import Any

from hansearch import __version__
from hansearch.bits import rice_parameter
from hansearch.fold import fold_pairs, fold_pairs_of
from hansearch.index import LEVELS, is_telling, scored_fields
from hansearch.lexicon import Lexicon
from hansearch.parameters import Parameters
from hansearch.postings import STORED_FIELDS, Posting, Postings
from hansearch.sections import Page, page_parts
from hansearch.sound import merge_sounds, split_term
from hansearch.term_shards import Attribute, Shape, TermShards

FORMAT_VERSION = 3
"""A browser that does not know the version says so and searches nothing."""

MANIFEST = "manifest.bin"

GENERATION_LENGTH = 10
"""Hexadecimal digits of the folder that all other files of a bundle lie in."""

RECALL_MARK = "\x01"
"""Before a recall term, so that they lie apart: few queries need them."""

FIRST_SOUND = 0xE000
"""Code point that stands for the first syllable in the key of a sound term."""

Where = tuple[int, ...]
"""A document below a page: (page, part, place in the part) of a section, (page, place) of a line."""


def export_bundle(
    pages: Sequence[Page], postings: Postings, lexicon: Lexicon, parameters: Parameters
) -> dict[str, bytes]:
    """Return the files of the bundle: name → content, the manifest last."""
    parts = page_parts(pages)
    sounds = sorted(set(map(merge_sounds, lexicon.syllables)))
    shape = _shape(parts, postings)
    entries = _Entries(pages, parts, postings, lexicon, parameters, sounds).collect()
    shards = TermShards(entries, ATTRIBUTES, shape)
    phrases = (term for term, known in entries.items() if not _PHRASES.isdisjoint(known))
    starts, contents = zip(*shards.shards(), strict=True)
    files = {f"t{number}": content for number, content in enumerate(contents)}
    for page, (of_page, sizes) in enumerate(zip(pages, parts, strict=True)):
        for part, content in enumerate(_stored(of_page, sizes)):
            files[f"p{page}-{part}"] = zlib.compress(_json(content), 9)
    files["words"] = zlib.compress("\n".join(lexicon.words.latin).encode(), 9)
    sealed = {name: seal(name, content) for name, content in files.items()}
    generation = hashlib.sha256(b"".join(sealed.values())).hexdigest()[:GENERATION_LENGTH]
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
        "longest_phrase": max(map(len, phrases), default=0),
        "terms": "\n".join(starts),
    }
    bundle = {f"{generation}/{name}.bin": content for name, content in sealed.items()}
    return {**bundle, MANIFEST: zlib.compress(_json(manifest), 9)}


def seal(name: str, content: bytes) -> bytes:
    """Put before the content of a file the CRC-32 of its name and its content, by which a reader knows it again."""
    return zlib.crc32(name.encode() + content).to_bytes(4, "big") + content


def _json(value: object) -> bytes:
    """JSON in GB 18030, which takes two bytes for a Han character and so a sixth less than UTF-8 when compressed.

    What is no letter of two bytes there, or what its editions differ in, stands as an escape.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
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


def _stored(page: Page, sizes: Sequence[int]) -> Iterator[list[object]]:
    """Yield the parts of a page; what is said once for the page stands in each, its answer in the first."""
    sections = iter(page.sections)
    for part, size in enumerate(sizes):
        own = [
            [section.anchor, section.heading, section.text]
            for _, section in zip(range(size), sections, strict=False)
        ]
        answer = page.answer if part == 0 else ""
        said = [page.url, page.title, page.category, answer, len(sizes), own]
        yield [_joined(fold_pairs_of(json.dumps(said, ensure_ascii=False))), *said]


def _joined(pairs: Mapping[str, Any]) -> str:
    return "".join(chain.from_iterable(sorted(pairs.items())))


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
        pages: Sequence[Page],
        parts: Sequence[Sequence[int]],
        postings: Postings,
        lexicon: Lexicon,
        parameters: Parameters,
        sounds: Sequence[str],
    ) -> None:
        self._postings, self._lexicon, self._parameters = postings, lexicon, parameters
        self._places = {sound: place for place, sound in enumerate(sounds)}
        self._sections: list[Where] = [
            (page, part, place)
            for page, sizes in enumerate(parts)
            for part, size in enumerate(sizes)
            for place in range(size)
        ]
        self._lines: list[Where] = [
            (page, place) for page, one in enumerate(pages) for place in range(len(one.questions))
        ]
        self._entries: dict[str, dict[str, Any]] = {}

    def collect(self) -> Mapping[str, Mapping[str, object]]:
        """Return term → name of an attribute → value."""
        for term in self._postings.terms:
            entry = self._of(self._key(term))
            for name, documents in self._lists(term):
                entry[name] = documents
        for label, pages in self._postings.labels.items():
            self._of(label)["pages.labels"] = pages
        for term, pages in self._postings.characters.items():
            self._of(RECALL_MARK + term)["pages.characters"] = pages
        for term, cost in self._lexicon.costs.items():
            self._of(term)["cost"] = cost
        for character, sound in self._lexicon.readings.items():
            self._of(character)["sound"] = self._places[sound]
        self._collect_phrases()
        return self._entries

    def _of(self, key: str) -> dict[str, Any]:
        return self._entries.setdefault(key, {})

    def _key(self, term: str) -> str:
        """Return the term; of a sound term the syllables as one character each."""
        syllables = split_term(term)
        return "".join(chr(FIRST_SOUND + self._places[one]) for one in syllables) if syllables else term

    def _lists(self, term: str) -> Iterator[tuple[str, Sequence[object]]]:
        for (level, name), postings in self._postings.terms[term].items():
            full = f"{level}.{name}"
            if full == "sections.body" and not self._is_telling(postings):
                yield "pages.body", self._by_page(postings)
            elif level == "sections":
                yield full, [(self._sections[document], frequency) for document, frequency in postings]
            elif level == "lines":
                yield full, [(self._lines[document], frequency) for document, frequency in postings]
            elif full in _PRESENCE:
                yield full, [document for document, _ in postings]
            else:
                yield full, postings

    def _is_telling(self, postings: Sequence[Posting]) -> bool:
        return is_telling(len(postings), len(self._sections), self._parameters)

    def _by_page(self, postings: Iterable[Posting]) -> list[Posting]:
        by_page = groupby(postings, key=lambda posting: self._sections[posting[0]][0])
        return [(page, sum(frequency for _, frequency in own)) for page, own in by_page]

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
            self._of(phrase)["rewrite"] = instead
        for phrase, terms in lexicon.expansions.items():
            self._of(phrase)["synonyms"] = terms
        for number, pin in enumerate(lexicon.pins):
            for place, group in enumerate((pin.unless, *pin.when)):
                for phrase in group:
                    self._of(phrase).setdefault("pins", []).append((number, place))
