"""What axe finds on the pages and in every state of the search, in each of the site's looks."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({
        id, help, count: nodes.length, example: nodes[0].target.join(' '), why: nodes[0].failureSummary,
    }));
}"""

INDEX = "**/assets/hansearch/index/**"
BOX = "[data-hansearch] input"


@dataclass(frozen=True)
class Look:
    """How a reader has the site."""

    name: str
    size: tuple[int, int] = (390, 844)
    scheme: Literal["light", "dark"] = "light"
    elder: bool = False

    def open(self, browser: Browser) -> BrowserContext:
        """Return a browser of such a reader."""
        width, height = self.size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=self.scheme,
            reduced_motion="reduce",
            service_workers="block",
        )
        if self.elder:
            context.add_init_script("localStorage.setItem('hc-elder', '1')")
        return context


DESKTOP = (1280, 800)
LOOKS = (
    Look("phone light"),
    Look("phone dark", scheme="dark"),
    Look("phone elder", elder=True),
    Look("desktop light", DESKTOP),
    Look("desktop dark", DESKTOP, "dark"),
    Look("desktop elder", DESKTOP, elder=True),
)


def _ask(page: Page, query: str) -> None:
    page.locator(BOX).first.click()
    page.locator(BOX).first.fill(query)


def _settled(page: Page) -> None:
    with suppress(PlaywrightTimeout):  # Then what there is, is looked at.
        page.locator("[role=option], [data-hansearch] [role=status]:not(:empty)").first.wait_for(timeout=3000)
    page.wait_for_timeout(300)


def _asking(query: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        _ask(page, query)
        _settled(page)

    return act


def _idle(page: Page) -> None:
    page.locator(BOX).first.click()
    _settled(page)


def _loading(page: Page) -> None:
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")  # a bare function would be called
    _ask(page, "退款")
    page.wait_for_timeout(600)


def _failed(page: Page) -> None:
    page.route(INDEX, lambda route: route.abort())
    _ask(page, "退款")
    _settled(page)


def _offline(page: Page) -> None:
    page.locator(BOX).first.click()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    _ask(page, "快递丢了")
    _settled(page)


def _nothing(page: Page) -> None:
    pass


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("", _nothing),
    "category": ("contact/", _nothing),
    "article": ("contact/human/", _nothing),
    "emergency": ("safety/after-scam/", _nothing),
    "quality": ("about/quality/", _nothing),
    "search page": ("search/", _nothing),
    "search page, asked": ("search/?q=退款", _settled),
    "search page, nothing found": ("search/?q=恐龙", _settled),
    "no network": ("offline.html", _nothing),
    "no such page": ("404.html", _nothing),
    "box, idle": ("", _idle),
    "box, loading": ("", _loading),
    "box, results": ("", _asking("退款")),
    "box, answer": ("", _asking("退款多久到账")),
    "box, did you mean": ("", _asking("tuikuandaozhang")),
    "box, nothing found": ("", _asking("恐龙")),
    "box, failed": ("", _failed),
    "box, offline": ("", _offline),
    "box on an article": ("contact/human/", _asking("退款")),
}
"""Path, and what the reader does there."""


def audit(browser: Browser, site: Path, url: str) -> Iterator[str]:
    """Yield what axe finds in every view, a line for each kind of finding with the looks that have it."""
    axe = AXE.read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for look in LOOKS:
        context = look.open(browser)
        for view in VIEWS:
            for line in _look_at(context, site, url, view, axe):
                found.setdefault(f"{view}: {line}", []).append(look.name)
        context.close()
    for line, looks in found.items():
        yield f"{line} ({'all looks' if len(looks) == len(LOOKS) else ', '.join(looks)})"


def _look_at(context: BrowserContext, site: Path, url: str, view: str, axe: str) -> list[str]:
    path, act = VIEWS[view]
    file = path.partition("?")[0]
    if not (site / file).is_file() and not (site / file / "index.html").is_file():
        return [f"there is no {file}"]
    page = context.new_page()
    page.goto(url + path)
    act(page)
    # Not a script element: the site's policy would rightly stop it.
    page.evaluate(axe)
    lines = [_line(finding) for finding in page.evaluate(RUN, TAGS)]
    page.unroute_all(behavior="ignoreErrors")
    page.close()
    context.set_offline(False)
    return lines


def _line(finding: dict[str, Any]) -> str:
    why = finding["why"].split("\n")[-1].strip()
    return f"{finding['id']} ×{finding['count']}: {finding['help']}; {finding['example']}: {why}"
