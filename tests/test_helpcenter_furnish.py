"""What a reader works with on an article's page, made of the HTML that Markdown gave."""

from __future__ import annotations

import re

from markdown import markdown

from helpcenter.furnish import furnish

PATH = "contact/human.md"


def html_of(text: str) -> str:
    """As mkdocs.yml has it rendered."""
    return markdown(
        text, extensions=["toc", "tables", "attr_list", "pymdownx.superfences"], extension_configs=TOC
    )


TOC = {"toc": {"permalink": True, "permalink_title": "本节链接"}}


def body_of(text: str) -> str:
    return furnish(html_of(text), PATH).body


def test_every_step_of_a_numbered_list_has_a_box_with_a_name_of_its_own() -> None:
    body = body_of("1. 打开淘宝。\n2. 点**官方客服**。\n    - 或者搜。\n")
    assert re.findall(r'<li><input type="checkbox" aria-label="([^"]*)">', body) == [
        "做完第 1 步",
        "做完第 2 步",
    ]
    assert 'class="hc-steps" data-key="' in body
    assert "<strong>官方客服</strong>" in body


def test_a_list_within_a_list_is_not_ticked_off_and_one_step_is_no_list_of_steps() -> None:
    assert body_of("1. 甲\n    1. 乙\n    2. 丙\n2. 丁\n").count("<input") == 2
    assert "hc-steps" not in body_of("1. 只有一步。\n")
    assert "hc-steps" not in body_of("- 甲\n- 乙\n")


def test_ticks_belong_to_these_steps_on_this_page() -> None:
    def key(text: str, path: str = PATH) -> str:
        found = re.search(r'data-key="(\w+)"', furnish(html_of(text), path).body)
        assert found
        return found[1]

    assert key("1. 甲\n2. 乙\n") == key("# 标题\n\n1. 甲\n2. 乙\n")
    assert key("1. 甲\n2. 乙\n") != key("1. 甲\n2. 丙\n")
    assert key("1. 甲\n2. 乙\n") != key("1. 甲\n2. 乙\n", "contact/bot.md")


def test_the_sections_that_every_article_has_are_set_apart() -> None:
    body = body_of(
        "# 题\n\n## 如果不行\n\n打电话。\n\n### 还不行\n\n等。\n\n## 别上当\n\n不转账。\n\n## 其他\n\n好。\n"
    )
    stuck, scam = re.findall(r"<section class=\"(hc-\w+)\">(.*?)</section>", body, re.DOTALL)
    assert (stuck[0], scam[0]) == ("hc-stuck", "hc-scam")
    assert "还不行" in stuck[1]
    assert "不转账" in scam[1]
    assert "好。" not in scam[1]


def test_the_last_section_is_closed() -> None:
    assert body_of("## 如果不行\n\n打电话。\n").count("<section") == 1
    assert body_of("## 如果不行\n\n打电话。\n").rstrip().endswith("</section>")


def test_the_sources_are_cut_off() -> None:
    parts = furnish(html_of("# 题\n\n## 别上当\n\n不转账。\n\n## 来源和核对日期\n\n- 法律。\n"), PATH)
    assert "法律" not in parts.body
    assert parts.body.rstrip().endswith("</section>")
    assert parts.sources.startswith('<div class="hc-h2"><h2')
    assert "法律" in parts.sources
    assert furnish(html_of("# 题\n"), PATH).sources == ""


def test_the_link_to_a_section_says_which_and_the_title_has_none() -> None:
    body = body_of("# 怎么转人工\n\n## 甲 & “乙”\n")
    assert re.findall(r'<a class="headerlink"[^>]*aria-label="([^"]*)"', body) == [
        "“甲 &amp; “乙””这一节的链接"
    ]
    assert "本节链接" not in body
    assert re.search(r"<h1[^>]*>怎么转人工</h1>", body)


def test_the_link_to_a_section_stands_beside_its_heading_and_is_no_part_of_it() -> None:
    body = body_of("# 题\n\n## 现在就**做**\n\n### 先\n\n打电话。\n")
    assert re.findall(r"<h[23][^>]*>(.*?)</h[23]>", body) == ["现在就<strong>做</strong>", "先"]
    assert re.search(r'<div class="hc-h2"><h2[^>]*>.*</h2><a class="headerlink" [^>]*>.*</a></div>', body)


def test_a_text_to_be_sent_has_a_button_that_copies_it() -> None:
    body = body_of("```text\n您好，我要退款。\n```\n")
    assert body.index("我要退款") < body.index('data-hc="copy-text"')


def test_whatever_else_an_article_holds_is_copied_as_it_stands() -> None:
    html = (
        '<p>5 &lt; 6 &amp;amp; &#20320;<br>\n<!-- 注 --><img src="a.svg" alt="&lt;b&gt;"/></p>\n'
        "<p>AT&T, a?x=1&copy=2&lt;3 &#20320 &amp</p>\n<p>没关<b>上</p>\n"
    )
    assert furnish(html, PATH).body == html


def test_text_that_looks_like_markup_stays_text() -> None:
    body = body_of("## `<img src=x onerror=alert(1)>`\n\n1. `<script>`\n2. &lt;b&gt;\n")
    assert "<img" not in body
    assert "<script" not in body
    assert "<b>" not in body
