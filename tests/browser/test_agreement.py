"""The browser and Whoosh give the same pages in the same order with the same scores."""

from __future__ import annotations

import random
from dataclasses import asdict
from pathlib import Path

import pytest
from opencc import OpenCC
from playwright.sync_api import Browser
from pypinyin import lazy_pinyin

from hansearch.analysis import DictionarySegmenter
from hansearch.browser_engine import serving
from hansearch.index import build_index
from hansearch.search import Index
from hansearch.sections import Page, build_page
from tests.browser.modules import find_in_browser, search_in_browser, write_site
from tests.case_files import long_page
from tests.conftest import Site

ODD = [
    "", "   ", "，。！", "的", "库", "a", "7", "ｐ", "12", "app", "APP闪退", "ＡＰＰ", "7天", "88vip", "é", "ß", "🙏",
    "退款退款退款", "a_b-c.d", "v7.1.0", "--log-file", "𠮷", "e\u0301", "怎么", "怎么办怎么办", "\u200b退\u200b款", "\x1f退款\x85到账\x1c -运费险\ufeff", "7\x1d天",
    "\"原路退回\"", "「七天」 运费", "退款 -运费险", "退款 −\"原路 退回\"", "-退款", "“。”", "登入 -退款", "“登入”", "“鹦鹉螺的退款”", "“鹦鹉螺” -退款", "a -b -c",
    "7天", "七 日", "48小时 十五天", "双十一天猫", "退宽", "客符电话", "運費顯", "tuikuan", "退kuan jindu", "iphnoe", "andriod",
    "taob", "退款 ip", "tidb_ena", "tidb_", "éabc1", "_a_", "退" * 13 + "宽", "office 退款", "版 本号",
    "退款" * 200, "x" * 500, "<script>alert(1)</script>", "../../etc/passwd%00", "{{7*7}}", "AND OR NOT", "\"退款\"",
]  # fmt: skip


