"""Analysis: what holds of every text, and of the dictionaries it is cut with.

The single rules stand in ``cases/analysis.yml`` and ``cases/recall.yml``.
"""

from __future__ import annotations

import pickle
import re
import tempfile
from itertools import pairwise
from pathlib import Path

import jieba
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hansearch.analysis import (
    MAX_HAN_WORD,
    MAX_WORD,
    DictionarySegmenter,
    Segmenter,
    VocabularySegmenter,
    analyze,
    recall_clauses,
    recall_terms,
    tokenize,
)
from hansearch.fold import HAN, fold

JIEBA = DictionarySegmenter()
WORDS = [
    "登录",
    "密码",
    "数据库",
    "七天",
    "无理由",
    "退货",
    "研究生",
    "生命",
    "起源",
    "客服",
    "怎么办",
    "的",
    "慢",
    "鹦鹉螺",
]
VOCABULARY = VocabularySegmenter({word: JIEBA.cost(word) for word in WORDS}, JIEBA.unknown_cost)
SEGMENTERS = [pytest.param(JIEBA, id="dictionary"), pytest.param(VOCABULARY, id="vocabulary")]

PIECES = [
    *WORDS, "閃退", "帳號", "々", "〇", "𠮷", "。", "，", " ", "\n", "📦", "\u200b", "e\u0301",
    "App", "88VIP", "ＷｉＦｉ", "７", "12315", "v7.1.0", "--log-file", "tidb_enable_x", "-", "x" * 70, "ab1" * 25,
]  # fmt: skip
mixed_texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
han_runs = st.lists(st.sampled_from([*WORDS, *"登录数据库二一々〇𠮷龘"]), min_size=1, max_size=12).map(
    "".join
)


def words(text: str, segmenter: Segmenter) -> list[str]:
    return [text[start:end] for start, end in segmenter.path(text)]


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
def test_any_two_touching_han_characters_are_a_token(segmenter: Segmenter, text: str) -> None:
    folded = fold(text).text
    tokens = {(token.start, token.term) for token in tokenize(folded, segmenter)}
    pairs = [(match.start(), match[1]) for match in re.finditer(f"(?=([{HAN}]{{2}}))", folded)]
    assert tokens.issuperset(pairs)


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
def test_no_token_comes_twice_from_one_place(segmenter: Segmenter, text: str) -> None:
    places = [(token.start, token.end) for token in tokenize(fold(text).text, segmenter)]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
@example(text="x" * 70 + "天")
def test_positions_are_never_negative_and_never_decrease(segmenter: Segmenter, text: str) -> None:
    positions = [token.position for token in tokenize(fold(text).text, segmenter)]
    assert positions == sorted(positions)
    assert all(position >= 0 for position in positions)


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
def test_a_token_is_the_folded_text_that_it_points_at(segmenter: Segmenter, text: str) -> None:
    folded = fold(text).text
    assert all(folded[token.start : token.end] == token.term for token in tokenize(folded, segmenter))


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
def test_offsets_point_at_original_text_that_folds_to_the_term(segmenter: Segmenter, text: str) -> None:
    for token in analyze(text, segmenter):
        assert fold(text[token.start : token.end]).text == token.term


def test_a_term_inside_one_sign_points_at_the_whole_sign() -> None:
    places = {token.term: (token.start, token.end) for token in analyze("限重5㎏内", JIEBA)}
    assert places["kg"] == (3, 4)
    assert places["5"] == (2, 3)
    assert {(token.start, token.end) for token in analyze("约½", JIEBA) if token.term in ("1", "2")} == {
        (1, 2)
    }


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(text=mixed_texts)
def test_no_term_of_letters_is_longer_than_the_limit(segmenter: Segmenter, text: str) -> None:
    terms = [token.term for token in tokenize(fold(text).text, segmenter)]
    assert all(len(re.sub(f"[{HAN}]", "", term)) <= MAX_WORD for term in terms)


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(run=han_runs)
def test_the_path_covers_a_run_without_gap_or_overlap(segmenter: Segmenter, run: str) -> None:
    path = segmenter.path(run)
    assert path[0][0] == 0
    assert path[-1][1] == len(run)
    assert all(left[1] == right[0] for left, right in pairwise(path))
    assert all(start < end for start, end in path)


@pytest.mark.parametrize("segmenter", SEGMENTERS)
@given(run=han_runs)
def test_the_path_has_only_words_and_single_characters(segmenter: Segmenter, run: str) -> None:
    assert all(len(word) == 1 or segmenter.is_word(word) for word in words(run, segmenter))


