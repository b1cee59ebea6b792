"""How others find the site: titles, structured data, sitemap, feed, llms.txt, Markdown copies."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from helpcenter.copies import render_copy
from helpcenter.metadata import Address, PageFacts, SiteFacts, fit_title, head_of, relative, width
from helpcenter.offline import WORKER, render_offline
from tests.cases.helpcenter.content import HUMAN, good_content
from tests.conftest import ROOT, Site
from tests.test_helpcenter_plugin import build_site

SITE_URL = "https://help.example/shop/"
NOWHERE = SiteFacts("帮助中心（非官方）", "非官方帮助", "给购物者的自助帮助。", Address())
SOMEWHERE = SiteFacts("帮助中心（非官方）", "非官方帮助", "给购物者的自助帮助。", Address(SITE_URL))
HUMAN_PAGE = PageFacts(
    "contact/human/",
    "怎么转人工",
    "发“转人工”。",
    [("联系客服", "contact/")],
    date(2026, 11, 22),
    "contact/human/index.md",
)


def published(folder: Path) -> Path:
    content = good_content(folder)
    content.write("mkdocs.yml", f"site_url: {SITE_URL}\n" + (content.root / "mkdocs.yml").read_text("utf-8"))
    return build_site(content)


def test_a_title_carries_as_much_of_the_sites_name_as_searchers_show() -> None:
    assert fit_title("怎么转人工", NOWHERE) == "怎么转人工｜帮助中心（非官方）"
    assert fit_title("字" * 21, NOWHERE) == "字" * 21 + "｜非官方帮助"
    assert fit_title("字" * 26, NOWHERE) == "字" * 26
    assert fit_title("", NOWHERE) == "帮助中心（非官方）"


def test_letters_are_half_as_wide_as_characters() -> None:
    assert width("App 闪退") == 4


def test_no_title_and_no_description_of_the_help_centre_is_cut_by_searchers(help_centre: Site) -> None:
    for page in [*help_centre.directory.rglob("index.html"), help_centre.directory / "404.html"]:
        html = page.read_text(encoding="utf-8")
        (title,) = re.findall(r"<title>([^<]*)</title>", html)
        (description,) = re.findall(r'<meta name="description" content="([^"]*)"', html)
        assert title and width(title) <= 30, page
        assert description and width(description) <= 80, page


def test_whole_addresses_stand_only_where_the_site_says_where_it_lies() -> None:
    assert head_of(HUMAN_PAGE, SOMEWHERE).url == SITE_URL + "contact/human/"
    nowhere = head_of(HUMAN_PAGE, NOWHERE)
    assert (nowhere.url, nowhere.image, nowhere.feed) == ("", "", "")
    assert '"item":"../../contact/"' in nowhere.data


def test_structured_data_says_what_stands_above_and_when_it_was_checked() -> None:
    crumbs, article = json.loads(head_of(HUMAN_PAGE, SOMEWHERE).data)["@graph"]
    assert [(step["position"], step["name"], step["item"]) for step in crumbs["itemListElement"]] == [
        (1, "首页", SITE_URL),
        (2, "联系客服", SITE_URL + "contact/"),
        (3, "怎么转人工", SITE_URL + "contact/human/"),
    ]
    assert (article["@type"], article["headline"], article["dateModified"]) == (
        "Article",
        "怎么转人工",
        "2026-11-22",
    )


def test_nothing_that_a_title_says_ends_the_data() -> None:
    page = PageFacts("x/", "</script><!--<b>&", "", checked=date(2026, 11, 22))
    data = head_of(page, NOWHERE).data
    assert not set("<>&") & set(data)
    assert json.loads(data)["@graph"][1]["headline"] == "</script><!--<b>&"


@pytest.mark.parametrize(
    ("url", "here", "expected"),
    [
        ("a/b/", "c/d/", "../../a/b/"),
        ("", "c/d/", "../../"),
        ("", "", "./"),
        ("a/b.html", "c/d.html", "../a/b.html"),
    ],
)
def test_relative_addresses_work_wherever_the_site_lies(url: str, here: str, expected: str) -> None:
    assert relative(url, here) == expected


def test_a_copy_is_plain_markdown_whose_links_lead_to_copies() -> None:
    markdown = """\
# 怎么转人工 { #top }

