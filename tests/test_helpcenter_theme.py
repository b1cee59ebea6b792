"""What the theme writes around an article: its policy, no markup from content, and the days on which it was
checked and changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import markdown
from mkdocs.exceptions import Abort

from helpcenter.pages import HEADERS, POLICY, mend_tables
from tests.cases.helpcenter.content import HUMAN, Content
from tests.conftest import DAY, ROOT, Site
from tests.test_helpcenter_history import committed
from tests.test_helpcenter_plugin import build_site

CONFIG = f"""\
site_name: 帮助中心
theme: {{name: material, language: zh, font: false, custom_dir: {ROOT / "theme"}}}
plugins: [helpcenter]
"""


def themed(folder: Path) -> Content:
    content = committed(folder)
    content.write("mkdocs.yml", CONFIG)
    return content


def article_of(site: Path, page: str) -> str:
    """Return what stands in the page's article, white space as a reader sees it."""
    html = (site / page).read_text(encoding="utf-8")
    found = re.search(r"<article.*?</article>", html, re.S)
    assert found
    return re.sub(r"\s+", " ", found[0])


def test_an_article_ends_with_the_days_on_which_it_was_checked_and_changed(tmp_path: Path) -> None:
    article = article_of(build_site(themed(tmp_path)), "contact/human/index.html")
    assert '核对日期：<time datetime="2026-11-22">2026-11-22</time>' in article
    assert '最后改动：<time datetime="2026-11-01">2026-11-01</time>' in article
    assert article.index("核对日期：<time") > article.index("<h1")
    assert "hc-expired" not in article


