"""``plugins: [hansearch]`` and nothing else, in other people's sites."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hansearch.browser_engine import serving
from tests.conftest import FIXTURE, build_project

MATERIAL_INSTANT = {"name": "material", "features": ["navigation.instant"]}
THEMES = {
    "mkdocs": "mkdocs",
    "readthedocs": "readthedocs",
    "material": "material",
    "instant": MATERIAL_INSTANT,
}

IS_SEEN = """(selector) => {
  const element = document.querySelector(selector);
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const corners = [[left + 12, top + 12], [right - 12, top + 12], [left + 12, bottom - 12], [right - 12, bottom - 12]];
  return corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
}"""
"""Whether an element is on the screen to its corners, with nothing over it."""

STRANGE_THEME = """<!doctype html>
<html lang="zh">
<head>
  <style>html { font-size: 10px } input[type="search"] { box-sizing: content-box }</style>
  {% for path in config.extra_css %}<link rel="stylesheet" href="{{ path|url }}">{% endfor %}
  {% for path in config.extra_javascript %}<script src="{{ path|url }}"></script>{% endfor %}
</head>
<body><header style="text-align: right"><button>明暗</button></header>{{ page.content }}</body>
</html>
"""


@pytest.mark.parametrize(
    ("theme", "place", "use_directory_urls"), itertools.product(THEMES, ["", "some/where/"], [True, False])
)
def test_the_box_works(theme: str, place: str, use_directory_urls: bool, tmp_path: Path, phone: Page) -> None:
    phone.set_viewport_size({"width": 1280, "height": 800})
    root = tmp_path / "www"
    root.mkdir()
    with serving(root) as server:
        url = server + place
        build_site(THEMES[theme], use_directory_urls, url, tmp_path, root / place)
        phone.goto(url + ("mixed/" if use_directory_urls else "mixed.html"))
        phone.evaluate("window.isSamePage = true")
        box = phone.locator("[data-hansearch] input")
        first = phone.locator("[role=option]").first
        expect(box).to_have_count(1)
        expect(box).to_be_visible()
        box.fill("据库")
        expect(first).to_contain_text("数据库入门")
        assert phone.evaluate(IS_SEEN, ".hansearch__panel")
        box.fill("折叠起来")
        expect(first).to_contain_text("各种排版")
        box.press("ArrowDown")
        box.press("Enter")
        target = "markup/" if use_directory_urls else "markup.html"
        phone.wait_for_url(lambda address: address.startswith(url + target))
        expect(phone.locator("h1", has_text="各种排版")).to_be_visible()
        # After an instant navigation no script runs a second time: the box must go on working.
        assert phone.evaluate("window.isSamePage === true") == (theme == "instant")
        box.fill("慢查询")
        expect(first).to_contain_text("数据库入门")
        box.press("ArrowDown")
        box.press("Enter")
        expect(phone.locator("h1", has_text="数据库入门")).to_be_visible()


def build_site(theme: object, use_directory_urls: bool, url: str, out: Path, place: Path) -> None:
    config_file = out / "mkdocs.yml"
    config_file.write_text((FIXTURE / "mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")
    settings = {"theme": theme, "use_directory_urls": use_directory_urls, "site_url": url}
    site, _ = build_project(config_file, out, docs_dir=str(FIXTURE / "docs"), **settings)
    shutil.copytree(site, place, dirs_exist_ok=True)


def test_in_a_theme_that_it_does_not_know_it_floats_clear_of_the_head(tmp_path: Path, phone: Page) -> None:
    """Even where the script stands in the head without ``defer``, before there is a page to put it in."""
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text(STRANGE_THEME, encoding="utf-8")
    (tmp_path / "theme" / "404.html").write_text("404", encoding="utf-8")
    theme = {"name": None, "custom_dir": str(tmp_path / "theme")}
    build_site(theme, True, "", tmp_path, tmp_path / "www")
    with serving(tmp_path / "www") as url:
        for size in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
            phone.set_viewport_size(size)
            phone.goto(f"{url}mixed/")
            assert phone.evaluate(IS_SEEN, "header button")
            assert phone.evaluate(IS_SEEN, "[data-hansearch] input")
            phone.locator("[data-hansearch] input").fill("据库")
            expect(phone.locator("[role=option]").first).to_contain_text("数据库入门")
            assert phone.evaluate(IS_SEEN, ".hansearch__panel")


def test_a_site_whose_locale_is_chinese_is_spoken_to_in_chinese(tmp_path: Path, phone: Page) -> None:
    """MkDocs' own themes write ``zh_Hans_CN``, or ``zh_CN``, into the page."""
    build_site({"name": "mkdocs", "locale": "zh_CN"}, True, "", tmp_path, tmp_path / "www")
    with serving(tmp_path / "www") as url:
        phone.goto(url)
        expect(phone.locator("[data-hansearch] input")).to_have_attribute("placeholder", re.compile("搜索"))


def test_markup_in_titles_questions_and_text_is_shown_as_text(fixture_site, phone: Page) -> None:
    phone.goto(fixture_site.url)
    dialogs: list[str] = []
    phone.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    phone.locator("[data-hansearch] input").fill("alert script 标题 粗体小节")
    first = phone.locator("[role=option]").first
    expect(first).to_contain_text("<img src=x onerror=alert(1)> & 标题")
    assert phone.locator("[role=option] img, [role=option] script").count() == 0
    phone.wait_for_timeout(200)
    assert dialogs == []
