"""What stands at the address that an article had before."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from helpcenter.redirects import list_redirects, render_redirect
from tests.cases.helpcenter.content import HUMAN, good_content
from tests.test_helpcenter_plugin import build_site


class _Reader(HTMLParser):
    """Collects where a redirect page leads, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.add(tag)
        if attributes.get("http-equiv") == "refresh":
            self.targets.add((attributes["content"] or "").partition("url=")[2])
        if attributes.get("href"):
            self.targets.add(attributes["href"] or "")


def moved(folder: Path, *old: str, **settings: str) -> Path:
    content = good_content(folder)
    content.replace(HUMAN, "type: howto", f"redirect_from: [{', '.join(old)}]\ntype: howto")
    lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
    content.write("mkdocs.yml", content.bytes("mkdocs.yml").decode() + lines)
    return build_site(content)


@pytest.mark.parametrize(
    ("directory_urls", "old", "new"),
    [
        ("true", "contact/renren/index.html", "contact/human/index.html"),
        ("false", "contact/renren.html", "contact/human.html"),
    ],
)
@pytest.mark.parametrize("site_url", ["https://example.com/", "https://example.com/help/"])
def test_the_old_address_leads_to_the_new_one(
    tmp_path: Path, directory_urls: str, old: str, new: str, site_url: str
) -> None:
    site = moved(tmp_path, "contact/renren.md", use_directory_urls=directory_urls, site_url=site_url)
    reader = _Reader((site / old).read_text(encoding="utf-8"))
    (target,) = reader.targets
    base = f"{site_url}{old.removesuffix('index.html')}"
    assert urljoin(base, target) == f"{site_url}{new.removesuffix('index.html')}"
    assert (site / new).is_file()


def test_an_old_address_in_another_category_leads_there_too(tmp_path: Path) -> None:
    site = moved(tmp_path, "help/deep.md", "refund/old.md")
    for old in ("help/deep", "refund/old"):
        (target,) = _Reader((site / old / "index.html").read_text(encoding="utf-8")).targets
        assert urljoin(f"https://example.com/{old}/", target) == "https://example.com/contact/human/"


def test_the_page_says_where_to_go_and_needs_no_script(tmp_path: Path) -> None:
    html = (moved(tmp_path, "contact/renren.md") / "contact/renren/index.html").read_text(encoding="utf-8")
    assert "这一页搬走了" in html
    assert ">怎么转人工客服</a>" in html
    assert not _Reader(html).tags & {"script", "style", "img"}
    assert not re.search(r"\son\w+=", html)
    assert '<meta name="robots" content="noindex">' in html


def test_search_and_site_map_do_not_have_the_old_address(tmp_path: Path) -> None:
    site = moved(tmp_path, "contact/renren.md", site_url="https://example.com/")
    assert "renren" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "human" in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_titles_stay_text() -> None:
    html = render_redirect("../a/", '<b>"&')
    assert "<b>" not in html
    assert "&lt;b&gt;&quot;&amp;" in html


def test_redirects_are_listed_in_order(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "redirect_from: [b/b.md, a/a.md]\ntype: howto")
    assert list_redirects(content.load()) == [("a/a.md", "contact/human.md"), ("b/b.md", "contact/human.md")]
