"""The pictures in README: ``make screenshots`` builds the site, opens it as a phone does, and looks."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from hansearch.browser_engine import serving
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "tools" / "pictures"
QUESTION = "钱什么时候退到账"


def main() -> None:
    """Write one picture for each view."""
    PICTURES.mkdir(exist_ok=True)
    with serving(ROOT / "site") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        page = browser.new_page(viewport={"width": 390, "height": 760})
        page.goto(url)
        _take(page, "home")
        page.locator("[data-hansearch] input").fill(QUESTION)
        page.locator("[role=option]").first.wait_for()
        _take(page, "results")
        page.goto(url + "safety/after-scam/")
        _take(page, "article")
        browser.close()


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(300)  # fonts and the panel's last paint
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES.relative_to(ROOT) / f"{name}.png")


if __name__ == "__main__":
    main()
