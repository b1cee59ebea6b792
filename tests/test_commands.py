"""The commands that people type."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hansearch.build import configured_directory
from hansearch.cli import main
from tests.conftest import FIXTURE, ROOT, Site


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, command)], cwd=cwd, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what build_index.py needs, to break."""
    for name in ("docs", "data", "theme"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("mkdocs.yml", "build_index.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_build_index_prints_what_it_indexed_and_how_long_it_took(checkout: Path) -> None:
    done = run("build_index.py", cwd=checkout)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ 篇文章，\d+ 个小节，\d+ 条问法，\d+ 个词项，用时 \d+\.\d 秒\n", done.stdout)
    assert (checkout / "search_index" / "pages.json").exists()
    assert not (checkout / "site").exists()


def test_a_broken_article_is_named_with_its_line_and_the_old_index_stays(checkout: Path) -> None:
    assert run("build_index.py", cwd=checkout).returncode == 0
    before = {path.name: path.read_bytes() for path in (checkout / "search_index").iterdir()}
    article = checkout / "docs" / "contact" / "human.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("risk: high", "risk: 很高"), encoding="utf-8")
    done = run("build_index.py", cwd=checkout)
    line = text[: text.index("risk: high")].count("\n") + 1
    assert done.returncode == 1
    assert f"human.md:{line}: “risk”要写成其中之一" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in (checkout / "search_index").iterdir()} == before


def test_a_synonym_line_that_cannot_be_read_is_named(checkout: Path) -> None:
    synonyms = checkout / "data" / "synonyms.txt"
    synonyms.write_text("退款, 退钱\n只有一个词\n", encoding="utf-8")
    done = run("build_index.py", cwd=checkout)
    assert done.returncode == 1
    assert "synonyms.txt:2: 一行至少要有两个词" in done.stderr


def test_a_project_without_the_plugin_is_told_what_to_add(tmp_path: Path, capsys) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 首页\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    assert main(["build", "-f", str(tmp_path / "mkdocs.yml")]) == 1
    assert "hansearch" in capsys.readouterr().err


def test_hansearch_build_indexes_any_project(tmp_path: Path, capsys) -> None:
    assert main(["build", "-f", str(FIXTURE / "mkdocs.yml"), "--index", str(tmp_path / "index")]) == 0
    assert "篇文章" in capsys.readouterr().out
    assert main(["search", "据库", "--index", str(tmp_path / "index")]) == 0
    assert "数据库入门" in capsys.readouterr().out


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site of one page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# 首页\n\n大象。\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [hansearch]\n", encoding="utf-8")
    return tmp_path


HOOK = """
from pathlib import Path

said = Path(__file__).with_name("said.txt")

def on_startup(command, dirty):
    said.write_text(f"{command} {dirty}")

def on_page_markdown(markdown, **_):
    return markdown.replace("大象", f"河马 {said.read_text()}")

def on_shutdown():
    said.write_text("over")
"""


def test_hansearch_build_starts_plugins_and_hooks_and_ends_them(project: Path, capsys) -> None:
    (project / "hook.py").write_text(HOOK, encoding="utf-8")
    (project / "mkdocs.yml").write_text(
        "site_name: x\nplugins: [hansearch]\nhooks: [hook.py]\n", encoding="utf-8"
    )
    assert main(["build", "-f", str(project / "mkdocs.yml"), "--index", str(project / "index")]) == 0
    assert (project / "said.txt").read_text(encoding="utf-8") == "over"
    main(["search", "河马", "--index", str(project / "index")])
    assert "build False" in capsys.readouterr().out


def test_hansearch_build_leaves_a_built_site_as_it_is(project: Path) -> None:
    assert run("-m", "mkdocs", "build", cwd=project).returncode == 0
    before = {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()}
    assert main(["build", "-f", str(project / "mkdocs.yml"), "--index", str(project / "index")]) == 0
    assert {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()} == before


def test_a_page_in_another_encoding_is_named(project: Path, capsys) -> None:
    (project / "docs/old.md").write_bytes("# 旧的\n".encode("gbk"))
    assert main(["build", "-f", str(project / "mkdocs.yml"), "--index", str(project / "index")]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("old.md: 这一页不是 UTF-8 编码。")


def test_search_prints_one_json_array(fixture_site: Site, capsys) -> None:
    assert main(["search", "慢查询", "--index", str(fixture_site.index), "--json", "--limit", "1"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert {"url", "title", "section", "score", "snippet"} <= row.keys()
    assert main(["search", "ξξ", "--index", str(fixture_site.index), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_reader_who_has_seen_enough_gets_no_traceback() -> None:
    program = "import sys; from hansearch.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "analyze", "登录密码", "--index", "none"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert b"Error" not in process.stderr.read()
    assert process.returncode == 1


def test_without_an_index_the_commands_say_what_to_run(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["search", "退款"]) == 1
    assert capsys.readouterr().err == "search_index: 这里还没有索引。运行 hansearch build 重新建立。\n"
    assert main(["analyze", "退款"]) == 0
    assert "用 jieba 自带的词典" in capsys.readouterr().err
    (tmp_path / "build_index.py").touch()
    assert main(["search", "退款"]) == 1
    assert "运行 python build_index.py" in capsys.readouterr().err


@pytest.mark.parametrize(
    "plugins", ["\n  - search\n  - hansearch:\n      index_dir: idx", "\n  hansearch:\n    index_dir: idx"]
)
def test_the_index_is_where_the_project_says(plugins: str, tmp_path: Path, capsys, monkeypatch) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"site_name: x\nplugins:{plugins}\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 首页\n\n大象。\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 0
    assert (tmp_path / "idx" / "pages.json").exists()
    assert main(["search", "大象"]) == 0
    assert "首页" in capsys.readouterr().out
    assert main(["explain", "大象", "none.md"]) == 1
    assert "例如 index.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plugins: [hansearch]",
        "plugins: {hansearch: yes}",
        "plugins: {",
        "plugins: 5",
        "INHERIT: none.yml",
    ],
)
def test_a_project_that_does_not_say_where_has_it_in_search_index(text: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert configured_directory(tmp_path / "mkdocs.yml") == tmp_path / "search_index"
    assert configured_directory(tmp_path / "none.yml") == tmp_path / "search_index"


def test_analyze_shows_each_stage(help_centre: Site, capsys) -> None:
    assert main(["analyze", "ＡＰＰ閃退怎么办", "--index", str(help_centre.index), "--json"]) == 0
    stages = json.loads(capsys.readouterr().out)
    assert stages["fold"] == "app闪退怎么办"
    assert "闪退" in [token["term"] for token in stages["tokens"]]
    weights = {term["term"]: term["weight"] for term in stages["query"]}
    assert weights["闪退"] > weights["怎么办"] > 0
    assert main(["analyze", "登录密码", "--index", "none"]) == 0
    assert "登录" in capsys.readouterr().out
