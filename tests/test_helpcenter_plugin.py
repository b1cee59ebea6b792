"""What MkDocs makes of the content: its menu, its pages, its failure."""

from __future__ import annotations

import json
import logging
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from hansearch.sections import parse_sections
from helpcenter.contract import project_index
from helpcenter.errors import Problem
from helpcenter.preview import render_box
from tests.cases.helpcenter.content import HUMAN, Content, good_content
from tests.cases.helpcenter.searchable import searchable_content
from tests.conftest import DAY
from tests.test_helpcenter_history import committed

MKDOCS = Path(sys.executable).parent / "mkdocs"

TEMPLATE = """\
{% for item in nav %}
menu {{ item.title }}: {% for page in item.children or [item] %}{{ page.file.src_uri }} {% endfor %}
{% endfor %}
{% for category, articles in helpcenter_categories %}
category {{ category.name }}（{{ category.blurb }}）: {% for article in articles %}{{ article.title }} {% endfor %}
{% endfor %}
asked as: {{ page.meta.asked_as }}
"""


def build_site(content: Content, command: Literal["build", "serve"] = "build") -> Path:
    config = load_config(str(content.root / "mkdocs.yml"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/" if command == "serve" else None)
    return Path(config.site_dir)


def run_mkdocs(content: Content) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MKDOCS, "build"], cwd=content.root, capture_output=True, encoding="utf-8", timeout=60
    )


def build_with_template(content: Content) -> Path:
    content.write("theme/main.html", TEMPLATE)
    content.replace("mkdocs.yml", "theme: mkdocs", "theme: {name: mkdocs, custom_dir: theme}")
    return build_site(content)


