"""What other pages call a page finds it, below what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hansearch.analysis import DictionarySegmenter
from hansearch.index import build_index
from hansearch.links import MAX_LABELS, name_by_links
from hansearch.search import Index
from hansearch.sections import Page, build_page


def page(path: str, title: str, html: str, url: str | None = None) -> Page:
    return build_page(path, path.replace(".md", "/") if url is None else url, title, html)


def linked_as(*pages: Page) -> dict[str, tuple[str, ...]]:
    return {page.path: page.linked_as for page in name_by_links(pages)}


TARGET = page("refund/status.md", "退款进度", "<p>在订单里看。</p>")


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("index.html", "refund/status/"),
        ("", "refund/status/"),
        ("guide/", "../refund/status/"),
        ("refund/other/", "../status/#sec"),
        ("a/b/", "/refund/status/"),
    ],
)
def test_a_label_names_the_page_that_its_link_leads_to(url: str, href: str) -> None:
    other = page("other.md", "别处", f'<p>见<a href="{href}">钱 什么时候\n<em>回来</em></a>。</p>', url)
    assert linked_as(other, TARGET)["refund/status.md"] == ("钱 什么时候回来",)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://example.org/refund/status/">外面</a>',
        '<a href="../missing/">没有这一页</a>',
        '<a href="http://[server]:8080/">没有这种地址</a>',
        '<a href="../refund/status/">退款进度</a>',
        '<a href="../refund/status/"><img src="x.png" alt="图"></a>',
        '<a name="refund/status/">锚</a>',
        '<a class="headerlink" href="../refund/status/">¶</a>',
        '<nav><a href="../refund/status/">下一页</a></nav>',
        '<h2 id="x" data-search-exclude><a href="../refund/status/">不收</a></h2>',
        '<p><a href="../guide/">自己</a></p>',
    ],
)
def test_what_names_nothing(link: str) -> None:
    assert set(linked_as(page("guide.md", "指南", link), TARGET).values()) == {()}


def test_each_label_counts_once_and_not_without_end() -> None:
    links = "".join(f'<a href="../refund/status/">叫法{n % 60}</a>' for n in range(200))
    labels = linked_as(page("a.md", "甲", links), page("b.md", "乙", links), TARGET)["refund/status.md"]
    assert labels == tuple(f"叫法{n}" for n in range(MAX_LABELS))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    directory = tmp_path_factory.mktemp("links") / "index"
    pages = [
        page("a.md", "甲", '<p>见<a href="../refund/status/">到账时间</a>。</p>'),
        page("b.md", "到账时间表", "<p>一览。</p>"),
        TARGET,
    ]
    build_index(name_by_links(pages), directory, DictionarySegmenter())
    with Index(directory) as opened:
        yield opened


def test_a_page_is_found_by_what_another_calls_it(index: Index) -> None:
    assert set(index.paths("到账时间", 10)) == {"a.md", "b.md", "refund/status.md"}


def test_a_page_that_calls_itself_so_stands_before_it(index: Index) -> None:
    assert index.paths("到账时间", 1) == ["b.md"]


def test_a_label_is_never_shown(index: Index) -> None:
    (row,) = [row for row in index.search("到账时间") if row.path == "refund/status.md"]
    assert "到账" not in str(row.to_dict()).replace("refund", "")


def test_the_index_keeps_no_links(index: Index) -> None:
    assert {page.links for page in index.pages} == {()}
