"""How the files of the bundle reach a reader: from a folder, in an old browser, and damaged on their way."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from hansearch.browser_engine import serving
from hansearch.client_files import CLIENT
from hansearch.export import MANIFEST
from hansearch.plugin import ASSETS
from hansearch.sections import build_page
from tests.browser.modules import write_site
from tests.bundle_files import INDEX, REQUESTED, deploy_again, publish, read_bundle
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
    page.wait_for_url("**/refund/status/index.html")
    assert "退款" in page.locator("h1").inner_text()


def test_a_page_in_english_opened_from_a_folder_loads_the_index_once(fixture_site: Site, page: Page) -> None:
    page.goto((fixture_site.directory / "index.html").as_uri())
    assert page.locator("html[lang=en]").count() == 1
    box = page.locator("[data-hansearch] input").first
    box.fill("慢查询")
    box.focus()
    page.locator("[role=option]").first.wait_for()
    assert page.locator("script[src$='/offline.js']").count() == 1


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

QUERY, FOUND = "退款多久到账", "refund/status/"

FAULTS: dict[str, Callable[[Route], None]] = {
    "404": lambda route: route.fulfill(status=404, body=""),
    "500": lambda route: route.fulfill(status=500, body=""),
    "reset": lambda route: route.abort("connectionreset"),
    "empty": lambda route: route.fulfill(body=b""),
    "HTML": lambda route: route.fulfill(body="<!doctype html><title>首页</title>", content_type="text/html"),
    "cut short": lambda route: route.fulfill(body=half(route)),
    "one bit": lambda route: route.fulfill(body=flipped(route)),
    "another file": lambda route: route.fulfill(
        body=route.fetch(url=re.sub(r"t\d+\.bin", "t0.bin", route.request.url)).body()
    ),
}
NETWORK = {"404", "500", "reset"}


def half(route: Route) -> bytes:
    content = route.fetch().body()
    return content[: len(content) // 2]


def flipped(route: Route) -> bytes:
    content = bytearray(route.fetch().body())
    content[len(content) // 2] ^= 4
    return bytes(content)


def is_harmed(fault: str, url: str) -> bool:
    """Whether a file is one that a fault can befall."""
    if fault == "another file":
        return bool(re.search(r"/t[1-9]\d*\.bin$", url))
    return not url.endswith("manifest.bin")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_reason_and_the_next_search_works(fault: str, help_centre: Site, page: Page) -> None:
    def harm(route: Route) -> None:
        FAULTS[fault](route) if is_harmed(fault, route.request.url) else route.continue_()

    page.goto(help_centre.url)
    page.route(REQUESTED, harm)
    assert page.evaluate(REASON, QUERY) == ("network" if fault in NETWORK else "damaged")
    page.unroute_all(behavior="wait")
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "another file"])
def test_so_has_a_fault_of_the_manifest(fault: str, help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url)
    page.route("**/manifest.bin", FAULTS[fault])
    assert page.evaluate(REASON, QUERY) == ("network" if fault in NETWORK else "damaged")
    page.unroute_all(behavior="wait")
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_passes_is_not_noticed(fault: str, help_centre: Site, page: Page) -> None:
    harmed: list[str] = []

    def harm_once(route: Route) -> None:
        if harmed or not is_harmed(fault, route.request.url):
            route.continue_()
        else:
            harmed.append(route.request.url)
            FAULTS[fault](route)

    page.goto(help_centre.url)
    page.route(REQUESTED, harm_once)
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)
    assert harmed


def test_what_a_cache_keeps_damaged_is_asked_for_again(help_centre: Site, page: Page) -> None:
    seen: set[str] = set()

    def damage_once(route: Route) -> None:
        if route.request.url in seen:
            route.continue_()
        else:
            seen.add(route.request.url)
            route.fulfill(body=b"<html>not here</html>")

    page.goto(help_centre.url)
    page.route(REQUESTED, damage_once)
    page.evaluate(
        """() => {
            const real = window.fetch;
            window.asked = [];
            window.fetch = (url, options) => { asked.push([url, options.cache]); return real(url, options); };
        }"""
    )
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)
    asked = page.evaluate("asked")
    assert len(seen) > 5
    for url in seen:
        first = "no-cache" if url.endswith("manifest.bin") else "default"
        assert [cache for asked_for, cache in asked if asked_for == url] == [first, "reload"]


def test_a_format_of_the_future_is_not_read_and_not_asked_for_twice(help_centre: Site, page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=zlib.compress(b'{"format":999}'))

    page.goto(help_centre.url)
    page.route(REQUESTED, answer)
    assert page.evaluate(REASON, QUERY) == "version"
    assert [url.rpartition("/")[2] for url in asked] == ["manifest.bin"]


# ── Another deployment ──


@pytest.fixture
def deployed(help_centre: Site, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the help centre that can be deployed again; its folder and its address."""
    shutil.copytree(help_centre.directory, tmp_path / "site")
    with serving(tmp_path / "site") as url:
        yield tmp_path / "site", url


