"""A real Chromium for ``hansearch evaluate --engine browser`` and for the tests.

One that is there; else from the system's package manager; else Playwright's own download.
Run as ``python -m hansearch.chromium`` (``make test`` does) it makes sure that there is one.
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
    "--no-sandbox",  # as root in a container nothing else starts; only pages made here are opened
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A theme may name a script of some other host: its page waits for it as long as that host's name is looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
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


def ensure_chromium() -> str | None:
    """Return a Chromium, installing one if need be; None if none can be had."""
    ways: list[Callable[[], None]] = [_apt_get, _playwright_download]
    path = find_chromium()
    while not path and ways:
        try:
            ways.pop(0)()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"chromium: {error}", file=sys.stderr)
        path = find_chromium()
    return path


if __name__ == "__main__":
    found = ensure_chromium()
    if not found:
        sys.exit("No Chromium: install it (Debian: apt install chromium) or set CHROMIUM=/path/to/it")
    print("Chromium:", found)
