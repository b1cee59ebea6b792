"""How costs grow with a site: ``make bench GROWTH=1 CORPUS=DIR`` writes "Growth" into ``RESULTS.md``."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from playwright.sync_api import sync_playwright

from bench.corpus import SEED, Site, build_site, folder_project
from bench.measure import Result, measure_peer
from bench.peers import Peer, hansearch, pagefind
from bench.resample import write_corpus
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium
from hansearch.evaluate import Judged

SIZES = (70, 1_000, 10_000)
PEERS: tuple[Peer, ...] = (hansearch, pagefind)
QUERIES = 30
"""Titles asked for on each site."""


@dataclass(frozen=True)
class Size:
    """Everything measured of one site."""

    pages: int
    characters: int
    results: Sequence[Result]
    peak_bytes: int
    """Memory at the peak of a build with hansearch, the processes it starts apart …"""
    plain_peak_bytes: int
    """… and of the same build without."""


def measure_growth(corpus: Path, out: Path, sizes: Iterable[int] = SIZES) -> list[Size]:
    """Build and measure a site of each size, made of the paragraphs of *corpus*."""
    return [_measure_size(corpus, out / str(size), size) for size in sizes]


def _measure_size(corpus: Path, out: Path, count: int) -> Size:
    write_corpus(corpus, out / "docs", count)
    config_file = folder_project(out / "docs", out)
    # One page in the menu: with all of them in it, on each of them, MkDocs' own work would be most of the build.
    settings = {**yaml.safe_load(config_file.read_text(encoding="utf-8")), "nav": ["000/00000.md"]}
    config_file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    plain = out / "plain.yml"
    plain.write_text(yaml.safe_dump({**settings, "plugins": []}), encoding="utf-8")
    plain_peak, peak = (peak_memory(file, out / "memory") for file in (plain, config_file))
    site = build_site(config_file, out)
    queries = _titles(site)
    results = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        for peer in PEERS:
            built = peer.build(site, out)
            if built:
                results.append(measure_peer(browser, peer, built, queries))
        browser.close()
    characters = sum(len(section.text) for page in site.pages for section in page.sections)
    return Size(count, characters, results, peak, plain_peak)


def peak_memory(config_file: Path, site_dir: Path) -> int:
    """Return the bytes that ``mkdocs build`` holds at its peak, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "-f",
        str(config_file),
        "-d",
        str(site_dir),
    ]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_maxrss * 1024


def _titles(site: Site) -> list[Judged]:
    """Return pages' own titles as queries, always the same."""
    chosen = random.Random(SEED).sample(site.pages, min(QUERIES, len(site.pages)))
    return [Judged(str(n), page.title, "title", (page.path,)) for n, page in enumerate(chosen)]
