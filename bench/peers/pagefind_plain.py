"""Pagefind with nothing said about the language, where the theme says that the pages are not Chinese.

Whole runs of Chinese are then one word each: exact titles and headings are found, little else is.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import Site
from bench.peers import Built, ask, load_nothing, pagefind

NAME = "Pagefind, no language set"

search = ask
load = load_nothing


def build(site: Site, out: Path) -> Built | None:
    """Index the pages in the language that they state; None where that is Chinese, as for Pagefind itself."""
    if site.language.startswith("zh"):
        return None
    return pagefind.build_in(out / "pagefind-plain", site, ())


def open(page: Page) -> None:  # noqa: A001 — the name that every peer has
    """Load the client on a page without a language of its own, so that it takes the only index there is."""
    page.evaluate("document.documentElement.lang = ''")
    pagefind.open(page)
