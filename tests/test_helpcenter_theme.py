"""What the theme says on a page about when it was checked and changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cases.helpcenter.content import HUMAN, Content
from tests.conftest import ROOT
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
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")  # 2026-12-01
    content = themed(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: mid\nreview_by: 2026-11-30")
    article = article_of(build_site(content), "contact/human/index.html")
    assert "这一页 2026-11-30 就该重新核对，现在还没有人核对。" in article
    assert article.index("hc-expired") < article.index("<h1")


def test_a_page_that_is_no_article_has_neither(tmp_path: Path) -> None:
    article = article_of(build_site(themed(tmp_path)), "about/quality/index.html")
    assert "hc-dates" not in article
    assert "hc-expired" not in article
