"""What every page is before anybody searches: within its policy, light, readable in every way people read."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect

from hansearch.browser_engine import serving
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium
from helpcenter.pages import HEADERS
from tests.conftest import Site

PAGES = ("", "refund/", "refund/insurance/", "search/", "about/quality/", "404.html")
HELP = ["转人工", "号码核对", "反馈", "关于", "隐私"]


@contextmanager
def opened(browser: Browser, **options: object) -> Iterator[Page]:
    """A page of a phone, unless told otherwise, with a storage of its own."""
    settings = {"viewport": {"width": 390, "height": 844}, **options}
    context: BrowserContext = browser.new_context(**settings)
    yield context.new_page()
    context.close()


def is_dark(page: Page) -> bool:
    """Whether the page is painted light on dark."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


def sideways(page: Page) -> int:
    """How many pixels a reader would have to scroll sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_to_its_policy_and_asks_nobody_else(
    path: str, help_centre: Site, browser: Browser
) -> None:
    with opened(browser) as page:
        said: list[str] = []
        asked: list[str] = []

        def with_headers(route: Route) -> None:
            response = route.fetch()
            route.fulfill(response=response, headers={**response.headers, **HEADERS})

        page.route("**/*", with_headers)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(help_centre.url + path, wait_until="networkidle")
        page.locator("[data-hansearch] input").fill("退款")
        expect(page.locator("[role=option]").first).to_be_visible()
        assert said == []
        assert [url for url in asked if not url.startswith((help_centre.url, "data:"))] == []


@pytest.mark.parametrize("path", ["", "refund/insurance/", "refund/"])
def test_a_first_visit_costs_little(path: str, help_centre: Site, browser: Browser) -> None:
    with opened(browser) as page:
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response))
        page.goto(help_centre.url + path, wait_until="networkidle")
        sizes = {response.url: len(gzip.compress(response.body(), 6)) for response in responses}
    assert len(sizes) <= 6, sizes
    assert sum(sizes.values()) <= 30 * 1024, sizes
    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    assert scripts <= 4 * 1024, sizes


def test_without_javascript_the_menu_leads_from_home_to_an_article(
    help_centre: Site, browser: Browser
) -> None:
    with opened(browser, java_script_enabled=False, color_scheme="dark") as page:
        page.goto(help_centre.url)
        assert is_dark(page)
        expect(page.get_by_role("button", name="深色")).to_be_hidden()
        page.get_by_text("菜单", exact=True).click()
        page.get_by_role("navigation", name="菜单").get_by_role("link", name="退货退款").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("退货退款")
        page.get_by_role("link", name="退货运费谁出").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("退货运费谁出")
        page.get_by_role("link", name="退货退款").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("退货退款")


def test_without_javascript_the_search_box_leads_to_all_questions(
    help_centre: Site, browser: Browser
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(help_centre.url + "refund/insurance/")
        page.locator("[data-hansearch] input").fill("退款")
        page.locator("[data-hansearch] input").press("Enter")
        page.wait_for_url(help_centre.url + "search/?q=*")
        expect(page.get_by_text("运费险没到账")).to_be_visible()


def test_the_site_works_wherever_it_is_put(help_centre: Site, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(help_centre.directory)
    with serving(tmp_path) as url, opened(browser) as page:
        failed: list[str] = []
        # Of what it has, a browser may ask whether it is still good: 304.
        page.on("response", lambda response: response.status < 400 or failed.append(response.url))
        page.goto(url + "some/where/")
        page.get_by_role("link", name="退货退款").click()
        page.get_by_role("link", name="退货运费谁出").click()
        page.get_by_role("link", name="转人工", exact=True).click()
        page.wait_for_url(url + "some/where/contact/human/")
        assert failed == []


def test_a_folder_on_a_disk_reads_and_navigates(help_centre: Site, browser: Browser) -> None:
    root = help_centre.directory.as_uri()
    with opened(browser, color_scheme="dark") as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{root}/index.html")
        assert is_dark(page)  # The policy lets it have its own stylesheet …
        page.get_by_role("button", name="深色").click()
        assert not is_dark(page)  # … and its own script.
        page.get_by_role("link", name="退货退款").click()
        page.get_by_role("link", name="退货运费谁出").click()
        page.wait_for_url(f"{root}/refund/freight/index.html")
        page.get_by_role("link", name="首页").click()
        page.wait_for_url(f"{root}/index.html")
        assert said == []


def test_the_colours_are_the_systems_until_chosen_and_then_the_readers(
    help_centre: Site, browser: Browser
) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url)
        switch = page.get_by_role("button", name="深色")
        assert not is_dark(page)
        switch.click()
        assert is_dark(page)
        expect(switch).to_have_attribute("aria-pressed", "true")
        page.goto(help_centre.url + "refund/")
        assert is_dark(page)
        expect(switch).to_have_attribute("aria-pressed", "true")
        switch.click()
        assert not is_dark(page)
        page.emulate_media(color_scheme="dark")
        assert is_dark(page)  # Who chose what the system had follows the system.
        expect(switch).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("name", ["深色", "大字"])
def test_in_high_contrast_a_switch_shows_that_it_is_on(
    name: str, help_centre: Site, browser: Browser
) -> None:
    with opened(browser, forced_colors="active") as page:
        page.goto(help_centre.url)
        switch = page.get_by_role("button", name=name)
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "true")
        page.evaluate("document.activeElement.blur()")
        page.mouse.move(200, 600)
        on = switch.screenshot()
        switch.evaluate("(button) => button.setAttribute('aria-pressed', 'false')")
        assert switch.screenshot() != on


def test_back_leads_to_a_page_in_the_colours_and_the_size_chosen_since(
    help_centre: Site, browser: Browser
) -> None:
    chromium = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=LAUNCH_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with opened(chromium) as page:
        page.goto(help_centre.url)
        page.evaluate("window.isTheSame = true")
        page.goto(help_centre.url + "refund/")
        page.get_by_role("button", name="深色").click()
        page.get_by_role("button", name="大字").click()
        page.evaluate("history.back()")
        page.wait_for_url(help_centre.url, wait_until="commit")
        assert page.evaluate("window.isTheSame"), "the page comes from memory"
        assert is_dark(page)
        expect(page.locator(".hc-elder")).to_have_count(1)
        expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
        page.get_by_text("菜单", exact=True).click()  # Large text leaves no room for 深色 beside it.
        expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")
    chromium.close()


def test_colours_chosen_before_are_there_from_the_first_paint(help_centre: Site, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url)
        page.get_by_role("button", name="深色").click()
        page.add_init_script(
            """new MutationObserver(() => {
                if (document.body) window.firstScheme ??= document.documentElement.dataset.hcScheme ?? 'none yet';
            }).observe(document, { childList: true, subtree: true });"""
        )
        page.goto(help_centre.url + "refund/insurance/")
        assert page.evaluate("firstScheme") == "dark"


@pytest.mark.parametrize(
    ("width", "text"), [(320, 1), (390, 1.65), (390, 2)], ids=["320px", "WeChat 1.65", "200%"]
)
def test_a_narrow_screen_and_large_text_need_no_sideways_scrolling(
    width: int, text: float, help_centre: Site, browser: Browser
) -> None:
    with opened(browser, viewport={"width": width, "height": 844}) as page:
        for path in PAGES:
            page.goto(help_centre.url + path)
            page.evaluate("(text) => { document.documentElement.style.fontSize = `${125 * text}%`; }", text)
            assert sideways(page) <= 0, path


@pytest.mark.parametrize("text", [1, 1.65, 2], ids=["100%", "WeChat 1.65", "200%"])
@pytest.mark.parametrize("elder", ["", "1"], ids=["usual", "large text"])
def test_no_telephone_number_is_broken_in_two(
    elder: str, text: float, help_centre: Site, browser: Browser
) -> None:
    broken = """() => {
        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        const found = [];
        while (texts.nextNode())
            for (const number of texts.currentNode.data.matchAll(/(?<![A-Za-z\\d])\\d{3,}/g)) {
                range.setStart(texts.currentNode, number.index);
                range.setEnd(texts.currentNode, number.index + number[0].length);
                if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) found.push(number[0]);
            }
        return found;
    }"""
    with opened(browser, viewport={"width": 360, "height": 640}) as page:
        page.add_init_script(f"localStorage.setItem('hc-elder', '{elder}')")
        page.goto(help_centre.url + "safety/number-check/")
        page.evaluate("(text) => { document.documentElement.style.fontSize = `${125 * text}%`; }", text)
        assert page.evaluate(broken) == []
        assert sideways(page) <= 0


def test_a_table_of_three_columns_in_large_text_has_room_for_words(
    help_centre: Site, browser: Browser
) -> None:
    with opened(browser, viewport={"width": 360, "height": 640}) as page:
        page.add_init_script("localStorage.setItem('hc-elder', '1')")
        page.goto(help_centre.url + "safety/number-check/")
        widths = page.locator("[data-label='管什么']").evaluate_all(
            "(cells) => cells.map((cell) => cell.clientWidth / parseFloat(getComputedStyle(cell).fontSize))"
        )
        assert len(widths) == 8
        assert min(widths) >= 10  # of characters in a line


def test_text_is_large_and_airy_and_grows_with_the_readers_setting(
    help_centre: Site, browser: Browser
) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url + "refund/insurance/")
        look = """() => {
            const style = getComputedStyle(document.querySelector('article > p'));
            return [parseFloat(style.fontSize), parseFloat(style.lineHeight)];
        }"""
        size, line = page.evaluate(look)
        assert (size, line) == (17, 17 * 1.75)
        adjusts = page.evaluate("getComputedStyle(document.documentElement).textSizeAdjust")
        assert adjusts == "auto"


def test_motion_is_left_out_for_who_asks(help_centre: Site, browser: Browser) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((element) => {
        const style = getComputedStyle(element);
        return parseFloat(style.transitionDuration) > 0 && style.transitionProperty !== 'none'
            || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
    }).map((element) => element.className)"""
    with opened(browser, reduced_motion="reduce") as page:
        for path in PAGES:
            page.goto(help_centre.url + path)
            assert page.evaluate(moving) == []


