"""What a query is understood with: the index's vocabulary, synonyms, weak words, folding pairs.

Built once beside the index, stored in ``search_index/`` for the command line and in the bundle for the
browser (``client/query.js`` reads the same values), so that both understand a query alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from hansearch.analysis import DictionarySegmenter, VocabularySegmenter, tokenize
from hansearch.errors import DataFileError
from hansearch.fold import fold, is_han, regional_wordings
from hansearch.pins import Pin
from hansearch.sound import all_syllables, read_characters
from hansearch.words import NO_WORDS, Words

WEAK_WORDS = [
    "请问",
    "怎么办",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "咋办",
    "咋弄",
    "咋整",
    "咋",
    "为什么",
    "为啥",
    "什么",
    "啥",
    "哪里",
    "哪儿",
    "在哪里",
    "在哪儿",
    "在哪",
    "吗",
    "呢",
    "吧",
    "啊",
    "呀",
    "嘛",
    "呗",
    "么",
    "一下",
    "可以",
    "能不能",
    "可不可以",
    "是不是",
    "有没有",
    "我",
    "你",
    "您",
    "他",
    "她",
    "它",
    "我们",
    "你们",
    "他们",
    "的",
    "了",
    "是",
    "这个",
    "那个",
    "这",
    "那",
    "就",
    "都",
    "也",
    "还",
    "很",
    "how",
    "what",
    "where",
    "why",
    "to",
    "do",
    "the",
    "a",
    "an",
    "is",
    "are",
    "i",
    "my",
    "of",
    "in",
]
"""Question words, politeness and particles: they weigh next to nothing, and are never dropped."""

DEFAULT_FREQUENCY = 50
"""Of a user word whose line names none: what makes jieba prefer it to its parts in nearly any sentence."""

MAX_ALTERNATIVES = 3
"""Synonyms tried for one phrase, in the order of its line: more would cost the reader more shards."""


@dataclass(frozen=True)
class Lexicon:
    """Everything but the postings that a search needs. All values are plain, for JSON."""

    costs: Mapping[str, int]
    """Words of the index → their cost on the best path, see ``VocabularySegmenter``."""
    unknown_cost: int
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases that may be typed → the terms of their synonyms, those that the index has."""
    regional: Mapping[str, str] = field(default_factory=dict)
    """Words of Taiwan and Hong Kong that the index lacks → the word that it has for the same."""
    weak: tuple[str, ...] = tuple(WEAK_WORDS)
    syllables: tuple[str, ...] = ()
    """Every syllable of pinyin, as it is typed."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Characters → merged syllable, see ``sound.py``."""
    pins: tuple[Pin, ...] = ()
    words: Words = NO_WORDS
    """What a query is mended with, see ``spelling.py``."""

    @cached_property
    def segmenter(self) -> VocabularySegmenter:
        """Return the segmenter that cuts queries."""
        return VocabularySegmenter(self.costs, self.unknown_cost)

    @cached_property
    def syllable_set(self) -> frozenset[str]:
        """Return the syllables, for looking up."""
        return frozenset(self.syllables)

    def to_json(self) -> str:
        """Return the lexicon as JSON, keys in order."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Lexicon:
        """Read what ``to_json`` wrote."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            costs=data["costs"],
            unknown_cost=data["unknown_cost"],
            expansions={phrase: tuple(terms) for phrase, terms in data["expansions"].items()},
            regional=data["regional"],
            weak=tuple(data["weak"]),
            syllables=tuple(data["syllables"]),
            readings=data["readings"],
            pins=tuple(map(Pin.from_dict, data["pins"])),
            words=Words(tuple(data["words"]["latin"]), data["words"]["sounding"]),
        )


def load_user_dict(path: Path) -> dict[str, int]:
    """Read words to add, one a line: ``word [frequency [tag]]``, as jieba's own user dictionaries.

    Raises:
        DataFileError: a line that is no such thing, with its number and the cure.
    """
    words = {}
    for number, line in _data_lines(path):
        if re.search("[,，、]", line):
            good = " ".join(re.split(r"[\s,，、]+", line))
            raise DataFileError(f"{path}:{number}: “{line}”里不能有逗号，各项用空格隔开。写成“{good}”。")
        word, *rest = line.split()
        if rest and not rest[0].isdecimal():
            raise DataFileError(
                f"{path}:{number}: “{line}”的第二项应当是整数词频。写成“{word} {DEFAULT_FREQUENCY}”，或者只写“{word}”。"
            )
        words[fold(word).text] = int(rest[0]) if rest else DEFAULT_FREQUENCY
    return words


def load_word_list(path: Path) -> tuple[str, ...]:
    """Read one word a line.

    Raises:
        DataFileError: a line of several words, with its number and the cure.
    """
    words = []
    for number, line in _data_lines(path):
        if re.search("[,，、]", line):
            raise DataFileError(f"{path}:{number}: “{line}”里有逗号。一行只写一个词。")
        words.append(fold(line).text)
    return tuple(words)


