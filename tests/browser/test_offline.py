"""The site without a network, as a reader meets it: the service worker in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hansearch.browser_engine import serving
from hansearch.shrink import shrink
from helpcenter.offline import CONTENTS, WORKER, render_ending, render_offline
from tests.conftest import ROOT, Site, until

QUIET = 4000
"""What a page waits before it has anything kept."""

KEPT = """async (names) => {
    const { scope } = await navigator.serviceWorker.getRegistration();
    const found = await Promise.all(names.map((name) => caches.match(scope + name)));
    return found.every(Boolean);
}"""


class Published:
    """A copy of the built site in a folder of a server that other sites lie on, too; it can be switched off."""

    def __init__(self, site: Path, folder: Path, stack: ExitStack) -> None:
        self.directory = folder / "help"
        shutil.copytree(site, self.directory)
        (folder / "other.html").write_text(
            "<!doctype html><meta charset=utf-8><title>别人的网站</title><p>别人的", encoding="utf-8"
        )
        self.origin = stack.enter_context(serving(folder))
        self.url = f"{self.origin}help/"

    def replace(self, page: str, old: str, new: str) -> None:
        """Change what a page says, as a new deployment does."""
        file = self.directory / page
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.write(self._offline())

    def capture(self) -> None:
        """Answer everything with one page, as a network does that wants a login first."""
        for file in [file for file in self.directory.rglob("*") if file.is_file()]:
            if file.name != "index.html":
                file.unlink()
                file.mkdir()
                file /= "index.html"
            file.write_text("<!doctype html><meta charset=utf-8><h1>请先登录</h1>", encoding="utf-8")

    def names(self) -> list[str]:
        """Return the names of all that is kept without being read."""
        script = (self.directory / WORKER).read_text(encoding="utf-8")
        build = json.loads(script.removeprefix("self.BUILD = ").partition(";\n")[0])
        shards = (self.directory / build["index"]).glob("*/*.bin")
        return [*build["files"], *(shard.relative_to(self.directory).as_posix() for shard in shards)]

    def switch_off(self) -> None:
        """Publish what a build with ``offline: false`` publishes."""
        self.write(render_ending((ROOT / "theme" / WORKER).read_text(encoding="utf-8")))
        registration = shrink((ROOT / "theme/assets/offline.js").read_text(encoding="utf-8"), "js")
        for script in self.directory.glob("assets/*.js"):
            text = script.read_text(encoding="utf-8")
            script.write_text(text.replace(registration, ""), encoding="utf-8")

    def write(self, texts: dict[str, str]) -> None:
        for name, text in texts.items():
            (self.directory / name).write_text(text, encoding="utf-8")

    def _offline(self) -> dict[str, str]:
        files = {
            file.relative_to(self.directory).as_posix(): file.read_bytes()
            for file in self.directory.rglob("*")
            if file.is_file() and file.name not in (WORKER, Path(CONTENTS).name)
        }
        titles = {
            "": "首页",
            "search/": "搜索",
            "contact/bot/": "智能客服能办什么、不能办什么",
            "refund/late/": "退款超时",
        }
        source = (ROOT / "theme" / WORKER).read_text(encoding="utf-8")
        return render_offline(source, files, titles, ["safety/after-scam/"])


@pytest.fixture
def published(help_centre: Site, tmp_path: Path) -> Iterator[Published]:
    with ExitStack() as stack:
        yield Published(help_centre.directory, tmp_path, stack)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture(scope="module")
def reader(
    help_centre: Site, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Published, BrowserContext]]:
    """Somebody who once saw the home page of a site that stays as it is."""
    with ExitStack() as stack:
        published = Published(help_centre.directory, tmp_path_factory.mktemp("offline"), stack)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        visit(context, published).close()
        yield published, context
        context.close()


@pytest.fixture
def offline(reader: tuple[Published, BrowserContext]) -> Iterator[tuple[Published, Page]]:
    """A page of theirs, without a network."""
    published, context = reader
    context.set_offline(True)
    page = context.new_page()
    yield published, page
    page.close()
    context.set_offline(False)


def visit(context: BrowserContext, published: Published, path: str = "") -> Page:
    """Open two pages, and stay on the second until the site is kept."""
    page = context.new_page()
    page.goto(published.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(published.url + path)
    until(page, KEPT, published.names())
    return page


def test_who_reads_one_page_loads_nothing_of_the_index(published: Published, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(published.url + "contact/bot/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1000)
    kept = page.evaluate(
        """async () => {
            const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
            return caught.flat().map(({ url }) => url);
        }"""
    )
    assert any(url.endswith("safety/after-scam/") for url in kept), "what is needed in an emergency is there"
    assert not any("/index/" in url and not url.endswith("manifest.bin") for url in kept)


def test_the_first_page_that_was_read_reads_again_without_a_network(
    published: Published, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(published.url + "contact/bot/?from=chat#别上当")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, KEPT, ["contact/bot/"])
    context.set_offline(True)
    page.goto(published.url + "contact/bot/")
    expect(page.locator("h1")).to_contain_text("智能客服能办什么")
    expect(page.locator(".hc-offline")).to_be_visible()


def test_a_wrong_address_without_a_network_says_what_can_be_read(offline: tuple[Published, Page]) -> None:
    published, page = offline
    page.goto(published.url + "contact/nobody-wrote-this/")
    expect(page.locator("h1")).to_contain_text("现在没有网")
    expect(page.locator("main")).to_contain_text("网址不对")
    page.locator("#hc-kept").get_by_text("已经被骗了").click()
    expect(page.locator("h1")).to_contain_text("已经被骗了，马上做这几件事")


def test_a_page_for_emergencies_reads_without_a_network_though_nobody_read_it(
    offline: tuple[Published, Page],
) -> None:
    published, page = offline
    page.goto(published.url + "safety/after-scam/")
    expect(page.locator("h1")).to_contain_text("已经被骗了，马上做这几件事")
    expect(page.locator(".hc-offline")).to_contain_text("离线副本")
    assert page.evaluate("document.styleSheets.length") > 0, "its styles are kept, too"


def test_search_works_without_a_network(offline: tuple[Published, Page]) -> None:
    published, page = offline
    page.goto(published.url)
    page.locator("[data-hansearch] input").first.fill("退款多久到账")
    expect(page.locator("[role=option]").first).to_contain_text("退款")
    page.goto(published.url + "search/?q=转人工")
    expect(page.locator("[role=option]").first).to_contain_text("人工")


def test_a_phone_that_is_full_searches_all_the_same(published: Published, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(published.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(published.url)
    full = {"origin": published.origin.rstrip("/"), "quotaSize": 1}
    context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
    page.locator("[data-hansearch] input").first.fill("退款多久到账")
    expect(page.locator("[role=option]").first).to_contain_text("退款")


def test_a_phone_that_is_full_gives_back_what_an_earlier_build_took(
    published: Published, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(published.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    old = "assets/hansearch/index/0123456789/old.bin"
    page.evaluate(
        """async (old) => {
            const { scope } = await navigator.serviceWorker.getRegistration();
            await (await caches.open(`helpcenter|${scope}|kept`)).put(scope + old, new Response('x'));
        }""",
        old,
    )
    full = {"origin": published.origin.rstrip("/"), "quotaSize": 1}
    context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
    page.goto(published.url)
    until(page, "async (old) => !(await caches.match(old))", published.url + old)


def test_a_phone_too_full_for_the_site_is_not_left_with_half_of_it(
    published: Published, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(published.url)
    full = {"origin": published.origin.rstrip("/"), "quotaSize": 200_000}
    context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
    page.wait_for_timeout(QUIET + 2000)
    assert page.evaluate("caches.keys()") == []


def test_what_was_read_reads_again_and_what_was_not_says_what_does(
    published: Published, context: BrowserContext
) -> None:
    page = visit(context, published, "contact/bot/")
    page.goto(published.url + "contact/bot/")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.goto(published.url + "contact/bot/")
    expect(page.locator("h1")).to_contain_text("智能客服能办什么")
    expect(page.locator(".hc-offline")).to_be_visible()
    page.goto(published.url + "refund/late/")
    expect(page.locator("h1")).to_contain_text("现在没有网")
    expect(page.locator("#hc-kept")).to_contain_text("智能客服能办什么")
    page.locator("#hc-kept").get_by_text("已经被骗了").click()
    expect(page.locator("h1")).to_contain_text("已经被骗了，马上做这几件事")
    context.set_offline(False)
    page.goto(published.url + "refund/late/")
    expect(page.locator("h1")).not_to_contain_text("现在没有网")
    expect(page.locator(".hc-offline")).to_have_count(0)


def test_a_new_deployment_is_read_at_once_and_kept(published: Published, context: BrowserContext) -> None:
    page = visit(context, published, "contact/bot/")
    page.goto(published.url + "contact/bot/")
    published.replace("contact/bot/index.html", "智能客服能办什么", "新写的智能客服能办什么")
    published.replace("safety/after-scam/index.html", "马上做这几件事", "新写的这几件事")
    page.goto(published.url)
    until(
        page,
        """async () => {
            const { scope } = await navigator.serviceWorker.getRegistration();
            const texts = await Promise.all(['contact/bot/', 'safety/after-scam/'].map(async (path) =>
                (await caches.match(scope + path))?.text()));
            return (await caches.keys()).length === 2 && texts.every((text) => text?.includes('新写的'));
        }""",
    )
    context.set_offline(True)
    for path in ("contact/bot/", "safety/after-scam/"):
        page.goto(published.url + path)
        expect(page.locator("h1")).to_contain_text("新写的")
        expect(page.locator(".hc-offline")).to_be_visible()


def test_a_page_that_was_changed_is_never_shown_as_it_was_while_there_is_a_network(
    published: Published, context: BrowserContext
) -> None:
    page = visit(context, published)
    published.replace("safety/after-scam/index.html", "马上做这几件事", "新写的这几件事")
    page.goto(published.url + "safety/after-scam/")
    expect(page.locator("h1")).to_contain_text("新写的")
    expect(page.locator(".hc-offline")).to_have_count(0)


def test_what_a_network_answers_in_the_sites_place_is_shown_and_never_kept(
    published: Published, context: BrowserContext
) -> None:
    page = visit(context, published, "contact/bot/")
    page.goto(published.url + "contact/bot/")
    page.wait_for_load_state("networkidle")
    kept = [published.url + name for name in published.names() if name.endswith((".bin", ".js"))]
    published.capture()
    for path in ("contact/bot/", "safety/after-scam/"):
        page.goto(published.url + path)
        expect(page.locator("h1")).to_have_text("请先登录")  # Who wants to log in can.
    page.evaluate("async (urls) => { for (const url of urls) await fetch(url, { cache: 'reload' }); }", kept)
    page.wait_for_timeout(500)
    context.set_offline(True)
    page.goto(published.url + "contact/bot/")
    expect(page.locator("h1")).to_contain_text("智能客服能办什么")
    page.goto(published.url + "safety/after-scam/")
    expect(page.locator("h1")).to_contain_text("已经被骗了，马上做这几件事")
    page.locator("[data-hansearch] input").first.fill("退款多久到账")
    expect(page.locator("[role=option]").first).to_contain_text("退款")
    foreign = """async (urls) => (await Promise.all(urls.map(async (url) => (await caches.match(url)).headers.get('content-type'))))
        .filter((type) => type?.includes('html'))"""
    assert page.evaluate(foreign, kept) == []


def test_the_switch_ends_it_and_deletes_what_was_kept_and_nothing_of_other_sites(
    published: Published, context: BrowserContext
) -> None:
    page = visit(context, published)
    page.evaluate("async () => (await caches.open('别人的')).put('/x', new Response('x'))")
    published.switch_off()
    page.goto(published.url)
    until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
    assert page.evaluate("caches.keys()") == ["别人的"]
    page.goto(published.url + "contact/bot/")
    page.wait_for_timeout(QUIET + 1000)
    assert page.evaluate("caches.keys()") == ["别人的"]


def test_it_leaves_what_lies_beside_the_site_alone(reader: tuple[Published, BrowserContext]) -> None:
    published, context = reader
    page = context.new_page()
    page.goto(published.origin + "other.html")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    expect(page.locator("p")).to_have_text("别人的")


def test_who_saves_data_keeps_nothing(published: Published, context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = context.new_page()
    page.goto(published.url)
    page.wait_for_timeout(QUIET + 1000)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_a_frame_that_may_keep_nothing_reads(published: Published, context: BrowserContext) -> None:
    (published.directory / "frame.html").write_text(
        '<!doctype html><iframe sandbox="allow-scripts" src="contact/bot/"></iframe>', encoding="utf-8"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(published.url + "frame.html")
    expect(page.frame_locator("iframe").locator("h1")).to_contain_text("智能客服能办什么")
    page.wait_for_timeout(QUIET + 1000)
    assert errors == []
