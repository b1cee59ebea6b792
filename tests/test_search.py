"""What the Whoosh index answers: nothing omitted, the right article first."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hansearch.analysis import DictionarySegmenter
from hansearch.cli import main
from hansearch.errors import PageNotFoundError
from hansearch.fold import fold
from hansearch.index import build_index, is_telling
from hansearch.parameters import PARAMETERS
from hansearch.phrases import read_operators
from hansearch.search import Index
from hansearch.sections import Page, build_page, page_parts
from hansearch.spelling import MAX_COMPLETIONS
from tests.browser.test_reader import QUESTIONS
from tests.case_files import long_page
from tests.conftest import Site

HAS_LETTER = re.compile(r"[^\W_]")


@pytest.fixture(scope="module", params=["help_centre", "fixture_site"])
def index(request: pytest.FixtureRequest):
    site: Site = request.getfixturevalue(request.param)
    with Index(site.index) as opened:
        yield opened


@pytest.mark.parametrize(("question", "path"), QUESTIONS.items())
def test_the_right_article_stands_first(
    question: str, path: str, help_centre: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", question, "--index", str(help_centre.index), "--limit", "3", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["url"].startswith(path)
    assert rows[0]["snippet"]
    assert any(is_marked for _, is_marked in rows[0]["title_parts"] + rows[0]["snippet"])


def test_nothing_is_omitted(index: Index) -> None:
    """Every page that contains a fragment of one to six characters is among the hits."""
    texts = {
        page.path: fold("\n".join([page.title, *(f"{s.heading}\n{s.text}" for s in page.sections)])).text
        for page in index.pages
    }
    longest = max(map(len, texts.values()))

    @settings(max_examples=400, deadline=None)
    @given(st.sampled_from(sorted(texts)), st.integers(0, longest), st.integers(1, 6))
    def check(path: str, start: int, size: int) -> None:
        text = texts[path]
        start %= max(1, len(text))
        fragment = text[start : start + size]
        if not HAS_LETTER.search(fragment) or not read_operators(fragment).is_empty:
            return  # What stands in quotes is a demand, and only the first pages are looked through for it.
        containing = {path for path, text in texts.items() if fragment in text}
        found = {index.pages[ranked.page].path for ranked in index.rank(fragment)}
        assert containing <= found, fragment

    check()


def page_text(index: Index, path: str) -> str:
    (page,) = (page for page in index.pages if page.path == path)
    return fold("\n".join([page.title, *(f"{s.heading}\n{s.text}" for s in page.sections)])).text


def test_what_is_shown_as_literal_is_literal(index: Index) -> None:
    texts = {page.path: page_text(index, page.path) for page in index.pages}
    longest = max(map(len, texts.values()))

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(sorted(texts)), st.integers(0, longest), st.integers(2, 6))
    def check(path: str, start: int, size: int) -> None:
        text = texts[path]
        fragment = text[start % max(1, len(text)) :][:size].strip()
        if not HAS_LETTER.search(fragment) or re.search(r"[\s\"“”「」『』−-]", fragment):
            return
        hits = index.search(fragment, None)
        shown = {hit.path for hit in hits if hit.literal}
        holders = {path for path, text in texts.items() if fragment in text}
        assert shown <= holders <= {hit.path for hit in hits}, fragment

    check()


def test_a_quoted_phrase_stands_on_every_page_found_and_nothing_excluded_does(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        found = index.find("“原路退回”", None)
        assert found.total == len(found.rows) > 0
        assert all(hit.literal and "原路退回" in page_text(index, hit.path) for hit in found.rows)
        kept = index.search("退款 -运费险", None)
        assert kept and not any("运费险" in page_text(index, hit.path) for hit in kept)


def test_where_no_page_has_what_is_quoted_the_nearest_are_shown_as_such(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        found = index.find("弹个框说“淘宝屡次停止运行”，然后就回到桌面了 -抬头", None)
        assert found.rows[0].path == "app/crash.md"
        assert not found.fits
        assert not any(hit.literal or hit.answer for hit in found.rows)
        assert not any("抬头" in page_text(index, hit.path) for hit in found.rows)
        assert index.find("退款 -退").rows == []


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("退宽", "退款"),
        ("客符", "客服"),
        ("运费显", "运费险"),
        ("tuikuan", "退款"),
        ("退款", ""),
        ("sms", ""),
    ],
)
def test_what_was_probably_meant_is_suggested(query: str, suggestion: str, help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        assert index.find(query, 1).suggestion == suggestion
        assert not suggestion or index.search(suggestion, 1)


def test_the_search_says_when_nothing_fits(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        assert not index.find("一元二次方程求根公式").fits
        assert index.find("退款多久到账").fits


@pytest.mark.parametrize(("said_in", "is_answered"), [("questions", True), ("asked_as", False)])
def test_only_a_page_that_declares_something_of_the_query_answers_it(
    said_in: str, is_answered: bool, tmp_path: Path
) -> None:
    pages = [
        build_page("a.md", "a/", "押金", "<p>退房</p>", {"answer": "找房东。", said_in: ["水管漏水找谁"]}),
        build_page("b.md", "b/", "租约", "<p>续租</p>"),
    ]
    build_index(pages, tmp_path, DictionarySegmenter())
    with Index(tmp_path) as index:
        found = index.find("水管漏水找谁")
    assert [row.path for row in found.rows] == ["a.md"]
    assert found.answers == is_answered
    assert bool(found.rows[0].answer) == is_answered


def test_every_declared_question_finds_its_article_among_the_first_three(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        lost = [
            (question, page.path)
            for page in index.pages
            for question in page.questions
            if page.path not in [index.pages[ranked.page].path for ranked in index.rank(question)[:3]]
        ]
    assert lost == []


def test_words_that_no_page_has_together_still_find_pages(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        assert index.search("驿站 花呗 长辈模式 执照")


def test_an_exact_title_stands_first(index: Index) -> None:
    for page in index.pages:
        first = index.rank(page.title)[0]
        assert index.pages[first.page].title == page.title


def test_traditional_and_wide_queries_find_what_their_plain_forms_find(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        for odd, plain in (("退貨運費", "退货运费"), ("ＡＰＰ閃退", "app闪退"), ("７天無理由", "7天无理由")):
            assert index.search(odd) == index.search(plain)


def test_fragments_that_straddle_words_are_found(fixture_site: Site) -> None:
    with Index(fixture_site.index) as index:
        for fragment in ("据库", "计信息不", "库", "tal", "idb_ena"):
            assert index.search(fragment), fragment


def test_a_hit_leads_to_the_section_that_says_it(fixture_site: Site) -> None:
    with Index(fixture_site.index) as index:
        (hit, *_) = index.search("忘记密码")
        assert (hit.url, hit.section, hit.heading) == (
            "#%E8%B4%A6%E5%8F%B7%E4%B8%8E%E5%AF%86%E7%A0%81",
            "账号与密码",
            "账号与密码",
        )
        (hit, *_) = index.search("后一个")
        assert hit.url.endswith("#%E5%90%8C%E5%90%8D%E5%B0%8F%E8%8A%82_1")


def test_a_page_that_asks_not_to_be_searched_is_not(fixture_site: Site) -> None:
    with Index(fixture_site.index) as index:
        assert "hidden.md" not in [hit.path for hit in index.search("鹦鹉螺", None)]


def test_no_query_is_too_odd(index: Index) -> None:
    random_ = random.Random(7)
    alphabet = "退款钱的 a7_.-\"'<>%\\\n\t\u200b🙏é𠮷ＡΣς"
    for _ in range(300):
        index.search("".join(random_.choices(alphabet, k=random_.randint(0, 200))))


def test_a_mistyped_page_is_no_lost_index(fixture_site: Site) -> None:
    with (
        Index(fixture_site.index) as index,
        pytest.raises(PageNotFoundError, match=r"indx\.md: 索引里没有这一页"),
    ):
        index.explain("数据库", "indx.md")


# ── Passages, fragments, words that are everywhere ──


def open_index(pages: list[Page], directory: Path) -> Index:
    build_index(pages, directory / "index", DictionarySegmenter())
    return Index(directory / "index")


def test_a_row_of_a_long_section_shows_the_passage_and_leads_to_the_sections_anchor(tmp_path: Path) -> None:
    with open_index([long_page()], tmp_path) as index:
        (row,) = index.search("长颈鹿")
        assert (row.url, row.heading) == ("long/#long", "退款的经过")
        assert ("长颈鹿", True) in row.snippet


def test_passages_of_one_section_are_not_offered_beside_each_other(tmp_path: Path) -> None:
    with open_index([long_page()], tmp_path) as index:
        sections = index.pages[0].sections
        assert [section.anchor for section in sections] == ["long"] * 4 + ["short", "other"]
        assert page_parts(index.pages) == [[2, 4]]
        ranked = index.rank("订单")[0]
        near = [sections[number].anchor for number in (ranked.section or 0, *ranked.further)]
        assert near == ["long", "long", "long", "short"]
        (row,) = index.search("订单")
        assert (row.section, row.sections) == ("long", [])


def test_the_heading_of_a_long_section_counts_once(tmp_path: Path) -> None:
    with open_index([long_page()], tmp_path) as index:
        assert len(index.rank("经过")[0].further) == 0


FRAGMENTS = [
    build_page("word.md", "word/", "甲", "<p>这里说到的 db 是别的东西</p>"),
    build_page("inside.md", "inside/", "乙", "<p>TiDB 很快</p>"),
]


def test_pages_that_hold_only_fragments_stand_behind_where_there_are_too_few_others(tmp_path: Path) -> None:
    with open_index(FRAGMENTS, tmp_path) as index:
        assert index.paths("db", 10) == ["word.md", "inside.md"]
        assert len(index.rank("db")) == len(index.rank("db", limit=2)) == 2
        assert (index.find("db", 2).total, index.find("db", None).total) == (2, 2)


def test_where_there_are_enough_others_fragments_are_not_looked_for(tmp_path: Path) -> None:
    with open_index(FRAGMENTS, tmp_path) as index:
        assert [index.pages[row.page].path for row in index.rank("db", limit=1)] == ["word.md"]
        assert index.find("db", 1).total == 1


def test_a_page_of_fragments_scores_as_many_times_as_it_has_fragments(tmp_path: Path) -> None:
    pages = [build_page("a.md", "a/", "TiDB", "<p>SQL</p>"), build_page("b.md", "b/", "TiDB", "<p>快</p>")]
    with open_index(pages, tmp_path) as index:
        scores = [row.score for row in index.rank("db ql")]
        assert scores == [2 * PARAMETERS.recall_score, PARAMETERS.recall_score]


def test_a_word_in_too_many_sections_says_nothing_about_which_is_the_best(tmp_path: Path) -> None:
    pages = [
        build_page(
            f"{n}.md", f"{n}/", f"第{n}页", f'<h2 id="a">甲</h2><p>订单{"里有河马" if n == 7 else ""}</p>'
        )
        for n in range(60)
    ]
    with open_index(pages, tmp_path) as index:
        common, rare = index.rank("订单"), index.rank("河马")
        assert len(common) == 60
        assert {row.parts and row.parts.section for row in common} == {0.0}
        assert {row.section for row in common} == {None}
        assert [index.pages[row.page].path for row in rare] == ["7.md"]
        assert rare[0].parts and rare[0].parts.section > 0


def test_how_many_sections_are_too_many_grows_slower_than_their_number() -> None:
    assert is_telling(65, 100)
    assert not is_telling(66, 100)
    assert is_telling(650, 10_000)
    assert not is_telling(651, 10_000)


def test_beyond_some_number_of_sections_a_word_never_tells() -> None:
    assert is_telling(800, 1_000_000)
    assert not is_telling(801, 1_000_000)


def test_the_first_words_that_begin_so_are_looked_up_in_alphabetical_order(tmp_path: Path) -> None:
    pages = [
        build_page(f"{n}.md", f"{n}/", f"abc{n:02}", f"<p>abc_{n:02} abc退</p>") for n in range(15, 0, -1)
    ]
    with open_index(pages, tmp_path) as index:
        found = [term.term for term in index.parse("ab").terms if term.kind == "prefix"]
        assert found == []
        found = [term.term for term in index.parse("abc0").terms if term.kind == "prefix"]
        assert found == [f"abc{n:02}" for n in range(1, 10)]
        found = [term.term for term in index.parse("退 ab").terms if term.kind == "prefix"]
        assert found == ["abc", *(f"abc{n:02}" for n in range(1, 16)), *(f"abc_{n:02}" for n in range(1, 5))]
        assert len(found) == MAX_COMPLETIONS


# ── What was meant ──


def test_a_slip_marks_what_was_meant_though_it_is_not_looked_up(help_centre: Site) -> None:
    with Index(help_centre.index) as index:
        assert "退款" not in {term.term for term in index.parse("退宽").terms}
        shown = [part for row in index.search("退宽", 3) for part in (*row.title_parts, *row.snippet)]
        assert ("退款", True) in shown
