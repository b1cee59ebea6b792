"""Pages → the Whoosh index in ``search_index/``. What is indexed how stands in ``SCHEMA``, once."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Positions

from hansearch.analysis import DictionarySegmenter, Token, recall_terms, tokenize
from hansearch.fold import fold
from hansearch.folder import replaced
from hansearch.labels import label_terms
from hansearch.lexicon import SynonymRules, build_lexicon
from hansearch.pins import Pin
from hansearch.sections import Page, Section
from hansearch.sound import sound_terms
from hansearch.words import collect_words

INDEX_VERSION = 7
"""Raised whenever the files of ``search_index/`` change their meaning."""


@dataclass(frozen=True)
class Field:
    """One row of the schema."""

    level: str
    """Which documents carry it: ``pages``, ``sections`` or ``lines``."""
    name: str
    analyzer: str
    """A key of ``KINDS``: which tokens. Or ``sounds``: pinyin of neighbouring characters. Or one of ``PRESENCE``."""
    boost: float
    why: str
    k1: float = 2.0
    """BM25: how soon repeating a word stops helping. docs-cn, MRR@10 of its eleven kinds in Han characters: .873; with
    1.2 .873, 3 .871, 8 .859. BM25's ``b`` is 0, lengths do not count: with sections and coverage beside the page,
    b = .75 was no better on docs-cn nor on our own pages, and the reader would have to load a length for every
    section before the first search."""


SCHEMA = (
    Field("pages", "title", "full", 3.0, "what the page says it is about"),
    Field("pages", "sound", "sounds", 3.0, "pinyin, initials, homophones of title, headings and questions"),
    Field("pages", "headings", "full", 2.0, "what its parts are about"),
    Field("pages", "body", "words", 1.0, "the whole text: a page that speaks of all words beats a passage"),
    Field(
        "pages", "grams", "grams", 1.0, "what straddles words in the text, once a page: recall, literal match"
    ),
    Field(
        "pages",
        "asked",
        "words",
        6.0,
        "how people really put it; hidden, so no recall of fragments. Each of a hundred lines that repeats a word says "
        "something: hit@1 on four sets of 838 queries .907, with the k1 of text .893",
        k1=16.0,
    ),
    Field(
        "pages", "linked_as", "words", 1.0, "what other pages call it; held-out labels of docs-cn .615 → .643"
    ),
    Field(
        "pages", "labels", "labels", 0.0, "title and questions whole: what begins with the query, or is it"
    ),
    Field("pages", "characters", "characters", 0.0, "recall of fragments inside words; never ranks"),
    Field("sections", "heading", "full", 2.0, "the place in the page that is about the query"),
    Field(
        "sections", "body", "words", 1.0, "the place in the page that speaks of the query; rarer words only"
    ),
    Field("lines", "question", "full", 1.0, "a question or alias that the page declares"),
)

KINDS: Mapping[str, tuple[str, ...]] = {
    "full": ("word", "part", "gram"),
    "words": ("word", "part"),
    "grams": ("gram",),
    "parser": ("word",),
}
"""The kinds of token that an analyzer of words gives. ``grams`` gives each only once; ``parser`` serves Whoosh's
own query parser, which would demand every part and bigram."""

PRESENCE: Mapping[str, Callable[[str], list[str]]] = {"labels": label_terms, "characters": recall_terms}
"""Analyzers of fields that only say which pages have a term."""

LEVELS = ("pages", "sections", "lines")

TELLING_SCALE = 6.5
"""Words in more sections than this times the square root of all of them say nothing about which section is the best:
their postings by section would be most of what a reader loads. docs-cn, MRR@10 of all kinds: .809; without a limit
.808, with no word of any section's text .802 …"""

TELLING_MOST = 800
"""… nor do words in more sections than this: of 10,000 pages a list of two thousand would be most of a shard."""

_OWN_FILE = re.compile(
    r"(pages|lexicon)\.json|_?(MAIN|sections|lines)(\.tmp|_(\d+\.toc(\.[\d.]+)?|\w+\.(seg|trm|pst)|WRITELOCK))"
)
"""Those of ``_write``, and those of Whoosh, also for as long as it writes."""


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """``analysis.tokenize`` in Whoosh's terms, for indexing and for Whoosh's own query parser."""

    def __init__(self, segmenter: DictionarySegmenter, name: str) -> None:
        self.segmenter, self.name = segmenter, name

    def __call__(self, value: str, **options: Any) -> Iterator[WhooshToken]:
        """Yield the tokens of *value*; only words for a parser."""
        name = "parser" if options.get("mode") == "query" else self.name
        token = WhooshToken(chars=True, positions=True, boost=1.0)
        for found in analyzed(fold(value).text, name, self.segmenter):
            token.text, token.pos = found.term, found.position
            token.boost, token.stopped = 1.0, False
            token.startchar, token.endchar = found.start, found.end
            yield token


class SoundAnalyzer(Analyzer):  # type: ignore[misc]
    """``sound.sound_terms`` in Whoosh's terms."""

    def __call__(self, value: str, **options: Any) -> Iterator[WhooshToken]:
        """Yield the sound terms of *value*."""
        token = WhooshToken(positions=True, boost=1.0)
        for token.pos, token.text in enumerate(sound_terms(fold(value).text)):
            token.boost, token.stopped = 1.0, False
            yield token


