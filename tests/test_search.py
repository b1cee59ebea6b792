"""What the Whoosh index answers: nothing omitted, the right article first."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hansearch.cli import main
from hansearch.fold import fold
from hansearch.search import Index
from tests.browser.test_reader import QUESTIONS
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
        if not HAS_LETTER.search(fragment):
            return
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
        assert index.find("“鹦鹉螺的退款”").rows == []


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