@dataclass(frozen=True)
class SynonymRules:
    """The synonym file, read: groups of equals, and one-way expansions."""

    groups: tuple[tuple[str, ...], ...] = ()
    one_way: tuple[tuple[str, tuple[str, ...]], ...] = ()


def load_synonyms(path: Path) -> SynonymRules:
    """Read synonyms: ``a, b, c`` are equals; ``a => b, c`` widens a query with a, never one with b.

    Lines that begin with ``#`` are comments; ``#!`` notes what must never be merged.

    Raises:
        DataFileError: a line that is neither, with its number and the cure.
    """
    groups, one_way = [], []
    for number, line in _data_lines(path):
        left, arrow, right = line.partition("=>")
        sources, targets = _phrases(left), _phrases(right)
        if any("=" in phrase for phrase in (*sources, *targets)):
            raise DataFileError(
                f"{path}:{number}: 词里不能有“=”。箭头用英文符号“=>”，一行只写一个，例如“钱 => 退款, 支付”。"
            )
        if arrow:
            if len(sources) != 1 or not targets:
                raise DataFileError(
                    f"{path}:{number}: “=>”左边要有一个词，右边至少一个，例如“钱 => 退款, 支付”。"
                )
            _refuse_other_marks(line, f"{path}:{number}")
            one_way.append((sources[0], targets))
        elif len(sources) < 2:
            raise DataFileError(f"{path}:{number}: 一行至少要有两个词，用英文逗号隔开，例如“驿站, 代收点”。")
        else:
            _refuse_other_marks(line, f"{path}:{number}")
            groups.append(sources)
    return SynonymRules(tuple(groups), tuple(one_way))


def _refuse_other_marks(line: str, place: str) -> None:
    if "、" in line:
        raise DataFileError(f"{place}: 词和词之间用英文逗号隔开，不用“、”，例如“驿站, 代收点”。")


def _data_lines(path: Path) -> Iterable[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        number = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataFileError(
            f"{path}:{number}: 这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8。"
        ) from error
    except OSError as error:
        raise DataFileError(
            f"{path}:1: 打不开这个文件（{error.strerror}）。检查 mkdocs.yml 里写的路径。"
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("＃"):
            raise DataFileError(f"{path}:{number}: 说明要以英文的 # 开头。把全角的“＃”换掉。")
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _phrases(line: str) -> tuple[str, ...]:
    folded = (fold(phrase).text.strip() for phrase in line.replace("，", ",").split(","))
    return tuple(dict.fromkeys(phrase for phrase in folded if phrase))


def build_lexicon(
    terms: Iterable[str],
    segmenter: DictionarySegmenter,
    rules: SynonymRules | None = None,
    pins: tuple[Pin, ...] = (),
    words: Words = NO_WORDS,
) -> Lexicon:
    """Return the lexicon of an index with these *terms*."""
    indexed = set(terms)
    costs = {term: segmenter.cost(term) for term in sorted(indexed) if segmenter.is_word(term)}
    return Lexicon(
        costs=costs,
        unknown_cost=segmenter.unknown_cost,
        expansions=_expansions(rules or SynonymRules(), indexed, segmenter),
        regional=_regional(costs, indexed),
        syllables=all_syllables(),
        readings=read_characters(character for term in indexed if is_han(term[0]) for character in term),
        pins=pins,
        words=words,
    )


def _regional(words: Iterable[str], indexed: set[str]) -> dict[str, str]:
    return {
        said: word
        for word in sorted(words)
        if len(word) > 1 and is_han(word[0])
        for said in sorted(regional_wordings(word))
        if len(said) > 1 and said not in indexed
    }


def _expansions(
    rules: SynonymRules, indexed: set[str], segmenter: DictionarySegmenter
) -> dict[str, tuple[str, ...]]:
    """Return, for each phrase of *rules* that widens a query at all, the terms to look up beside it."""
    alternatives: dict[str, list[str]] = {}
    for group in rules.groups:
        for phrase in group:
            alternatives.setdefault(phrase, []).extend(other for other in group if other != phrase)
    for source, targets in rules.one_way:
        alternatives.setdefault(source, []).extend(targets)
    expansions = {}
    for phrase, others in sorted(alternatives.items()):
        found = list(filter(None, (_synonym_terms(other, indexed, segmenter) for other in others)))
        if terms := tuple(chain.from_iterable(found[:MAX_ALTERNATIVES])):
            expansions[phrase] = terms
    return expansions


def _synonym_terms(phrase: str, indexed: set[str], segmenter: DictionarySegmenter) -> list[str]:
    """Return the terms that stand for *phrase*; none if the index lacks one of its words."""
    words = [token.term for token in tokenize(phrase, segmenter) if token.kind == "word"]
    if words == [phrase] and phrase in indexed:
        return words
    # Of a phrase of several words, single characters and weak words by themselves mean something else.
    telling = [word for word in words if len(word) > 1 and word not in WEAK_WORDS]
    return telling if indexed.issuperset(words) else []
