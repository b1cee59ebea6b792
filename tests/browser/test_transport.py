"""How the files of the bundle reach a reader: from a folder, in an old browser, and damaged on their way."""

from __future__ import annotations

import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from hansearch.browser_engine import serving
from hansearch.client_files import CLIENT
from tests.conftest import Site

SEARCH = """async (query) => {
    const { search } = await import(new URL('assets/hansearch/search.js', location.href).href);
    return (await search(query, { limit: 3 })).map(({ url }) => url);
}"""

REASON = """async (query) => {
    const { search } = await import(new URL('assets/hansearch/search.js', location.href).href);
    try { await search(query); return 'none'; } catch ({ reason }) { return reason; }
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def is_shard(url: str) -> bool:
    return url.endswith(".bin") and not url.endswith("manifest.bin")


# ── From a folder ──


def test_a_site_opened_from_a_folder_searches_and_leads_to_the_page(
    help_centre: Site, page: Page, tmp_path: Path
) -> None:
    archive = tmp_path / "offline.zip"
    zip_command = [sys.executable, "-m", "zipfile", "-c", str(archive), help_centre.directory.name]
    subprocess.run(zip_command, cwd=help_centre.directory.parent, check=True)  # as `make offline` does
    zipfile.ZipFile(archive).extractall(tmp_path / "on a stick")
    page.goto((tmp_path / "on a stick" / help_centre.directory.name / "index.html").as_uri())
    box = page.locator("[data-hansearch] input").first
    box.fill("退款多久到账")
    link = page.locator("[role=option] a").first
    link.wait_for()
    link.click()
    page.wait_for_url("**/refund/status/index.html#*")
    assert "退款" in page.locator("h1").inner_text()


# ── Without DecompressionStream ──


def test_an_old_browser_finds_the_same_rows(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url)
    expected = page.evaluate(SEARCH, "退款多久到账")
    page.add_init_script("delete window.DecompressionStream")
    with page.expect_response("**/inflate.js"):
        page.goto(help_centre.url)
        assert page.evaluate("typeof DecompressionStream") == "undefined"
        assert page.evaluate(SEARCH, "退款多久到账") == expected
    assert len(expected) == 3


@pytest.fixture(scope="module")
def inflating(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    with serving(CLIENT) as url:
        page.goto(url + "inflate.js")
        page.evaluate("async () => { window.inflate = (await import(location.href)).inflateZlib; }")
        yield page
    page.close()


def inflated(page: Page, compressed: bytes) -> bytes | None:
    made = page.evaluate(
        "(b) => { try { return Array.from(inflate(Uint8Array.from(b))); } catch (error) { return null; } }",
        list(compressed),
    )
    return None if made is None else bytes(made)


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(
        st.binary(max_size=40) | st.text("退款到账怎么办", max_size=60).map(str.encode), max_size=12
    ),
    repeat=st.integers(1, 60),
    level=st.sampled_from([0, 1, 6, 9]),
)
def test_it_opens_whatever_zlib_writes(inflating: Page, pieces: list[bytes], repeat: int, level: int) -> None:
    raw = b"".join(pieces) * repeat
    assert inflated(inflating, zlib.compress(raw, level)) == raw


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_it_opens_nothing_that_was_damaged(inflating: Page, data: st.DataObject) -> None:
    compressed = bytearray(zlib.compress("退款多久到账，钱退到哪里了".encode() * 9, 9))
    at = data.draw(st.integers(0, len(compressed) - 1))
    cut = data.draw(st.booleans())
    if cut:
        del compressed[at:]
    else:
        compressed[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        expected = zlib.decompress(compressed)
    except zlib.error:
        expected = None
    assert inflated(inflating, bytes(compressed)) == expected


# ── Damaged on its way ──


def test_what_a_cache_keeps_damaged_is_asked_for_again(help_centre: Site, page: Page) -> None:
    seen: set[str] = set()

    def damage_once(route: Route) -> None:
        url = route.request.url
        if is_shard(url) and url not in seen:
            seen.add(url)
            route.fulfill(body=b"<html>not here</html>")
        else:
            route.continue_()

    page.goto(help_centre.url)
    page.route("**/index/*.bin", damage_once)
    assert page.evaluate(SEARCH, "退款多久到账")[0].startswith("refund/status/")
    assert seen


def test_a_file_that_is_not_what_its_name_says_is_never_read(help_centre: Site, page: Page) -> None:
    wrong = zlib.compress(b"\x00" * 12, 9)
    page.goto(help_centre.url)
    page.route(
        "**/index/*.bin", lambda r: r.fulfill(body=wrong) if is_shard(r.request.url) else r.continue_()
    )
    assert page.evaluate(REASON, "退款多久到账") == "damaged"


@pytest.mark.parametrize("fault", ["404", "reset", "cut short"])
def test_a_fault_has_its_reason_and_the_next_search_works(fault: str, help_centre: Site, page: Page) -> None:
    def harm(route: Route) -> None:
        if not is_shard(route.request.url):
            route.continue_()
        elif fault == "404":
            route.fulfill(status=404, body="")
        elif fault == "reset":
            route.abort("connectionreset")
        else:
            content = route.fetch().body()
            route.fulfill(body=content[: len(content) // 2])

    page.goto(help_centre.url)
    page.route("**/index/*.bin", harm)
    assert page.evaluate(REASON, "退款多久到账") == ("damaged" if fault == "cut short" else "network")
    page.unroute_all(behavior="wait")
    assert page.evaluate(SEARCH, "退款多久到账")[0].startswith("refund/status/")


def test_a_paste_of_any_length_is_cut_and_the_next_query_is_answered(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url)
    assert len(page.evaluate(SEARCH, "退款多久到账" * 17_000)) == 3
    assert page.evaluate(SEARCH, "退款多久到账")[0].startswith("refund/status/")


# ── Ahead of time ──


def test_the_index_is_on_its_way_while_the_script_is(help_centre: Site, page: Page) -> None:
    order: list[str] = []
    page.on("request", lambda request: order.append(request.url.rpartition("/")[2]))
    page.route("**/search.js", lambda route: None)  # never answered
    page.goto(help_centre.url)
    with page.expect_request("**/manifest.bin"):
        page.locator("[data-hansearch] input").first.focus()
    assert order.count("manifest.bin") == 1
