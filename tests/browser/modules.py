"""Sites of few pages, and calls into the modules of a site, in a page that has no markup of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from hansearch.analysis import DictionarySegmenter
from hansearch.client_files import client_files
from hansearch.export import export_bundle
from hansearch.lexicon import SynonymRules, build_lexicon
from hansearch.parameters import PARAMETERS
from hansearch.pins import Pin
from hansearch.plugin import ASSETS
from hansearch.postings import invert
from hansearch.sections import Page as Article
from hansearch.words import collect_words


def write_site(
    site: Path, pages: Sequence[Article], synonyms: SynonymRules | None = None, pins: tuple[Pin, ...] = ()
) -> None:
    """Write what a search of *pages* needs: the client and the bundle."""
    assets = site / ASSETS
    assets.mkdir(parents=True)
    for name, content in client_files().items():
        (assets / name).write_text(content, encoding="utf-8")
    segmenter = DictionarySegmenter()
    postings = invert(pages, segmenter)
    lexicon = build_lexicon(postings.terms, segmenter, synonyms, pins, collect_words(pages, segmenter))
    write_bundle(assets / "index", export_bundle(pages, postings, lexicon, PARAMETERS))


def write_bundle(folder: Path, bundle: Mapping[str, bytes]) -> None:
    """Write the files of a bundle."""
    for name, content in bundle.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def search_in_browser(
    page: Page, url: str, queries: list[str], limit: int = 1000
) -> list[list[dict[str, Any]]]:
    """Ask ``search.js`` of the site at *url* every query; return the rows of each."""
    return _ask("search", page, url, queries, limit)


def find_in_browser(page: Page, url: str, queries: list[str], limit: int = 1000) -> list[dict[str, Any]]:
    """Ask likewise; return all that ``find`` says of each."""
    return _ask("find", page, url, queries, limit)


def _ask(function: str, page: Page, url: str, queries: list[str], limit: int) -> list[Any]:
    page.goto(url + "assets/hansearch/search.js")
    return page.evaluate(
        """async ({name, queries, limit}) => {
            const ask = (await import(location.href))[name];
            const answers = [];
            for (const query of queries) answers.push(await ask(query, { limit }));
            return answers;
        }""",
        {"name": function, "queries": queries, "limit": limit},
    )
