"""One module a search, each with the same functions: build, load, open, search.

``load`` is what every page of a site does before anybody touches the search. ``open`` loads the search into a bare
page of its site as a reader's first touch would, and leaves a function ``ask(query, limit)`` there that resolves to
the addresses of the rows, best first, one a page, with everything loaded that a list of results shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

from bench.corpus import Site

_TIMED = """async ({query, limit}) => {
    const start = performance.now();
    const urls = await window.ask(query, limit);
    return {urls, milliseconds: performance.now() - start};
}"""


@dataclass(frozen=True)
class Built:
    """A site that can be searched."""

    directory: Path
    """What to serve."""
    version: str
    files: tuple[Path, ...]
    """The files of the search, client and index."""
    cpu_seconds: float | None
    """Of building the index; None where that is left to the browser."""


@dataclass(frozen=True)
class Answer:
    """The rows of one search and how long the page took to have them."""

    urls: tuple[str, ...]
    milliseconds: float


class Peer(Protocol):
    """A module of this package."""

    NAME: str

    def build(self, site: Site, out: Path) -> Built | None:
        """Make the search for the pages of *site*, below *out*; None where this machine can't."""

    def load(self, page: Page) -> None:
        """Do what a page does as soon as it is there."""

    def open(self, page: Page) -> None:
        """Load the search into a bare page of the built site, ready for the first query."""

    def search(self, page: Page, query: str, limit: int) -> Answer:
        """Ask."""


def load_nothing(page: Page) -> None:
    """Do nothing: the ``load`` of a search that comes when it is touched."""


def ask(page: Page, query: str, limit: int) -> Answer:
    """Call the page's ``ask``: the ``search`` of every peer."""
    answer = page.evaluate(_TIMED, {"query": query, "limit": limit})
    return Answer(tuple(answer["urls"]), answer["milliseconds"])


def files_below(*directories: Path) -> tuple[Path, ...]:
    """Return all files of the directories, in order."""
    return tuple(sorted(file for each in directories for file in each.rglob("*") if file.is_file()))
