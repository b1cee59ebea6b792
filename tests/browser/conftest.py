"""A site of a few pages with the real box and, in place of the engine, ``box/search.js``: any state at will."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hansearch.browser_engine import serving
from tests.conftest import ROOT

_FORM = """
<form class="hansearch" data-hansearch {} role="search" action="search.html">
  <input type="search" name="q" aria-label="搜索">
</form>
"""

_TEMPLATES = """
<template data-hansearch-idle>
  <p>大家常问：</p>
  <ul><li><a href="article.html">怎么转人工</a></li></ul>
</template>
<template data-hansearch-none>
  <p><a href="article.html">找人工客服</a></p>
  <button type="button" class="hansearch__button" data-hansearch-copy="我搜“{q}”，没有找到。">复制</button>
</template>
"""

_ARTICLE = """
<article>
  <p>退款在前。</p>
  <h2 id="how">怎么办</h2>
  <p>看<b>退款</b>详情，再看 <code>退款</code>。<button>退款</button></p>
  <details><summary>更多</summary><p>退款成功。</p></details>
  <h2 id="else">如果不行</h2>
  <p>申请售后。</p>
</article>
<aside>退款在正文外。</aside>
"""

_PAGES = {
    "index": ("zh", _FORM.format("") + _TEMPLATES + "<label>留言 <textarea></textarea></label>"),
    "plain": ("zh", "<div data-hansearch-slot></div>"),
    "english": ("en", "<div data-hansearch-slot></div>"),
    "search": (
        "zh",
        _FORM.format("data-hansearch-page")
        + _TEMPLATES
        + "<section data-hansearch-rest><h2>所有问题</h2></section>",
    ),
    "article": ("zh", _ARTICLE),
}

_HTML = """<!doctype html>
<html lang="{lang}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'self'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{name}</title>
    <link rel="stylesheet" href="site.css">
    <link rel="stylesheet" href="hansearch.css">
    <script defer src="hansearch.js"></script>
  </head>
  <body><main><h1>{name}</h1>{body}</main></body>
</html>
"""


@pytest.fixture(scope="session")
def box_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the site."""
    folder = tmp_path_factory.mktemp("box")
    for source in (ROOT / "hansearch" / "client", Path(__file__).with_name("box")):
        for file in source.iterdir():
            shutil.copy(file, folder / file.name)
    for name, (lang, body) in _PAGES.items():
        (folder / f"{name}.html").write_text(_HTML.format(lang=lang, name=name, body=body), encoding="utf-8")
    with serving(folder) as url:
        yield url


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page the size of a desktop; any error in a script fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []
