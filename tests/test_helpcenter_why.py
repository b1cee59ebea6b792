"""What an editor is told about why one article stands before another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from hansearch.query import Kind
from hansearch.search import Index
from helpcenter.contract import project_index
from helpcenter.why import KINDS, advise, best_line, explain, rank_paths, render_account, render_terms
from tests.cases.helpcenter.searchable import searchable_content


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    content = searchable_content(tmp_path_factory.mktemp("searchable"))
    with project_index(content.root / "mkdocs.yml") as opened:
        yield opened


def test_places_scores_and_coverage_are_the_rankers(index: Index) -> None:
    order = rank_paths(index, "人工客服要等多久")
    ranked = index.rank("人工客服要等多久")
    assert [s.place for s in order] == list(range(1, len(ranked) + 1))
    assert [(s.path, s.score) for s in order] == [(index.pages[r.page].path, r.score) for r in ranked]
    assert [s.coverage for s in order] == [r.parts and r.parts.coverage for r in ranked]


def test_a_page_that_holds_only_a_fragment_covers_nothing(index: Index) -> None:
    (fragment,) = [s for s in rank_paths(index, "退款多久到账 7天") if s.path == "contact/seller.md"]
    assert fragment.coverage == 0


def test_an_article_is_compared_with_the_one_in_front(index: Index) -> None:
    account = explain(index, "人工客服要等多久", "contact/human.md")
    assert account is not None
    assert account.standing is not None
    assert (account.page.path, account.standing.place) == ("contact/human.md", 2)
    assert (account.rival.path, account.rival_standing.place) == ("contact/wait.md", 1)


def test_the_first_article_is_compared_with_the_second(index: Index) -> None:
    account = explain(index, "人工客服要等多久")
    assert account is not None
    assert (account.page.path, account.rival.path) == ("contact/wait.md", "contact/human.md")
    assert account.rival_standing.place == 2


def test_the_words_that_only_the_rival_holds_are_named(index: Index) -> None:
    account = explain(index, "一直在排队", "contact/human.md")
    assert account is not None
    assert "排队" in account.lacking
    assert any(
        "没有" in line and "“排队”" in line and "data/asked_as/contact/human.txt" in line
        for line in advise(account)
    )


def test_another_spelling_of_a_number_is_no_word_that_was_typed(index: Index) -> None:
    account = explain(index, "退款多久到账 7天", "contact/human.md")
    assert account is not None
    assert "七天" in [term.term for term in account.terms if term.kind == "number"]
    assert account.lacking == ["退款", "多久", "账", "天"]


def test_a_word_that_was_spelt_in_pinyin_is_one_that_was_meant(index: Index) -> None:
    account = explain(index, "paidui", "contact/human.md")
    assert account is not None
    assert account.lacking == ["排队"]


def test_every_kind_of_term_has_a_name_that_editors_understand(index: Index) -> None:
    assert set(KINDS) == set(get_args(Kind)) - {"literal"}
    assert all(re.fullmatch("[\u4e00-\u9fff]+", name) for name in KINDS.values())
    assert render_terms(index.parse("paidui").terms) == "paidui（另按读音找 pai'dui）（另按拼音找 排队）"


def test_a_question_that_the_rival_declares_has_to_be_moved(index: Index) -> None:
    account = explain(index, "一直在排队", "contact/human.md")
    assert account is not None
    assert "contact/wait.md 把这句话写成了自己的问句：该归这篇，就从那一篇移过来" in advise(account)


def test_a_question_that_nobody_declares_may_be_declared(index: Index) -> None:
    account = explain(index, "排队几个人", "contact/human.md")
    assert account is not None
    assert "读者真会这样问，就把这句话原样写进 questions" in advise(account)


def test_the_best_line_holds_most_of_the_query(index: Index) -> None:
    pages = {page.path: page for page in index.pages}
    terms = index.parse("前面几个人").terms
    assert best_line(terms, pages["contact/wait.md"]) == "前面还有几个人"
    assert best_line(index.parse("鹦鹉螺").terms, pages["contact/wait.md"]) is None


def test_the_account_shows_terms_order_passages_and_what_to_do(index: Index) -> None:
    account = explain(index, "一直在排队", "contact/human.md")
    assert account is not None
    text = render_account(account, index)
    assert text.startswith("问：“一直在排队”\n切成：")
    assert "contact/wait.md  人工客服要排队多久" in text
    assert "最像的问法：一直在排队" in text
    assert "最像的小节：" in text
    assert "  盖住这句话的 100%" in text
    assert "排队 ×1.00：没有" in text
    assert "\n怎么办：\n- " in text


def test_the_first_article_is_told_its_lead(index: Index) -> None:
    account = explain(index, "一直在排队", "contact/wait.md")
    assert account is not None
    assert "- 不用改：它已经排第 1，比第 2 多 " in render_account(account, index)


def test_an_article_that_is_not_found_is_told_so(index: Index) -> None:
    account = explain(index, "几点排队", "refund/status.md")
    assert account is not None
    assert account.standing is None
    text = render_account(account, index)
    assert "→ refund/status.md 一个词也没有对上，不在结果里。" in text
    assert "refund/status.md：\n  盖住这句话的 0%" in text


def test_a_query_that_finds_nothing_has_no_account(index: Index) -> None:
    assert explain(index, "鹦鹉螺") is None


def test_a_path_that_no_page_has_is_an_error(index: Index) -> None:
    with pytest.raises(KeyError):
        explain(index, "排队", "contact/none.md")


@pytest.mark.parametrize("query", ["一直在排队", "一直在排对", "paidui"])
def test_a_page_that_words_of_the_query_bring_first_is_named_as_such_however_they_are_spelt(
    tmp_path: Path, query: str
) -> None:
    content = searchable_content(tmp_path)
    content.write("data/safety_pins.yml", "- first: [contact/phone.md]\n  when: [[排队]]\n")
    content.replace("mkdocs.yml", "hansearch]", "{hansearch: {pins: data/safety_pins.yml}}]")
    with project_index(tmp_path / "mkdocs.yml") as index:
        account = explain(index, query, "contact/wait.md")
    assert account is not None
    assert account.rival.path == "contact/phone.md"
    (advice,) = advise(account)
    assert "data/safety_pins.yml 的词，contact/phone.md 因此排在最前" in advice
    assert "unless" in advice