def test_an_overdue_article_says_so_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    content = themed(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: mid\nreview_by: 2026-11-30")
    article = article_of(build_site(content), "contact/human/index.html")
    assert "这一页 2026-11-30 就该重新核对，现在还没有人核对。" in article
    assert article.index("hc-expired") < article.index("<h1")


def test_a_page_that_is_no_article_has_neither(tmp_path: Path) -> None:
    article = article_of(build_site(themed(tmp_path)), "about/quality/index.html")
    assert "hc-dates" not in article
    assert "hc-expired" not in article


def test_every_page_of_the_site_says_its_policy(help_centre: Site) -> None:
    for page in help_centre.directory.rglob("*.html"):
        html = page.read_text(encoding="utf-8").replace("&#39;", "'")
        assert html.count(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">') == 1, page


def test_nothing_of_materials_scripts_and_stylesheets_is_published(help_centre: Site) -> None:
    assets = help_centre.directory / "assets"
    assert sorted(file.name for file in assets.glob("*.css")) == ["site.css"]
    assert not (assets / "javascripts").exists()
    assert not (assets / "stylesheets").exists()


OLD_BROWSERS = {
    "Chrome 87, Safari 14.1: top, right, bottom and left": r"(?<![\w-])inset\s*:",
    "Chrome 88: selectors written out": r":(?:is|where)\(",
    "Chrome 84, Safari 15.4: -webkit-appearance in front": r"(?<=\S)(?<!-webkit-appearance: none;)\s+appearance\s*:",
}


@pytest.mark.parametrize("pattern", OLD_BROWSERS.values(), ids=OLD_BROWSERS)
def test_our_styles_have_nothing_that_chrome_80_or_safari_14_lack(pattern: str) -> None:
    ours = [*(ROOT / "theme/assets").glob("*.css"), *(ROOT / "hansearch/client").glob("*.css")]
    assert len(ours) > 5
    assert [
        (file.name, found) for file in ours if (found := re.findall(pattern, file.read_text("utf-8")))
    ] == []


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_server_files_send_what_the_site_asks_for(name: str) -> None:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for header, value in HEADERS.items():
        assert f'{header} "{value}"' in text


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_server_files_let_what_is_named_by_its_content_be_kept(name: str, help_centre: Site) -> None:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    [pattern] = set(re.findall(r"/assets/hansearch/index/[^\s\"]+\$", text))
    kept = re.compile(pattern)
    index = help_centre.directory / "assets/hansearch/index"
    files = {path.relative_to(index).as_posix() for path in index.rglob("*") if path.is_file()}
    assert {file for file in files if not kept.search(f"/assets/hansearch/index/{file}")} == {"manifest.bin"}


def test_netlify_and_cloudflare_find_the_headers_in_the_site(help_centre: Site) -> None:
    assert (help_centre.directory / "_headers").read_text(encoding="utf-8").splitlines() == [
        "/*",
        *(f"  {name}: {value}" for name, value in HEADERS.items()),
    ]


def test_while_writing_the_policy_lets_mkdocs_reload_the_page(tmp_path: Path) -> None:
    html = (build_site(themed(tmp_path), "serve") / "index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" not in html


def test_markup_in_a_name_or_a_question_is_shown_and_is_no_markup(tmp_path: Path) -> None:
    hostile = "<img onerror=alert(1)>"
    content = themed(tmp_path)
    content.replace("data/categories.yml", "name: 联系客服", f"name: '{hostile}'")
    content.replace(HUMAN, "title: 怎么转人工客服", f"title: '{hostile}'")
    content.replace(HUMAN, "  - 机器人听不懂", f"  - '{hostile}'")
    site = build_site(content)
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    assert sum("&lt;img onerror" in page for page in pages) > 3
    assert not any("<img onerror" in page for page in pages)


def test_a_category_has_a_page_with_the_questions_of_its_articles(tmp_path: Path) -> None:
    article = article_of(build_site(themed(tmp_path)), "contact/index.html")
    assert '<h2><a href="human/">怎么转人工客服</a></h2>' in article
    assert "<li>机器人听不懂</li>" in article


def test_a_question_on_the_home_page_that_leads_nowhere_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = themed(tmp_path)
    content.write("docs/index.md", "---\ncommon_questions: {怎么退款: refund/sart.md}\n---\n# 首页\n")
    with pytest.raises(Abort):
        build_site(content)
    assert "index.md: common_questions 里的“怎么退款”指到 refund/sart.md，没有这篇文章。" in caplog.text


def test_a_stylesheet_that_is_not_there_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = themed(tmp_path)
    content.write("mkdocs.yml", CONFIG + "extra_css: [assets/gone.css]\n")
    with pytest.raises(Abort):
        build_site(content)
    assert "mkdocs.yml: 没有 assets/gone.css 这个文件。" in caplog.text


def test_a_table_keeps_its_alignment_without_a_style(tmp_path: Path) -> None:
    content = themed(tmp_path)
    content.write("mkdocs.yml", CONFIG + "markdown_extensions: [tables]\n")
    content.write("docs/index.md", "# 首页\n\n| 项 | 数 |\n|---|--:|\n| 甲 | 1 |\n")
    assert '<td class="hc-right">1</td>' in article_of(build_site(content), "index.html")


def test_a_cell_of_a_wide_table_knows_its_column_and_one_of_two_columns_needs_not() -> None:
    text = "| 号 | <b>是</b> & 谁 | 管 |\n|---|---|---|\n| 110 | 公安 | 报警 |\n"
    wide = mend_tables(markdown(text, extensions=["tables"]))
    assert "<table data-stack>" in wide
    assert '<td data-label="是 &amp; 谁">公安</td>' in wide
    assert wide.count("data-label") == 3
    narrow = markdown("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n", extensions=["tables"])
    assert mend_tables(narrow) == narrow


def test_whoever_looks_for_help_finds_the_part_about_privacy(help_centre: Site) -> None:
    html = (help_centre.directory / "index.html").read_text(encoding="utf-8")
    assert '<a href="about/privacy/#隐私">隐私</a>' in html
    assert 'id="隐私"' in (help_centre.directory / "about/privacy/index.html").read_text(encoding="utf-8")
