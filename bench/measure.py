"""One search in a real Chromium → how well it serves the queries, and what it costs the reader."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from bench.corpus import SEED
from bench.peers import Built, Peer
from bench.server import BLANK, Line, Recorder, Sent, serving
from hansearch.evaluate import Judged, Measures, evaluate, measure

ROWS = 10
"""Rows that each search is asked for."""

SESSIONS = 3
"""Readers that come with an empty cache; their figures are averaged."""

NEXT_QUERIES = 10
"""Searches of each after the first."""

WARM_QUERIES = 200
"""Searches timed one after another in one page."""

SLOWER = 4
"""How many times slower than this machine's a cheap phone's processor is."""

TRIES = 3
"""Visits of which the best one's longest task counts: what is long in each of them is the search, not the machine."""

_WATCH_TASKS = """() => {
    window.longestTask = 0;
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
    }).observe({ type: 'longtask' });
}"""

TIMEOUT = 600_000
"""Milliseconds that a page may take: some searches index a whole site when they are opened."""


@dataclass(frozen=True)
class Traffic:
    """What one search moved: bodies as sent, compressed where a host compresses."""

    requests: float
    bytes: float
    milliseconds: float


@dataclass(frozen=True)
class SlowLine:
    """A first search, opening included, on Slow 4G."""

    milliseconds: float
    rounds: float
    """Requests that waited for one another, the longest chain."""


@dataclass(frozen=True)
class Hardship:
    """A first search, opening included, of readers with little; milliseconds."""

    http2: SlowLine
    """On Slow 4G, from a host that sends many files at once over one connection, as nearly all do."""
    http1: SlowLine
    """… and from one that sends six at a time, each over a connection of its own."""
    slow_processor: float
    """With a processor four times slower."""
    longest_task: float
    """There, of this search and the next ones, at the best of some tries: how long the page did not answer; 0 where
    never for 50."""


