"""Marks and excerpts: what holds of every text. The single rules stand in ``cases/snippet.yml``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansearch.snippet import SNIPPET_LENGTH, mark, snippet

texts = st.text(alphabet="退款到账甲乙閃。！\nAa1 📦\u200b", max_size=120)
terms = st.lists(st.sampled_from(["退款", "到账", "款到", "闪", "a", "1", "a1"]), max_size=4)
lengths = st.integers(min_value=1, max_value=40)


@given(texts, terms)
def test_the_parts_of_a_title_are_the_title(text: str, terms: list[str]) -> None:
    parts = mark(text, terms)
    assert "".join(part for part, _ in parts) == text
    assert all(part for part, _ in parts)
    assert all(left[1] != right[1] for left, right in zip(parts, parts[1:], strict=False))


@given(texts, terms, lengths)
def test_an_excerpt_is_a_piece_of_the_text_no_longer_than_asked(
    text: str, terms: list[str], length: int
) -> None:
    parts = [part for part, _ in snippet(text, terms, length)]
    shown = "".join(part for part in parts if part != "…")
    assert shown in text.replace("\n", " ")
    assert len(shown) <= length


@given(texts, terms, lengths)
def test_dots_stand_exactly_where_the_text_goes_on(text: str, terms: list[str], length: int) -> None:
    parts = snippet(text, terms, length)
    shown = "".join(part for part, _ in parts if part != "…")
    if len(shown) == len(text):
        assert ("…", False) not in parts
    else:
        assert ("…", False) in (parts[0], parts[-1])


@given(texts, terms, lengths)
def test_no_excerpt_of_that_length_would_show_more_matched_characters(
    text: str, terms: list[str], length: int
) -> None:
    matched = [is_match for part, is_match in mark(text, terms) for _ in part]
    windows = range(max(1, len(text) - length + 1))
    shown = sum(len(part) for part, is_match in snippet(text, terms, length) if is_match)
    assert shown == max(sum(matched[start : start + length]) for start in windows)


def test_the_usual_length_is_ninety_characters() -> None:
    parts = snippet("退款" + "甲" * 200, ["退款"])
    assert SNIPPET_LENGTH == 90
    assert parts == [("退款", True), ("甲" * 88, False), ("…", False)]
