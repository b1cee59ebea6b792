"""The Chromium that the tests drive: one that is there; else the system's package manager; else Playwright's own.

Run as a script (``make test`` does) it makes sure that there is one, and prints which.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LAUNCH_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers, and only pages that they made themselves
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium that can be run, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _apt_get() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise OSError("not root, or no apt-get here")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    packages = ["chromium", "fonts-noto-cjk"]
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True)


def _playwright_download() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def ensure_chromium() -> str:
    """Return a Chromium, installing one if need be; exit with one line if none can be had."""
    ways: list[Callable[[], None]] = [_apt_get, _playwright_download]
    path = find_chromium()
    while not path and ways:
        try:
            ways.pop(0)()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"chromium: {error}", file=sys.stderr)
        path = find_chromium()
    if not path:
        sys.exit("The tests need Chromium: install it (Debian: apt install chromium) or set CHROMIUM=/path/to/it")
    return path


if __name__ == "__main__":
    print("Chromium:", ensure_chromium())