def generate_queries(pages: list[Page], count: int, seed: int) -> list[str]:
    """Words, fragments, questions, mixed script and Traditional, drawn from what the pages say."""
    random_ = random.Random(seed)
    to_traditional = OpenCC("s2t").convert
    common = "的一是了我不在有个上来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心"
    lines = [line for page in pages for line in (page.title, *page.questions, *page.asked_as) if line]
    texts = [section.text for page in pages for section in page.sections if len(section.text) > 8]
    queries = []
    for _ in range(count):
        text, line = random_.choice(texts), random_.choice(lines or texts)
        start, size = random_.randrange(len(text)), random_.randint(1, 6)
        cut = random_.randint(1, len(line))
        slip, letters = random_.randrange(len(line)), " ".join(lazy_pinyin(line[cut // 2 : cut]))
        queries.append(
            random_.choice(
                [
                    text[start : start + size],
                    text[start : start + 4 * size],
                    line,
                    line[:cut],
                    line[cut // 2 :],
                    to_traditional(line),
                    line[:slip] + random_.choice(common) + line[slip + 1 :],
                    letters if random_.random() < 0.5 else letters.replace(" ", ""),
                    f"“{text[start : start + size]}” {line[:cut]}",
                    f"{line} -{text[start : start + size]}",
                    f"{line[:cut]} {text[start : start + size]}",
                    f"{random_.choice(['app', 'iPhone', '12315', '怎么', 'WiFi'])}{text[start : start + size]}",
                ]
            )
        )
    return queries


@pytest.mark.parametrize(("site_name", "count"), [("help_centre", 200), ("fixture_site", 150)])
def test_browser_and_whoosh_agree(
    site_name: str, count: int, request: pytest.FixtureRequest, browser: Browser
) -> None:
    site: Site = request.getfixturevalue(site_name)
    page = browser.new_page()
    with Index(site.index) as index:
        queries = [*ODD, *generate_queries(index.pages, count, seed=20261122)]
        for query, answer in zip(queries, find_in_browser(page, site.url, queries), strict=True):
            rows = answer["rows"]
            outcome = index.find(query, limit=None)
            hits = outcome.rows
            assert {**answer, "rows": []} == {**asdict(outcome), "rows": []}, query
            assert [row["literal"] for row in rows] == [hit.literal for hit in hits], query
            assert [row["url"] for row in rows] == [hit.url for hit in hits], query
            assert [row["score"] for row in rows] == pytest.approx([hit.score for hit in hits], abs=1e-6), (
                query
            )
    page.close()


COMMON = "".join(f"<p>{word}在这里。</p>" for word in ("订单", "快递", "退款"))

SITES = {
    "passages": [long_page()],
    "fragments": [
        build_page("word.md", "word/", "甲", "<p>这里说到的 db 是别的东西</p>"),
        build_page("inside.md", "inside/", "乙", "<p>TiDB 懂 SQL</p>"),
        build_page("other.md", "other/", "TiDB", "<p>很快</p>"),
    ],
    "words that are everywhere": [
        build_page(
            f"{n}.md",
            f"{n}/",
            f"第{n}页",
            f'<h2 id="a">甲{n}</h2>{COMMON}<h2 id="b">乙</h2><p>河马{n}，退款</p>',
        )
        for n in range(60)
    ],
    "words that begin alike": [
        build_page(f"{n}.md", f"{n}/", f"abc{n:02}", f"<p>abc_{n:02} abc退款 abd</p>") for n in range(15)
    ],
    "a page without text": [build_page("a.md", "a/", "", ""), build_page("b.md", "b/", "，。", "")],
    "a single page": [build_page("a.md", "", "退款", "")],
}

ASKED = ["退款", "长颈鹿", "经过", "退款的期限", "db", "db ql", "ql", "订单", "订单 河马7", "退款 订单", "甲7", "“在这里” -河马3", "退宽", "tuikuan", "第", "tid", "abc", "退款 ab", "abc_1", ""]  # fmt: skip


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_they_agree_on_all_that_a_row_says_of_any_site(
    name: str, limit: int, browser: Browser, tmp_path: Path
) -> None:
    build_index(SITES[name], tmp_path / "index", DictionarySegmenter())
    write_site(tmp_path / "site", SITES[name])
    page = browser.new_page()
    with serving(tmp_path / "site") as url, Index(tmp_path / "index") as index:
        for query, answer in zip(ASKED, find_in_browser(page, url, ASKED, limit), strict=True):
            outcome = asdict(index.find(query, limit))
            for row in outcome["rows"]:
                del row["path"]
                if row["answer"] is None:
                    del row["answer"]
                row["score"] = pytest.approx(row["score"], abs=1e-6)
                for parts in ("snippet", "title_parts"):
                    row[parts] = list(map(list, row[parts]))
            assert answer == outcome, query
    page.close()


def test_rows_have_the_same_keys_and_values(help_centre: Site, browser: Browser) -> None:
    page = browser.new_page()
    queries = ["退款多久到账", "App闪退", "我被騙了怎麼辦", "12366"]
    answers = search_in_browser(page, help_centre.url, queries, limit=5)
    with Index(help_centre.index) as index:
        for query, rows in zip(queries, answers, strict=True):
            for row, hit in zip(rows, index.search(query, 5), strict=True):
                expected = hit.to_dict()
                assert row.keys() == expected.keys() - {"path"}
                assert row.get("answer") == hit.answer
                assert row["snippet"] == [list(part) for part in hit.snippet]
                assert row["sections"] == hit.sections
                assert row["title_parts"] == [list(part) for part in hit.title_parts]
                assert (row["title"], row["section"], row["heading"]) == (hit.title, hit.section, hit.heading)
    page.close()


def test_any_limit_is_kept(help_centre: Site, browser: Browser) -> None:
    page = browser.new_page()
    for limit in (0, 1, 3):
        (rows,) = search_in_browser(page, help_centre.url, ["退款"], limit)
        assert len(rows) == limit
    page.close()
