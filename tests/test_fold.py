"""Folding: what holds of every text, whoever wrote it. The single rules stand in ``cases/fold.yml``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansearch.fold import fold, fold_pairs, simplify

# What people paste, and the characters that Unicode gives the most trouble with.
TROUBLE = "閃闪薴豈①½㎏ﬁＡａ\u0301\u030c\u0345\u3099\uff9e\uff76\u200b\u00ad\ufeff\x1c\x1f\x85İΣςßẞJ𠮷𰻞📦 \n"
texts = st.one_of(
    st.text(), st.text(alphabet=TROUBLE), st.text(alphabet=st.characters(categories=["L", "M", "N"]))
)


@given(texts)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    folded = fold(text).text
    assert fold(folded).text == folded


@given(texts)
def test_each_folded_character_and_the_end_have_an_offset_into_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    assert all(0 <= offset < len(text) for offset in folded.offsets[:-1])


@given(st.text(alphabet="aé閃退1Ａ１ 。"), st.text(alphabet="aé閃退1Ａ１ 。"))
def test_text_without_loose_accents_folds_piece_by_piece(left: str, right: str) -> None:
    assert fold(left + right).text == fold(left).text + fold(right).text


def test_a_letter_and_its_accent_typed_apart_are_one_character_from_where_the_letter_stands() -> None:
    folded = fold("cafe\u0301!")
    assert folded.text == "café!"
    assert folded.offsets == [0, 1, 2, 3, 5, 6]
    assert folded.original[folded.offsets[3] : folded.offsets[4]] == "e\u0301"


def test_only_han_characters_are_simplified() -> None:
    assert simplify("轉") == "转"
    assert [simplify(character) for character in "转aé1。📦"] == list("转aé1。📦")


def test_the_browser_gets_only_the_pairs_that_the_corpus_needs() -> None:
    assert fold_pairs({"转", "库", "a"}) == {"轉": "转", "庫": "库"}
    assert fold_pairs(set()) == {}


def test_the_browser_gets_pairs_of_rare_characters_too() -> None:
    assert fold_pairs({"𰻝"}) == {"𰻞": "𰻝"}


def test_every_pair_for_the_browser_is_what_python_folds() -> None:
    simplified = {chr(codepoint) for codepoint in range(0x3400, 0xA000)}
    pairs = fold_pairs(simplified)
    assert len(pairs) > 3000
    assert all(fold(traditional).text == character for traditional, character in pairs.items())