@given(text=mixed_texts, data=st.data())
def test_a_fragment_asks_only_for_what_the_page_that_holds_it_has(text: str, data: st.DataObject) -> None:
    folded = fold(text).text
    start = data.draw(st.integers(0, len(folded)))
    fragment = folded[start : data.draw(st.integers(start, len(folded)))]
    asked = {term for clause in recall_clauses(fragment) for term in clause}
    assert asked.issubset(recall_terms(folded))


def test_recall_terms_are_the_characters_and_the_letter_pairs() -> None:
    assert recall_terms("退款app") == ["退", "款", "a", "p", "ap", "pp"]


def test_neighbouring_words_stand_at_neighbouring_positions() -> None:
    found = [(token.term, token.position) for token in analyze("登录密码", JIEBA) if token.kind == "word"]
    assert found == [("登录", 0), ("密码", 1)]


def test_jieba_cuts_by_its_dictionary_and_guesses_no_words() -> None:
    assert words("登录密码忘了怎么办", JIEBA) == ["登录", "密码", "忘", "了", "怎么办"]
    assert words("龘靐齉", JIEBA) == ["龘", "靐", "齉"]


def test_a_user_word_is_cut_out_whole() -> None:
    assert words("退货宝怎么用", JIEBA)[0] == "退货"
    with_word = DictionarySegmenter({"退货宝": 50})
    assert words("退货宝怎么用", with_word)[0] == "退货宝"
    assert with_word.is_word("退货宝")
    assert with_word.cost("退货宝") < JIEBA.unknown_cost


def test_a_forgotten_word_is_cut_apart() -> None:
    assert words("数据库", JIEBA) == ["数据库"]
    without = DictionarySegmenter(forget=["数据库"])
    assert words("数据库", without) == ["数据", "库"]
    assert not without.is_word("数据库")
    assert without.cost("数据库") == without.unknown_cost


def test_a_user_word_that_is_forgotten_too_is_forgotten() -> None:
    assert not DictionarySegmenter({"退货宝": 50}, ["退货宝"]).is_word("退货宝")


def test_the_words_of_one_site_are_unknown_to_the_next_and_to_jieba_itself() -> None:
    DictionarySegmenter({"退货宝": 50}, ["数据库"])
    assert not DictionarySegmenter().is_word("退货宝")
    assert DictionarySegmenter().is_word("数据库")
    assert "退货宝" not in jieba.dt.FREQ


def test_nothing_is_written_to_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert DictionarySegmenter({"没人用过的词": 7}).is_word("没人用过的词")
    assert list(tmp_path.iterdir()) == []


def test_a_segmenter_is_pickled_as_its_recipe() -> None:
    segmenter = DictionarySegmenter({"退货宝": 50}, ["数据库"])
    pickled = pickle.dumps(segmenter)
    assert len(pickled) < 500
    copy = pickle.loads(pickled)
    assert (
        words("退货宝的数据库", copy) == words("退货宝的数据库", segmenter) == ["退货宝", "的", "数据", "库"]
    )


def test_a_frequent_word_costs_less_than_a_rare_one_and_any_word_less_than_none() -> None:
    assert JIEBA.cost("的") < JIEBA.cost("数据库") < JIEBA.cost("鹦鹉螺") < JIEBA.unknown_cost
    assert JIEBA.cost("没有这个词") == JIEBA.unknown_cost


SENTENCES = [
    "登录密码忘了怎么办",
    "七天无理由退货谁出运费",
    "研究生命起源",
    "统计信息不准造成慢查询",
    "快递显示签收但是没有收到货",
    "商家拒绝退款平台会介入吗",
    "中华人民共和国消费者权益保护法",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_query_is_cut_as_the_page_that_holds_it_was(sentence: str) -> None:
    terms = {token.term for token in tokenize(sentence, JIEBA)}
    costs = {term: JIEBA.cost(term) for term in terms if JIEBA.is_word(term)}
    assert words(sentence, VocabularySegmenter(costs, JIEBA.unknown_cost)) == words(sentence, JIEBA)


def test_the_longest_word_that_a_vocabulary_finds_has_sixteen_characters() -> None:
    sixteen, seventeen = "甲" * MAX_HAN_WORD, "甲" * (MAX_HAN_WORD + 1)
    segmenter = VocabularySegmenter({sixteen: 1, seventeen: 1}, 100)
    assert segmenter.path(sixteen) == [(0, 16)]
    assert len(segmenter.path(seventeen)) == 2
