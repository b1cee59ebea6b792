"""The page of results, `/search/?q=`: shared, gone back to, filtered; and the way from a result to the words on its page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_box import ask, box, options, state
from tests.conftest import ROOT, Site, build_project


def rows(page: Page):
    """The pages found, without the further sections of the first."""
    return page.locator("[role=option]:not(.hansearch__row--section)")


def test_an_address_with_a_question_shows_its_results(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html?q=退款")
    expect(box(desktop)).to_have_value("退款")
    expect(rows(desktop)).to_have_count(20)
    expect(rows(desktop).first.locator("mark").first).to_have_text("退款")
    expect(desktop).to_have_title("退款 · search")
    expect(desktop.locator("[data-hansearch-rest]")).to_be_hidden()


def test_a_settled_question_gets_its_place_in_the_history_and_keys_do_not(
    box_site: str,
    desktop: Page,
) -> None:
    desktop.goto(box_site + "search.html")
    start = desktop.evaluate("history.length")
    box(desktop).press_sequentially("到账", delay=90)
    expect(rows(desktop)).to_have_count(2)
    desktop.wait_for_url("**/search.html?q=*")
    box(desktop).fill("退款")
    expect(rows(desktop)).to_have_count(20)
    box(desktop).press("Enter")
    assert unquote(desktop.url).endswith("?q=退款")
    assert desktop.evaluate("history.length") == start + 2
    desktop.go_back()
    expect(box(desktop)).to_have_value("到账")
    expect(rows(desktop)).to_have_count(2)
    desktop.go_back()
    expect(box(desktop)).to_have_value("")
    expect(desktop.locator("[data-hansearch-rest]")).to_be_visible()
    desktop.go_forward()
    desktop.go_forward()
    expect(box(desktop)).to_have_value("退款")
    expect(rows(desktop)).to_have_count(20)


def test_more_are_shown_and_still_there_after_a_look_at_one(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html?q=退款")
    desktop.get_by_role("button", name="显示更多").click()
    expect(rows(desktop)).to_have_count(40)
    expect(rows(desktop).nth(20).locator("a")).to_be_focused()
    desktop.get_by_role("button", name="显示更多").click()
    expect(rows(desktop)).to_have_count(45)
    expect(desktop.get_by_role("button", name="显示更多")).to_have_count(0)
    rows(desktop).nth(44).locator("a").click()
    desktop.wait_for_url("**/article.html?44*")
    desktop.go_back()
    expect(rows(desktop)).to_have_count(45)
    expect(rows(desktop).nth(44)).to_be_in_viewport()


def test_a_link_within_the_page_leaves_the_list_and_what_is_typed(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html?q=退款")
    desktop.get_by_role("button", name="显示更多").click()
    expect(rows(desktop)).to_have_count(40)
    desktop.evaluate("location.hash = 'top'")
    desktop.wait_for_timeout(200)
    expect(rows(desktop)).to_have_count(40)
    box(desktop).fill("到账")
    expect(rows(desktop)).to_have_count(2)
    desktop.evaluate("location.hash = 'main'")
    desktop.wait_for_timeout(200)
    expect(box(desktop)).to_have_value("到账")
    desktop.wait_for_url(lambda url: unquote(url).endswith("?q=到账#main"))
    desktop.go_back()
    expect(rows(desktop)).to_have_count(20)
    expect(box(desktop)).to_have_value("退款")


def test_results_are_filtered_by_category_and_the_address_says_so(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html?q=退款")
    chips = desktop.get_by_role("group", name="按栏目筛选")
    expect(chips.get_by_role("button")).to_have_text(["全部", "退货退款", "联系客服"])
    chips.get_by_role("button", name="联系客服").click()
    expect(rows(desktop)).to_have_count(22)
    expect(chips.get_by_role("button", name="联系客服")).to_have_attribute("aria-pressed", "true")
    expect(chips.get_by_role("button", name="联系客服")).to_be_focused()
    expect(desktop.locator(".hansearch__note")).to_have_text("找到 22 篇")
    desktop.wait_for_url("**&in=*")
    desktop.reload()
    expect(rows(desktop)).to_have_count(22)
    box(desktop).fill("到账")
    expect(rows(desktop)).to_have_count(2)
    desktop.wait_for_url(lambda url: unquote(url).endswith("?q=到账"))


def test_a_question_left_at_once_by_a_link_of_the_site_is_there_again(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html")
    box(desktop).fill("红烧肉")
    state(desktop, "none").get_by_role("link", name="找人工客服").click()
    desktop.wait_for_url("**/article.html")
    desktop.go_back()
    expect(box(desktop)).to_have_value("红烧肉")


def test_no_more_of_a_paste_goes_into_an_address_than_is_searched(box_site: str, desktop: Page) -> None:
    desktop.goto(box_site + "search.html")
    box(desktop).fill("退款一直没有到账怎么办" * 120)
    desktop.wait_for_url("**/search.html?q=*")
    assert len(unquote(desktop.url).partition("=")[2]) == 120


def test_nothing_moves_when_results_come(box_site: str, phone: Page) -> None:
    phone.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    phone.goto(box_site + "search.html?q=退款")
    expect(rows(phone)).to_have_count(20)
    phone.wait_for_timeout(300)
    assert phone.evaluate("window.shift") == 0


# --- on the page that a result led to -----------------------------------------------------------------------------


def test_the_words_are_marked_from_the_section_on_and_a_button_leads_to_the_next(
    box_site: str,
    desktop: Page,
) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    box(desktop).press("Enter")
    desktop.wait_for_url(box_site + "article.html?0#how")
    marks = desktop.locator("mark")
    expect(marks).to_have_count(4)
    assert desktop.locator("aside mark, button mark").count() == 0
    bar = desktop.get_by_role("region", name="本页找到的词")
    expect(bar).to_contain_text("2/4")
    bar.get_by_role("button", name="下一处").click()
    expect(bar).to_contain_text("3/4")
    bar.get_by_role("button", name="下一处").click()
    expect(marks.nth(3)).to_have_class(re.compile("hansearch-mark--now"))
    expect(marks.nth(3)).to_be_in_viewport()  # in details that were closed
    bar.get_by_role("button", name="下一处").click()
    expect(bar).to_contain_text("1/4")
    bar.get_by_role("button", name="不再标出").click()
    expect(marks).to_have_count(0)
    expect(bar).to_have_count(0)
    assert desktop.evaluate("document.activeElement.textContent") == "退款在前。"
    assert desktop.locator("article p").first.evaluate("(p) => p.childNodes.length") == 1


def test_the_section_that_the_address_names_already_is_marked_again(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    box(desktop).press("Enter")
    desktop.get_by_role("button", name="不再标出").click()
    expect(desktop.locator("mark.hansearch-mark")).to_have_count(0)
    box(desktop).fill("到账")
    expect(options(desktop).first).to_be_visible()
    box(desktop).press("Enter")
    expect(desktop.locator("mark.hansearch-mark")).to_have_count(4)


def test_a_result_opened_in_another_tab_leaves_no_words_in_this_one(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    with desktop.context.expect_page() as opened:
        options(desktop).first.locator("a").click(modifiers=["ControlOrMeta"])
    opened.value.close()
    assert desktop.evaluate("sessionStorage.getItem('hansearch')") is None


def test_words_are_marked_once_and_on_no_other_page(box_site: str, desktop: Page) -> None:
    ask(desktop, "到账", box_site + "index.html")
    expect(options(desktop).first).to_be_visible()
    box(desktop).press("Enter")
    expect(desktop.locator("mark").first).to_be_visible()
    desktop.reload()
    assert desktop.locator("mark").count() == 0
    scripts: list[str] = []
    desktop.on("request", lambda request: scripts.append(request.url))
    desktop.goto(box_site + "article.html")
    desktop.wait_for_load_state("networkidle")
    assert [url for url in scripts if url.endswith(".js")] == [box_site + "hansearch.js"]


# --- the help centre ----------------------------------------------------------------------------------------------


def test_the_box_offers_real_questions_that_lead_to_real_pages(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url + "contact/human/")
    box(phone).tap()
    links = state(phone, "idle").get_by_role("link")
    assert links.count() >= 6
    box(phone).fill("ξξξξ")
    expect(phone.get_by_role("link", name="找人工客服")).to_be_visible()
    targets = phone.locator("template").evaluate_all(
        "(all) => all.flatMap((t) => Array.from(t.content.querySelectorAll('a'), (a) => new URL(a.getAttribute('href'), location).href))"
    )
    assert len(targets) >= 10
    for target in targets:
        assert phone.request.get(target).ok, target


def test_a_result_of_the_help_centre_is_marked_on_its_page(help_centre: Site, phone: Page) -> None:
    ask(phone, "退款多久到账", help_centre.url)
    expect(options(phone).first).to_be_visible()
    options(phone).first.locator("a").tap()
    phone.wait_for_url("**/refund/status/**")
    expect(phone.locator("article mark.hansearch-mark").first).to_be_visible()
    assert phone.locator("nav mark").count() == 0


def test_on_a_slow_line_the_question_is_in_the_box_before_the_search_has_come(
    help_centre: Site, phone: Page
) -> None:
    held: list[Route] = []
    phone.route("**/hansearch.js", lambda route: held.append(route))
    phone.goto(help_centre.url + "search/?q=退款%20到账", wait_until="commit")
    expect(phone.locator(".hc-searching")).to_contain_text("正在搜索")
    expect(box(phone)).to_have_value("退款 到账")
    expect(phone.locator("[data-hansearch-rest]")).to_be_visible()
    held[0].continue_()
    expect(options(phone).first).to_be_visible()
    expect(phone.locator(".hc-searching")).to_be_hidden()
    box(phone).fill("")
    expect(phone.locator("[data-hansearch-rest]")).to_be_visible()
    expect(phone.locator(".hc-searching")).to_be_hidden()


@pytest.mark.parametrize("lost", ["**/hansearch.js", "**/search.js"])
def test_where_the_search_never_comes_nothing_says_that_it_goes_on(
    lost: str, help_centre: Site, phone: Page
) -> None:
    phone.route(lost, lambda route: route.abort())
    phone.goto(help_centre.url + "search/?q=退款")
    expect(box(phone)).to_have_value("退款")
    expect(phone.locator(".hc-searching")).to_be_hidden()


def test_without_javascript_every_question_is_on_one_page_below_its_article(
    help_centre: Site, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(help_centre.url)
    box(page).fill("运费")
    box(page).press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert "搜索框用不了" in page.locator("main noscript").inner_text()
    page.locator("main noscript a[href='#hc-all']").click()
    expect(page.get_by_role("heading", name="所有问题")).to_be_in_viewport()
    text = page.locator("main").inner_text()
    assert [line for line in ("怎么转人工", "退款多久到账", "搜不到想要的答案") if line not in text] == []
    menu = page.locator(".hc-questions-menu a")
    assert menu.count() >= 8
    for link in menu.all():
        assert page.locator(f"[id='{(link.get_attribute('href') or '#')[1:]}']").count() == 1
    context.close()


def test_every_question_on_the_page_of_questions_leads_to_its_article(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url + "search/")
    questions = phone.locator(".hc-questions ul > li")
    assert questions.count() > 400
    assert questions.locator("a").count() == questions.count()
    small = phone.locator("[data-hansearch-rest] a").evaluate_all(
        "(all) => all.filter((a) => a.getBoundingClientRect().height < 44).map((a) => a.textContent)"
    )
    assert small == []
    questions.get_by_role("link", name="退款多久到账", exact=True).tap()
    phone.wait_for_url(help_centre.url + "refund/status/")


def test_browsers_can_add_the_site_where_its_address_is_known(tmp_path: Path) -> None:
    url = "https://help.example/zh/"
    site, _ = build_project(ROOT / "mkdocs.yml", tmp_path, site_url=url)
    description = ET.parse(site / "opensearch.xml").getroot()  # noqa: S314
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    (template,) = description.findall(f"{name}Url")
    assert template.get("template") == url + "search/?q={searchTerms}"
    assert len(description.findtext(f"{name}ShortName") or "") in range(1, 17)


def test_without_an_address_there_is_no_such_file(help_centre: Site) -> None:
    assert not (help_centre.directory / "opensearch.xml").exists()
    assert "opensearchdescription" not in (help_centre.directory / "index.html").read_text(encoding="utf-8")
