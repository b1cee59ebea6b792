"""hansearch itself: the site as built, its script and styles, its search box touched, its own ``search``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import Site
from bench.peers import Built, ask, files_below
from hansearch import __version__

NAME = "hansearch"

_LOAD = """async () => {
    document.head.append(Object.assign(document.createElement('link'),
        {rel: 'stylesheet', href: 'assets/hansearch/hansearch.css'}));
    await new Promise((resolve, reject) => {
        const script = document.createElement('script');
        Object.assign(script, {src: 'assets/hansearch/hansearch.js', onload: resolve, onerror: reject});
        document.head.append(script);
    });
    // Nobody touches a box that is not painted yet.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}"""

_OPEN = """async () => {
    document.querySelector('[data-hansearch] input').focus();
    const { search } = await import(new URL('assets/hansearch/search.js', location.href).href);
    window.ask = async (query, limit) => (await search(query, { limit })).map((row) => row.url);
}"""

search = ask


def build(site: Site, out: Path) -> Built:
    """Take the site as it is."""
    del out
    files = files_below(site.directory / "assets" / "hansearch")
    return Built(site.directory, __version__, files, site.cpu_seconds)


def load(page: Page) -> None:
    """Load the script and the styles of the box."""
    page.evaluate(_LOAD)


def open(page: Page) -> None:  # noqa: A001 — the name that every peer has
    """Touch the box: the rest follows."""
    page.evaluate(_OPEN)