def lines_of(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def test_pages_have_the_macros_of_their_articles_written_out(tmp_path: Path) -> None:
    site = build_site(good_content(tmp_path))
    human = (site / "contact/human/index.html").read_text(encoding="utf-8")
    status = (site / "refund/status/index.html").read_text(encoding="utf-8")
    assert "<p>点 <strong>我的淘宝 → 官方客服</strong>，说“转人工”。它不会自动转人工。</p>" in human
    assert "<p>不行就打 12315。</p>" in human
    assert "<p>最晚 七天；骗人的，赔 500元。</p>" in status
    assert "{{" not in human + status


def test_no_page_has_a_link_that_dials(tmp_path: Path) -> None:
    site = build_site(good_content(tmp_path))
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    assert any("12315" in page for page in pages)
    assert not any("tel:" in page for page in pages)


def test_pages_end_with_their_sources(tmp_path: Path) -> None:
    human = (build_site(good_content(tmp_path)) / "contact/human/index.html").read_text(encoding="utf-8")
    assert '<li><a href="https://law.example/">《消费者权益保护法》</a>，2014-03-15 施行。' in human
    assert "<li>《平台争议处理规则》，2025-08-15 修订。" in human
    assert "还没有人逐条打开官方页面复核" in human


def test_a_page_that_is_no_article_stays_as_it_is(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("docs/index.md", "# 首页\n\n欢迎。\n")
    index = (build_site(content) / "index.html").read_text(encoding="utf-8")
    assert "<p>欢迎。</p>" in index
    assert "来源和核对日期" not in index


def test_the_menu_is_the_home_page_and_then_the_categories_that_have_articles(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write(
        "data/categories.yml", content.bytes("data/categories.yml") + b"- {id: app, name: App, blurb: x}\n"
    )
    lines = lines_of(build_with_template(content) / "index.html")
    assert [line for line in lines if line.startswith("menu")] == [
        "menu 首页: index.md",
        "menu 联系客服: contact/human.md",
        "menu 退货退款: refund/status.md",
    ]


def test_templates_have_the_articles_by_category(tmp_path: Path) -> None:
    lines = lines_of(build_with_template(good_content(tmp_path)) / "index.html")
    assert [line for line in lines if line.startswith("category")] == [
        "category 联系客服（找卖家、找平台）: 怎么转人工客服",
        "category 退货退款（退款到账、运费）: 退款多久到账",
    ]


@pytest.mark.parametrize(
    ("page", "asked_as"),
    [
        ("contact/human/index.html", "['帮我找个真人', '机器人老是答非所问']"),
        ("refund/status/index.html", "[]"),
    ],
)
def test_the_search_has_the_ways_of_asking_with_the_page(tmp_path: Path, page: str, asked_as: str) -> None:
    assert f"asked as: {asked_as}" in lines_of(build_with_template(good_content(tmp_path)) / page)


def test_a_broken_article_ends_the_build_with_all_problems_in_one_error(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    content.replace("docs/refund/status.md", "amount(", "price(")
    config = load_config(str(content.root / "mkdocs.yml"))
    with pytest.raises(PluginError) as error:
        config.plugins.on_config(config)
    heading, *problems = str(error.value).splitlines()
    assert heading == "内容有 2 处要改："
    assert [problem.split(": ")[0] for problem in problems] == [
        f"{content.docs}/contact/human.md:12",
        f"{content.docs}/refund/status.md:16",
    ]


def test_a_broken_article_leaves_no_site(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    with pytest.raises(Abort):
        build_site(content)
    assert not (tmp_path / "site").exists()


def test_mkdocs_build_tells_a_broken_article_once_without_traceback(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: medium")
    done = run_mkdocs(content)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert said.count(f"{content.docs}/contact/human.md:13: “risk”要写成其中之一：high、mid、low。") == 1
    assert "ERROR   -  内容有 1 处要改：\n" in said
    assert "Traceback" not in said


def test_mkdocs_build_tells_an_article_in_gbk_without_traceback(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write(HUMAN, content.bytes().decode().encode("gbk"))
    done = run_mkdocs(content)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert f"{content.docs}/contact/human.md:2: 这一行不是 UTF-8 编码。" in said
    assert "Traceback" not in said


def test_a_data_folder_that_does_not_exist_is_refused_as_an_option(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("mkdocs.yml", "[helpcenter]", "[{helpcenter: {data_dir: nowhere}}]")
    done = run_mkdocs(content)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "Plugin 'helpcenter' option 'data_dir'" in said
    assert "Traceback" not in said


def test_mkdocs_build_of_good_content_succeeds_without_warning(tmp_path: Path) -> None:
    done = run_mkdocs(good_content(tmp_path))
    assert done.returncode == 0
    assert "WARNING" not in done.stdout + done.stderr
    assert (tmp_path / "site/contact/human/index.html").is_file()


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026-12-01."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


def meta_of(content: Content, *names: str) -> list[str]:
    """Return what a template finds in the page of HUMAN."""
    content.write("theme/main.html", "".join(f"{{{{ page.meta.{name} }}}}\n" for name in names))
    content.replace("mkdocs.yml", "theme: mkdocs", "theme: {name: mkdocs, custom_dir: theme}")
    return (build_site(content) / "contact/human/index.html").read_text(encoding="utf-8").splitlines()


def test_questions_reach_search_as_plain_lines(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "  - 机器人听不懂\n", "  - {q: 机器人听不懂, top: 1}\n")
    questions = ["怎么转人工", "人工客服在哪", "机器人听不懂", "想跟真人说话", "客服电话多少"]
    assert meta_of(content, "questions") == [str(questions)]


@pytest.mark.parametrize(
    ("risk", "review_by", "expired", "answer"),
    [
        ("high", "2026-12-01", "False", "打开官方客服，说“转人工”。"),
        ("high", "2026-11-30", "True", ""),
        ("mid", "2026-11-30", "True", "打开官方客服，说“转人工”。"),
        ("low", "2026-11-30", "False", "打开官方客服，说“转人工”。"),
    ],
)
def test_past_its_day_an_article_has_a_banner_and_at_high_risk_no_answer(
    tmp_path: Path, day: None, risk: str, review_by: str, expired: str, answer: str
) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", f"risk: {risk}\nreview_by: {review_by}")
    assert meta_of(content, "review_expired", "review_by", "answer") == [
        expired,
        review_by,
        *filter(None, [answer]),
    ]


def test_thirty_days_past_its_day_an_article_of_high_risk_ends_the_build(tmp_path: Path, day: None) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "checked: 2026-11-22", "checked: 2026-07-01")
    content.replace(HUMAN, "risk: low", "risk: high")
    done = run_mkdocs(content)
    assert done.returncode == 1
    assert f"{content.docs}/contact/human.md:" in done.stdout + done.stderr


def test_pages_know_when_they_were_checked_and_last_changed(tmp_path: Path) -> None:
    assert meta_of(committed(tmp_path), "checked", "last_changed") == ["2026-11-22", "2026-11-01"]


def test_a_page_that_was_never_committed_has_no_day_of_change(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert meta_of(good_content(tmp_path), "last_changed") == ["None"]


def test_a_draft_is_not_published(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("docs/refund/status.md", "type: policy", "status: draft\ntype: policy")
    content.replace(HUMAN, "next: [refund/status.md]", "next: [contact/phone.md]")
    site = build_site(content)
    assert (site / "contact/human/index.html").is_file()
    assert not (site / "refund/status/index.html").exists()


def test_a_draft_is_shown_while_writing(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("docs/refund/status.md", "type: policy", "status: draft\ntype: policy")
    assert (build_site(content, "serve") / "refund/status/index.html").is_file()


def test_the_site_has_a_page_about_its_quality_and_docs_has_none(tmp_path: Path, day: None) -> None:
    content = good_content(tmp_path)
    page = (build_site(content) / "about/quality/index.html").read_text(encoding="utf-8")
    assert '><a href="../../contact/human/">怎么转人工客服</a></td>' in page
    assert "2026-12-01 更新" in page
    assert not (content.docs / "about").exists()


def test_the_page_about_quality_stands_in_the_menu_of_its_category(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    menu = content.bytes("data/categories.yml") + "- {id: about, name: 关于, blurb: x}\n".encode()
    content.write("data/categories.yml", menu)
    lines = lines_of(build_with_template(content) / "index.html")
    assert "menu 关于: about/quality.md" in lines


def test_the_page_about_quality_shows_the_margins_of_a_report_that_it_is_given(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    row = {"question": "怎么转人工", "path": "contact/human.md", "lead": 0.25, "rival": None}
    content.write("quality.json", json.dumps({"margins": [row]}))
    content.replace("mkdocs.yml", "[helpcenter]", "[{helpcenter: {report: quality.json}}]")
    page = (build_site(content) / "about/quality/index.html").read_text(encoding="utf-8")
    assert ">25%</td>" in page


def test_search_does_not_find_the_page_about_quality(tmp_path: Path) -> None:
    with project_index(searchable_content(tmp_path).root / "mkdocs.yml") as index:
        assert "about/quality.md" not in [page.path for page in index.pages]
        assert "contact/human.md" in [page.path for page in index.pages]


def test_an_old_address_that_is_still_an_article_ends_the_build(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "redirect_from: [refund/status.md]\ntype: howto")
    done = run_mkdocs(content)
    assert done.returncode == 1
    assert f"{content.docs}/contact/human.md:" in done.stdout + done.stderr


def test_the_same_content_on_the_same_day_makes_the_same_bytes(tmp_path: Path, day: None) -> None:
    built = []
    for name in ("a", "b"):
        site = build_site(good_content(tmp_path / name))
        built.append({file.relative_to(site): file.read_bytes() for file in site.rglob("*.html")})
    assert built[0] == built[1]


def box_of(site: Path, page: str) -> str:
    found = re.search(
        r'<div class="admonition danger hc-problems".*?</div>',
        (site / page).read_text(encoding="utf-8"),
        re.S,
    )
    return found[0] if found else ""


def test_while_writing_good_content_has_no_box(tmp_path: Path, day: None) -> None:
    content = good_content(tmp_path)
    assert content.lint(date(2026, 12, 1)) == []
    assert box_of(build_site(content, "serve"), "contact/human/index.html") == ""


def test_while_writing_a_broken_article_stops_nothing_and_its_page_shows_what_is_wrong(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # MkDocs' own command, where another test ran it, keeps its log to itself.
    monkeypatch.setattr(logging.getLogger("mkdocs"), "propagate", True)
    caplog.set_level(logging.WARNING, logger="mkdocs")
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    line = content.bytes().decode()[: content.bytes().decode().index("type: faq")].count("\n") + 1
    site = build_site(content, "serve")
    own = box_of(site, "contact/human/index.html")
    assert f"<li>第 {line} 行：“type”要写成其中之一：" in own
    assert "这一页有 1 处要改" in own
    other = box_of(site, "refund/status/index.html")
    assert "别的文件还有 1 处" in other
    assert f"{content.docs}/contact/human.md:{line}: " in other
    assert f"{content.docs}/contact/human.md:{line}: “type”" in caplog.text


def test_while_writing_a_broken_macro_is_told_and_the_rest_of_the_page_is_shown(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, 'number("12315")', 'number("10086")')
    site = build_site(content, "serve")
    page = (site / "contact/human/index.html").read_text(encoding="utf-8")
    assert "data/numbers.yml 里没有“10086”" in box_of(site, "contact/human/index.html")
    assert "<strong>我的淘宝 → 官方客服</strong>" in page


def test_while_writing_broken_rules_are_shown_too(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "category: contact", "category: refund")
    assert "category 是“refund”" in box_of(build_site(content, "serve"), "contact/human/index.html")


def test_while_writing_an_article_in_gbk_stops_nothing(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write(HUMAN, content.bytes().decode().encode("gbk"))
    assert "这一行不是 UTF-8 编码。" in box_of(build_site(content, "serve"), "contact/human/index.html")


@pytest.mark.parametrize("text", ["", "---\ntitle: [\n---\n\n# 人工\n", "没有文章信息\n"])
def test_while_writing_an_article_without_good_front_matter_stops_nothing(tmp_path: Path, text: str) -> None:
    content = good_content(tmp_path)
    content.write(HUMAN, text)
    assert "这一页有 1 处要改" in box_of(build_site(content, "serve"), "contact/human/index.html")


def test_while_writing_an_article_in_a_folder_that_is_no_category_stops_nothing(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("docs/contcat/seller.md", content.bytes())
    site = build_site(content, "serve")
    assert "docs/contcat:1: 这个文件夹不在 data/categories.yml 里。" in box_of(
        site, "contcat/seller/index.html"
    )


def test_while_writing_a_folder_that_is_called_like_an_article_stops_nothing(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    (content.docs / "contact/x.md").mkdir()
    site = build_site(content, "serve")
    assert "docs/contact/x.md:1: 这不是 docs/ 里的文件" in box_of(site, "contact/human/index.html")


def test_while_writing_a_link_to_nothing_stops_nothing_and_its_page_is_empty(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    (content.docs / "contact/x.md").symlink_to("gone.md")
    assert "<li>第 1 行：这不是 docs/ 里的文件" in box_of(
        build_site(content, "serve"), "contact/x/index.html"
    )


def test_while_writing_broken_data_stop_nothing(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.write("data/numbers.yml", "a: [\n")
    site = build_site(content, "serve")
    assert "data/numbers.yml:1: " in box_of(site, "contact/human/index.html")


def test_what_a_writer_typed_stays_text_in_the_box(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: <img src=x onerror=alert(1)>")
    site = build_site(content, "serve")
    assert "<img src=x" not in (site / "contact/human/index.html").read_text(encoding="utf-8")


def test_search_does_not_find_the_box(tmp_path: Path) -> None:
    html = render_box([Problem("docs/a/b.md", 1, "看不懂")], Path("docs/a/b.md"))
    assert "看不懂" in html
    assert all("看不懂" not in section.text for section in parse_sections(f"{html}<p>正文</p>"))


def test_mkdocs_serve_shows_a_mistake_and_drops_it_once_it_is_mended(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    said = tmp_path / "said.txt"
    with said.open("wb") as out:
        server = subprocess.Popen([MKDOCS, "serve", "-a", address], cwd=tmp_path, stdout=out, stderr=out)
    try:
        page = f"http://{address}/contact/human/"
        wait_until(lambda: "这一页有 1 处要改" in fetch(page))
        content.replace(HUMAN, "type: faq", "type: howto")
        wait_until(lambda: "怎么转人工客服" in fetch(page) and "hc-problems" not in fetch(page))
    finally:
        server.terminate()
        server.wait(10)
    assert "“type”要写成其中之一" in said.read_text(encoding="utf-8")
    assert "Traceback" not in said.read_text(encoding="utf-8")


def fetch(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.2)