def test_a_deployment_between_two_searches_is_not_noticed(deployed: tuple[Path, str], page: Page) -> None:
    site, url = deployed
    page.goto(url)
    assert page.evaluate(SEARCH, "快递丢了谁赔")[0].startswith("delivery/lost/")
    deploy_again(site)
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)
    assert page.evaluate(SEARCH, "快递丢了谁赔")[0].startswith("delivery/lost/")


def test_a_deployment_in_the_middle_of_a_search_is_not_noticed(
    deployed: tuple[Path, str], page: Page
) -> None:
    site, url = deployed
    asked: list[str] = []

    def replace_before_the_fourth(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 4:
            deploy_again(site)
        route.continue_()

    page.goto(url)
    page.route(REQUESTED, replace_before_the_fourth)
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)
    assert [name.rpartition("/")[2] for name in asked].count("manifest.bin") == 2
    assert len({name.rpartition("/")[0] for name in asked}) == 3, (
        "the old folder, the new one, and that of both"
    )


def test_a_deployment_that_takes_its_time_gives_a_reason_and_heals(
    deployed: tuple[Path, str], page: Page
) -> None:
    """Some hosts delete the old files before the new manifest is there."""
    site, url = deployed
    page.goto(url)
    page.evaluate(SEARCH, "快递丢了谁赔")
    manifest = site / INDEX / MANIFEST
    old = manifest.read_bytes()
    deploy_again(site)
    new = manifest.read_bytes()
    publish(manifest, old)
    assert page.evaluate(REASON, QUERY) == "network"
    publish(manifest, new)
    assert page.evaluate(SEARCH, QUERY)[0].startswith(FOUND)


def test_a_search_beside_one_that_fails_shows_the_pages_that_it_ranked(page: Page, tmp_path: Path) -> None:
    """The next deployment numbers its pages otherwise: who ranked by the old numbers reads nothing of it."""
    pages = [build_page(f"{title}.md", f"{title}/", title, "") for title in ("天气", "快递", "退款")]
    held: list[Route] = []

    def hold_until_deployed(route: Route) -> None:
        if (tmp_path / "new").exists():
            route.continue_()
        else:
            held.append(route)

    write_site(tmp_path / "site", pages[1:])
    old = read_bundle(tmp_path / "site")
    with serving(tmp_path / "site") as url:
        page.goto(url + ASSETS + "/search.js")
        page.evaluate("async () => { window.find = (await import(location.href)).find; }")
        page.route(re.compile(r"/t\d+\.bin$"), hold_until_deployed)
        page.evaluate("() => { window.early = find('退款'); }")
        page.wait_for_timeout(500)
        assert held
        write_site(tmp_path / "new", pages)
        shutil.rmtree(tmp_path / "site" / INDEX)
        (tmp_path / "new" / INDEX).rename(tmp_path / "site" / INDEX)
        late = page.evaluate("find('快递')")
        for route in held:
            route.fulfill(body=old["/".join(route.request.url.split("/")[-2:])])
        early = page.evaluate("early")
    assert [row["title"] for row in late["rows"]] == ["快递"]
    assert [row["title"] for row in early["rows"]] == ["退款"]


# ── Odd queries ──


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


ROUNDS = {
    "退款多久到账": 3,
    "我被骗了怎么办": 3,
    "kefu dianhua": 3,  # pinyin: its sounds, the words that it means, the rows
    "tuikuan": 3,
    "yfx": 3,
    "退款多久到賬": 4,  # what it is in Simplified is known only when its characters have come
}
"""Questions → requests, one after another, that an answer waits for when the manifest is there."""

COUNT_ROUNDS = """async (question) => {
    const { open, search } = await import('./assets/hansearch/search.js');
    await open();
    const { fetch } = window;
    const held = [];
    window.fetch = (...asked) => new Promise((resolve) => held.push(() => {
        const answer = fetch(...asked);
        resolve(answer);
        return answer;
    }));
    let rows, rounds = 0;
    search(question).finally(() => { rows = true; });
    while (!rows) {
        // Turns, not seconds: a busy machine needs as many.
        for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setTimeout(resolve));
        rounds += held.length > 0;
        await Promise.all(held.splice(0).map((release) => release()));
    }
    return rounds;
}"""


@pytest.mark.parametrize(("question", "most"), ROUNDS.items())
def test_an_answer_waits_for_few_requests_one_after_another(
    question: str, most: int, help_centre: Site, page: Page
) -> None:
    page.goto(help_centre.url)
    assert 0 < page.evaluate(COUNT_ROUNDS, question) <= most
