"""Builds that are killed, run beside another, find no room or somebody's files: the last good index stays whole.

The means are real ones: signals, a limit on the size of files, a folder without the right to write.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hansearch.search import Index
from tests.bundle_files import expected_files, read_bundle, unsealed
from tests.conftest import ROOT

SETTINGS = "site_name: 小站\ntheme: mkdocs\nplugins:\n  - hansearch:\n      index_dir: search_index\n"

MANIFEST = "site/assets/hansearch/index/manifest.bin"


def start(project: Path, *arguments: str, limit: Callable[[], object] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", *(arguments or ("build",))],
        cwd=project, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=limit,
    )  # fmt: skip


def build(project: Path, *options: str, limit: Callable[[], object] | None = None) -> tuple[int, str]:
    """Build; return the exit status and what was said."""
    process = start(project, "build", *options, limit=limit)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("project")
    (project / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (project / "docs").mkdir()
    for number in range(30):
        (project / f"docs/p{number}.md").write_text(
            f"# 第{number}篇\n\n## 退款\n\n退款多久到账？等 {number} 天。\n", encoding="utf-8"
        )
    (project / "docs/index.md").write_text("# 首页\n\n大象。\n", encoding="utf-8")
    status, said = build(project)
    assert status == 0, said
    assert "31 篇，分析了 31 篇" in said
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A project that has been built once."""
    return Path(shutil.copytree(built, tmp_path / "project"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def index_is_whole(project: Path) -> bool:
    with Index(project / "search_index") as index:
        return len(index.pages) >= 31 and index.search("退款") != []


def bundle_is_whole(site: Path) -> bool:
    """Whether everything that the manifest names is there, as it was written; False where there is no manifest."""
    bundle = read_bundle(site)
    if "manifest.bin" not in bundle:
        return False
    assert bundle.keys() == expected_files(bundle)
    for name in bundle.keys() - {"manifest.bin"}:
        assert unsealed(bundle, Path(name).stem)
    return len(bundle) > 31


def test_after_one_edited_article_one_is_analysed_and_the_bundle_is_as_if_built_anew(project: Path) -> None:
    with (project / "docs/index.md").open("a", encoding="utf-8") as article:
        article.write("\n河马。\n")
    status, said = build(project)
    assert (status, "31 篇，分析了 1 篇" in said) == (0, True), said
    warm = files_of(project / "site/assets")
    shutil.rmtree(project / ".cache")
    assert build(project)[0] == 0
    assert files_of(project / "site/assets") == warm


def test_two_configurations_in_one_folder_do_not_forget_each_others_analyses(project: Path) -> None:
    other = (
        SETTINGS.replace("search_index", "search_index_en")
        + "      forget_words: forget.txt\nsite_dir: site_en\n"
    )
    (project / "forget.txt").write_text("退款\n", encoding="utf-8")
    (project / "mkdocs.en.yml").write_text(other, encoding="utf-8")
    assert "分析了 31 篇" in build(project, "-f", "mkdocs.en.yml")[1]
    assert "分析了 0 篇" in build(project)[1]
    assert "分析了 0 篇" in build(project, "-f", "mkdocs.en.yml")[1]


WITHOUT_RJIEBA = "import sys; sys.modules['rjieba'] = None; from mkdocs.__main__ import cli; cli(['build'])"


def test_without_rjieba_the_bundle_is_the_same(project: Path) -> None:
    before = files_of(project / "site/assets")
    shutil.rmtree(project / ".cache")
    subprocess.run([sys.executable, "-c", WITHOUT_RJIEBA], cwd=project, check=True, capture_output=True)
    assert files_of(project / "site/assets") == before


def full_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def no_right_to_write() -> None:
    """Have root heed permissions too: without CAP_DAC_OVERRIDE, which no process started from here gets back."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


def test_a_full_disk_leaves_the_index_and_one_line(project: Path) -> None:
    before = files_of(project / "search_index")
    status, said = build(project, limit=full_disk)
    assert status == 1
    assert "search_index: 写不了索引，原来的没有动。文件超过了大小限制" in said
    assert "Traceback" not in said
    assert files_of(project / "search_index") == before
    assert sorted(path.name for path in project.glob(".search_index*")) == []


def test_a_read_only_folder_leaves_the_index_and_one_line(project: Path) -> None:
    before = files_of(project / "search_index")
    project.chmod(0o555)
    status, said = build(project, limit=no_right_to_write)
    project.chmod(0o755)
    assert status == 1
    assert "search_index: 写不了索引，原来的没有动。没有写入的权限" in said
    assert "Traceback" not in said
    assert files_of(project / "search_index") == before


def test_files_of_somebody_stop_the_build_before_anything_is_touched(project: Path) -> None:
    (project / "search_index/笔记.txt").write_text("mine", encoding="utf-8")
    before = files_of(project)
    status, said = build(project)
    assert status == 1
    assert "search_index: 这里有不是索引的文件（笔记.txt），什么都没有改。移走它们" in said
    assert "Traceback" not in said
    assert files_of(project) == before


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("synonyms", "只有一个词\n"),
        ("pins", "- first: [index.md]\n"),
        ("pins", "- first: [index.md]\n  when: [[]]\n"),
        ("pins", "["),
    ],
)
def test_an_error_in_the_options_is_found_before_the_site_is_emptied(
    option: str, content: str, project: Path
) -> None:
    (project / "data.txt").write_text(content, encoding="utf-8")
    (project / "mkdocs.yml").write_text(f"{SETTINGS}      {option}: data.txt\n", encoding="utf-8")
    before = files_of(project / "site")
    status, said = build(project)
    assert status == 1
    assert "data.txt:1:" in said
    assert files_of(project / "site") == before


def test_two_builds_at_once_both_end_well(project: Path) -> None:
    shutil.rmtree(project / ".cache")
    elsewhere = project.parent / "site2"
    builds = [start(project), start(project, "build", "--site-dir", str(elsewhere))]
    said = [process.communicate(timeout=300)[0] for process in builds]
    assert [process.returncode for process in builds] == [0, 0], said
    assert index_is_whole(project)
    assert bundle_is_whole(project / "site")
    assert bundle_is_whole(elsewhere)
    assert list(project.glob(".search_index*")) == []


KILLED_WHILE_CLEANING = """
import os, pathlib
from mkdocs import utils

def clean_some(directory):
    next(pathlib.Path(directory).rglob("p0-0.bin")).unlink()
    os._exit(137)

def on_config(config):
    utils.clean_directory = clean_some
"""


def test_killed_while_mkdocs_empties_the_site_it_has_no_manifest_for_what_is_gone(project: Path) -> None:
    (project / "hook.py").write_text(KILLED_WHILE_CLEANING, encoding="utf-8")
    (project / "mkdocs.yml").write_text(SETTINGS + "hooks: [hook.py]\n", encoding="utf-8")
    assert build(project)[0] == 137
    assert not (project / MANIFEST).exists()


def test_a_dirty_build_keeps_the_site_whole_all_along(project: Path) -> None:
    hook = "import os\ndef on_files(files, config):\n    os._exit(137)\n"
    (project / "hook.py").write_text(hook, encoding="utf-8")
    (project / "mkdocs.yml").write_text(SETTINGS + "hooks: [hook.py]\n", encoding="utf-8")
    process = start(project, "build", "--dirty")
    process.communicate(timeout=300)
    assert process.returncode == 137
    assert bundle_is_whole(project / "site")


def test_a_dirty_build_of_one_edited_article_leaves_the_index_of_all_as_it_is(project: Path) -> None:
    indexes = (project / "search_index", project / "site/assets/hansearch")
    before = list(map(files_of, indexes))
    with (project / "docs/p7.md").open("a", encoding="utf-8") as article:
        article.write("\n河马。\n")
    status, said = build(project, "--dirty")
    assert status == 0, said
    assert "索引保持原样" in said
    assert list(map(files_of, indexes)) == before
    assert "河马" in (project / "site/p7/index.html").read_text(encoding="utf-8")


def test_a_first_dirty_build_indexes_every_article(project: Path) -> None:
    shutil.rmtree(project / "site")
    shutil.rmtree(project / "search_index")
    status, said = build(project, "--dirty")
    assert (status, "搜索：31 篇" in said) == (0, True), said
    assert index_is_whole(project)
    assert bundle_is_whole(project / "site")


LANGUAGE_BY_LANGUAGE = """
from mkdocs import utils
from mkdocs.commands.build import build
from mkdocs.plugins import event_priority

languages = ["zh", "en"]

@event_priority(-100)
def on_files(files, config):
    for file in list(files):
        assert file.abs_src_path, f"{file.src_uri} is of no folder"
        if file.src_uri.partition("/")[0] in languages[1:]:
            files.remove(file)

@event_priority(-100)
def on_post_build(config):
    languages.pop(0)
    if languages:
        utils.clean_directory = lambda directory: None
        build(config)
"""
"""What mkdocs-static-i18n does: takes each file from its folder, builds once more for each further language."""


def test_pages_of_builds_within_a_build_are_all_found(tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(LANGUAGE_BY_LANGUAGE, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS + "hooks: [hook.py]\n", encoding="utf-8")
    for language, text in {"zh": "大象住在草原上。", "en": "Elephants live here."}.items():
        (tmp_path / "docs" / language).mkdir(parents=True)
        (tmp_path / "docs" / language / "index.md").write_text(f"# 首页\n\n{text}\n", encoding="utf-8")
    status, said = build(tmp_path)
    assert status == 0, said
    with Index(tmp_path / "search_index") as index:
        assert [hit.url for hit in (*index.search("大象"), *index.search("elephants"))] == ["zh/", "en/"]
    assert (tmp_path / "site/en/index.html").read_text(encoding="utf-8").count("hansearch.js") == 1


def test_a_second_search_is_pointed_out(project: Path) -> None:
    assert "两个搜索框" not in build(project)[1]
    (project / "mkdocs.yml").write_text(SETTINGS + "  - search\n", encoding="utf-8")
    status, said = build(project, "--strict")
    assert (status, "去掉“- search”" in said) == (0, True), said


GENERATES = """
from mkdocs.structure.files import File

def on_files(files, config):
    files.append(File.generated(config, "archive.md", content="# 大象归档"))
    files.append(File.generated(config, "api.md", content="# 接口\\n\\n大象。"))
"""


def test_a_page_that_a_plugin_made_without_any_text_is_left_out(project: Path) -> None:
    """Material's blog makes one for each year and category; their short titles stood before the posts."""
    (project / "hook.py").write_text(GENERATES, encoding="utf-8")
    (project / "mkdocs.yml").write_text(SETTINGS + "hooks: [hook.py]\n", encoding="utf-8")
    status, said = build(project)
    assert status == 0, said
    with Index(project / "search_index") as index:
        assert set(index.paths("大象", 9)) == {"index.md", "api.md"}


TRIES = int(os.environ.get("KILLS", "4"))
"""``KILLS=100 pytest tests/test_builds.py -k killed`` tries more moments."""


def test_killed_at_any_moment_nothing_is_half(project: Path) -> None:
    started = time.monotonic()
    assert build(project)[0] == 0
    seconds = time.monotonic() - started
    for number in range(TRIES):
        if number % 2:
            shutil.rmtree(project / ".cache", ignore_errors=True)
        process = start(project)
        time.sleep(seconds * (number + 0.9) / TRIES)
        process.kill()
        process.communicate()
        assert index_is_whole(project)
        # MkDocs empties site/ at the start; what is there with a manifest is a whole bundle.
        assert bundle_is_whole(project / "site") or not (project / MANIFEST).exists()
    status, said = build(project)
    assert status == 0, said
    assert bundle_is_whole(project / "site")
    assert list(project.glob(".search_index*")) == []
