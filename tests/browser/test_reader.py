"""What a reader does, on a phone-sized page of the built help centre."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from hansearch.browser_engine import serving
from tests.bundle_files import REQUESTED, deploy_again
from tests.conftest import Site

QUESTIONS = {
    "怎么转人工": "contact/human/",
    "退款几天到账": "refund/status/",
    "12366是淘宝电话吗": "contact/phone/",
    "一打开就闪退": "app/crash/",
    "我被骗了怎么办": "safety/after-scam/",
    "快递丢了谁赔": "delivery/lost/",
    "七天无理由运费谁出": "refund/freight/",
    "轉人工客服": "contact/human/",
}


def box(page: Page):
    return page.locator("[data-hansearch] input").first


def options(page: Page):
    return page.locator("[role=option]")


@pytest.mark.parametrize(("question", "path"), QUESTIONS.items())
def test_the_right_article_stands_first_and_enter_opens_its_section(
    question: str, path: str, help_centre: Site, phone: Page
) -> None:
    phone.goto(help_centre.url)
    box(phone).fill(question)
    first = options(phone).first
    expect(first.locator("mark").first).to_be_visible()
    expect(first.locator(".hansearch__snippet")).not_to_be_empty()
    target = first.locator("a").get_attribute("href")
    assert target.startswith(help_centre.url + path)
    box(phone).press("Enter")
    phone.wait_for_url(lambda url: url == target)
    anchor = unquote(target.partition("#")[2])
    if anchor:
        assert phone.locator(f"[id='{anchor}']").count() == 1
    else:
        assert phone.evaluate("scrollY") == 0, "the article itself opens at the top of its page"


@pytest.mark.parametrize("question", ["衣服大了想换小一码", "钱什么时候退到账"])
def test_enter_opens_nothing_that_is_not_sure_and_puts_the_keyboard_away(
    question: str, help_centre: Site, phone: Page
) -> None:
    phone.goto(help_centre.url)
    box(phone).fill(question)
    box(phone).press("Enter")
    expect(options(phone).first).to_be_visible()
    expect(box(phone)).not_to_be_focused()
    phone.wait_for_timeout(300)
    assert phone.url == help_centre.url


def test_a_tap_lands_on_the_section(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("清缓存会不会退出登录")
    link = options(phone).first.locator("a")
    target = link.get_attribute("href")
    link.tap()
    phone.wait_for_url(lambda url: url == target)


@pytest.mark.parametrize("path", ["", "refund/7days/", "contact/"])
def test_nothing_lies_over_the_last_result_of_a_full_screen(
    path: str, help_centre: Site, phone: Page
) -> None:
    phone.goto(help_centre.url + path)
    box(phone).tap()
    box(phone).fill("快递丢了谁赔")
    last = phone.locator(".hansearch__more")
    expect(last).to_be_visible()
    phone.locator(".hansearch__panel").evaluate("(panel) => panel.scrollTo(0, panel.scrollHeight)")
    on_top = """(link) => {
        const { left, width, top, bottom } = link.getBoundingClientRect();
        return [top + 2, bottom - 2].map((y) => document.elementFromPoint(left + width / 2, y).textContent);
    }"""
    assert last.evaluate(on_top) == [last.text_content()] * 2


def test_nothing_of_the_index_is_loaded_before_the_box_is_touched(help_centre: Site, phone: Page) -> None:
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    phone.goto(help_centre.url, wait_until="networkidle")
    assert [url for url in requests if "/hansearch/" in url and url.endswith(".js")] == [
        help_centre.url + "assets/hansearch/hansearch.js"
    ]
    assert not [url for url in requests if "/hansearch/index/" in url]
    with phone.expect_request_finished(lambda request: request.url.endswith("index/manifest.bin")):
        box(phone).tap()


def test_no_page_asks_another_site_for_anything(help_centre: Site, phone: Page) -> None:
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    for path in ("", "search/?q=退款", "contact/human/"):
        phone.goto(help_centre.url + path, wait_until="networkidle")
        box(phone).fill("退款")
        expect(options(phone).first).to_be_visible()
    assert [url for url in requests if not url.startswith((help_centre.url, "data:"))] == []


def test_while_an_input_method_composes_nothing_is_searched_and_enter_does_nothing(
    help_centre: Site, phone: Page
) -> None:
    phone.goto(help_centre.url)
    box(phone).tap()
    expect(box(phone)).to_have_attribute("role", "combobox")
    session = phone.context.new_cdp_session(phone)
    session.send("Input.imeSetComposition", {"text": "tuikuan", "selectionStart": 7, "selectionEnd": 7})
    assert box(phone).input_value() == "tuikuan"
    for key_code in (229, 13):
        session.send(
            "Input.dispatchKeyEvent",
            {"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": key_code},
        )
    phone.wait_for_timeout(400)
    assert options(phone).count() == 0
    assert phone.url == help_centre.url
    session.send("Input.insertText", {"text": "退款"})
    expect(options(phone).first).to_be_visible()
    assert box(phone).input_value() == "退款"


def test_text_that_comes_without_any_key_is_searched(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).tap()
    phone.evaluate("document.execCommand('insertText', false, '快递丢了')")
    expect(options(phone).first).to_be_visible()


def test_enter_straight_after_typing_answers_what_was_typed(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("转人工")
    expect(options(phone).first).to_be_visible()
    box(phone).fill("一打开就闪退")
    box(phone).press("Enter")
    phone.wait_for_url(lambda url: url.startswith(help_centre.url + "app/crash/"))


def test_arrows_choose_a_row_and_escape_closes(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("退款")
    expect(options(phone).first).to_be_visible()
    box(phone).press("ArrowDown")
    box(phone).press("ArrowDown")
    second = options(phone).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert box(phone).get_attribute("aria-activedescendant") == second.get_attribute("id")
    box(phone).press("Escape")
    expect(options(phone).first).to_be_hidden()
    expect(box(phone)).to_have_attribute("aria-expanded", "false")


def test_a_question_that_nothing_answers_says_so(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("ξξξξ")
    expect(phone.locator("[role=status]")).to_contain_text("没有找到")


def test_when_the_index_cannot_be_loaded_a_retry_is_offered_and_works(help_centre: Site, phone: Page) -> None:
    phone.route(REQUESTED, lambda route: route.abort())
    phone.goto(help_centre.url)
    box(phone).fill("退款")
    expect(phone.locator("[role=status]")).to_contain_text("没有加载出来")
    phone.unroute(REQUESTED)
    phone.get_by_role("button", name="再试一次").tap()
    expect(options(phone).first).to_be_visible()


def test_a_page_older_than_the_index_asks_to_be_reloaded(help_centre: Site, phone: Page) -> None:
    newer = zlib.compress(json.dumps({"format": 999}).encode())
    phone.route("**/index/manifest.bin", lambda route: route.fulfill(body=newer))
    phone.goto(help_centre.url)
    box(phone).fill("退款")
    expect(phone.locator("[role=status]")).to_contain_text("网站更新过了")
    phone.unroute("**/index/manifest.bin")
    phone.get_by_role("button", name="刷新").tap()
    phone.wait_for_load_state()
    box(phone).fill("退款")
    expect(options(phone).first).to_be_visible()


@pytest.mark.parametrize("body", [b"", b"not zlib", zlib.compress(b"{"), b"<!doctype html>"])
def test_a_damaged_index_offers_a_retry(body: bytes, help_centre: Site, phone: Page) -> None:
    phone.route("**/index/manifest.bin", lambda route: route.fulfill(body=body))
    phone.goto(help_centre.url)
    box(phone).fill("退款")
    expect(phone.get_by_role("button", name="再试一次")).to_be_visible()


def test_a_search_goes_on_after_a_new_deployment_replaced_the_files(
    help_centre: Site, tmp_path: Path, phone: Page
) -> None:
    shutil.copytree(help_centre.directory, tmp_path / "site")
    with serving(tmp_path / "site") as url:
        phone.goto(url)
        box(phone).fill("快递")
        expect(options(phone).first).to_contain_text("快递")
        deploy_again(tmp_path / "site")
        box(phone).fill("发票抬头写错了")
        expect(options(phone).first).to_contain_text("发票")
        expect(phone.get_by_role("button", name="再试一次")).to_have_count(0)


def test_where_the_new_files_are_not_there_yet_a_retry_reads_the_manifest_again(
    help_centre: Site, phone: Page
) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("快递")
    expect(options(phone).first).to_be_visible()
    phone.route(REQUESTED, lambda route: route.fulfill(status=404))
    box(phone).fill("发票抬头写错了")
    expect(phone.get_by_role("button", name="再试一次")).to_be_visible()
    phone.unroute(REQUESTED)
    manifests: list[str] = []
    phone.on("request", lambda request: manifests.append(request.url) if "manifest" in request.url else None)
    phone.get_by_role("button", name="再试一次").tap()
    expect(options(phone).first).to_contain_text("发票")
    assert manifests, "the old manifest names files that are gone"


def test_a_direct_answer_is_shown_only_where_the_page_surely_has_it(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("退款多久到账")
    expect(options(phone).first.locator(".hansearch__answer")).to_be_visible()
    expect(phone.locator(".hansearch__answer")).to_have_count(1)
    box(phone).fill("红烧肉怎么做才不腻")
    expect(options(phone).first).to_be_visible()
    expect(phone.locator(".hansearch__answer")).to_have_count(0)


def test_an_answer_that_comes_late_never_overwrites_a_newer_one(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url)
    box(phone).fill("快")
    expect(options(phone).first).to_be_visible()
    held: list[Route] = []
    is_slow = [True]
    phone.route(REQUESTED, lambda route: held.append(route) if is_slow[0] else route.continue_())
    box(phone).fill("发票抬头写错了")
    expect(phone.locator("[role=status]")).to_contain_text("正在搜索")
    is_slow[0] = False
    box(phone).fill("快递丢了谁赔")
    for route in held:
        route.continue_()
    expect(options(phone).first).to_contain_text("丢")
    phone.wait_for_load_state("networkidle")
    expect(options(phone).first).to_contain_text("丢")


def test_who_tries_again_is_not_kept_by_connections_that_hang(help_centre: Site, phone: Page) -> None:
    hangs = [True]
    phone.route(REQUESTED, lambda route: None if hangs[0] else route.continue_())
    phone.goto(help_centre.url)
    box(phone).fill("快递丢了谁赔")
    again = phone.get_by_role("button", name="再试一次")
    expect(again).to_be_visible()
    hangs[0] = False
    again.tap()
    expect(options(phone).first).to_contain_text("丢")


def test_a_script_that_hangs_is_told_and_asked_for_anew(help_centre: Site, phone: Page) -> None:
    phone.route(re.compile(r"/search\.js$"), lambda route: None)
    phone.goto(help_centre.url)
    box(phone).tap()
    expect(phone.locator("[role=status]")).to_contain_text("网络有点慢")
    box(phone).tap()
    box(phone).fill("快递丢了谁赔")
    expect(options(phone).first).to_contain_text("丢")
    expect(phone.locator("[role=listbox]")).to_have_count(1)


def test_the_search_page_takes_the_question_from_its_address(help_centre: Site, phone: Page) -> None:
    phone.goto(help_centre.url + "search/?q=快递丢了谁赔")
    expect(options(phone).first).to_contain_text("快递")
    assert box(phone).input_value() == "快递丢了谁赔"


def test_without_javascript_the_box_leads_to_all_questions(help_centre: Site, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(help_centre.url)
    box(page).fill("退款")
    box(page).press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.get_by_role("link", name="怎么转人工客服").first.click()
    assert "contact/human/" in page.url
    context.close()


def test_every_page_says_that_it_is_not_official(help_centre: Site) -> None:
    pages = list(help_centre.directory.rglob("*.html"))
    assert pages
    assert [page for page in pages if "非官方整理" not in page.read_text(encoding="utf-8")] == []