看[退款](../refund/status.md#days)、[官网](https://example.com/a.md)。

!!! warning "看清"

    第一句。

    第二句。

??? note
    没有标题。

```text
!!! 照抄 [x](y.md) { #z }
```

## 来源 { data-search-exclude }
"""
    copy = render_copy(markdown, "contact/human.md", Address())
    assert (
        copy
        == """\
# 怎么转人工

看[退款](../../refund/status/index.md#days)、[官网](https://example.com/a.md)。

> **看清**
>
> 第一句。
>
> 第二句。

> 没有标题。

```text
!!! 照抄 [x](y.md) { #z }
```

## 来源

非官方整理，与淘宝、天猫、阿里巴巴无关。
"""
    )


def test_without_directories_a_copy_lies_beside_its_page() -> None:
    address = Address(directories=False)
    assert (address.page("a/b.md"), address.copy("a/b.md")) == ("a/b.html", "a/b.md")


def test_every_copy_of_the_help_centre_leads_only_to_what_is_there(help_centre: Site) -> None:
    copies = list(help_centre.directory.rglob("index.md"))
    assert len(copies) > 60
    for copy in copies:
        text = copy.read_text(encoding="utf-8")
        assert not re.search(r"^(!!!|\?\?\?)|\{\{|\{ ", text, re.MULTILINE), copy
        for target in re.findall(r"\]\((?![a-z]+:)([^)#]+)", text):
            assert (copy.parent / target).is_file(), f"{copy}: {target}"


def test_a_site_that_lies_somewhere_has_a_sitemap_and_a_feed(tmp_path: Path) -> None:
    site = published(tmp_path)
    places = [place.text for place in ET.parse(site / "sitemap.xml").findall(".//{*}loc")]
    assert SITE_URL + "contact/human/" in places
    assert SITE_URL in places
    assert len(places) == len(set(places))
    feed = ET.parse(site / "feed.xml").getroot()
    assert [entry.findtext("{*}updated") for entry in feed.findall("{*}entry")][
        0
    ] == "2026-11-22T00:00:00+08:00"
    assert feed.findtext("{*}updated") == "2026-11-22T00:00:00+08:00"
    assert f"Sitemap: {SITE_URL}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    assert not (site / "sitemap.xml.gz").exists()


def test_a_site_that_lies_nowhere_says_so_and_has_neither(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="mkdocs"):
        site = build_site(good_content(tmp_path))
    assert not (site / "sitemap.xml").exists() and not (site / "feed.xml").exists()
    assert len([line for line in caplog.messages if "site_url" in line]) == 1
    assert "Sitemap" not in (site / "robots.txt").read_text(encoding="utf-8")


def test_the_files_are_the_same_on_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name, epoch in (("one", "1795305600"), ("two", "1795392000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        site = published(tmp_path / name)
        made.append([(site / file).read_bytes() for file in ("feed.xml", "sitemap.xml", "llms.txt")])
    assert made[0] == made[1]


def test_a_draft_is_in_none_of_them(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: low\nstatus: draft")
    content.write("mkdocs.yml", f"site_url: {SITE_URL}\n" + (content.root / "mkdocs.yml").read_text("utf-8"))
    site = build_site(content)
    for name in ("sitemap.xml", "feed.xml", "llms.txt"):
        assert "contact/human" not in (site / name).read_text(encoding="utf-8"), name
    assert not (site / "contact/human/index.md").exists()


def test_llms_txt_names_every_article_with_its_copy(help_centre: Site) -> None:
    text = (help_centre.directory / "llms.txt").read_text(encoding="utf-8")
    targets = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): .", text, re.MULTILINE)
    assert len(targets) > 60
    assert all((help_centre.directory / target).is_file() for target in targets)


def test_the_manifest_names_pictures_that_are_there(help_centre: Site) -> None:
    manifest = json.loads((help_centre.directory / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    for icon in manifest["icons"]:
        assert (help_centre.directory / icon["src"]).is_file()
    assert (help_centre.directory / "favicon.ico").read_bytes()[:4] == b"\0\0\1\0"


def test_the_articles_pages_name_their_copy(help_centre: Site) -> None:
    html = (help_centre.directory / "contact/human/index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate" type="text/markdown" href="../../contact/human/index.md">' in html
    assert (ROOT / "docs/contact/human.md").exists()


def test_a_page_that_stands_anywhere_says_what_it_is_and_no_address(help_centre: Site) -> None:
    for name, title in (("404.html", "没有这一页"), ("offline.html", "现在没有网")):
        html = (help_centre.directory / name).read_text(encoding="utf-8")
        assert f"<title>{title}｜" in html
        assert "canonical" not in html


def test_a_picture_without_a_possible_address_is_not_kept_offline() -> None:
    source = (ROOT / "theme/sw.js").read_text(encoding="utf-8")
    files = {"index.html": b'<img src="http://[server]/a.png"><img src="b.png">', "b.png": b""}
    worker = render_offline(source, files, {"": "home"}, [])[WORKER]
    assert "b.png" in worker and "server" not in worker
