"""Bits: what is written is read back, by a reader of the tests' own that knows only FORMAT.md."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hansearch.bits import MAX_UNARY, RAW, fixed, gamma, pack, rice, rice_parameter
from hansearch.export import ATTRIBUTES
from hansearch.term_shards import (
    MAX_MASKS,
    Attribute,
    Documents,
    Shape,
    TermShards,
    encode_character,
    encode_keys,
    encode_string,
    line_places,
    section_places,
)
from tests.bit_reader import Reader


def read_shard(
    content: bytes, attributes: list[Attribute], masks: list[int], shape: Shape
) -> dict[str, dict[str, Any]]:
    """Return the terms of a shard, in order, with what is known of each."""
    reader = Reader(content)
    entries = {}
    for term in reader.terms():
        number = reader.gamma()
        mask = masks[number - 1] if number <= len(masks) else reader.fixed(len(attributes))
        entries[term] = {
            attribute.name: reader.value(attribute.kind, shape)
            for bit, attribute in enumerate(attributes)
            if mask >> bit & 1
        }
    reader.finish()
    return entries


# ── Numbers ──

numbers = st.integers(0, (1 << RAW) - 1)
low_bits = st.integers(0, 15)


@given(st.lists(st.integers(1, (1 << 25) - 1), max_size=20))
def test_gamma_codes_are_read_back(values: list[int]) -> None:
    reader = Reader(pack(map(gamma, values)))
    assert [reader.gamma() for _ in values] == values


@given(st.lists(st.tuples(numbers, low_bits), max_size=20))
@example([(23 << 3, 3), (24 << 3, 3), ((24 << 3) - 1, 3)])
def test_rice_codes_are_read_back(values: list[tuple[int, int]]) -> None:
    reader = Reader(pack(rice(value, low) for value, low in values))
    assert [reader.rice(low) for _, low in values] == [value for value, _ in values]


@given(numbers, low_bits)
def test_no_rice_code_is_longer_than_a_number_that_stands_as_it_is(value: int, low: int) -> None:
    assert len(rice(value, low)) <= MAX_UNARY + max(RAW, 1 + low)


@given(
    st.lists(st.integers(0, 40).flatmap(lambda bits: st.tuples(st.integers(0, 2**bits - 1), st.just(bits))))
)
def test_numbers_of_fixed_length_have_it(values: list[tuple[int, int]]) -> None:
    codes = [fixed(value, bits) for value, bits in values if bits]
    assert list(map(len, codes)) == [bits for _, bits in values if bits]
    reader = Reader(pack(codes))
    assert [reader.fixed(bits) for _, bits in values if bits] == [value for value, bits in values if bits]


@given(st.text("01", max_size=40))
def test_packed_bits_stand_in_order_and_zeros_fill_the_last_byte(bits: str) -> None:
    packed = pack(bits)
    assert len(packed) == math.ceil(len(bits) / 8)
    assert "".join(f"{byte:08b}" for byte in packed) == bits.ljust(8 * len(packed), "0")


# ── How many low bits ──


@pytest.mark.parametrize(
    ("total", "count", "bits"),
    [(0, 1, 0), (1, 1, 0), (2, 1, 0), (3, 1, 1), (100, 1, 6), (100, 100, 0), (1000, 10, 6), (3, 900, 0)],
)
def test_the_low_bits_suit_the_average_gap(total: int, count: int, bits: int) -> None:
    assert rice_parameter(total, count) == bits


@given(st.integers(50, 3000), st.floats(0.02, 1), st.integers(0, 1000))
def test_no_other_low_bits_are_much_better(total: int, share: float, seed: int) -> None:
    pages = sorted(random.Random(seed).sample(range(total), math.ceil(share * total)))
    gaps = [page - before - 1 for before, page in zip([-1, *pages], pages, strict=False)]
    sizes = [sum(len(rice(gap, low)) for gap in gaps) for low in range(16)]
    assert sizes[rice_parameter(total, len(pages))] <= 1.1 * min(sizes) + 8


# ── Characters ──


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=9))
@example(["\x00\x7f\x80", "一\u4dff\ucdff\uce00", "\ue000\uffff", "\U00010000\U0010ffff", ""])
def test_strings_are_read_back(texts: list[str]) -> None:
    reader = Reader(pack(code for text in texts for code in encode_string(text)))
    assert [reader.string() for _ in texts] == texts


@pytest.mark.parametrize(
    ("character", "size"), [("a", 8), ("\x01", 8), ("退", 17), ("龥", 17), ("é", 23), ("𠮷", 23)]
)
def test_the_commonest_characters_are_the_shortest(character: str, size: int) -> None:
    assert len(encode_character(character)) == size


# ── Term shards ──

SHAPE = Shape(pages=40, part_bits=1, place_bits=2, line_bits=3)

frequencies = st.integers(1, 300)
pages = st.integers(0, SHAPE.pages - 1)
_sections = st.tuples(pages, st.integers(0, 60), st.integers(0, 40))
_lines = st.tuples(pages, st.integers(0, 90))
_text = st.text("退款ab\x01\u3400\ue000\U00020bb7", min_size=1, max_size=4)


def _postings(where: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(where, frequencies, min_size=1, max_size=12).map(lambda one: sorted(one.items()))


VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "number": st.integers(0, 511),
    "string": _text,
    "strings": st.lists(_text, min_size=1, max_size=3),
    "pairs": st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), min_size=1, max_size=3),
    "pages": st.sets(pages, min_size=1).map(sorted),
    "postings": _postings(pages),
    "sections": _postings(_sections),
    "lines": _postings(_lines),
}

terms = st.text(
    st.sampled_from("ab0'^\x01\x02\x7f退款到账一\u9fff\u3400\ue000\ue149\uffe5\U00020bb7\U000323ae"),
    min_size=1,
    max_size=5,
)
known = st.sets(st.sampled_from(ATTRIBUTES), min_size=1).flatmap(
    lambda chosen: st.fixed_dictionaries({one.name: VALUES[one.kind] for one in chosen})
)


def shards_of(entries: Mapping[str, Mapping[str, object]]) -> tuple[list[int], list[tuple[str, bytes]]]:
    """Return the masks and the shards (where each begins, its content) of terms with what is known of each."""
    columns: dict[str, dict[str, Any]] = {
        one.name: {term: known[one.name] for term, known in entries.items() if one.name in known}
        for one in ATTRIBUTES
    }
    places: dict[str, list[Any]] = {}
    for kind in ("sections", "lines"):
        own = [columns[one.name] for one in ATTRIBUTES if one.kind == kind]
        places[kind] = sorted({where for column in own for value in column.values() for where, _ in value})
        numbers = {where: number for number, where in enumerate(places[kind])}
        for column in own:
            for term, value in column.items():
                column[term] = [(numbers[where], frequency) for where, frequency in value]
    sections, lines = section_places(places["sections"], SHAPE), line_places(places["lines"], SHAPE)
    shards = TermShards(columns, ATTRIBUTES, Documents(SHAPE, sections, lines))
    return shards.masks, list(shards.shards())


all_entries = st.dictionaries(terms, known, min_size=1, max_size=40)


@given(all_entries)
@settings(deadline=None, max_examples=150)
def test_shards_are_read_back(entries: dict[str, Mapping[str, object]]) -> None:
    masks, shards = shards_of(entries)
    read: dict[str, dict[str, Any]] = {}
    for start, content in shards:
        shard = read_shard(content, list(ATTRIBUTES), masks, SHAPE)
        assert start <= next(iter(shard))
        assert not read or max(read) < start
        assert not read or start[:-1] <= max(read), "a shorter start would do"
        read.update(shard)
    assert read == entries
    assert list(read) == sorted(entries)


def test_terms_of_one_first_character_lie_in_one_shard_where_they_fit() -> None:
    entries = {f"{first}{n}": {"cost": n % 512} for first in "甲乙丙丁" for n in range(100)}
    _, shards = shards_of(entries)
    assert 1 < len(shards) <= 4
    assert {start[0] for start, _ in shards} == {start for start, _ in shards}


def test_the_terms_of_a_frequent_first_character_are_divided() -> None:
    entries = {f"甲{n:05}": {"cost": n % 512} for n in range(3000)}
    _, shards = shards_of(entries)
    assert len(shards) > 3
    assert shards[0][0] == "甲"
    assert max(len(content) for _, content in shards) < 3 * min(len(content) for _, content in shards[:-1])


def test_the_commonest_masks_have_the_shortest_numbers() -> None:
    entries = {"a": {"cost": 1}, "b": {"sound": 1}, "c": {"sound": 2}}
    cost, sound = 1 << 0, 1 << 1
    assert shards_of(entries)[0] == [sound, cost]


def test_sets_of_attributes_beyond_the_commonest_are_read_back_too() -> None:
    names = [one.name for one in ATTRIBUTES if one.kind in ("number", "pages", "postings")]
    values = {"number": 1, "pages": [1], "postings": [(1, 1)]}
    kinds = {one.name: one.kind for one in ATTRIBUTES}
    entries = {
        f"a{mask:03}": {name: values[kinds[name]] for bit, name in enumerate(names) if mask >> bit & 1}
        for mask in range(1, 2 * MAX_MASKS)
    }
    masks, shards = shards_of(entries)
    assert len(masks) == MAX_MASKS
    read: dict[str, Any] = {}
    for _, content in shards:
        read |= read_shard(content, list(ATTRIBUTES), masks, SHAPE)
    assert read == entries


@given(st.sets(terms, min_size=1).map(sorted))
@example(["a", "ab", "b"])
def test_terms_in_order_are_read_back(ordered: list[str]) -> None:
    reader = Reader(pack(encode_keys(ordered)))
    assert list(reader.terms()) == ordered
    reader.finish()
