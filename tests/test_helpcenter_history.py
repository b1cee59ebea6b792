"""When articles last changed, as git tells it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

from helpcenter.history import last_changed, parse_log
from tests.cases.helpcenter.content import HUMAN, Content, good_content


def git(folder: Path, *arguments: str, day: str = "2026-11-01") -> None:
    stamp = f"{day}T12:00:00+08:00"
    environment = {
        **os.environ,
        "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_CONFIG_GLOBAL": os.devnull,
    }  # fmt: skip
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


def committed(folder: Path) -> Content:
    content = good_content(folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return content


def test_each_article_has_the_day_of_its_last_commit(tmp_path: Path) -> None:
    content = committed(tmp_path)
    content.replace(HUMAN, "不行就打", "实在不行就打")
    git(tmp_path, "commit", "-qam", "second", day="2026-11-20")
    changed = last_changed(content.docs)
    assert changed["contact/human.md"] == date(2026, 11, 20)
    assert changed["refund/status.md"] == date(2026, 11, 1)


def test_files_outside_of_docs_are_left_out(tmp_path: Path) -> None:
    assert all((tmp_path / "docs" / path).is_file() for path in last_changed(committed(tmp_path).docs))


def test_a_file_that_was_never_committed_has_no_day(tmp_path: Path) -> None:
    content = committed(tmp_path)
    content.write("docs/contact/new.md", "新")
    assert "contact/new.md" not in last_changed(content.docs)


def test_a_name_in_chinese_is_read(tmp_path: Path) -> None:
    content = committed(tmp_path)
    content.write("docs/contact/人工.md", "新")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "second", day="2026-11-20")
    assert last_changed(content.docs)["contact/人工.md"] == date(2026, 11, 20)


def test_without_a_repository_there_are_no_days(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert last_changed(good_content(tmp_path).docs) == {}


def test_without_git_there_are_no_days(tmp_path: Path, monkeypatch) -> None:
    content = committed(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert last_changed(content.docs) == {}


def test_the_newest_commit_of_a_file_counts() -> None:
    log = "\x012026-11-20\n\na.md\n\x012026-11-01\n\na.md\nb.md\n"
    assert parse_log(log) == {"a.md": date(2026, 11, 20), "b.md": date(2026, 11, 1)}
