"""Builds the sites, measures every search that this machine can run, writes ``RESULTS.md``."""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.ablation import Ablation, ablate
from bench.corpus import Site, answerable, build_site, folder_project, sample
from bench.growth import measure_growth
from bench.measure import Result, measure_peer
from bench.peers import Peer, hansearch, material, minisearch, pagefind, pagefind_plain
from bench.report import Run, render, render_growth, sessions_note, write_section
from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium
from hansearch.errors import HansearchError
from hansearch.evaluate import Judged, load_queries

HERE = Path(__file__).parent
OWN_QUERIES = HERE / "queries" / "dev.jsonl"
PEERS: tuple[Peer, ...] = (hansearch, pagefind, pagefind_plain, material, minisearch)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = argument_parser().parse_args(arguments)
    if options.growth and not options.corpus:
        print("GROWTH=1 needs CORPUS=DIR, whose paragraphs the larger sites are made of.", file=sys.stderr)
        return 2
    if not options.growth and bool(options.corpus) != bool(options.queries):
        print("CORPUS=DIR and QUERIES=FILE belong together: give both, or neither.", file=sys.stderr)
        return 2
    try:
        title, section = _measured(options)
    except HansearchError as error:
        print(error, file=sys.stderr)
        return 1
    write_section(options.results, title, section)
    print(f"{options.results}: {title}")
    return 0


def _measured(options: argparse.Namespace) -> tuple[str, str]:
    """Return the title and the text of what is measured."""
    with tempfile.TemporaryDirectory(prefix="hansearch-bench-") as out:
        if options.growth:
            return "Growth", _growth(options, Path(out))
        run = bench(options, Path(out))
        return run.title, render(run)


def argument_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="a folder of Markdown (default: our articles)"
    )
    parser.add_argument(
        "--queries", type=Path, metavar="FILE", help="its queries, as hansearch evaluate reads them"
    )
    parser.add_argument("--per-kind", type=int, default=60, metavar="N", help="queries of a kind; 0 = all")
    parser.add_argument(
        "--growth", action="store_true", help="sites of 70 to 10,000 pages instead; half an hour"
    )
    parser.add_argument("--config-file", type=Path, default=Path("mkdocs.yml"), help="our articles' project")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md", metavar="FILE")
    return parser


def bench(options: argparse.Namespace, out: Path) -> Run:
    """Build, measure and describe one corpus."""
    commit, load = _commit(), os.getloadavg()[0]
    config_file = folder_project(options.corpus, out) if options.corpus else options.config_file
    site = build_site(config_file, out)
    print(f"hansearch: {len(site.pages)} pages built", file=sys.stderr)
    given = load_queries(options.queries or OWN_QUERIES)
    known = answerable(given, site.pages)
    asked = sample(known, options.per_kind)
    if len(asked) < 2:
        raise HansearchError(
            f"{options.queries or OWN_QUERIES}: {len(asked)} of its queries name a page of this site; a first "
            "search and a next one are measured, so give two at least."
        )
    results = measure_all(PEERS, site, asked, out)
    return Run(
        title=_name(options.queries) if options.corpus else "Our articles",
        command=make_command(options),
        facts=[
            _corpus_fact(site, options),
            _queries_fact(given, known, asked, options.per_kind),
            _machine_fact(load),
            _versions_fact(results, commit),
            sessions_note(),
        ],
        results=results,
        ablation=() if options.corpus else _ablation(site, known, out),
    )


def _growth(options: argparse.Namespace, out: Path) -> str:
    commit, load = _commit(), os.getloadavg()[0]
    sizes = measure_growth(options.corpus, out)
    facts = [
        f"Made by `bench/resample.py` of the paragraphs of {options.corpus}; queries: titles of their pages.",
        _machine_fact(load),
        _versions_fact(sizes[-1].results, commit),
        sessions_note(),
    ]
    return render_growth("Growth", make_command(options), facts, sizes)


def measure_all(peers: Sequence[Peer], site: Site, queries: Sequence[Judged], out: Path) -> list[Result]:
    """Measure, one after another, every peer that can be built here."""
    results = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        for peer in peers:
            built = peer.build(site, out)
            if built is None:
                print(
                    f"{peer.NAME}: left out, not installed or nothing of its own to measure", file=sys.stderr
                )
                continue
            print(f"{peer.NAME}: built", file=sys.stderr)
            results.append(measure_peer(browser, peer, built, queries))
        browser.close()
    return results


def _ablation(site: Site, queries: Sequence[Judged], out: Path) -> list[Ablation]:
    directory = out / "search_index"
    site.plugin.write_index(directory)
    return ablate(directory, queries)


def _name(queries: Path) -> str:
    """``docs-cn.queries.jsonl`` is about docs-cn."""
    return queries.name.partition(".")[0]


def make_command(options: argparse.Namespace) -> str:
    """Return what was typed, for whoever wants to measure the same again."""
    words = ["make bench"]
    if options.growth:
        words.append("GROWTH=1")
    if options.corpus:
        words.append(f"CORPUS={options.corpus}")
    if options.queries:
        words.append(f"QUERIES={options.queries}")
    if options.per_kind != 60:
        words.append(f"PER_KIND={options.per_kind}")
    return " ".join(words)


def _corpus_fact(site: Site, options: argparse.Namespace) -> str:
    sections = sum(len(page.sections) for page in site.pages)
    lines = sum(len(page.questions) + len(page.asked_as) for page in site.pages)
    text = f"{len(site.pages)} pages, {sections} sections"
    if options.corpus:
        return f"{text}; built with hansearch alone and its `link_texts` off, see README."
    return (
        f"{text}, and {lines} lines of how readers ask, which hansearch alone indexes: the other searches have "
        "no place for them."
    )


def _queries_fact(
    given: Sequence[Judged], known: Sequence[Judged], asked: Sequence[Judged], limit: int
) -> str:
    text = f"{len(asked)} queries"
    if len(asked) < len(known):
        text += f", at most {limit} of each kind drawn from {len(known)} with a fixed seed"
    if missing := len(given) - len(known):
        text += f"; {missing} left out whose page does not exist"
    return text + ". The smaller a kind, the more of a gap is noise: of 60 queries, under .07."


def _machine_fact(load: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.machine()}, load at the start {load:.1f}."
    )


def _versions_fact(results: Sequence[Result], commit: str) -> str:
    searches = [f"{result.name} {result.version}" for result in results]
    others = [f"{name} {importlib.metadata.version(name)}" for name in ("mkdocs", "jieba", "playwright")]
    return ", ".join([*searches, *others, _chromium_version(), f"commit {commit}"]) + "."


def _chromium_version() -> str:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        version = browser.version
        browser.close()
    return f"Chromium {version}"


def _commit() -> str:
    """Return the commit measured, with a mark if files differ from it."""
    command = ["git", "describe", "--always", "--dirty=, with changes", "--abbrev=8"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
