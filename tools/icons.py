"""``theme/assets/icon.svg`` → the pictures that browsers and phones want beside it: run after it was redrawn."""

from __future__ import annotations

import struct
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium

THEME = Path(__file__).parent.parent / "theme"
ASSETS = THEME / "assets"
SQUARE = 'rx="112"'
"""The round corners, which a picture that the phone cuts out itself must not have."""


def main() -> None:
    """Write every picture."""
    svg = (ASSETS / "icon.svg").read_text(encoding="utf-8")
    square = svg.replace(SQUARE, 'rx="0"')
    # A phone may cut away all but a circle of four fifths.
    maskable = square.replace('viewBox="0 0 512 512"', 'viewBox="-64 -64 640 640" style="background:#0f5757"')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        (ASSETS / "icon-192.png").write_bytes(draw(browser, svg, 192))
        (ASSETS / "icon-512.png").write_bytes(draw(browser, svg, 512))
        (ASSETS / "icon-180.png").write_bytes(draw(browser, square, 180))
        (ASSETS / "icon-maskable.png").write_bytes(draw(browser, maskable, 512))
        (THEME / "favicon.ico").write_bytes(as_ico(draw(browser, svg, 32), 32))
        browser.close()


def draw(browser: Browser, svg: str, size: int) -> bytes:
    """Return *svg* as PNG, *size* pixels wide and high."""
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg}"
    )
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def as_ico(png: bytes, size: int) -> bytes:
    """Return an icon file that holds one PNG."""
    head = struct.pack("<3H", 0, 1, 1)
    entry = struct.pack("<4B2H2I", size, size, 0, 0, 1, 32, len(png), len(head) + 16)
    return head + entry + png


if __name__ == "__main__":
    main()
