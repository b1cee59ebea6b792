"""Labels: what holds of every title and question. The single rules stand in ``cases/labels.yml``."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from hansearch.fold import fold, is_han
from hansearch.labels import LABEL_MARK, MAX_LABEL, label_key, label_terms, start_terms

PIECES = ["退款", "多久", "到账", "App", "88VIP", "tidb_enable_x", "7", "天", "閃", "𠮷", "々", "é"]
SIGNS = ["", " ", "，", "？", "“", "--", "📦", "\u200b"]

pieces = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12)
signs = st.lists(st.sampled_from(SIGNS), min_size=13, max_size=13)
lines = st.lists(st.sampled_from([*PIECES, *SIGNS]), max_size=15).map("".join)


def joined(pieces: list[str], signs: list[str]) -> str:
    """Pieces with signs around; a space between letters, where no sign would run them together."""
    text = signs[0]
    for piece, sign in zip(pieces, signs[1:], strict=False):
        before = fold(text).text[-1:]
        touches = before.isalnum() and not is_han(before) and not is_han(piece[0])
        text += (" " if touches else "") + piece + sign
    return fold(text).text


@given(pieces, signs, signs)
def test_signs_between_words_make_no_other_label(
    pieces: list[str], some: list[str], others: list[str]
) -> None:
    assert label_key(joined(pieces, some)) == label_key(joined(pieces, others))


@given(lines, lines)
@example("app", "退款")
def test_what_goes_on_after_a_whole_word_has_a_key_that_goes_on(begun: str, rest: str) -> None:
    begun, whole = fold(begun).text, fold(f"{begun} {rest}").text
    assert label_key(whole).startswith(label_key(begun))


@given(lines)
def test_a_key_is_short_and_holds_nothing_but_letters_and_one_mark(line: str) -> None:
    key = label_key(fold(line).text)
    assert len(key) <= MAX_LABEL
    assert key == "" or key.count(LABEL_MARK) == 1
    assert key.replace(LABEL_MARK, "").isalnum() or not key


@given(lines)
def test_a_key_begins_where_the_terms_of_its_first_word_lie(line: str) -> None:
    """A query asks for these anyway: no file more to load."""
    folded = fold(line).text
    for start in start_terms(folded):
        first = label_key(folded).partition(LABEL_MARK)[0]
        assert start.startswith(first)
        assert first[0] == start[0]


@given(st.lists(lines, min_size=1, max_size=4))
def test_a_page_has_what_a_query_for_each_of_its_labels_looks_for(labels: list[str]) -> None:
    folded = [fold(label).text for label in labels]
    indexed = label_terms("\n".join(folded))
    assert len(indexed) == len(set(indexed))
    assert set(indexed) == {*filter(None, map(label_key, folded)), *start_terms(folded[0])}
