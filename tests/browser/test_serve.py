"""``make serve``: the live site searches, and searches again after an article is edited and saved."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.conftest import FIXTURE


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url):
            return True
    except OSError:
        return False


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The fixture site under ``mkdocs serve``; its address and its docs folder."""
    shutil.copytree(FIXTURE, tmp_path / "project")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address],
        cwd=tmp_path / "project", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: answers(f"http://{address}/"))
    yield f"http://{address}/", tmp_path / "project" / "docs"
    server.terminate()
    server.wait()


def test_a_saved_article_is_searchable_at_the_next_reload(live: tuple[str, Path], phone: Page) -> None:
    url, docs = live

    def finds(question: str, title: str) -> bool:
        try:
            phone.goto(url)
            phone.locator("[data-hansearch] input").fill(question)
            first = phone.locator("[role=option]", has_text=title).first
            first.wait_for(timeout=5000)
        except Error:  # not indexed yet, or the live reload came in between
            return False
        return True

    phone.set_viewport_size({"width": 1280, "height": 800})
    wait_until(lambda: finds("慢查询", "数据库入门"))
    (docs / "new.md").write_text("# 新写的一篇\n\n这里有一只长颈鹿。\n", encoding="utf-8")
    wait_until(lambda: answers(url + "new/"))
    wait_until(lambda: finds("长颈鹿", "新写的一篇"))
    index = docs / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\n再加一句河马。\n", encoding="utf-8")
    wait_until(lambda: finds("河马", "数据库入门"))
