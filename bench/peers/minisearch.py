"""MiniSearch with ``Intl.Segmenter``, the settings of VitePress: sections indexed in the reader's browser."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import Site, page_file
from bench.peers import Built, ask, files_below, load_nothing

NAME = "MiniSearch"

_PACKAGE = Path(__file__).parent.parent.parent / "node_modules" / "minisearch"

_HEADING = re.compile(r'<h([1-6])[^>]* id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_MARKUP = re.compile('<a class="headerlink".*?</a>|<[^>]*>')

_OPEN = """async () => {
    const sections = fetch('minisearch/sections.json').then((response) => response.json());
    const { default: MiniSearch } = await import(new URL('minisearch/index.js', location.href).href);
    const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
    const tokenize = (text) => Array.from(segmenter.segment(text))
        .filter((part) => part.isWordLike).map((part) => part.segment);
    const index = new MiniSearch({
        fields: ['title', 'titles', 'text'],
        storeFields: ['url'],
        tokenize,
        searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } },
    });
    index.addAll(await sections);
    window.ask = async (query, limit) => {
        const pages = new Set(index.search(query).map((row) => row.url));
        return [...pages].slice(0, limit);
    };
}"""

search = ask
load = load_nothing


def build(site: Site, out: Path) -> Built | None:
    """Write the sections of all pages as one JSON file; None without the npm package."""
    if not _PACKAGE.exists():
        return None
    directory = out / "minisearch"
    assets = directory / "minisearch"
    assets.mkdir(parents=True)
    shutil.copyfile(_PACKAGE / "dist" / "es" / "index.js", assets / "index.js")
    rows = [
        {
            "url": page.url,
            "title": section.heading,
            "titles": [page.title, *above.get(section.anchor, ())],
            "text": section.text,
        }
        for page in site.pages
        for above in (headings_above((site.directory / page_file(page)).read_text(encoding="utf-8")),)
        for section in page.sections
    ]
    numbered = [{"id": number, **row} for number, row in enumerate(rows)]
    content = json.dumps(numbered, ensure_ascii=False, separators=(",", ":"))
    (assets / "sections.json").write_text(content, encoding="utf-8")
    found = json.loads((_PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    return Built(directory, found, files_below(assets), None)


def headings_above(html: str) -> dict[str, list[str]]:
    """Return for each anchor of a page the headings that its own stands under, outermost first, but the page's title.

    >>> headings_above('<h1 id="a">甲</h1><h2 id="b">乙</h2><h3 id="c">丙</h3>')
    {'a': [], 'b': [], 'c': ['乙']}
    """
    above: dict[str, list[str]] = {}
    open_ones: list[tuple[int, str]] = []
    for level, anchor, content in _HEADING.findall(html):
        open_ones = [one for one in open_ones if one[0] < int(level)]
        above[anchor] = [text for _, text in open_ones]
        if level != "1":
            open_ones.append((int(level), unescape(_MARKUP.sub("", content)).strip()))
    return above


def open(page: Page) -> None:  # noqa: A001 — the name that every peer has
    """Load the sections and index them."""
    page.evaluate(_OPEN)