def test_a_phone_shows_first_what_most_people_come_for(help_centre: Site, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url)
        bar = page.get_by_role("navigation", name="帮助")
        bottom = bar.bounding_box()["y"]
        first = [
            page.get_by_text("非官方整理，与淘宝、天猫无关", exact=True),
            page.locator("[data-hansearch] input"),
            *page.locator(".hc-common a").all(),
            page.get_by_role("link", name="钱被转走、验证码给了别人？先做这几步"),
        ]
        assert page.locator(".hc-common a").count() == 6
        assert page.locator(".hc-tiles a").count() == 8
        for thing in first:
            expect(thing).to_be_visible()
            place = thing.bounding_box()
            assert place["y"] + place["height"] <= bottom


@pytest.mark.parametrize("path", PAGES)
def test_the_same_five_ways_out_stay_in_reach_on_every_page(
    path: str, help_centre: Site, browser: Browser
) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url + path)
        links = page.get_by_role("navigation", name="帮助").get_by_role("link")
        assert links.all_text_contents() == HELP
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        for link in links.all():
            place = link.bounding_box()
            assert place["height"] >= 44
            assert place["y"] + place["height"] <= 844
        # The bar hides nothing of what stands last.
        last = page.get_by_text("文章 CC BY 4.0").bounding_box()
        assert last["y"] + last["height"] <= links.first.bounding_box()["y"]