class PresenceAnalyzer(Analyzer):  # type: ignore[misc]
    """An analyzer of ``PRESENCE`` in Whoosh's terms."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, value: str, **options: Any) -> Iterator[WhooshToken]:
        """Yield each term of *value* once."""
        token = WhooshToken(boost=1.0)
        for token.text in PRESENCE[self.name](fold(value).text):
            token.boost, token.stopped, token.pos = 1.0, False, 0
            yield token


class ScoredField(FieldType):  # type: ignore[misc]
    """A field that ranks, with positions."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self.format = Positions()
        self.scorable, self.stored, self.unique, self.vector = True, False, False, None
        self.multitoken_query = "or"


class PresenceField(FieldType):  # type: ignore[misc]
    """Which pages have a term, and nothing else."""

    def __init__(self, analyzer: str) -> None:
        self.analyzer = PresenceAnalyzer(analyzer)
        self.format = Existence()
        self.scorable, self.stored, self.unique, self.vector = False, False, False, None


@dataclass(frozen=True)
class BuildReport:
    """What a build indexed."""

    pages: int
    sections: int
    lines: int
    terms: int


def documents(pages: Sequence[Page]) -> dict[str, list[dict[str, str]]]:
    """Return the documents of each level, in index order, as field name → text.

    This is the one place that says which text goes into which field.
    """
    levels: dict[str, list[dict[str, str]]] = {level: [] for level in LEVELS}
    for page in pages:
        headings = "\n".join(map(_own_heading, page.sections))
        body = "\n".join(section.text for section in page.sections)
        levels["pages"].append(
            {
                "title": page.title,
                "sound": "\n".join((page.title, headings, *page.questions)),
                "headings": headings,
                "body": body,
                "grams": body,
                "asked": "\n".join(page.asked_as),
                "linked_as": "\n".join(page.linked_as),
                "labels": "\n".join((page.title, *page.questions)),
                "characters": "\n".join((page.title, headings, *page.questions, body)),
            }
        )
        levels["sections"].extend(
            {"heading": _own_heading(section), "body": section.text} for section in page.sections
        )
        levels["lines"].extend({"question": line} for line in page.questions)
    return levels


def _own_heading(section: Section) -> str:
    """Return the heading; that of the text above the first one is the title, that of a passage is said already."""
    return section.heading if section.anchor and not section.continues else ""


def is_telling(frequency: int, sections: int) -> bool:
    """Tell whether a word that is in the text of so many of all sections says which section is the best."""
    return frequency <= min(TELLING_SCALE * math.sqrt(sections), TELLING_MOST)


def build_index(
    pages: Sequence[Page],
    directory: Path,
    segmenter: DictionarySegmenter,
    synonyms: SynonymRules | None = None,
    pins: tuple[Pin, ...] = (),
) -> BuildReport:
    """Write the index of *pages* to *directory*, which until the very end keeps the index it had.

    Raises:
        BuildError: the directory cannot be written.
    """
    with replaced(directory, is_index_file) as new:
        return _write(pages, new, segmenter, synonyms, pins)


def is_index_file(name: str) -> bool:
    """Tell whether a build may have written a file of this name."""
    return _OWN_FILE.fullmatch(name) is not None


def _write(
    pages: Sequence[Page],
    directory: Path,
    segmenter: DictionarySegmenter,
    synonyms: SynonymRules | None,
    pins: tuple[Pin, ...],
) -> BuildReport:
    levels = documents(pages)
    terms: set[str] = set()
    for level in LEVELS:
        index = whoosh_index.create_in(directory, _schema(level, segmenter), indexname=index_name(level))
        writer = index.writer(limitmb=512)
        for document in levels[level]:
            writer.add_document(**{name: text for name, text in document.items() if text})
        writer.commit(optimize=True)
        with index.reader() as reader:
            for field in scored_fields(level):
                if field.analyzer == "sounds":
                    continue
                terms.update(term.decode("utf-8") for term in reader.lexicon(field.name))
    lexicon = build_lexicon(terms, segmenter, synonyms, pins, collect_words(pages, segmenter))
    (directory / "lexicon.json").write_text(lexicon.to_json(), encoding="utf-8")
    stored = {"version": INDEX_VERSION, "pages": [asdict(page) for page in pages]}
    (directory / "pages.json").write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    return BuildReport(len(levels["pages"]), len(levels["sections"]), len(levels["lines"]), len(terms))


def scored_fields(level: str) -> list[Field]:
    """Return the rows of ``SCHEMA`` that rank documents of *level*."""
    return [field for field in SCHEMA if field.level == level and field.analyzer not in PRESENCE]


def analyzed(folded: str, analyzer: str, segmenter: DictionarySegmenter) -> Iterator[Token]:
    """Yield the tokens that an analyzer of ``KINDS`` gives for folded text."""
    seen: set[str] = set()
    for token in tokenize(folded, segmenter):
        if token.kind in KINDS[analyzer] and not (analyzer == "grams" and token.term in seen):
            seen.add(token.term)
            yield token


def _schema(level: str, segmenter: DictionarySegmenter) -> Schema:
    schema = Schema()
    for field in SCHEMA:
        if field.level == level:
            schema.add(field.name, _field_type(field.analyzer, segmenter))
    return schema


def _field_type(analyzer: str, segmenter: DictionarySegmenter) -> FieldType:
    if analyzer in PRESENCE:
        return PresenceField(analyzer)
    if analyzer == "sounds":
        return ScoredField(SoundAnalyzer())
    return ScoredField(WordAnalyzer(segmenter, analyzer))


def index_name(level: str) -> str:
    """Whoosh's default name for the pages, so that ``whoosh.index.open_dir`` finds them."""
    return "MAIN" if level == "pages" else level
