"""What tests share: the sites they look at, a server for them, a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, sync_playwright

from hansearch.browser_engine import serving
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium

ROOT = Path(__file__).parent.parent
FIXTURE = Path(__file__).parent / "fixture"

# The same examples on every machine and every day: what is sent in never fails for what was there before.
# New ones: pytest --hypothesis-profile=default, before one sends it in.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

DAY = "1796083200"
"""2026-12-01, as SOURCE_DATE_EPOCH: the day that a site is built on."""


class Site:
    """A built site: its files, and the index beside them."""

    def __init__(self, directory: Path, index: Path, url: str) -> None:
        self.directory, self.index, self.url = directory, index, url


def build_project(config_file: Path, out: Path, **settings: object) -> tuple[Path, Path]:
    """Build a MkDocs project into *out* as on :data:`DAY`; return its site and its Whoosh index."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", DAY)
        config = load_config(str(config_file), site_dir=str(out / "site"), **settings)
        config.plugins["hansearch"].config.index_dir = str(out / "search_index")
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return out / "site", out / "search_index"


def _built(config_file: Path, out: Path) -> Iterator[Site]:
    site, index = build_project(config_file, out)
    with serving(site) as url:
        yield Site(site, index, url)


@pytest.fixture(scope="session")
def help_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The help centre itself, as it will be published."""
    yield from _built(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("help-centre"))


@pytest.fixture(scope="session")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small site with every kind of markup: ``plugins: [hansearch]`` and nothing else."""
    yield from _built(FIXTURE / "mkdocs.yml", tmp_path_factory.mktemp("fixture-site"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real headless Chromium."""
    path = find_chromium()
    assert path, "no Chromium: run `make test`, which installs one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page the size of a phone; an error in a script of ours fails the test.

    (The mkdocs theme takes its highlighter from a CDN and fails without it: not ours to mend.)
    """
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
    yield page
    page.close()
    assert [error for error in errors if "hansearch" in error] == []


def until(page: Page, expression: str, argument: object = None, seconds: int = 30) -> None:
    """Wait until the page says that something is so.

    (Playwright's ``wait_for_function`` evaluates a string in the page each time that it looks, which a
    Content Security Policy refuses from the second time on.)
    """
    for _ in range(seconds * 20):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never so: {expression}")