@pytest.mark.parametrize(("elder", "text"), [("", 1), ("", 2), ("1", 1)], ids=["usual", "200%", "large text"])
def test_the_ways_out_stand_apart(elder: str, text: float, help_centre: Site, browser: Browser) -> None:
    gaps = """() => {
        const range = document.createRange();
        const boxes = [...document.querySelectorAll('.hc-help a')].map((link) => {
            range.selectNodeContents(link);
            return range.getBoundingClientRect();
        });
        return [boxes[0].left, ...boxes.slice(1).map(({ left }, at) => left - boxes[at].right), innerWidth - boxes[4].right];
    }"""
    with opened(browser, viewport={"width": 360, "height": 640}) as page:
        page.add_init_script(f"localStorage.setItem('hc-elder', '{elder}')")
        page.goto(help_centre.url)
        page.evaluate("(text) => { document.documentElement.style.fontSize = `${125 * text}%`; }", text)
        assert min(page.evaluate(gaps)) >= 4
        bar = page.get_by_role("navigation", name="帮助").bounding_box()
        assert bar["height"] <= 640 / 5
        last = page.get_by_text("文章 CC BY 4.0")
        last.scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert last.bounding_box()["y"] + last.bounding_box()["height"] <= bar["y"]


def test_large_text_shows_what_is_urgent_on_the_first_screen(help_centre: Site, browser: Browser) -> None:
    with opened(browser, viewport={"width": 360, "height": 640}) as page:
        page.add_init_script("localStorage.setItem('hc-elder', '1')")
        page.goto(help_centre.url)
        bar = page.get_by_role("navigation", name="帮助").bounding_box()["y"]
        urgent = page.get_by_role("link", name="钱被转走、验证码给了别人？先做这几步").bounding_box()
        assert urgent["y"] + urgent["height"] <= bar
        page.goto(help_centre.url + "safety/after-scam/")
        assert page.locator(".md-header").bounding_box()["height"] <= 640 / 4
        expect(page.locator(".md-header")).to_contain_text("非官方整理")
        answer = page.locator(".hc-answer").bounding_box()
        assert answer["y"] + answer["height"] <= bar
        page.get_by_text("菜单", exact=True).click()
        page.get_by_role("button", name="深色").click()
        assert is_dark(page)


