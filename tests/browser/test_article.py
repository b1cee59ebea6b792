"""What a reader does with an article: tick off its steps, make it large, have it read, print it, say it was no help."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.conftest import Site, until

ARTICLE = "refund/7days/"
STEPS = 5

VOICE = """
    window.said = [];
    const engine = new EventTarget();
    engine.getVoices = () => [{ lang: 'en-US' }, { lang: 'zh-CN', name: 'Mandarin' }];
    engine.cancel = () => { window.cancelled = true; };
    engine.speak = (utterance) => {
        window.said.push({ text: utterance.text, lang: utterance.lang });
        window.finish = () => utterance.onend();
        setTimeout(() => window.isDumb || utterance.onstart(), 0);
    };
    Object.defineProperty(window, 'speechSynthesis', { value: engine });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A voice that says what it was asked to say: no headless browser has one of its own."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's phone, with nothing remembered yet."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in which no script fails and nothing breaks the policy."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    yield page
    assert errors == []


def elder(page: Page) -> None:
    page.get_by_role("button", name="大字").click()


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def status(page: Page):
    return page.locator("article").get_by_role("status")


# —— The page ——


def test_the_answer_stands_first_and_the_ways_on_come_before_the_sources(
    help_centre: Site, page: Page
) -> None:
    page.goto(help_centre.url + ARTICLE)
    text = page.locator("article").inner_text()
    order = [
        "七天无理由退货：",
        "一句话回答",
        "签收当天不算",
        "如果不行",
        "接着看",
        "别人还问",
        "这一页有帮助吗",
        "来源和核对日期",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    expect(page.get_by_role("navigation", name="接着看").get_by_role("link")).to_have_text(
        ["怎么退货", "退货地址在哪里看"]
    )
    assert page.get_by_role("navigation", name="别人还问").get_by_role("link").count() in (3, 4, 5)


def test_every_article_has_a_way_on(help_centre: Site) -> None:
    for file in sorted(help_centre.directory.glob("*/*/index.html")):
        html = file.read_text(encoding="utf-8")
        if "hc-answer" in html:
            assert '<h2 id="hc-next">' in html, file
            assert "来源和核对日期" in html, file


# —— Steps ——


def test_ticks_stay_until_the_reader_starts_again(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    boxes = page.locator(".hc-steps").get_by_role("checkbox")
    expect(boxes).to_have_count(STEPS)
    again = page.get_by_role("button", name="重新开始")
    expect(again).to_be_hidden()
    page.get_by_role("checkbox", name="做完第 2 步").check()
    page.reload()
    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(0)).not_to_be_checked()
    again.click()
    expect(boxes.nth(1)).not_to_be_checked()
    expect(boxes.first).to_be_focused()
    page.reload()
    expect(boxes.nth(1)).not_to_be_checked()


def test_ticks_of_one_page_do_not_show_on_another(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    page.get_by_role("checkbox", name="做完第 1 步").check()
    page.goto(help_centre.url + "refund/start/")
    assert page.locator(".hc-steps input:checked").count() == 0


def test_where_nothing_can_be_stored_everything_else_works(help_centre: Site, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page.goto(help_centre.url + ARTICLE)
    page.get_by_role("checkbox", name="做完第 1 步").check()
    elder(page)
    expect(page.locator("html")).to_have_class("hc-js hc-speech hc-elder")


# —— Sections ——


def test_the_name_of_a_heading_is_its_own_words(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    expect(page.get_by_role("heading", name="如果不行", exact=True)).to_be_visible()
    assert page.locator("article :is(h1, h2, h3, h4) a").count() == 0


def test_a_link_to_a_section_is_copied_and_followed(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    page.get_by_role("link", name="“如果不行”这一节的链接").click()
    expect(status(page)).to_have_text("已复制这一节的链接")
    assert clipboard(page).startswith(help_centre.url + ARTICLE + "#")
    assert clipboard(page) == page.url


# —— Without JavaScript ——


def test_without_javascript_nothing_is_shown_that_would_do_nothing(
    help_centre: Site, browser: Browser
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(help_centre.url + ARTICLE)
    assert page.locator("[data-hc]:visible").count() == 0
    page.get_by_role("checkbox", name="做完第 1 步").check()
    page.get_by_text("没帮助", exact=True).click()
    expect(page.get_by_role("link", name="怎么转人工客服")).to_be_visible()
    expect(page.get_by_text("哪一页：七天无理由退货")).to_be_visible()
    page.close()


# —— Was it any help ——


def test_who_was_not_helped_is_told_where_to_go_and_what_to_say(help_centre: Site, page: Page) -> None:
    asked: list[str] = []
    page.goto(help_centre.url + ARTICLE, wait_until="networkidle")
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_text("没帮助", exact=True).click()
    expect(page.get_by_role("link", name="怎么转人工客服")).to_be_visible()
    page.get_by_role("button", name="复制这段话").last.click()
    expect(status(page)).to_have_text("已复制")
    assert clipboard(page).startswith("哪一页：七天无理由退货：条件、例外和起算时间\n网址：")
    page.get_by_text("有帮助", exact=True).click()
    expect(page.get_by_text("本站不统计")).to_be_visible()
    assert [url for url in asked if "article-tools.js" not in url] == []


def test_a_text_to_be_sent_is_copied(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + "contact/describe/")
    page.get_by_role("button", name="复制这段话").first.click()
    expect(status(page)).to_have_text("已复制")
    assert clipboard(page) == page.locator("article pre").first.inner_text().strip()


# —— 长辈模式 ——

MEASURE = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const style = getComputedStyle(element);
        if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
        if (parseFloat(style.fontSize) < 24 || parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize))
            small.push([element.outerHTML.slice(0, 80), style.fontSize, style.lineHeight]);
    }
    const tight = [...document.querySelectorAll('a[href], button, input, summary')]
        .filter((element) => element.checkVisibility())
        .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
        .filter(([, box]) => box.width < 60 || box.height < 60);
    return { small, tight, sideways: document.scrollingElement.scrollWidth - innerWidth };
}"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_in_large_text_nothing_is_small(width: int, help_centre: Site, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(help_centre.url + ARTICLE)
    elder(page)
    page.get_by_text("没帮助", exact=True).click()
    assert page.evaluate(MEASURE) == {"small": [], "tight": [], "sideways": 0}
    expect(page.get_by_role("navigation", name="本页内容")).to_be_hidden()
    expect(page.get_by_role("navigation", name="栏目")).to_be_hidden()


def test_the_switch_is_remembered_before_anything_is_painted(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    switch = page.get_by_role("button", name="大字")
    expect(switch).to_have_attribute("aria-pressed", "false")
    elder(page)
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.add_init_script(
        "new MutationObserver(() => document.body && (window.atFirst ??= document.documentElement.className))"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(help_centre.url)
    assert "hc-elder" in page.evaluate("window.atFirst")
    expect(switch).to_have_attribute("aria-pressed", "true")
    elder(page)
    page.reload()
    expect(page.locator("html:not(.hc-elder)")).to_be_attached()


def test_steps_are_shown_one_at_a_time(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    one = page.get_by_role("button", name="一步一步看")
    expect(one).to_be_hidden()
    elder(page)
    one.click()
    items, count = page.locator(".hc-steps > ol > li"), page.locator(".hc-one__count")
    expect(count).to_have_text("第 1 步 / 共 5 步")
    expect(count).to_be_focused()
    expect(page.get_by_role("button", name="上一步")).to_be_disabled()
    for _ in range(STEPS - 1):
        page.get_by_role("button", name="下一步").click()
    expect(count).to_have_text("第 5 步 / 共 5 步")
    expect(items.last).to_be_visible()
    expect(items.first).to_be_hidden()
    page.get_by_role("button", name="看完了").click()
    expect(items.first).to_be_visible()
    expect(one).to_be_focused()


def test_who_has_ticked_off_some_goes_on_with_the_next(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE)
    page.get_by_role("checkbox", name="做完第 1 步").check()
    elder(page)
    page.get_by_role("button", name="一步一步看").click()
    expect(page.locator(".hc-one__count")).to_have_text("第 2 步 / 共 5 步")
    page.get_by_role("link", name="卡住了，看“如果不行”").click()
    expect(page.get_by_role("heading", name="如果不行")).to_be_in_viewport()


# —— A slow or broken line ——

TOOLS = "**/article-tools.js"


def test_two_taps_before_the_tools_are_there_are_one(help_centre: Site, page: Page) -> None:
    held: list[Route] = []
    page.add_init_script(VOICE)
    page.route(TOOLS, lambda route: held.append(route))
    for name, answer in (("朗读这一页", "停止朗读"), ("一步一步看", "看全部")):
        page.goto(help_centre.url + ARTICLE)
        if not page.locator(".hc-elder").count():
            elder(page)
        held.clear()
        page.get_by_role("button", name=name).dblclick()
        while not held:
            page.wait_for_timeout(20)
        held[0].continue_()
        expect(page.get_by_role("button", name=answer)).to_be_visible()
        assert len(held) == 1


def test_of_two_buttons_the_last_is_answered(help_centre: Site, page: Page) -> None:
    held: list[Route] = []
    page.route(TOOLS, lambda route: held.append(route))
    page.goto(help_centre.url + ARTICLE)
    elder(page)
    page.get_by_role("button", name="朗读这一页").click()
    page.get_by_role("button", name="一步一步看").click()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator(".hc-one__count")).to_be_visible()
    expect(page.get_by_role("button", name="停止朗读")).to_be_hidden()


@pytest.mark.parametrize("is_foreign", [False, True], ids=["no network", "something else in its place"])
def test_tools_that_do_not_come_are_said_and_can_be_tried_again(
    is_foreign: bool, help_centre: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    foreign = {"body": "0", "content_type": "text/javascript"}
    page.route(TOOLS, lambda route: route.fulfill(**foreign) if is_foreign else route.abort())
    page.goto(help_centre.url + "contact/describe/")
    button = page.get_by_role("button", name="复制这段话").first
    for _ in range(2):
        button.click()
        expect(status(page)).to_have_text("没有加载出来。有网了再点一次")
        expect(page.locator("script[src$='article-tools.js']")).to_have_count(0)
    page.unroute(TOOLS)
    button.click()
    expect(status(page)).to_have_text("已复制")


# —— Reading aloud ——


def reading(page: Page, url: str) -> None:
    page.add_init_script(VOICE)
    page.goto(url)
    elder(page)
    page.get_by_role("button", name="朗读这一页").click()
    until(page, "window.said.length === 1")


def marked(page: Page) -> str:
    text: str = page.evaluate("[...CSS.highlights.get('hc-reading') ?? []].join('')")
    return text


def test_an_article_is_read_sentence_by_sentence_and_what_is_read_is_marked(
    help_centre: Site, page: Page
) -> None:
    reading(page, help_centre.url + ARTICLE)
    until(page, "CSS.highlights.has('hc-reading')")
    assert marked(page) == "七天无理由退货：条件、例外和起算时间"
    for _ in range(2):
        page.evaluate("window.finish()")
    until(page, "window.said.length === 3")
    said = page.evaluate("window.said")
    assert [sentence["text"] for sentence in said][1:] == [
        "从签收次日起算，东西完好、不在例外里就能退货；",
        "法律只给退货，没有换货；",
    ]
    assert {sentence["lang"] for sentence in said} == {"zh-CN"}
    stop = page.get_by_role("button", name="停止朗读")
    expect(stop).to_be_in_viewport()
    stop.click()
    page.evaluate("window.finish()")
    assert page.evaluate("[window.cancelled, window.said.length]") == [True, 3]
    assert marked(page) == ""


def test_all_of_it_is_read_and_nothing_but_the_article(help_centre: Site, page: Page) -> None:
    reading(page, help_centre.url + ARTICLE)
    for _ in range(300):
        if page.get_by_role("button", name="朗读这一页").is_visible():
            break
        page.evaluate("window.finish()")
    said = "".join(sentence["text"] for sentence in page.evaluate("window.said"))
    assert "我的淘宝，我的订单，点开这一单" in said
    assert "打1 2 3 1 5" in said
    assert "怎么退货" in said
    for silent in ("→", "¶", "复制", "我们看到的是", "一步一步看"):
        assert silent not in said


def test_a_browser_without_a_voice_says_so(help_centre: Site, page: Page) -> None:
    page.add_init_script("window.isDumb = true")
    page.clock.install()
    reading(page, help_centre.url + ARTICLE)
    page.clock.run_for(6000)
    expect(status(page)).to_contain_text("没有中文语音")
    expect(page.get_by_role("button", name="朗读这一页")).to_be_visible()


def test_where_nothing_can_be_read_no_button_says_so(help_centre: Site, page: Page) -> None:
    page.add_init_script(
        "delete Object.getPrototypeOf(window).speechSynthesis; delete window.speechSynthesis"
    )
    page.goto(help_centre.url + ARTICLE)
    elder(page)
    expect(page.get_by_role("button", name="朗读这一页")).to_be_hidden()


# —— Paper ——


def test_on_paper_stands_the_article_and_its_address(help_centre: Site, page: Page) -> None:
    page.goto(help_centre.url + ARTICLE + "?from=chat#如果不行")
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert help_centre.url + ARTICLE in text  # This build does not know where the site will be.
    assert "如果不行" in text
    for useless in ("大字", "接着看", "这一页有帮助吗", "¶", "转人工\n"):
        assert useless not in text


PALE = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), pale = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
        const [red, green, blue] = getComputedStyle(element).color.match(/[\\d.]+/g).map(Number);
        if (0.21 * red + 0.72 * green + 0.07 * blue > 100) pale.push(element.outerHTML.slice(0, 80));
    }
    return [getComputedStyle(document.body).backgroundColor, pale];
}"""
"""What ink would hardly show: grey that is lighter than 4.5:1 on white is about 118 of 255."""


@pytest.mark.parametrize("colours", ["light", "dark by system", "dark by choice"])
@pytest.mark.parametrize("size", ["usual", "large"])
def test_on_paper_all_text_is_dark(colours: str, size: str, help_centre: Site, page: Page) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark by system" else "light")
    page.goto(help_centre.url + "contact/describe/")
    if colours == "dark by choice":
        page.get_by_role("button", name="深色").click()
    if size == "large":
        elder(page)
    page.emulate_media(media="print")
    assert page.evaluate(PALE) == ["rgb(255, 255, 255)", []]


def test_a_folder_on_a_disk_has_large_text_and_steps(help_centre: Site, page: Page) -> None:
    page.goto((help_centre.directory / ARTICLE / "index.html").as_uri())
    elder(page)
    page.get_by_role("button", name="一步一步看").click()
    expect(page.locator(".hc-one__count")).to_have_text("第 1 步 / 共 5 步")
