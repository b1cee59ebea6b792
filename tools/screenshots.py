"""The pictures in README, and every view to look at: ``make screenshots`` builds the site and takes them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from hansearch.browser_engine import serving
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "tools" / "pictures"
PHONE, DESKTOP = (390, 760), (1280, 800)

BOX = "[data-hansearch] input"
QUESTION = "退款多久到账"
"""One that has a direct answer; the next has rows, and the last has nothing."""
WORDS = "退款"
NONSENSE = "恐龙"
ARTICLE = "safety/after-scam/"


def _nothing(page: Page) -> None:
    pass


def _ask(query: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(BOX).first.click()
        page.locator(BOX).first.fill(query)
        page.locator("[role=option], [data-hansearch] [role=status]:not(:empty)").first.wait_for()

    return act


def _lose_network(page: Page) -> None:
    """Open an article that nobody read, after the site was kept and the network is gone."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(3000)
    page.context.set_offline(True)


def _unread(page: Page) -> None:
    _lose_network(page)
    page.goto(f"{page.url}refund/late/")


def _kept(page: Page) -> None:
    _lose_network(page)
    page.goto(page.url + ARTICLE)


@dataclass(frozen=True)
class View:
    """A picture: of which page, what the reader does there, and how they have the site."""

    name: str
    path: str = ""
    act: Callable[[Page], None] = _nothing
    size: tuple[int, int] = PHONE
    scheme: Literal["light", "dark"] = "light"
    elder: bool = False
    paper: bool = False


VIEWS = (
    View("home"),
    View("results", act=_ask(WORDS)),
    View("answer", act=_ask(QUESTION)),
    View("no-result", act=_ask(NONSENSE)),
    View("article", ARTICLE),
    View("category", "contact/"),
    View("search", f"search/?q={WORDS}"),
    View("offline", act=_unread),
    View("offline-copy", act=_kept),
    View("home-elder", elder=True),
    View("article-elder", ARTICLE, elder=True),
    View("home-dark", scheme="dark"),
    View("article-dark", ARTICLE, scheme="dark"),
    View("article-print", ARTICLE, size=(794, 1123), paper=True),
    View("home-desktop", size=DESKTOP),
    View("results-desktop", act=_ask(WORDS), size=DESKTOP),
    View("article-desktop", ARTICLE, size=DESKTOP),
    View("article-desktop-dark", ARTICLE, size=DESKTOP, scheme="dark"),
    View("search-desktop", f"search/?q={WORDS}", size=DESKTOP),
)


def main() -> None:
    """Write one picture for each view."""
    PICTURES.mkdir(exist_ok=True)
    with serving(ROOT / "site") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        for view in VIEWS:
            picture = PICTURES / f"{view.name}.png"
            take(browser, url, view, picture)
            print(picture.relative_to(ROOT))
        browser.close()


def take(browser: Browser, url: str, view: View, picture: Path) -> None:
    """Open the view as its reader does, and write what they see."""
    width, height = view.size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=view.scheme)
    if view.elder:
        context.add_init_script("localStorage.setItem('hc-elder', '1')")
    page = context.new_page()
    page.goto(url + view.path)
    view.act(page)
    if view.paper:
        page.emulate_media(media="print")
    page.wait_for_timeout(500)  # fonts, and the panel's last paint
    page.screenshot(path=picture)
    context.close()


if __name__ == "__main__":
    main()
