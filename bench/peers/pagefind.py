"""Pagefind, run on the pages of the same site; its JavaScript API, without its interface."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from playwright.sync_api import Page

from bench.corpus import Site, cpu_seconds, page_file
from bench.peers import Built, ask, files_below, load_nothing

NAME = "Pagefind"

_INTERFACE = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.")

_OPEN = """async () => {
    const pagefind = await import(new URL('pagefind/pagefind.js', location.href).href);
    await pagefind.init();
    window.ask = async (query, limit) => {
        const { results } = await pagefind.search(query);
        const rows = await Promise.all(results.slice(0, limit).map((result) => result.data()));
        return rows.map((row) => row.raw_url.replace(/^\\//, ''));
    };
}"""

search = ask
load = load_nothing


def build(site: Site, out: Path) -> Built | None:
    """Index the pages as Chinese, whatever language their theme states; None without the package."""
    return build_in(out / "pagefind", site, ("--force-language", "zh"))


def build_in(directory: Path, site: Site, options: Sequence[str]) -> Built | None:
    """Index a copy of the articles' pages, of each the article alone."""
    try:
        found = version("pagefind")
    except PackageNotFoundError:
        return None
    for page in site.pages:
        target = directory / page_file(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site.directory / page_file(page), target)
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", str(directory)]
    before = cpu_seconds()
    subprocess.run([*command, "--root-selector", site.root_selector, *options], check=True)
    seconds = cpu_seconds() - before
    files = files_below(directory / "pagefind")
    files = tuple(file for file in files if not file.name.startswith(_INTERFACE))
    return Built(directory, found, files, seconds)


def open(page: Page) -> None:  # noqa: A001 — the name that every peer has
    """Load the client and what it needs before any query."""
    page.evaluate(_OPEN)
