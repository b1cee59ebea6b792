"""Sections: what of a rendered page is searched, and where a hit leads."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansearch.sections import (
    MAX_PARTS,
    MAX_PASSAGE,
    PART_CHARACTERS,
    Page,
    Section,
    build_page,
    page_parts,
    parse_sections,
)
from hansearch.stored import load_index
from tests.conftest import Site


def text_of(html: str) -> str:
    """The text of a page without headings."""
    sections = parse_sections(html)
    assert [section.anchor for section in sections] in ([""], [])
    return "\n".join(section.text for section in sections)


@pytest.fixture(scope="module")
def pages(fixture_site: Site) -> dict[str, Page]:
    """The pages of the fixture site as they were indexed, by source file."""
    return {page.path: page for page in load_index(fixture_site.index)[0]}


# ── Pages as MkDocs renders them ──


def test_every_anchor_is_the_pages_own_in_the_pages_order(pages: dict[str, Page], fixture_site: Site) -> None:
    assert pages.keys() == {"index.md", "markup.md", "mixed.md", "untrusted.md", "empty.md"}
    for page in pages.values():
        html = (fixture_site.directory / unquote(page.url) / "index.html").read_text(encoding="utf-8")
        ids = re.findall(r'<h[1-6] id="([^"]+)"', html)
        assert [section.anchor for section in page.sections] == ids


def test_tables_admonitions_tabs_details_and_code_come_once_and_in_reading_order(
    pages: dict[str, Page],
) -> None:
    assert pages["markup.md"].sections[0].text.split("\n") == [
        "名称", "说明", "丰巢", "快递柜", "菜鸟驿站", "代收点",
        "注意事项", "提示块里的内容只出现一次。",
        "苹果", "安卓", "选项卡甲的内容。", "选项卡乙的内容。",
        "折叠标题", "折叠起来的内容。",
        'print("代码里的字")',
    ]  # fmt: skip


def test_items_of_nested_lists_are_blocks_of_their_own(pages: dict[str, Page]) -> None:
    assert pages["markup.md"].sections[1].text == "第一步打开设置\n第二步清除缓存\n子项：不会退出登录"


def test_headings_of_the_same_words_have_different_anchors(pages: dict[str, Page]) -> None:
    twins = [section for section in pages["markup.md"].sections if section.heading == "同名小节"]
    assert [(section.anchor, section.text[:3]) for section in twins] == [
        ("同名小节", "前一个"),
        ("同名小节_1", "后一个"),
    ]


def test_the_permalink_sign_is_no_part_of_a_heading(pages: dict[str, Page], fixture_site: Site) -> None:
    assert "headerlink" in (fixture_site.directory / "markup/index.html").read_text(encoding="utf-8")
    assert not any(
        "¶" in section.heading + section.text for page in pages.values() for section in page.sections
    )


def test_a_page_of_a_heading_alone_still_has_its_section(pages: dict[str, Page]) -> None:
    assert pages["empty.md"].sections == (Section("空页", "空页", "", is_top=True),)


def test_code_in_a_sentence_stays_in_the_sentence(pages: dict[str, Page]) -> None:
    text = pages["index.md"].sections[1].text
    assert text == "运行 tiup install tidb:v7.1.0，再设置 tidb_enable_async_commit。日志用 --log-file 指定。"


def test_escaped_markup_is_text(pages: dict[str, Page]) -> None:
    page = pages["untrusted.md"]
    assert page.title == "<img src=x onerror=alert(1)> & 标题"
    assert page.sections[0].text == "内容里有 <script>alert(3)</script> 和 <img src=x onerror=alert(4)>。"


# ── Headings ──


def test_text_belongs_to_the_heading_above_it() -> None:
    html = '<h1 id="a">甲</h1><p>一</p><h2 id="b">乙</h2><p>二</p><p>三</p>'
    first, second = parse_sections(html)
    assert (first, second) == (Section("a", "甲", "一", is_top=True), Section("b", "乙", "二\n三"))


@pytest.mark.parametrize(
    ("html", "fragments"),
    [
        ('<h1 id="a">甲</h1><p>一</p><h2 id="b">乙</h2>', ["", "b"]),
        ('<h1 id="a">甲</h1><h1 id="b">乙</h1>', ["", "b"]),
        ('<p>引言</p><h1 id="a">甲</h1><p>一</p>', ["", "a"]),
        ('<h2 id="a">甲</h2><h1 id="b">乙</h1>', ["a", "b"]),
    ],
)
def test_a_link_to_the_title_leads_to_the_top_of_the_page(html: str, fragments: list[str]) -> None:
    assert [section.fragment for section in parse_sections(html, "题")] == fragments


def test_every_passage_under_the_title_is_reached_from_the_top() -> None:
    block = f"<p>{'字' * MAX_PASSAGE}</p>"
    assert [section.fragment for section in parse_sections(f'<h1 id="a">甲</h1>{block}{block}')] == ["", ""]


def test_text_before_the_first_heading_belongs_to_the_page_itself() -> None:
    html = '<p>引言</p><h2 id="a">甲</h2><p>一</p>'
    assert parse_sections(html, "标题") == [Section("", "标题", "引言"), Section("a", "甲", "一")]


def test_a_page_without_headings_is_one_section_under_its_title() -> None:
    assert parse_sections("<p>一</p>", "标题") == [Section("", "标题", "一")]


def test_a_page_without_text_has_no_sections() -> None:
    assert parse_sections("", "标题") == []


def test_a_heading_without_an_anchor_is_text_of_the_section_above() -> None:
    html = '<h2 id="a">甲</h2><p>一</p><h3>无锚</h3><p>二</p><h3 id="">空锚</h3><p>三</p>'
    assert parse_sections(html) == [Section("a", "甲", "一\n无锚\n二\n空锚\n三")]


def test_marks_in_a_heading_are_left_out_and_entities_are_characters() -> None:
    (section,) = parse_sections('<h2 id="a">用 <code>tiup</code> <em>安装</em>&nbsp;&amp; <b>升级</b></h2>')
    assert section.heading == "用 tiup 安装 & 升级"


# ── What is left out ──


@pytest.mark.parametrize(
    "html",
    [
        "<script>if (a < b) '</p>'</script>",
        "<style>p { color: red }</style>",
        "<template><p>模板</p></template>",
        "<nav><ul><li>目录<li>索引</ul></nav>",
        "<noscript>打开 JavaScript</noscript>",
        "<svg><title>图标</title><path d='M0 0'/><text>字</text></svg>",
        "<!-- 注释 -->",
        '<a class="headerlink" href="#a">¶</a>',
        '<a class="footnote-backref" href="#fnref:1">↩</a>',
        '<div class="toc"><ul><li><a href="#a">甲</a></li></ul></div>',
        '<div class="highlight"><td class="linenos"><pre>1\n2</pre></td></div>',
        "<p hidden>藏起来的</p>",
        "<div data-search-exclude><p>不收录<br>的</p><h2 id='x'>标题</h2></div>",
        "<div data-hansearch><label>搜索<input></label></div>",
        '<img alt="图" src="x.png">',
    ],
)
def test_what_no_reader_reads_as_text_is_left_out(html: str) -> None:
    assert parse_sections(f"<p>前</p>{html}<p>后</p>", "标题") == [Section("", "标题", "前\n后")]


# ── Blocks and spaces ──


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>换行的\n中文</p>", "换行的中文"),
        ("<p>换行，\n  再换行。\n（完）</p>", "换行，再换行。（完）"),
        ("<p>中\n文\n字</p>", "中文字"),
        ("<p>换行的\n<strong>粗体</strong>\n中文</p>", "换行的粗体中文"),
        ("<p>two\nwords</p>", "two words"),
        ("<p>中文\nand English\n混排</p>", "中文 and English 混排"),
        ("<p>有意的 空格</p>", "有意的 空格"),
        ("<p>a  \t b&nbsp;c</p>", "a b c"),
    ],
)
def test_a_line_break_in_the_source_is_no_space_between_chinese_characters(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二</p>", "一\n二"),
        ("<p>一</p>\n<p>二</p>\n", "一\n二"),
        ("<p>一<br>二<br/>三</p>", "一\n二\n三"),
        ("<p>一</p><hr><p>二</p>", "一\n二"),
        ("<table><tr><th>一</th><td>二</td></tr></table>", "一\n二"),
        ("<dl><dt>一</dt><dd>二</dd></dl>", "一\n二"),
        ("<details><summary>一</summary><p>二</p></details>", "一\n二"),
        ("<pre><code>a = 1\n\nb  = 2\n</code></pre>", "a = 1\nb = 2"),
        ("<p>一<a href='#'>二</a><sup>三</sup><kbd>四</kbd></p>", "一二三四"),
    ],
)
def test_blocks_are_kept_apart_and_words_in_a_line_together(html: str, text: str) -> None:
    assert text_of(html) == text


# ── HTML that somebody wrote by hand ──


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一<p>二<ul><li>三<li>四</ul>", "一\n二\n三\n四"),
        ("<table><tr><td>一<td>二<tr><td>三</table>", "一\n二\n三"),
        ("</div></h2></pre><p>一\n二</p></p>", "一二"),
        ("<div><p>一</div>二", "一\n二"),
        ("<P>一<B>二</B></P>", "一二"),
        ("a < b && c <d", "a < b && c <d"),
        ("<p>一<", "一<"),
        ("<nav><p>目录<p>索引</nav><p>一", "一"),
        ("<svg><circle r=1><path></svg>一", "一"),
        ("<nav><br><img src=x></nav>一", "一"),
        ("<nav>目录</p></nav>一", "一"),
        ("<span hidden/>一", "一"),
        ("<ul><li hidden>一<li>二</ul><p>三", "二\n三"),
        ("<ul><li hidden>一</ul><p>三", "三"),
        ("<ul><li hidden>一<ul><li>二<li>三</ul>四<li>五</ul>六", "五\n六"),
        ("<ul><li hidden><p>一</p></p>二<p>三<li>四</ul>", "四"),
        ("<p hidden>一<p>二", "二"),
        ("<p hidden>一 <b>二</b><br>三<div>四</div>", "四"),
        ("<div><p hidden>一</div>二", "二"),
        ("<dl><dt hidden>一<dd>二<dd hidden>三<dt>四</dl>五", "二\n四\n五"),
        ("<select><option hidden>一<option>二</select>三", "二\n三"),
        ("<table><tr hidden><td>一<td>二<tr><td>三</table>四", "三\n四"),
        ("<table><tr><td hidden>一<table><tr><td>二</table>三<td>四<tr><th hidden>五</table>六", "四\n六"),
        ("<div hidden><p>一<p>二</ul></li>三</div>四", "四"),
    ],
)
def test_tags_left_open_or_closed_twice_lose_no_text(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "tag", ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
def test_a_tag_that_has_no_end_does_not_swallow_what_follows_where_it_is_left_out(tag: str) -> None:
    assert text_of(f"<p>一</p><{tag} hidden><nav><{tag}>目录</nav><p>二</p>") == "一\n二"


def test_a_heading_left_open_ends_where_the_next_begins() -> None:
    html = '<h2 id="a">甲<h3 id="b">乙</h3><p>一</p>'
    assert parse_sections(html) == [Section("a", "甲", ""), Section("b", "乙", "一")]


def test_a_heading_left_open_at_the_end_is_a_section_too() -> None:
    assert parse_sections('<p>一</p><h2 id="a">甲', "标题") == [
        Section("", "标题", "一"),
        Section("a", "甲", ""),
    ]


def test_a_heading_closed_as_another_level_is_still_a_heading() -> None:
    html = '<h2 id="a">甲</h4><p>一</p><h3 id="b">乙</h3>'
    assert parse_sections(html) == [Section("a", "甲", "一"), Section("b", "乙", "")]


# ── Front matter ──


def test_a_page_without_any_text_is_one_section_under_its_title() -> None:
    assert build_page("a.md", "a/", "题", "").sections == (Section("", "题", ""),)


def test_front_matter_adds_questions_aliases_ways_of_asking_and_an_answer() -> None:
    meta = {"questions": ["怎么退款"], "aliases": "退钱", "asked_as": ["钱咋要回来"], "answer": "申请退款。"}
    page = build_page("a.md", "a/", "退款", "<p>一</p>", meta)
    assert (page.questions, page.asked_as, page.answer) == (
        ("怎么退款", "退钱"),
        ("钱咋要回来",),
        "申请退款。",
    )


@pytest.mark.parametrize(
    ("value", "questions"),
    [
        (None, ()),
        ("一个问题", ("一个问题",)),
        (["甲", "乙"], ("甲", "乙")),
        ([12315, 1.5], ("12315", "1.5")),
        (["甲", None, ["乙"], {"丙": 1}], ("甲",)),
        (7, ()),
        ([], ()),
    ],
)
def test_whatever_a_writer_put_into_front_matter_builds(value: object, questions: tuple[str, ...]) -> None:
    assert build_page("a.md", "a/", "题", "", {"questions": value}).questions == questions


@pytest.mark.parametrize("value", [None, "", 7, True, ["申请退款。"], {"甲": "申请退款。"}])
def test_only_a_text_is_an_answer(value: object) -> None:
    assert build_page("a.md", "a/", "题", "", {"answer": value}).answer == ""


def test_a_character_written_as_two_halves_is_one_and_a_lone_half_none() -> None:
    halves = "\ud83d\ude00 \ud83d。"
    meta = {"questions": halves, "asked_as": [halves], "answer": halves}
    page = build_page("a.md", "a/", halves, f"<p>{halves}</p>", meta, halves)
    texts = (page.title, page.category, page.answer, *page.questions, *page.asked_as, page.sections[0].text)
    assert set(texts) == {"😀 \ufffd。"}


def test_tags_are_ways_of_asking() -> None:
    page = build_page("a.md", "a/", "退款", "<p>一</p>", {"asked_as": "钱咋要回来", "tags": ["售后", "钱"]})
    assert page.asked_as == ("钱咋要回来", "售后", "钱")


def test_a_page_without_front_matter_has_none_of_it() -> None:
    page = build_page("a.md", "a/", "题", '<h1 id="a">甲</h1>')
    assert page == Page("a.md", "a/", "题", (Section("a", "甲", "", is_top=True),))


def test_a_heading_marked_as_excluded_takes_its_whole_section_with_it() -> None:
    html = (
        '<h2 id="a">甲</h2><p>一</p><h2 id="b" data-search-exclude>乙</h2><p>二</p>'
        '<h3 id="c">丙</h3><p>三</p><h2 id="d">丁</h2><p>四</p>'
    )
    assert [(section.anchor, section.text) for section in parse_sections(html)] == [("a", "一"), ("d", "四")]


# ── Passages ──


def blocks(*sizes: int) -> str:
    return "".join(f"<p>{'字' * size}</p>" for size in sizes)


def test_a_long_section_is_cut_into_passages_that_share_its_heading_and_anchor() -> None:
    html = f'<h2 id="a">甲</h2>{blocks(400, 500, 300)}<h2 id="b">乙</h2><p>二</p>'
    first, second, other = parse_sections(html)
    assert [(s.anchor, s.heading) for s in (first, second)] == [("a", "甲")] * 2
    assert [len(s.text.replace("\n", "")) for s in (first, second)] == [900, 300]
    assert [s.continues for s in (first, second, other)] == [False, True, False]
    assert other == Section("b", "乙", "二")


def test_text_above_the_first_heading_is_cut_as_well() -> None:
    assert [(s.anchor, s.continues) for s in parse_sections(blocks(900, 900), "题")] == [
        ("", False),
        ("", True),
    ]


def test_a_block_is_never_cut_however_long() -> None:
    sections = parse_sections(f'<h2 id="a">甲</h2>{blocks(3 * MAX_PASSAGE, 10)}')
    assert [len(section.text) for section in sections] == [3 * MAX_PASSAGE, 10]


def test_a_section_of_just_that_length_is_one() -> None:
    assert len(parse_sections(f'<h2 id="a">甲</h2>{blocks(MAX_PASSAGE - 1, 1)}')) == 1
    assert len(parse_sections(f'<h2 id="a">甲</h2>{blocks(MAX_PASSAGE, 1)}')) == 2


@given(st.lists(st.integers(1, 1500), max_size=12))
def test_passages_lose_nothing_and_keep_to_their_length(sizes: list[int]) -> None:
    sections = parse_sections(f'<h2 id="a">甲</h2>{blocks(*sizes)}')
    assert "\n".join(section.text for section in sections) == "\n".join("字" * size for size in sizes)
    for section in sections:
        own = section.text.split("\n")
        assert len(own) == 1 or sum(map(len, own)) <= MAX_PASSAGE
    assert [section.continues for section in sections] == [False] + [True] * (len(sections) - 1)


# ── Parts ──


def page_of(sizes: list[int], heading: str = "") -> Page:
    return Page("a.md", "a/", "题", tuple(Section("a", heading, "字" * size) for size in sizes))


def test_a_part_has_so_many_sections_that_they_are_worth_a_request() -> None:
    assert page_parts([page_of([100, 100, 200, 300, 10])]) == [[3, 2]]
    assert page_parts([page_of([PART_CHARACTERS, 1, 900, 900])]) == [[1, 2, 1]]
    assert page_parts([page_of([PART_CHARACTERS, PART_CHARACTERS])]) == [[1, 1]]


def test_a_rest_of_a_few_words_has_no_part_of_its_own() -> None:
    assert page_parts([page_of([PART_CHARACTERS, 1, 1])]) == [[3]]


def test_no_part_has_sections_of_two_pages() -> None:
    assert page_parts([page_of([10]), page_of([10, 10])]) == [[1], [2]]


def test_headings_are_text_too() -> None:
    assert page_parts([page_of([100, 100], heading="字" * 300)]) == [[1, 1]]


def test_a_very_large_site_has_larger_parts_and_not_more_of_them() -> None:
    pages = [page_of([400] * 100)] * 1000
    assert sum(map(len, page_parts(pages))) <= MAX_PARTS


def test_a_site_of_many_short_pages_has_no_more_parts_either() -> None:
    pages = [page_of([500, 10])] * 15_000
    assert sum(map(len, page_parts(pages))) <= MAX_PARTS


@given(st.lists(st.lists(st.integers(0, 900), min_size=1, max_size=30), max_size=5))
def test_every_section_is_in_one_part(sizes: list[list[int]]) -> None:
    parts = page_parts([page_of(own) for own in sizes])
    assert list(map(sum, parts)) == list(map(len, sizes))
    assert all(count for own in parts for count in own)


def test_a_part_has_no_more_sections_than_the_browser_can_number() -> None:
    """``placeOf`` in client/shards.js has eight bits for the place of a section in its part."""
    (sizes,) = page_parts([page_of([0] * 300, heading="字")])
    assert max(sizes) <= 256
