"""What all articles and data together must be, and what is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpcenter.site import load_site
from tests.cases.helpcenter.content import HUMAN, Content, good_content

ROOT = Path(__file__).parent.parent


def add_article(content: Content, path: str, title: str) -> None:
    content.write(path, content.bytes().decode().replace("title: 怎么转人工客服", f"title: {title}"))


def test_the_help_centre_itself_has_no_problems() -> None:
    site = load_site(ROOT / "docs", ROOT / "data")
    files = {file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").glob("*/*.md")}
    assert set(site.articles) == set(site.bodies) == files
    assert files
    assert not [path for path, body in site.bodies.items() if "{{" in body or "tel:" in body]


def test_articles_are_the_files_one_folder_below_docs(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("docs/search.md", "# 搜索\n")
    content.write("docs/contact/notes.txt", "不是文章")
    assert list(content.load().articles) == ["contact/human.md", "refund/status.md"]


def test_bodies_have_the_macros_written_out(tmp_path: Path) -> None:
    bodies = good_content(tmp_path).load().bodies
    assert "点 **我的淘宝 → 官方客服**，说“转人工”。" in bodies["contact/human.md"]
    assert "不行就打 12315。" in bodies["contact/human.md"]
    assert "最晚 七天；骗人的，赔 500元。" in bodies["refund/status.md"]


def test_the_last_section_lists_every_source_and_when_it_was_checked_and_that_no_official_page_was(
    tmp_path: Path,
) -> None:
    body = good_content(tmp_path).load().bodies["contact/human.md"]
    assert body.split("\n\n## ")[-1] == (
        "来源和核对日期 { data-search-exclude }\n"
        "\n"
        "- [《消费者权益保护法》](https://law.example/)，2014-03-15 施行。**我们看到的是**：存档全文，2026-11-18 看的。\n"
        "- 《平台争议处理规则》，2025-08-15 修订。**我们看到的是**：只见转述，2026-11-19 看的。\n"
        "\n"
        "本页最后核对：2026-11-22。以上都是看存档和副本核对的，还没有人逐条打开官方页面复核；"
        "与官方页面不一致时，以官方页面为准。"
    )


def test_an_article_lists_only_its_own_sources(tmp_path: Path) -> None:
    body = good_content(tmp_path).load().bodies["refund/status.md"]
    assert "《消费者权益保护法》" in body
    assert "《平台争议处理规则》" not in body
    assert "本页最后核对：2026-11-21。" in body


def test_a_category_has_its_listed_articles_first_and_then_the_others_by_title(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    add_article(content, "docs/contact/a.md", "B 按标题排第二")
    add_article(content, "docs/contact/b.md", "A 按标题排第一")
    add_article(content, "docs/contact/which.md", "Z 在菜单里排第一")
    content.replace("data/categories.yml", "    - human.md\n", "    - which.md\n    - human.md\n")
    by_category = content.load().by_category()
    assert [
        (category.name, [article.path for article in articles]) for category, articles in by_category
    ] == [
        ("联系客服", ["contact/which.md", "contact/human.md", "contact/b.md", "contact/a.md"]),
        ("退货退款", ["refund/status.md"]),
    ]


def test_a_category_may_have_no_articles_yet(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write(
        "data/categories.yml", content.bytes("data/categories.yml") + b"- {id: app, name: App, blurb: x}\n"
    )
    category, articles = content.load().by_category()[-1]
    assert (category.id, articles) == ("app", [])


def test_a_folder_that_is_no_category_is_told(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    add_article(content, "docs/contcat/seller.md", "怎么找卖家")
    assert content.problems() == [
        "docs/contcat:1: 这个文件夹不在 data/categories.yml 里。登记它，或者把文章挪到已有的文件夹。"
    ]


@pytest.mark.parametrize("path", ["docs/contact/phone/seller.md", "docs/contact/phone/old/seller.md"])
def test_an_article_in_a_folder_within_a_category_is_told_for_nothing_would_check_it(
    tmp_path: Path, path: str
) -> None:
    content = good_content(tmp_path)
    add_article(content, path, "怎么找卖家")
    assert content.problems() == [f"{path}:1: 文章要直接放在栏目的文件夹里。把它挪到 docs/contact。"]


def test_problems_of_all_articles_are_told_at_once_in_order_of_path_and_line(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("docs/refund/status.md", "risk: mid", "risk: 中")
    content.replace(HUMAN, "risk: low", "risk: 低")
    content.replace(HUMAN, "type: howto", "type: 步骤")
    content.replace("data/categories.yml", "    - status.md\n", "    - gone.md\n")
    assert [problem.split(": ")[0] for problem in content.problems()] == [
        "data/categories.yml:11",
        f"{HUMAN}:12",
        f"{HUMAN}:13",
        "docs/refund/status.md:7",
    ]


@pytest.mark.parametrize("target", ["/etc/hostname", "gone.md", "linked.md"])
def test_an_article_that_is_a_link_out_of_docs_or_to_nothing_is_told_and_not_read(
    tmp_path: Path, target: str
) -> None:
    content = good_content(tmp_path)
    (content.docs / "contact/linked.md").symlink_to(target)
    assert content.problems() == [
        "docs/contact/linked.md:1: 这不是 docs/ 里的文件，是快捷方式或文件夹。换成真的文件。"
    ]
