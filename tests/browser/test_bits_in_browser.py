"""What ``bits.py``, ``term_shards.py`` and ``export.py`` write is what the browser's modules read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from hansearch.bits import RAW, fixed, gamma, pack, rice, rice_parameter
from hansearch.browser_engine import serving
from hansearch.client_files import CLIENT
from hansearch.export import ATTRIBUTES, _json
from hansearch.term_shards import encode_character, encode_string
from tests.test_bits import SHAPE, all_entries, shards_of


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page with what reads bits, in ``window``."""
    page = browser.new_page()
    with serving(CLIENT) as url:
        page.goto(url + "bits.js")
        page.evaluate(
            """async () => {
                for (const name of ['bits.js', 'shards.js', 'transport.js']) Object.assign(window, await import(new URL(name, location.href).href));
            }"""
        )
        yield page
    page.close()


# ── Codes ──

_number = st.integers(0, (1 << RAW) - 1)

codes = st.lists(
    st.one_of(
        st.tuples(st.just("gamma"), st.integers(1, (1 << 25) - 1), st.just(0)),
        st.tuples(st.just("rice"), _number, st.integers(0, 15)),
        st.integers(1, 25).flatmap(
            lambda bits: st.tuples(st.just("fixed"), st.integers(0, 2**bits - 1), st.just(bits))
        ),
        st.tuples(st.just("character"), st.characters(exclude_categories=["Cs"]), st.just(0)),
        st.tuples(
            st.just("string"), st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.just(0)
        ),
    ),
    max_size=30,
)

READ = """({bytes, wanted}) => {
    const reader = new BitReader(Uint8Array.from(bytes));
    return wanted.map(([kind, bits]) => reader[kind](bits));
}"""


def written(kind: str, value: Any, bits: int) -> str:
    if kind == "string":
        return "".join(encode_string(value))
    if kind == "character":
        return encode_character(value)
    return {
        "gamma": lambda: gamma(value),
        "rice": lambda: rice(value, bits),
        "fixed": lambda: fixed(value, bits),
    }[kind]()


@settings(max_examples=200, deadline=None)
@given(codes)
@example(
    [("fixed", 1, bits) for bits in range(1, 8)] + [("gamma", (1 << 25) - 1, 0), ("rice", (1 << RAW) - 1, 0)]
)
@example([("rice", (24 << 5) - 1, 5), ("rice", 24 << 5, 5), ("rice", 0, 0)])
def test_whatever_is_written_is_read(modules: Page, codes: list[tuple[str, Any, int]]) -> None:
    content = pack(written(*code) for code in codes)
    wanted = [[kind, bits] for kind, _, bits in codes]
    read = modules.evaluate(READ, {"bytes": list(content), "wanted": wanted})
    assert read == [value for _, value, _ in codes]


def test_what_ends_too_soon_is_damaged(modules: Page) -> None:
    read_on = """({bytes, kind}) => {
        const reader = new BitReader(Uint8Array.from(bytes));
        try { for (let left = 99; left > 0; left -= 1) reader[kind](7); return 'read on'; } catch ({ reason }) { return reason; }
    }"""
    for kind in ("gamma", "rice", "fixed", "character", "string"):
        for content in (b"", b"\xaa", b"\xaa\x55\xaa"):
            assert modules.evaluate(read_on, {"bytes": list(content), "kind": kind}) == "damaged", kind


def test_a_number_that_never_ends_is_damaged(modules: Page) -> None:
    read = """() => { try { new BitReader(new Uint8Array(99)).gamma(); return 'read'; } catch ({ reason }) { return reason; } }"""
    assert modules.evaluate(read) == "damaged"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**6)), min_size=50, max_size=50))
def test_low_bits_are_worked_out_alike(modules: Page, pairs: list[tuple[int, int]]) -> None:
    worked_out = modules.evaluate(
        "(pairs) => pairs.map(([total, count]) => riceParameter(total, count))", pairs
    )
    assert worked_out == [rice_parameter(total, count) for total, count in pairs]


