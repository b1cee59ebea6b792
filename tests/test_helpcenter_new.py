"""A new article from five answers: good at once, and never over something that is there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from helpcenter.errors import ContentError
from helpcenter.rules import check_site
from helpcenter.scaffold import Draft, check_name, write_draft
from tests.cases.helpcenter.content import Content, good_content

DAY = date(2026, 12, 1)
QUESTIONS = ("卖家在哪里", "怎么跟店铺说话", "找店家聊天", "联系卖家入口", "店铺客服在哪")
DRAFT = Draft("contact", "seller", "怎么联系卖家", QUESTIONS, "在订单里点“联系卖家”。")


def write(content: Content, **changes: object) -> list[Path]:
    return write_draft(Draft(**{**vars(DRAFT), **changes}), content.load(), DAY)


def refused(content: Content, **changes: object) -> str:
    with pytest.raises(ContentError) as error:
        write(content, **changes)
    return str(error.value).replace(f"{content.root}/", "")


def test_the_draft_and_its_file_of_ways_of_asking_are_written_where_they_belong(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    assert write(content) == [
        content.docs / "contact/seller.md",
        content.data / "asked_as/contact/seller.txt",
    ]
    article = content.load().articles["contact/seller.md"]
    assert (article.title, article.questions) == ("怎么联系卖家", list(QUESTIONS))
    assert article.is_draft
    assert article.checked == DAY
    assert article.asked_as == ()


def test_the_draft_breaks_no_rule(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    before = check_site(content.load(), DAY)
    write(content)
    assert check_site(content.load(), DAY) == before


def test_answers_that_need_quotes_in_yaml_are_quoted(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    odd = ("卖家: 在哪里", "- 怎么说话", "[店家]", "'联系'卖家", "12315")
    write(content, questions=odd, answer="看: “联系卖家” # 这里")
    article = content.load().articles["contact/seller.md"]
    assert article.questions == list(odd)
    assert article.answer == "看: “联系卖家” # 这里"


def test_it_leads_on_to_another_article_of_its_category(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    write(content)
    assert content.load().articles["contact/seller.md"].next == ["contact/human.md"]


def test_in_a_category_without_articles_it_leads_on_to_the_first_of_the_menu(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    menu = content.bytes("data/categories.yml") + b"- {id: app, name: App, blurb: x}\n"
    content.write("data/categories.yml", menu)
    write(content, category="app")
    assert content.load().articles["app/seller.md"].next == ["contact/human.md"]


@pytest.mark.parametrize("change", ["none", "only drafts"])
def test_without_an_article_to_lead_on_to_the_first_ones_are_written_by_hand(
    tmp_path: Path, change: str
) -> None:
    content = good_content(tmp_path)
    for path in ("docs/contact/human.md", "docs/refund/status.md"):
        if change == "none":
            (tmp_path / path).unlink()
        else:
            content.replace(path, "\ntype: ", "\nstatus: draft\ntype: ")
    menu = content.bytes("data/categories.yml").decode()
    content.write("data/categories.yml", re.sub(r"(?m)^    - .*\n|^  articles:.*\n", "", menu))
    assert refused(content) == (
        "docs/contact/seller.md:1: 还没有发布的文章可以写进 next。"
        "头两篇照 CONTRIBUTING.md 里的模板写，互相写进 next。"
    )


@pytest.mark.parametrize("existing", ["docs/contact/seller.md", "data/asked_as/contact/seller.txt"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, existing: str) -> None:
    content = good_content(tmp_path)
    write(content)
    other = ({"docs/contact/seller.md", "data/asked_as/contact/seller.txt"} - {existing}).pop()
    (tmp_path / other).unlink()
    before = content.bytes(existing)
    assert (
        refused(content, title="别的")
        == f"{existing}:1: 已经有这个文件，不会覆盖它。换一个文件名，或者直接改它。"
    )
    assert content.bytes(existing) == before
    assert not (tmp_path / other).exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"category": "shop"}, "docs/shop/seller.md:1: 没有“shop”这个栏目。可以用的有：contact、refund。"),
        ({"name": "Seller"}, "docs/contact/Seller.md:1: 文件名“Seller”不行：只能用小写英文字母、数字和 -"),
        ({"name": "../x"}, "文件名“../x”不行"),
        ({"title": "字" * 27}, "“title”有 27 个字，最多 26 个，请缩短。"),
        ({"answer": "字" * 61}, "“answer”有 61 个字，最多 60 个，请缩短。"),
        ({"questions": QUESTIONS[:4]}, "“questions”只有 4 条，至少 5 条。"),
    ],
)
def test_answers_that_make_no_good_article_are_told_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    content = good_content(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert says in refused(content, **changes)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["human", "7days", "seller-silent"])
def test_good_names(name: str) -> None:
    assert check_name(name) is None


@pytest.mark.parametrize("name", ["", "人工", "a b", "-a", "a-", "a--b", "a.md", "a/b", "A"])
def test_names_that_make_no_good_address(name: str) -> None:
    assert check_name(name)
