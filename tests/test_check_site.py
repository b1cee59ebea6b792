"""What ``make check-site`` says of a site, and that ours keeps its quick limits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hansearch.browser_engine import serving
from tests.conftest import Site
from tools import check_site
from tools.checks.links import broken_links, inline_code
from tools.checks.server import Host, hosting
from tools.checks.weight import weigh

HEAD = "<!doctype html><html lang=zh><head><meta charset=utf-8><title>x</title>"


def site_of(folder: Path, **pages: str) -> Path:
    for name, html in pages.items():
        file = folder / name.replace("__", "/")
        file.mkdir(parents=True)
        (file / "index.html").write_text(HEAD + html, encoding="utf-8")
    return folder


@pytest.mark.parametrize("served", [hosting, serving])
def test_a_server_ends_with_what_it_was_for_also_when_that_fails(
    served: Callable[[Path], AbstractContextManager[object]], tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    with pytest.raises(RuntimeError), served(tmp_path):
        started = set(threading.enumerate()) - before
        raise RuntimeError
    for thread in started:
        thread.join(timeout=5)
    assert started and not any(thread.is_alive() for thread in started)


def test_a_link_that_leads_nowhere_is_found_with_its_page(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        a="<a href='../b/#早'>b</a> <a href='../b/#%E6%97%A9'>b</a> <a href=../c/>c</a> <a href=../b/#x>x</a> <img src=p.png> <a href='http://[x]/'>x</a>",
        b="<p id=早><a href='https://example.com/'>out</a> <a href=#top>up</a> <a href=tel:12315>12315</a>",
    )
    (site / "a/index.md").write_text("[b](../b/index.md)", encoding="utf-8")
    assert sorted(broken_links(site)) == [
        "a/index.html: ../b/#x leads to no element of b/index.html",
        "a/index.html: ../c/ leads to no file",
        "a/index.html: http://[x]/ is no address",
        "a/index.html: p.png leads to no file",
        "a/index.md: ../b/index.md leads to no file",
    ]


def test_inline_code_is_found_and_data_is_none(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        a="<script>1</script><style></style><p style='color:red' onclick='x()'><a href='JavaScript:x()'>x</a>",
        b="<script type='application/ld+json'>{}</script><script src=x.js></script>",
    )
    assert sorted(inline_code(site)) == [
        "a/index.html: <script>",
        "a/index.html: <style>",
        "a/index.html: a javascript:",
        "a/index.html: p[onclick]",
        "a/index.html: p[style]",
    ]


def test_no_check_begins_before_the_clock_that_times_it(tmp_path: Path, browser: Browser) -> None:
    assert all(
        isinstance(check(browser, tmp_path, Host("")), Iterator) for check in check_site.CHECKS.values()
    )


def test_a_cold_page_is_weighed_with_all_that_it_loads(tmp_path: Path, browser: Browser) -> None:
    site = site_of(tmp_path, a="<script src=../x.js></script><img src='http://third.invalid/p.png'>")
    (site / "x.js").write_text("fetch('../assets/hansearch/index/manifest.bin');\n" * 400, encoding="utf-8")
    with hosting(site) as host:
        weight = weigh(browser, host, "a/")
    assert weight.requests == 2
    assert 0 < weight.script < 300, "as compressed as it travels"
    assert weight.third_party == ("http://third.invalid/p.png",)


@pytest.mark.parametrize("slipped", ["PAGE_BYTES", "PAGE_REQUESTS", "SCRIPT_BYTES", "SEARCH_SCRIPT_BYTES"])
def test_each_limit_can_slip(
    slipped: str, help_centre: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_site, slipped, 0)
    monkeypatch.setattr(check_site, "WEIGHED", {"home": ""})
    with hosting(help_centre.directory) as host:
        findings = list(check_site.too_heavy(browser, help_centre.directory, host))
    assert any(line.endswith("at most 0") for line in findings)


def test_no_page_of_the_help_centre_is_heavy(help_centre: Site, browser: Browser) -> None:
    with hosting(help_centre.directory) as host:
        assert list(check_site.too_heavy(browser, help_centre.directory, host)) == []


def test_every_link_and_anchor_of_the_help_centre_leads_somewhere(help_centre: Site) -> None:
    assert list(broken_links(help_centre.directory)) == []


def test_nothing_of_the_help_centre_is_inline(help_centre: Site) -> None:
    assert list(inline_code(help_centre.directory)) == []


def test_no_page_breaks_the_policy_that_it_carries(help_centre: Site, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("", "contact/human/", "search/?q=退款"):
        page.goto(help_centre.url + path)
        assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
        page.wait_for_load_state("networkidle")
    context.close()
    assert said == []
