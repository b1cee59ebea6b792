"""The search box: keys, states and their words, with an engine that answers as a test wants it to."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from hansearch.client_files import client_files
from tests.conftest import Site, until
from tools.checks.accessibility import AXE

FIND = (
    "() => axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
)


def box(page: Page) -> Locator:
    return page.locator("[data-hansearch] input").first


def options(page: Page) -> Locator:
    return page.locator("[role=option]")


def status(page: Page) -> Locator:
    return page.locator("[role=status]")


def ask(page: Page, question: str, url: str) -> None:
    page.goto(url)
    box(page).click()
    box(page).fill(question)


def state(page: Page, name: str) -> Locator:
    panel = page.locator(f".hansearch__panel[data-state={name}]")
    expect(panel).to_be_visible()
    return panel


# --- colours ------------------------------------------------------------------------------------------------------


def test_in_high_contrast_the_selected_row_and_the_pressed_chip_differ_from_the_others(
    box_site: str, desktop: Page
) -> None:
    desktop.emulate_media(forced_colors="active")
    desktop.goto(box_site + "search.html?q=退款")
    row = options(desktop).first
    chip = desktop.get_by_role("group", name="按栏目筛选").get_by_role("button").nth(1)
    for thing, attribute in ((row, "aria-selected"), (chip, "aria-pressed")):
        thing.scroll_into_view_if_needed()
        looks = []
        for value in ("false", "true"):
            thing.evaluate(
                "(element, [name, value]) => element.setAttribute(name, value)", [attribute, value]
            )
            looks.append(thing.screenshot())
        assert looks[0] != looks[1], attribute


# --- keys ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_leads_to_the_box_from_anywhere(key: str, box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "index.html")
    desktop.keyboard.press(key)
    expect(box(desktop)).to_be_focused()
    assert box(desktop).input_value() == ""


def test_a_key_of_the_browsers_own_stays_the_browsers(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "index.html")
    desktop.keyboard.press("Control+Shift+K")  # Firefox: the console
    expect(box(desktop)).not_to_be_focused()


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_who_writes_elsewhere_is_not_disturbed(key: str, box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "index.html")
    desktop.locator("textarea").focus()
    desktop.keyboard.press(key)
    expect(desktop.locator("textarea")).to_be_focused()


def test_it_is_a_combobox_with_a_listbox_grouped_by_page(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(options(desktop)).to_have_count(7)
    list_id = desktop.locator("[role=listbox]").get_attribute("id")
    for name, value in {
        "role": "combobox",
        "aria-expanded": "true",
        "aria-autocomplete": "list",
        "aria-controls": list_id,
    }.items():
        expect(box(desktop)).to_have_attribute(name, value)
    group = desktop.get_by_role("group", name="第 1 篇：退款")
    expect(group.get_by_role("option")).to_have_count(2)
    expect(group.get_by_role("option").nth(1).locator("a")).to_have_attribute(
        "href", box_site + "article.html#else"
    )
    for option in options(desktop).all():
        assert option.locator("a").count() == 1


def test_arrows_home_and_end_choose_and_focus_stays_in_the_input(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(options(desktop)).to_have_count(7)
    for key, index in {"ArrowDown": 0, "End": 6, "ArrowUp": 5, "Home": 0}.items():
        desktop.keyboard.press(key)
        chosen = options(desktop).nth(index)
        expect(chosen).to_have_attribute("aria-selected", "true")
        expect(box(desktop)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
        expect(box(desktop)).to_be_focused()
        expect(desktop.locator("[aria-selected=true]")).to_have_count(1)
    desktop.keyboard.press("ArrowLeft")
    expect(box(desktop)).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_home_and_end_move_the_caret_until_a_row_is_chosen(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(options(desktop)).to_have_count(7)
    desktop.keyboard.press("Home")
    assert box(desktop).evaluate("(input) => input.selectionStart") == 0
    expect(desktop.locator("[aria-selected=true]")).to_have_count(0)


def test_the_first_escape_closes_and_the_second_clears(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(options(desktop).first).to_be_hidden()
    expect(box(desktop)).to_have_attribute("aria-expanded", "false")
    assert box(desktop).input_value() == "退款"
    desktop.keyboard.press("Escape")
    assert box(desktop).input_value() == ""
    expect(box(desktop)).to_be_focused()


def test_what_was_closed_has_no_row_that_enter_would_open(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(options(desktop)).to_have_count(7)
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Escape")
    expect(box(desktop)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    desktop.keyboard.press("ArrowDown")
    expect(options(desktop).first).to_have_attribute("aria-selected", "true")


def test_escape_on_a_button_of_the_panel_leads_back_to_the_input(box_site: str, desktop: Page) -> None:
    ask(desktop, "退宽", box_site + "index.html")
    desktop.get_by_role("button", name="退款").focus()
    desktop.keyboard.press("Escape")
    expect(box(desktop)).to_be_focused()


def test_tab_leaves_and_closes(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    desktop.keyboard.press("Tab")
    expect(desktop.locator("textarea")).to_be_focused()
    expect(options(desktop).first).to_be_hidden()


def test_arrow_down_opens_what_was_closed(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("ArrowDown")
    expect(options(desktop).first).to_be_visible()


def test_enter_opens_the_first_row_where_that_surely_answers(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    state(desktop, "answer")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/article.html?0#how")


@pytest.mark.parametrize("question", ["退款", "红烧肉"])
def test_else_enter_shows_the_list_and_opens_what_is_chosen_in_it(
    question: str, box_site: str, desktop: Page
) -> None:
    ask(desktop, question, box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(options(desktop).first).to_be_hidden()
    desktop.keyboard.press("Enter")
    expect(options(desktop).first).to_be_visible()
    expect(box(desktop)).to_be_focused()
    assert desktop.url == box_site + "index.html"
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/article.html*")


def test_enter_waits_for_the_answer_to_what_was_typed(box_site: str, desktop: Page) -> None:
    ask(desktop, "红烧肉", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    box(desktop).fill("慢到账")
    state(desktop, "loading")
    desktop.keyboard.press("Enter")
    desktop.wait_for_timeout(100)
    assert desktop.url == box_site + "index.html"
    desktop.evaluate("window.release()")
    desktop.wait_for_url("**/article.html?0*")


def test_enter_can_be_taken_back_while_it_waits(box_site: str, desktop: Page) -> None:
    ask(desktop, "慢到账", box_site + "index.html")
    state(desktop, "loading")
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Escape")
    desktop.evaluate("window.release()")
    desktop.wait_for_timeout(200)
    assert desktop.url == box_site + "index.html"
    expect(desktop.locator(".hansearch__panel")).to_be_hidden()


def test_a_question_that_is_not_asked_any_more_loads_no_text(help_centre: Site, desktop: Page) -> None:
    loaded: list[str] = []
    held: list[Route] = []
    desktop.goto(help_centre.url)
    desktop.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    desktop.route(re.compile(r"/t\d+\.bin$"), lambda route: held.append(route))
    box(desktop).fill("退")
    until(desktop, "document.querySelector('.hansearch__panel')?.dataset.state === 'loading'")
    box(desktop).fill("")
    expect(state(desktop, "idle")).to_be_visible()
    assert held
    for route in held:
        route.continue_()
    desktop.wait_for_load_state("networkidle")
    assert not [name for name in loaded if re.match(r"p\d+-", name)]


# --- states and their words ---------------------------------------------------------------------------------------


def test_before_anything_is_typed_it_offers_what_the_site_offers(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "index.html")
    box(desktop).click()
    expect(state(desktop, "idle").get_by_role("link", name="怎么转人工")).to_be_visible()
    expect(box(desktop)).to_have_attribute("aria-expanded", "false")


def test_loading_is_told_only_when_it_takes_a_while_and_a_slow_network_has_a_way_out(
    box_site: str, desktop: Page
) -> None:
    desktop.clock.install()
    desktop.goto(box_site + "index.html")
    box(desktop).click()
    state(desktop, "idle")
    desktop.clock.pause_at("2100-01-01")
    box(desktop).fill("慢")
    desktop.clock.run_for(259)  # 60 without a key, then it is asked
    assert desktop.evaluate("window.asked.length") == 1
    state(desktop, "idle")
    desktop.clock.run_for(1)
    expect(state(desktop, "loading")).to_contain_text("正在搜索")
    desktop.clock.run_for(2800)
    slow = state(desktop, "slow")
    expect(slow).to_contain_text("网络有点慢")
    expect(slow.get_by_role("button", name="再试一次")).to_be_visible()
    expect(slow.get_by_role("link", name="怎么转人工")).to_be_visible()
    desktop.evaluate("window.release()")
    expect(state(desktop, "results").get_by_role("option").first).to_be_visible()


def test_results_are_counted_aloud_after_a_breath(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    expect(state(desktop, "results")).to_contain_text("最相关的 6 篇")
    expect(status(desktop)).to_be_empty()
    expect(status(desktop)).to_have_text("最相关的 6 篇。按上下键选择。")


def test_a_direct_answer_is_announced_and_stands_in_the_first_row(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(state(desktop, "answer").locator(".hansearch__answer")).to_have_text("先看钱款去向。")
    expect(status(desktop)).to_contain_text("第一条就是回答")


def test_what_was_probably_meant_is_a_button_that_searches_it(box_site: str, desktop: Page) -> None:
    ask(desktop, "退宽", box_site + "index.html")
    expect(state(desktop, "results")).to_contain_text("您是不是要找：")
    desktop.get_by_role("button", name="退款").click()
    expect(box(desktop)).to_have_value("退款")
    expect(box(desktop)).to_be_focused()
    expect(options(desktop)).to_have_count(7)


def test_where_nothing_fits_it_says_so_and_leads_on(box_site: str, desktop: Page) -> None:
    ask(desktop, "红烧肉", box_site + "index.html")
    none = state(desktop, "none")
    expect(none).to_contain_text("没有找到正好回答这个问题的文章")
    expect(none.get_by_role("option").first).to_be_visible()
    expect(none.get_by_role("link", name="找人工客服")).to_be_visible()
    expect(status(desktop)).to_contain_text("没有找到正好")


def test_where_nothing_is_found_a_prepared_text_can_be_copied(box_site: str, browser: Browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    ask(page, "没有 <b>", box_site + "index.html")
    expect(state(page, "none")).to_contain_text("没有找到。换一个说法试试")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "我搜“没有 <b>”，没有找到。"
    context.close()


def test_without_a_clipboard_the_text_is_shown(box_site: str, desktop: Page) -> None:
    desktop.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ask(desktop, "没有", box_site + "index.html")
    desktop.get_by_role("button", name="复制").click()
    expect(desktop.locator(".hansearch__copy")).to_contain_text("我搜“没有”，没有找到。")


def test_a_failure_offers_a_retry_and_retries_by_itself_when_the_network_is_back(
    box_site: str, desktop: Page
) -> None:
    ask(desktop, "断", box_site + "index.html")
    failed = state(desktop, "failed")
    expect(failed).to_contain_text("可能是网络断了")
    expect(failed.get_by_role("link", name="怎么转人工")).to_be_visible()
    failed.get_by_role("button", name="再试一次").click()
    until(desktop, "window.asked.length === 2")
    expect(state(desktop, "failed")).to_be_visible()
    desktop.evaluate("() => { window.isBack = true; window.dispatchEvent(new Event('online')); }")
    expect(options(desktop).first).to_be_visible()


def test_without_a_network_it_says_that_there_is_none(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "index.html")
    box(desktop).click()
    expect(box(desktop)).to_have_attribute("role", "combobox")
    desktop.context.set_offline(True)
    box(desktop).fill("断")
    expect(state(desktop, "offline")).to_contain_text("现在没有网络")
    desktop.evaluate("window.isBack = true")
    desktop.context.set_offline(False)
    expect(options(desktop).first).to_be_visible()


def test_a_page_older_than_the_index_offers_to_reload(box_site: str, desktop: Page) -> None:
    ask(desktop, "旧", box_site + "index.html")
    expect(state(desktop, "outdated")).to_contain_text("网站更新过了")
    with desktop.expect_navigation():
        desktop.get_by_role("button", name="刷新").click()


def test_a_box_whose_script_does_not_load_says_so_and_can_be_tried_again(
    box_site: str, desktop: Page
) -> None:
    desktop.route(re.compile(r"/search-box\.js|/search\.js"), lambda route: route.abort())
    ask(desktop, "退款", box_site + "index.html")
    expect(status(desktop)).to_contain_text("搜索没有加载出来")
    desktop.unroute_all()
    box(desktop).click()
    expect(options(desktop).first).to_be_visible()
    expect(status(desktop)).to_have_count(1)


def test_a_script_that_does_not_load_is_not_asked_for_by_every_key_and_its_note_goes(
    box_site: str, desktop: Page
) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    desktop.route(re.compile(r"/search\.js"), refuse)
    desktop.goto(box_site + "index.html")
    box(desktop).focus()
    expect(status(desktop)).to_be_visible()
    box(desktop).press_sequentially("tuikuan")
    desktop.wait_for_timeout(200)
    assert len(asked) == 1
    desktop.keyboard.press("Escape")
    expect(status(desktop)).to_have_count(0)
    box(desktop).click()
    expect(status(desktop)).to_be_visible()
    desktop.evaluate("window.dispatchEvent(new Event('online'))")
    until(desktop, "!document.querySelector('[data-hansearch-awake]')")
    assert len(asked) == 3
    desktop.locator("textarea").focus()
    expect(status(desktop)).to_have_count(0)


def test_a_site_without_templates_gets_words_of_our_own(box_site: str, phone: Page) -> None:
    phone.goto(box_site + "plain.html")
    box(phone).tap()
    expect(state(phone, "idle")).to_contain_text("用自己的话说出问题")
    box(phone).fill("红烧肉")
    expect(state(phone, "none")).to_contain_text("换一个说法试试")


@pytest.mark.parametrize(
    ("question", "words"),
    {
        "退款": "The best 6",
        "一篇": "1 page found",
        "退宽": "Did you mean",
        "红烧肉": "Nothing quite answers this",
        "断": "Search did not load",
    }.items(),
)
def test_a_page_in_another_language_is_spoken_to_in_english(
    question: str, words: str, box_site: str, desktop: Page
) -> None:
    ask(desktop, question, box_site + "english.html")
    expect(desktop.locator(".hansearch__panel")).to_contain_text(words)
    assert not re.search("[一-鿿]", desktop.locator(".hansearch__note").inner_text().replace("退款", ""))


@pytest.mark.parametrize(("name", "is_loaded"), [("index.html", False), ("english.html", True)])
def test_only_a_page_in_another_language_loads_english(
    name: str, is_loaded: bool, box_site: str, desktop: Page
) -> None:
    loaded: list[str] = []
    desktop.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    ask(desktop, "退款", box_site + name)
    assert "search.js" in loaded
    assert ("english.js" in loaded) == is_loaded


def test_more_than_fits_leads_to_the_page_of_results_where_there_is_one(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "index.html")
    desktop.get_by_role("link", name="全部 45 篇结果").click()
    desktop.wait_for_url(box_site + "search.html?q=*")
    expect(options(desktop)).to_have_count(21)


def test_more_than_fits_comes_into_the_list_where_there_is_none(box_site: str, desktop: Page) -> None:
    ask(desktop, "退款", box_site + "plain.html")
    desktop.get_by_role("button", name="显示更多").click()
    expect(options(desktop)).to_have_count(13)


def test_markup_in_whatever_is_shown_is_text(box_site: str, desktop: Page) -> None:
    dialogs: list[str] = []
    desktop.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    ask(desktop, "网页", box_site + "index.html")
    expect(options(desktop).first).to_contain_text("<img src=x onerror=alert(1)>")
    expect(desktop.get_by_role("button", name="<img")).to_be_visible()
    desktop.goto(box_site + "search.html?q=网页&in=<img src=x>")
    expect(desktop.get_by_role("group", name="按栏目筛选")).to_contain_text("<img")
    desktop.goto(box_site + "search.html?q=<img src=x onerror=alert(3)><script>alert(4)</script>")
    expect(state(desktop, "none")).to_be_visible()
    assert desktop.locator("[data-hansearch] img, [data-hansearch] script").count() == 0
    assert dialogs == []


# --- on a phone ---------------------------------------------------------------------------------------------------


def test_on_a_phone_the_box_in_use_fills_the_screen_and_the_page_holds_still(
    box_site: str, phone: Page
) -> None:
    phone.goto(box_site + "index.html")
    before = phone.locator("textarea").bounding_box()
    box(phone).tap()
    root = phone.locator("[data-hansearch]")
    expect(root).to_have_class(re.compile("hansearch--full"))
    assert root.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert phone.evaluate("getComputedStyle(document.body).overflow") == "hidden"
    box(phone).fill("退款")
    expect(options(phone).first).to_be_visible()
    phone.get_by_role("button", name="取消").tap()
    expect(options(phone).first).to_be_hidden()
    expect(box(phone)).not_to_be_focused()
    assert phone.locator("textarea").bounding_box() == before
    assert phone.evaluate("getComputedStyle(document.body).overflow") == "visible"
    box(phone).tap()
    expect(options(phone).first).to_be_visible()


def test_the_screen_that_it_fills_ends_above_the_keyboard(box_site: str, phone: Page) -> None:
    phone.goto(box_site + "index.html")
    box(phone).tap()
    expect(phone.locator(".hansearch--full")).to_be_visible()
    phone.evaluate(
        """() => {
            Object.defineProperty(visualViewport, 'height', { value: 420 });
            visualViewport.dispatchEvent(new Event('resize'));
        }"""
    )
    assert phone.locator("[data-hansearch]").bounding_box()["height"] == 420


@pytest.mark.parametrize("name", ["index.html", "search.html"])
def test_enter_puts_the_keyboard_away_and_leaves_the_list(name: str, box_site: str, phone: Page) -> None:
    ask(phone, "红烧肉", box_site + name)
    expect(options(phone).first).to_be_visible()
    box(phone).press("Enter")
    expect(box(phone)).not_to_be_focused()
    expect(options(phone).first).to_be_visible()


def test_who_comes_back_from_a_result_finds_the_list(box_site: str, phone: Page) -> None:
    ask(phone, "退款", box_site)
    options(phone).first.locator("a").click()
    phone.wait_for_url("**/article.html*")
    phone.go_back()
    expect(box(phone)).to_have_value("退款")
    expect(options(phone).first).to_be_visible()
    phone.locator(".hansearch__close").click()
    phone.reload()
    phone.wait_for_timeout(300)
    expect(options(phone)).to_have_count(0)


def test_what_comes_after_it_was_closed_opens_nothing(box_site: str, phone: Page) -> None:
    ask(phone, "慢", box_site + "index.html")
    state(phone, "loading")
    phone.get_by_role("button", name="取消").tap()
    phone.evaluate("window.release()")
    phone.wait_for_timeout(100)
    expect(phone.locator(".hansearch__panel")).to_be_hidden()
    box(phone).tap()
    expect(options(phone).first).to_be_visible()


def test_the_phones_back_closes_it_and_leaves_the_page_where_it_is(box_site: str, phone: Page) -> None:
    """A browser treats Back on Android and Esc on a keyboard as the same wish to close."""
    ask(phone, "退款", box_site + "index.html")
    expect(options(phone).first).to_be_visible()
    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.press("Escape")
    expect(phone.locator(".hansearch__panel")).to_be_hidden()
    assert phone.url == box_site + "index.html"
    box(phone).tap()
    expect(options(phone).first).to_be_visible()


@pytest.mark.parametrize("question", ["", "退款", "退宽", "红烧肉", "断"])
def test_whatever_can_be_touched_is_44_pixels_high(question: str, box_site: str, phone: Page) -> None:
    ask(phone, question, box_site + "index.html")
    expect(phone.locator(".hansearch__panel")).to_be_visible()
    phone.wait_for_timeout(150)
    targets = phone.locator("[data-hansearch]").locator("a:visible, button:visible, input:visible").all()
    sizes = [(t.inner_text(), t.bounding_box()["height"]) for t in targets]
    inline = {"找人工客服"}  # a link in a sentence of the site's
    assert [size for size in sizes if size[1] < 44 and size[0] not in inline] == []


# --- what it costs, whom it shuts out -----------------------------------------------------------------------------


def test_what_every_page_loads_is_small() -> None:
    assert len(gzip.compress(client_files()["hansearch.js"].encode())) <= 1700


LOOKS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
STATES = {"": "idle", "退款": "results", "到账": "answer", "退宽": "results", "红烧肉": "none", "没有": "none",
          "断": "failed", "旧": "outdated", "慢": "slow"}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(look: str, scheme: str, box_site: str, browser: Browser) -> None:
    context = browser.new_context(**LOOKS[look], color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(box_site + "index.html")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    findings = {}
    for question, name in STATES.items():
        box(page).click()
        box(page).fill(question)
        state(page, name)
        findings[question] = page.evaluate(FIND)
    page.goto(box_site + "search.html?q=退款")
    state(page, "results")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    findings["page"] = page.evaluate(FIND)
    context.close()
    assert {question: found for question, found in findings.items() if found} == {}
