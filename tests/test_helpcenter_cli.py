"""What each verb of ``helpcenter`` prints and returns."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hansearch.build import build_project_index
from helpcenter.cli import main
from tests.cases.helpcenter.content import HUMAN, Content, good_content
from tests.cases.helpcenter.searchable import PHONE, searchable_content
from tests.conftest import DAY

SCRIPT = Path(sys.executable).parent / "helpcenter"

FIVE = ["卖家在哪里", "怎么跟店铺说话", "找店家聊天", "联系卖家入口", "店铺客服在哪"]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


def check(content: Content, *options: str) -> int:
    return main(["check", "--config-file", str(content.root / "mkdocs.yml"), *options])


def run_script(*arguments: str, cwd: Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *arguments], cwd=cwd, input=answers, capture_output=True, encoding="utf-8", timeout=60
    )


def test_good_content_is_counted_and_the_status_is_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(searchable_content(tmp_path)) == 0
    assert capsys.readouterr().out == "5 篇文章，没有问题。\n"


def test_each_problem_is_one_line_of_path_line_and_message_and_the_status_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "type: howto", "type: faq")
    content.replace(HUMAN, 'number("12315")', 'number("10086")')
    content.write("docs/refund/status.md", "没有文章信息\n")
    assert check(content) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(re.fullmatch(r".+\.md:\d+: \S.*。", line) for line in lines)
    assert [line.split(":")[0] for line in lines] == [
        f"{content.docs}/contact/human.md",
        f"{content.docs}/refund/status.md",
    ]


def test_what_breaks_a_rule_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = searchable_content(tmp_path)
    content.replace(HUMAN, "category: contact", "category: refund")
    assert check(content, "--no-search") == 1
    assert "category 是“refund”" in capsys.readouterr().out


def test_a_warning_is_told_and_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = searchable_content(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: low\nreview_by: 2026-11-30")
    assert check(content, "--no-search") == 0
    *warnings, last = capsys.readouterr().out.splitlines()
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{content.docs}/contact/human.md:")
    assert warnings[0].endswith("（提醒）")
    assert last == "5 篇文章，没有问题。"


def test_a_question_that_the_ranking_does_not_answer_fails_unless_search_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = searchable_content(tmp_path)
    content.replace(PHONE, "type: howto", "not_for: [这个电话能打吗]\ntype: howto")
    assert check(content) == 1
    assert "not_for 里的“这个电话能打吗”" in capsys.readouterr().out
    assert check(content, "--no-search") == 0


def test_a_project_without_hansearch_is_told_what_to_add(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = searchable_content(tmp_path)
    content.replace("mkdocs.yml", "[helpcenter, hansearch]", "[helpcenter]")
    assert check(content) == 1
    assert "加上一行“- hansearch”" in capsys.readouterr().err


def test_a_drop_below_the_baseline_fails_until_it_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = searchable_content(tmp_path)
    query = '{"id": "1", "query": "卖家在哪里", "kind": "safety", "relevant": ["refund/status.md"]}\n'
    content.write("tests/relevance/dev.jsonl", query)
    content.write("tests/relevance/baseline.json", '{"all": {"hit@1": 0.5}}\n')
    assert check(content) == 1
    assert "baseline.json:1: all 的 hit@1 从 0.500 降到 0.000" in capsys.readouterr().out
    assert check(content, "--update-baseline") == 0
    assert json.loads(content.bytes("tests/relevance/baseline.json"))["all"]["hit@1"] == 0
    assert "新的基线写在 " in capsys.readouterr().out
    assert check(content) == 0


def test_a_line_of_the_queries_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = searchable_content(tmp_path)
    content.write("tests/relevance/dev.jsonl", "退款\n")
    assert check(content) == 1
    assert "dev.jsonl:1: " in capsys.readouterr().err


def test_the_installed_command_checks_the_docs_and_data_of_the_folder_it_runs_in(tmp_path: Path) -> None:
    searchable_content(tmp_path)
    done = run_script("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "5 篇文章，没有问题。\n")
    assert "Traceback" not in done.stderr


def test_the_installed_command_fails_with_the_problems_and_no_traceback(tmp_path: Path) -> None:
    good_content(tmp_path).write(HUMAN, "标题\n".encode("gbk"))
    done = run_script("check", cwd=tmp_path)
    assert done.returncode == 1
    assert f"{HUMAN}:1: 这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。\n" in done.stdout
    assert done.stderr == ""


def test_a_folder_that_is_no_project_is_told_in_one_line(tmp_path: Path) -> None:
    done = run_script("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "这里没有 mkdocs.yml。先 cd 到仓库的文件夹，再运行。\n"


def test_a_project_without_content_is_told_and_not_called_good(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    done = run_script("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "data/numbers.yml:1: 缺这个文件，从 git 里找回来。\n" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "还要写：命令"),
        (["mend"], "没有“mend”这个命令"),
        (["check", "--no-serch"], "不认识“--no-serch”"),
        (["why"], "还要写：问句"),
        (["new", "--name"], "--name 后面还要写一个值"),
    ],
)
def test_what_cannot_be_run_is_told_in_chinese_with_the_usage_and_the_status_is_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    usage, *_, last = capsys.readouterr().err.splitlines()
    assert usage.startswith("用法：helpcenter")
    assert last.startswith(f"{says}。用法看 helpcenter")
    assert last.endswith("--help。")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]])
def test_the_help_has_no_english_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    text = capsys.readouterr().out
    assert "选项:" in text
    assert not re.search(r"usage|positional|options|show this|exit", text)


def test_new_asks_five_questions_and_writes_a_draft_that_passes(tmp_path: Path) -> None:
    good_content(tmp_path)
    answers = ["contact", "seller", "怎么联系卖家", *FIVE, "", "在订单里点“联系卖家”。"]
    done = run_script("new", cwd=tmp_path, answers="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[:2] for line in done.stdout.replace("> ", "\n").splitlines() if re.match(r"\d\.", line)] == [
        "1.", "2.", "3.", "4.", "5.",
    ]  # fmt: skip
    assert "草稿写在 docs/contact/seller.md，问法写在 data/asked_as/contact/seller.txt。" in done.stdout
    assert run_script("check", "--no-search", cwd=tmp_path).returncode == 0


def test_new_asks_again_until_the_answer_will_do(tmp_path: Path) -> None:
    good_content(tmp_path)
    answers = ["contact", "Seller!", "", "seller", "怎么联系卖家", *FIVE, "", "点“联系卖家”。"]
    done = run_script("new", cwd=tmp_path, answers="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "只能用小写英文字母、数字和 -" in done.stdout
    assert "不能空着。" in done.stdout


def test_new_asks_again_at_once_for_a_category_that_does_not_exist_and_a_name_that_is_taken(
    tmp_path: Path,
) -> None:
    good_content(tmp_path)
    answers = ["shop", "contact", "human", "seller", "怎么联系卖家", *FIVE, "", "点“联系卖家”。"]
    done = run_script("new", cwd=tmp_path, answers="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "没有“shop”这个栏目。可以用的有：contact、refund。" in done.stdout
    assert "已经有这个文件，不会覆盖它。" in done.stdout


def test_new_refuses_a_category_given_as_an_option_before_it_asks_the_rest(tmp_path: Path) -> None:
    good_content(tmp_path)
    done = run_script("new", "--category=shop", "--name=seller", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == "docs/shop/seller.md:1: 没有“shop”这个栏目。可以用的有：contact、refund。\n"


def test_new_takes_the_answers_as_options(tmp_path: Path) -> None:
    good_content(tmp_path)
    options = ["--category=contact", "--name=seller", "--title=怎么联系卖家", "--answer=点“联系卖家”。"]
    done = run_script("new", *options, *(f"--question={q}" for q in FIVE), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    again = run_script("new", *options, *(f"--question={q}" for q in FIVE), cwd=tmp_path)
    assert again.returncode == 1
    assert "docs/contact/seller.md:1: 已经有这个文件，不会覆盖它。" in again.stdout


def test_new_writes_nothing_when_the_answers_end_early(tmp_path: Path) -> None:
    good_content(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = run_script("new", cwd=tmp_path, answers="contact\nseller\n")
    assert done.returncode == 1
    assert done.stderr == "没有答完，什么也没有写。\n"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searchable")
    build_project_index(searchable_content(folder).root / "mkdocs.yml", folder / "index")
    return folder / "index"


def why(capsys: pytest.CaptureFixture[str], index: Path, *arguments: str) -> tuple[int, str]:
    status = main(["why", *arguments, "--index", str(index)])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("path", ["contact/human.md", "docs/contact/human.md", "./docs/contact/human.md"])
def test_why_tells_what_stands_in_front_and_what_to_do(
    index: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    status, said = why(capsys, index, "一直在排队", path)
    assert status == 0
    assert "    1." in said
    assert "怎么办：" in said


def test_why_without_an_index_asks_the_articles_as_they_are_now(tmp_path: Path) -> None:
    searchable_content(tmp_path)
    done = run_script("why", "一直在排队", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "→   1. " in done.stdout
    assert "contact/wait.md  人工客服要排队多久" in done.stdout


def test_why_of_an_article_that_search_has_not_is_told(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why(capsys, index, "一直在排队", "contact/none.md") == (
        1,
        "搜索里没有“contact/none.md”这一篇。路径从 docs/ 往下写，例如 contact/human.md；草稿不在搜索里。\n",
    )


def test_why_of_a_query_that_finds_nothing_says_so(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert why(capsys, index, "鹦鹉螺")[1] == "搜“鹦鹉螺”什么也找不到：没有一篇文章有其中的词。\n"


def test_why_without_the_index_that_it_is_given_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "退款", "--index", str(tmp_path / "none")]) == 1
    assert "build_index.py" in capsys.readouterr().err


def test_due_lists_articles_by_day(tmp_path: Path) -> None:
    good_content(tmp_path)
    done = run_script("due", cwd=tmp_path)
    assert done.stdout == (
        "2027-05-20  还有 170 天  docs/refund/status.md  退款多久到账\n"
        "2027-11-22  还有 356 天  docs/contact/human.md  怎么转人工客服\n"
    )


def test_due_as_a_calendar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = good_content(tmp_path)
    assert main(["due", "--ics", "-f", str(content.root / "mkdocs.yml")]) == 0
    text = capsys.readouterr().out
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 2


def test_report_is_json_with_the_margins(tmp_path: Path) -> None:
    searchable_content(tmp_path)
    done = run_script("report", "-o", "quality.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
    assert report["date"] == "2026-12-01"
    assert len(report["articles"]) == 5
    assert len(report["margins"]) == 25
    assert report["unanswered"] == []


def test_report_without_search_has_no_margins(tmp_path: Path) -> None:
    good_content(tmp_path)
    report = json.loads(run_script("report", "--no-search", cwd=tmp_path).stdout)
    assert "margins" not in report
    assert [article["path"] for article in report["articles"]] == ["contact/human.md", "refund/status.md"]


def test_report_is_written_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    config = good_content(tmp_path).root / "mkdocs.yml"
    assert main(["report", "--no-search", "-f", str(config), "-o", str(tmp_path / "new/x.json")]) == 0
    assert json.loads((tmp_path / "new/x.json").read_text(encoding="utf-8"))["articles"]


def test_report_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = good_content(tmp_path).root / "mkdocs.yml"
    assert main(["report", "--no-search", "-f", str(config), "-o", str(config / "x.json")]) == 1
    assert capsys.readouterr().err == f"{config}/x.json: 写不了。路径中间有一段不是文件夹，检查写的路径。\n"


def test_a_reader_who_has_seen_enough_gets_no_traceback(tmp_path: Path) -> None:
    good_content(tmp_path)
    with subprocess.Popen(
        [SCRIPT, "report", "--no-search"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
