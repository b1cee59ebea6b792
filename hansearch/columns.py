"""Postings and lexicon → what is known of every term, an attribute at a time. ``export.py`` has it written.

A large site has a million lists: what a term's are is worked out when it is written, and forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from hansearch.fold import fold_pairs
from hansearch.index import is_telling
from hansearch.lexicon import Lexicon
from hansearch.postings import STORED_FIELDS, Posting, Postings
from hansearch.sound import merge_sounds, split_term
from hansearch.term_shards import Attribute

RECALL_MARK = "\x01"
"""Before a recall term, so that they lie apart: few queries need them."""

FIRST_SOUND = 0xE000
"""Code point that stands for the first syllable in the key of a sound term."""

PHRASES = ("rewrite", "synonyms", "pins")
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


class Column(Mapping[str, Any]):
    """One attribute: term → value, worked out at each look-up."""

    def __init__(self, terms: Collection[str], value: Callable[[str], Any]) -> None:
        self._terms, self._value = terms, value

    def __getitem__(self, term: str) -> Any:
        return self._value(term)

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


def collect_columns(
    postings: Postings, lexicon: Lexicon, section_pages: Sequence[int]
) -> dict[str, Mapping[str, Any]]:
    """Return name of an attribute → term → value; *section_pages*: the page of each section."""
    sounds = sorted(set(map(merge_sounds, lexicon.syllables)))
    places = {sound: place for place, sound in enumerate(sounds)}
    columns: dict[str, Mapping[str, Any]] = {
        "cost": lexicon.costs,
        "sound": {character: places[sound] for character, sound in lexicon.readings.items()},
        **{f"{level}.{name}": lists for (level, name), lists in postings.fields.items()},
        "pages.labels": postings.labels,
        "pages.characters": {f"{RECALL_MARK}{term}": pages for term, pages in postings.characters.items()},
    }
    key = partial(sound_key, places=places)
    grams, body, sound = (columns[name] for name in ("pages.grams", "sections.body", "pages.sound"))
    columns["pages.grams"] = Column(grams, lambda term: grams[term].documents)
    telling = {term for term in body if is_telling(len(body[term]), len(section_pages))}
    columns["sections.body"] = Column(telling, body.__getitem__)
    columns["pages.body"] = Column(body.keys() - telling, lambda term: _by_page(body[term], section_pages))
    terms = {key(term): term for term in sound}
    columns["pages.sound"] = Column(terms, lambda one: sound[terms[one]])
    sounding = {key(one): word for one, word in lexicon.words.sounding.items()}
    return {**columns, **_phrases(columns, lexicon, sounding)}


def sound_key(term: str, places: Mapping[str, int]) -> str:
    """Return the key of a sound term, a character for each syllable; initials stand for themselves."""
    return "".join(chr(FIRST_SOUND + places[one]) for one in split_term(term)) or term


def _by_page(postings: Iterable[Posting], section_pages: Sequence[int]) -> list[Posting]:
    frequencies: dict[int, int] = defaultdict(int)
    for section, frequency in postings:
        frequencies[section_pages[section]] += frequency
    return list(frequencies.items())


def _phrases(
    columns: Mapping[str, Mapping[str, Any]], lexicon: Lexicon, sounding: Mapping[str, str]
) -> dict[str, Mapping[str, Any]]:
    """Return what a query is rewritten and widened by; it lies where the terms of its first character lie."""
    pins: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, pin in enumerate(lexicon.pins):
        for place, group in enumerate((pin.unless, *pin.when)):
            for phrase in group:
                pins[phrase].append((number, place))
    own = [terms for name, terms in columns.items() if name != "pages.characters"]
    texts = chain(chain.from_iterable(own), lexicon.weak, lexicon.regional, lexicon.expansions, pins)
    return {
        "rewrite": {**fold_pairs(set(chain.from_iterable(texts))), **lexicon.regional, **sounding},
        "synonyms": lexicon.expansions,
        # What was meant by its sound is told by the sound.
        "pins": {**pins, **{key: pins[word] for key, word in sounding.items() if word in pins}},
    }
