"""A built site → a search function that runs in a real browser, for measuring what readers get."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium
from hansearch.errors import HansearchError

_SEARCH = """async ({url, query, limit}) => {
    const { search } = await import(url);
    return (await search(query, { limit })).map((row) => row.url);
}"""


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(directory: Path) -> Iterator[str]:
    """Serve *directory* on this machine; yield its address, with a slash at the end."""
    handler = functools.partial(_QuietHandler, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@contextmanager
def browser_search(site: Path) -> Iterator[Callable[[str, int], list[str]]]:
    """Yield a function (query, limit) → URLs of the rows, best first, asked of the site's own ``search.js``.

    Raises:
        HansearchError: there is no Playwright, no Chromium or no site.
    """
    module = "assets/hansearch/search.js"
    if not (site / module).exists():
        raise HansearchError(
            f"{site}: no site with hansearch here. Run mkdocs build, or name it with --site."
        )
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise HansearchError("--engine browser needs Playwright: pip install playwright") from error
    path = find_chromium()
    if not path:
        raise HansearchError("--engine browser needs Chromium: install it, or set CHROMIUM=/path/to/it")
    with serving(site) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS)
        page = browser.new_page()
        page.goto(url + module)

        def search(query: str, limit: int) -> list[str]:
            urls = page.evaluate(_SEARCH, {"url": url + module, "query": query, "limit": limit})
            return [str(row) for row in urls]

        try:
            yield search
        finally:
            browser.close()
