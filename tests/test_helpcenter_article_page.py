"""What the theme writes around an article, from its front matter and the site's settings."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from helpcenter.qr import render_qr
from tests.cases.helpcenter.content import HUMAN, Content, good_content
from tests.conftest import DAY, ROOT
from tests.test_helpcenter_plugin import build_site

CONFIG = f"""\
site_name: 帮助中心
theme: {{name: material, language: zh, font: false, custom_dir: {ROOT / "theme"}}}
plugins: [helpcenter]
markdown_extensions: [attr_list]
extra_css: [assets/helpcenter.css, assets/article.css, assets/elder.css, assets/print.css]
extra_javascript: [assets/helpcenter.js, assets/article.js]
"""
PUBLISHED = """\
site_url: https://help.example/taobao/
repo_url: https://github.com/someone/help
edit_uri: edit/main/docs/
"""


def themed(folder: Path, more: str = "") -> Content:
    content = good_content(folder)
    content.write("mkdocs.yml", CONFIG + more)
    return content


def human(content: Content) -> str:
    return (build_site(content) / "contact/human/index.html").read_text(encoding="utf-8")


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_answer_stands_right_below_the_title(tmp_path: Path) -> None:
    html = human(themed(tmp_path))
    below = text_of(html.partition("</h1>")[2]).split()
    assert below[:2] == ["一句话回答", "打开官方客服，说“转人工”。"]


def test_an_answer_that_nobody_has_looked_at_in_time_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    content = themed(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: high\nreview_by: 2026-11-30")
    assert "hc-answer" not in human(content)


def test_it_leads_on_to_what_comes_next_by_the_question_that_is_answered_there(tmp_path: Path) -> None:
    html = human(themed(tmp_path))
    found = re.search(r'<nav class="hc-next".*?</nav>', html, re.DOTALL)
    assert found
    assert '<a href="../../refund/status/">退款多久到账</a>' in found[0]


def test_its_sources_and_days_stand_at_its_end(tmp_path: Path) -> None:
    html = human(themed(tmp_path))
    assert html.index("hc-next") < html.index('id="hc-helpful"') < html.index("《消费者权益保护法》")
    assert html.count("《消费者权益保护法》") == 1


def test_an_unpublished_site_has_no_code_and_nothing_to_edit(tmp_path: Path) -> None:
    html = human(themed(tmp_path))
    assert "二维码" not in html
    assert "源文件" not in html
    assert "/issues/new" not in html
    assert "帮助中心contact/human/" in text_of(html).replace("\n", "")


def test_a_published_site_has_them_all(tmp_path: Path) -> None:
    html = human(themed(tmp_path, PUBLISHED))
    assert render_qr("https://help.example/taobao/contact/human/") in html
    assert 'href="https://github.com/someone/help/edit/main/docs/contact/human.md"' in html
    issue = re.search(r'href="(https://github.com/someone/help/issues/new[^"]*)"', html)
    assert issue
    assert "body=%E5%93%AA" in issue[1]
    assert "\n网址：https://help.example/taobao/contact/human/\n" in text_of(html)


def test_only_github_takes_a_prefilled_report(tmp_path: Path) -> None:
    html = human(themed(tmp_path, PUBLISHED.replace("github.com", "git.example")))
    assert "/issues/new" not in html
    assert "复制这段话" in html


def test_markup_in_front_matter_is_text(tmp_path: Path) -> None:
    evil = "'<img src=x onerror=a>{}'"
    content = themed(tmp_path, PUBLISHED)
    for old, new in (
        ("title: 怎么转人工客服", f"title: {evil.format(1)}"),
        ("answer: 打开官方客服，说“转人工”。", f"answer: {evil.format(2)}"),
        ("  - 怎么转人工\n", f"  - {evil.format(3)}\n"),
    ):
        content.replace(HUMAN, old, new)
    content.replace(HUMAN, "# 怎么转人工客服\n", "# `<img src=x onerror=a>1`\n")
    site = build_site(content)
    for page in site.rglob("*.html"):
        assert "<img src=x" not in page.read_text(encoding="utf-8"), page


def test_other_themes_get_the_article_as_it_is(tmp_path: Path) -> None:
    html = human(good_content(tmp_path))
    assert "《消费者权益保护法》" in html
    assert "hc-steps" not in html
