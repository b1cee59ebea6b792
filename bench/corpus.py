"""A folder of Markdown or a MkDocs project → built sites, and the CPU time that their search took."""

from __future__ import annotations

import functools
import logging
import os
import random
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jieba
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import BasePlugin

from hansearch.evaluate import Judged, page_key
from hansearch.plugin import CACHE
from hansearch.sections import Page

SEED = 20261122
"""Of every choice made here: the same queries in every run."""

SEARCH_PLUGINS = {"hansearch", "search", "material/search"}


@dataclass(frozen=True)
class Site:
    """What is measured: one site built with hansearch, from which the peers take pages and settings."""

    config_file: Path
    directory: Path
    """The built site."""
    pages: tuple[Page, ...]
    """As hansearch collected them."""
    language: str
    """What the pages state; MkDocs' own themes say ``en`` unless told otherwise."""
    root_selector: str
    """Where the theme puts the article, so that a peer need not index the navigation."""
    plugin: Any
    """The hansearch plugin after the build."""
    cpu_seconds: float
    """What hansearch took of the build."""


def folder_project(docs: Path, out: Path) -> Path:
    """Write the configuration of a site made of *docs* with hansearch and nothing else.

    Without the texts of links: some queries are made of those, and would be asked of themselves.
    """
    settings = {
        "site_name": docs.name,
        "docs_dir": str(docs.resolve()),
        "theme": "mkdocs",
        "plugins": [{"hansearch": {"link_texts": False}}],
    }
    out.mkdir(parents=True, exist_ok=True)
    config_file = out / "mkdocs.yml"
    config_file.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return config_file


def build_site(config_file: Path, out: Path) -> Site:
    """Build the project with hansearch into ``out/site``, as if for the first time."""
    shutil.rmtree(config_file.parent / CACHE, ignore_errors=True)
    plugin, theme, seconds = timed_build(config_file, out / "site", "hansearch")
    pages = tuple(plugin.pages[path] for path in sorted(plugin.pages))
    selector = "article" if theme == "material" else "[role=main]"
    html = (out / "site" / page_file(pages[0])).read_text(encoding="utf-8")
    stated = re.search(r"<html[^>]* lang=\"?([\w-]+)", html)
    language = stated[1] if stated else ""
    return Site(config_file, out / "site", pages, language, selector, plugin, seconds)


def timed_build(
    config_file: Path, site_dir: Path, plugin_name: str, **settings: Any
) -> tuple[Any, str | None, float]:
    """Run ``mkdocs build``; return the plugin, the theme's name and the CPU seconds of that plugin's events."""
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    jieba.setLogLevel(logging.ERROR)
    config = load_config(str(config_file), site_dir=str(site_dir), **settings)
    plugin: BasePlugin[Any] = config.plugins[plugin_name]
    if "index_dir" in plugin.config:
        plugin.config["index_dir"] = None  # The index of Whoosh is no part of the site.
    clock = _CpuClock()
    for methods in config.plugins.events.values():
        methods[:] = [clock.timed(m) if getattr(m, "__self__", None) is plugin else m for m in methods]
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return plugin, config.theme.name, clock.seconds


class _CpuClock:
    """Adds up the CPU time of functions, that of processes they wait for included."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            before = cpu_seconds()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += cpu_seconds() - before

        return run


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the children that it has waited for."""
    return sum(os.times()[:4])


def page_file(page: Page) -> str:
    """Return the file, below the site's root, in which the page stands."""
    return f"{page.url}index.html" if page.url.endswith("/") or not page.url else page.url


def answerable(queries: Sequence[Judged], pages: Sequence[Page]) -> list[Judged]:
    """Return the queries of which a relevant page exists."""
    known = {page_key(page.path) for page in pages}
    return [query for query in queries if known & set(map(page_key, query.relevant))]


def sample(queries: Sequence[Judged], per_kind: int) -> list[Judged]:
    """Return at most *per_kind* queries of each kind, always the same ones; 0 keeps all."""
    kinds: dict[str, list[Judged]] = {}
    for query in queries:
        kinds.setdefault(query.kind, []).append(query)
    chosen: list[Judged] = []
    for kind in sorted(kinds):
        own = kinds[kind]
        chosen += random.Random(f"{SEED} {kind}").sample(own, per_kind) if 0 < per_kind < len(own) else own
    return chosen