def test_low_bits_of_all_small_numbers_are_worked_out_alike(modules: Page) -> None:
    worked_out = modules.evaluate(
        "() => Array.from({length: 300}, (_, total) => Array.from({length: 300}, (_, count) => riceParameter(total, count + 1)))"
    )
    assert worked_out == [[rice_parameter(total, count + 1) for count in range(300)] for total in range(300)]


# ── Term shards ──

READ_SHARDS = """({shards, manifest}) => shards.map((bytes) =>
    Array.from(parseTermShard(Uint8Array.from(bytes), manifest), ([term, { isIndexed, lists, ...entry }]) => [term, {
        isIndexed,
        ...entry,
        ...Object.fromEntries(Object.entries(lists).map(([name, { at, frequencies }]) => [name, at.map((where, i) => [where, frequencies[i]])])),
    }]))"""


def as_read(entry: Mapping[str, object]) -> dict[str, Any]:
    """What the browser makes of an entry."""
    values: dict[str, Any] = {"isIndexed": False}
    for attribute in ATTRIBUTES:
        value: Any = entry.get(attribute.name)
        if value is None:
            continue
        if attribute.kind == "pages":
            value = [[page, 1] for page in value]
        elif attribute.kind in ("sections", "lines"):
            value = [[place_of(*where), frequency] for where, frequency in value]
        elif attribute.kind in ("postings", "pairs"):
            value = list(map(list, value))
        values[attribute.name] = value
        values["isIndexed"] |= attribute.name.startswith("lines")
    return values


def place_of(page: int, *below: int) -> int:
    part, place = below if len(below) == 2 else (0, *below)
    return (page * 2**16 + part) * 2**8 + place


@settings(max_examples=150, deadline=None)
@given(all_entries)
def test_every_term_is_read_with_all_that_is_known_of_it(
    modules: Page, entries: dict[str, Mapping[str, object]]
) -> None:
    masks, shards = shards_of(entries)
    manifest = {
        "attributes": [[one.name, one.kind, one.name.startswith("lines")] for one in ATTRIBUTES],
        "masks": masks,
        "shape": asdict(SHAPE),
    }
    contents = [list(content) for _, content in shards]
    read = modules.evaluate(READ_SHARDS, {"shards": contents, "manifest": manifest})
    found = [item for shard in read for item in shard]
    assert [term for term, _ in found] == sorted(entries)
    assert dict(found) == {term: as_read(entry) for term, entry in entries.items()}


def test_a_number_of_a_place_tells_page_and_part(modules: Page) -> None:
    tell = "(places) => places.map((place) => [placeOf(...place), pageOf(placeOf(...place)), partOf(placeOf(...place))])"
    places = [(0, 0, 0), (1, 2, 3), (20_000, 65_535, 255), (2_000_000, 1, 0)]
    for (page, part, place), told in zip(places, modules.evaluate(tell, places), strict=True):
        assert told == [place_of(page, part, place), page, part]


# ── Text ──


def unescaped() -> str:
    """Every character that ``_json`` writes as it is."""
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    return "".join(one for one in characters if _json(one) == f'"{one}"'.encode("gb18030"))


def test_every_character_that_stands_unescaped_is_what_chromium_reads(modules: Page) -> None:
    text = unescaped()
    assert len(text) > 20_000
    decode = "(bytes) => new TextDecoder('gb18030', {fatal: true}).decode(Uint8Array.from(bytes))"
    assert modules.evaluate(decode, list(text.encode("gb18030"))) == text
    alone = "(all) => all.map((bytes) => new TextDecoder('gb18030', {fatal: true}).decode(Uint8Array.from(bytes)))"
    assert modules.evaluate(alone, [list(one.encode("gb18030")) for one in text]) == list(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text()))
@example(["📦", "退款…—〇𠮷\u3000\uffe5", "\u2028\x7f\x00", '\\"'])
def test_json_says_the_same_in_the_browser(modules: Page, texts: list[str]) -> None:
    assert modules.evaluate("(bytes) => parseJson(Uint8Array.from(bytes))", list(_json(texts))) == texts