@pytest.mark.parametrize("elder", ["", "1"], ids=["usual", "large text"])
def test_the_example_in_the_box_is_shown_whole(elder: str, help_centre: Site, browser: Browser) -> None:
    room = """(input) => {
        const style = getComputedStyle(input);
        const context = document.createElement('canvas').getContext('2d');
        context.font = style.font;
        const inside = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return inside - context.measureText(input.placeholder).width;
    }"""
    with opened(browser, viewport={"width": 320, "height": 640}) as page:
        page.add_init_script(f"localStorage.setItem('hc-elder', '{elder}')")
        for path in ("", "refund/insurance/"):
            page.goto(help_centre.url + path)
            assert page.locator("[data-hansearch] input").evaluate(room) >= 0, path


@pytest.mark.parametrize("path", ["", "refund/", "refund/insurance/", "404.html"])
def test_what_is_tapped_is_large_enough_for_a_thumb(path: str, help_centre: Site, browser: Browser) -> None:
    small = """() => [...document.querySelectorAll('header a, header summary, .md-path a, button, .hc-common a, .hc-tiles a, .hc-cards > li')]
        .filter((element) => element.checkVisibility())
        .map((element) => [element.textContent.trim(), element.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    with opened(browser) as page:
        page.goto(help_centre.url + path)
        assert page.evaluate(small) == []


def test_escape_and_a_tap_beside_it_close_the_menu(help_centre: Site, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(help_centre.url)
        menu = page.get_by_role("navigation", name="菜单")
        page.get_by_text("菜单", exact=True).click()
        expect(menu).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(page.locator(".hc-menu summary")).to_be_focused()
        page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        page.mouse.click(380, 400)
        expect(menu).to_be_hidden()