@dataclass(frozen=True)
class Times:
    """Milliseconds of many searches."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Result:
    """One search on one site."""

    name: str
    version: str
    kinds: dict[str, Measures]
    first: Traffic
    following: Traffic
    hardship: Hardship
    warm: Times
    again: Times
    """The same searches once more, when the page has every file that they need."""
    cpu_seconds: float | None
    disk_bytes: int
    disk_files: int


def measure_peer(browser: Browser, peer: Peer, built: Built, queries: Sequence[Judged]) -> Result:
    """Ask all queries, then come anew a few times, then time many searches in one page."""
    started = time.perf_counter()
    with serving(built.directory) as (url, recorder):
        with _fresh_page(browser, url) as page:
            peer.load(page)
            peer.open(page)
            outcomes = evaluate(queries, lambda query, limit: peer.search(page, query, limit).urls)
        texts = [query.query for query in queries]
        sessions = [_session(browser, url, recorder, peer, texts, n) for n in range(SESSIONS)]
        warm, again = _warm_times(browser, url, peer, texts)
    hardship = _hardship(browser, peer, built, texts)
    print(f"{peer.NAME}: measured in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return Result(
        name=peer.NAME,
        version=built.version,
        kinds=measure(outcomes),
        first=_mean([first for first, _ in sessions]),
        following=_mean([traffic for _, following in sessions for traffic in following]),
        hardship=hardship,
        warm=warm,
        again=again,
        cpu_seconds=built.cpu_seconds,
        disk_bytes=sum(file.stat().st_size for file in built.files),
        disk_files=len(built.files),
    )


@contextmanager
def _fresh_page(browser: Browser, url: str) -> Iterator[Page]:
    """Open the bare page of a site as somebody who was never there."""
    context = browser.new_context(ignore_https_errors=True)  # Nobody knows the server's certificate.
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.goto(url + BLANK)
        yield page
    finally:
        context.close()


def _shuffled(texts: Sequence[str], seed: int) -> list[str]:
    return random.Random(SEED + seed).sample(texts, len(texts))


def _session(
    browser: Browser, url: str, recorder: Recorder, peer: Peer, texts: Sequence[str], number: int
) -> tuple[Traffic, list[Traffic]]:
    """Return what the first search of a reader cost, opening included, and each of the next."""
    first, *others = _shuffled(texts, number)[: 1 + NEXT_QUERIES]
    with _fresh_page(browser, url) as page:
        recorder.take()
        peer.load(page)
        opening = _traffic(page, recorder, _first_search(page, peer, first))
        following = []
        for text in others:
            answer = peer.search(page, text, ROWS)
            following.append(_traffic(page, recorder, answer.milliseconds))
    return opening, following


def _traffic(page: Page, recorder: Recorder, milliseconds: float) -> Traffic:
    page.wait_for_timeout(200)  # For what a search goes on loading after its rows are there.
    sent = recorder.take()
    return Traffic(len(sent), sum(one.size for one in sent), milliseconds)


def _hardship(browser: Browser, peer: Peer, built: Built, texts: Sequence[str]) -> Hardship:
    sessions = [_shuffled(texts, number)[: 1 + NEXT_QUERIES] for number in range(SESSIONS)]
    http2, http1 = (
        _mean_line([_slow_line(browser, peer, built, first, is_http2) for first, *_ in sessions])
        for is_http2 in (True, False)
    )
    visits = [_slow_processor(browser, peer, built, session) for session in sessions for _ in range(TRIES)]
    busy, tasks = zip(*visits, strict=True)
    longest = max(min(tasks[at : at + TRIES]) for at in range(0, len(tasks), TRIES))
    return Hardship(http2, http1, statistics.fmean(busy), longest)


def _slow_processor(browser: Browser, peer: Peer, built: Built, texts: Sequence[str]) -> tuple[float, float]:
    """Return the milliseconds of a first search, and the longest task of it and the next ones."""
    with serving(built.directory) as (url, _), _fresh_page(browser, url) as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate("null")  # Playwright's own scripts come with the first call: nobody's search.
        page.evaluate(_WATCH_TASKS)
        first, *others = texts
        peer.load(page)
        milliseconds = _first_search(page, peer, first)
        for text in others:
            peer.search(page, text, ROWS)
        longest: float = page.evaluate("window.longestTask")
    return milliseconds, longest


def _slow_line(browser: Browser, peer: Peer, built: Built, text: str, is_http2: bool) -> SlowLine:
    with (
        serving(built.directory, Line(), is_http2=is_http2) as (url, recorder),
        _fresh_page(browser, url) as page,
    ):
        peer.load(page)
        recorder.take()
        milliseconds = _first_search(page, peer, text)
        page.wait_for_timeout(200)
        return SlowLine(milliseconds, longest_chain(recorder.take()))


def _first_search(page: Page, peer: Peer, text: str) -> float:
    """Return the milliseconds from the first touch to the rows."""
    start = time.perf_counter()
    peer.open(page)
    peer.search(page, text, ROWS)
    return 1000 * (time.perf_counter() - start)


def longest_chain(sent: Sequence[Sent]) -> int:
    """Return how many responses, at the most, were each asked for only after another had come.

    >>> longest_chain([Sent("a", 1, 0, 2), Sent("b", 1, 1, 3), Sent("c", 1, 2.5, 4)])
    2
    """
    chains: list[tuple[float, int]] = []
    for one in sorted(sent, key=lambda one: one.start):
        before = max((length for end, length in chains if end <= one.start), default=0)
        chains.append((one.end, before + 1))
    return max((length for _, length in chains), default=0)


def _warm_times(browser: Browser, url: str, peer: Peer, texts: Sequence[str]) -> tuple[Times, Times]:
    """Time each search but a first one in one page, which fetches whatever files one needs, then all again."""
    order = _shuffled(texts, -1)
    order *= 1 + WARM_QUERIES // len(order)
    first, *others = order[: 1 + WARM_QUERIES]
    with _fresh_page(browser, url) as page:
        peer.load(page)
        peer.open(page)
        peer.search(page, first, ROWS)
        warm, again = ([peer.search(page, text, ROWS).milliseconds for text in others] for _ in range(2))
    return _times(warm), _times(again)


def _times(values: Sequence[float]) -> Times:
    return Times(statistics.median(values), sorted(values)[int(0.95 * (len(values) - 1))])


def _mean_line(lines: Sequence[SlowLine]) -> SlowLine:
    return SlowLine(
        statistics.fmean(line.milliseconds for line in lines), statistics.fmean(line.rounds for line in lines)
    )


def _mean(traffic: Sequence[Traffic]) -> Traffic:
    return Traffic(
        statistics.fmean(t.requests for t in traffic),
        statistics.fmean(t.bytes for t in traffic),
        statistics.fmean(t.milliseconds for t in traffic),
    )
