"""What the inversion counts is what the tokenizer finds."""

from __future__ import annotations

from collections import Counter

import jieba
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hansearch import words
from hansearch.analysis import DictionarySegmenter, recall_terms
from hansearch.counting import PageTerms, TermCounter
from hansearch.cutting import word_cutter
from hansearch.fold import HAN, fold
from hansearch.index import SCHEMA, analyzed, documents
from hansearch.labels import label_terms
from hansearch.postings import STORED_FIELDS, PackedPostings, invert
from hansearch.sections import Page, Section
from hansearch.sound import sound_terms
from tests.conftest import ROOT

SEGMENTER = DictionarySegmenter({"闪退": 50, "全站": 900}, ["后台", "不到"])
COUNTER = TermCounter(SEGMENTER, STORED_FIELDS)

PIECES = ["退款多久到账", "信用卡中心", "App", "tidb_enable_x", "7", "天无理由", "闪退", "转人工", "Ａ４", "é", "\u3099", " ", "，", "\n", "a.b", "x" * 70]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join)


def page_of(title: str, text: str, line: str) -> Page:
    return Page("a.md", "a/", title, (Section("x", title, text), Section("", "", line)), (line,), (text,))


@settings(deadline=None)
@given(texts, texts, texts)
def test_every_term_is_counted_as_often_as_the_tokenizer_finds_it(title: str, text: str, line: str) -> None:
    levels = documents([page_of(title, text, line)])
    terms = COUNTER.count(levels)
    analyzers = {(row.level, row.name): row.analyzer for row in SCHEMA}
    for (level, name), counts in zip(STORED_FIELDS, terms.counts, strict=True):
        for document, counted in zip(levels[level], counts, strict=True):
            folded = fold(document.get(name, "")).text
            analyzer = analyzers[level, name]
            if analyzer == "sounds":
                assert counted == Counter(sound_terms(folded))
            else:
                assert counted == Counter(token.term for token in analyzed(folded, analyzer, SEGMENTER))
    (page,) = levels["pages"]
    assert set(terms.recall) == set(recall_terms(fold(page["characters"]).text))
    assert terms.labels == label_terms(fold(page["labels"]).text)


LATIN_PIECES = st.sampled_from(["tidb_enable", "Ａbc．d", "foo\u200bbar", "≮", "<\u0338", "é", "中", "(x-1)", "Ⅳ", "…", "\ufb01n", "\x1f", "\x85"])  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(LATIN_PIECES, st.text(max_size=2), texts), max_size=8).map("".join))
@example("tidb_enable\x1ftidb_enable")  # Space to Python's \s, nothing to the index.
def test_latin_words_are_found_as_in_the_whole_folded_text(text: str) -> None:
    whole = set(words._LATIN.findall(fold(text).text))
    expected = {word for word in whole.union(*map(words._LETTERS.findall, whole)) if 3 <= len(word) <= 40}
    assert set(words.collect_words([page_of("", text, "")], SEGMENTER).latin) == expected


@settings(deadline=None)
@given(texts)
def test_terms_that_were_written_are_read_back(text: str) -> None:
    terms = COUNTER.count(documents([page_of(text, text, "问")]))
    assert PageTerms.from_bytes(terms.to_bytes()) == terms


def test_no_line_and_no_endless_word_is_remembered_beyond_its_page() -> None:
    counter = TermCounter(SEGMENTER, STORED_FIELDS)
    counter.count(documents([page_of("退款", "a_b " + "x1_" * 9000, "问")]))
    assert counter._lines._line.cache_info().currsize == 0
    assert counter._lines._word.cache_info().currsize == 1


@pytest.mark.parametrize("content", [b"", b"garbage", PageTerms([], [], []).to_bytes()[:-1]])
def test_other_bytes_are_no_terms(content: bytes) -> None:
    with pytest.raises(ValueError):
        PageTerms.from_bytes(content)


def test_a_frequency_of_any_size_is_kept() -> None:
    pages = [page_of("甲", "款 " * times, "问") for times in (1, 63, 64, 5000)]
    postings = invert(pages, SEGMENTER).fields["sections", "body"]["款"]
    assert isinstance(postings, PackedPostings)
    assert list(postings) == [(0, 1), (2, 63), (4, 64), (6, 5000)]
    assert (len(postings), postings[2]) == (4, (4, 64))


def jieba_of(segmenter: DictionarySegmenter) -> jieba.Tokenizer:
    return segmenter._tokenizer


def test_rjieba_is_what_cuts_where_it_is_installed() -> None:
    assert word_cutter(jieba_of(SEGMENTER)).__name__ == "fast_cut"


def assert_cut_alike(segmenter: DictionarySegmenter, run: str) -> None:
    assert segmenter.words(run) == list(jieba_of(segmenter).cut(run, HMM=False)), run


WORDS = [word for word, frequency in jieba_of(SEGMENTER).FREQ.items() if frequency]


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.from_regex(f"[{HAN}]{{1,3}}", fullmatch=True)), max_size=8)
)
def test_rjieba_cuts_any_run_as_jieba_does(pieces: list[str]) -> None:
    run = "".join(character for character in "".join(pieces) if fold(character).text == character)
    assert_cut_alike(SEGMENTER, run)


def test_rjieba_cuts_the_articles_as_jieba_does() -> None:
    import re

    from hansearch.lexicon import load_user_dict, load_word_list

    segmenter = DictionarySegmenter(
        load_user_dict(ROOT / "data/user_dict.txt"), load_word_list(ROOT / "data/user_dict_del.txt")
    )
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/**/*.md")))
    runs = set(re.findall(f"[{HAN}]+", fold(text).text))
    assert len(runs) > 5000
    for run in runs:
        assert_cut_alike(segmenter, run)
