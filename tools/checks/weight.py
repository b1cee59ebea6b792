"""What a browser that has nothing yet loads for a page, until the reader touches something."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tools.checks.server import Host


@dataclass(frozen=True)
class Weight:
    """What one page costs; bytes are those of compressed bodies."""

    size: int
    requests: int
    script: int
    search_script: int
    """The part of the script that is the search's."""
    of_index: int
    """Requests for the search index, or for what reads it."""
    third_party: tuple[str, ...]


def weigh(browser: Browser, host: Host, path: str) -> Weight:
    """Open a page with nothing in any cache, and count until it has been quiet for a while."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    others: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((host.url, "data:")) else others.append(r.url))
    host.sent.clear()
    page.goto(host.url + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    sent = list(host.sent)
    context.close()
    searching = [
        name for name, _ in sent if "/hansearch/" in name and not name.endswith(("hansearch.js", ".css"))
    ]
    return Weight(
        size=sum(size for _, size in sent),
        requests=len(sent),
        script=sum(size for name, size in sent if _is_script(name)),
        search_script=sum(size for name, size in sent if _is_script(name) and "/hansearch/" in name),
        of_index=len(searching),
        third_party=tuple(others),
    )


def _is_script(name: str) -> bool:
    return Path(name.partition("?")[0]).suffix == ".js"
