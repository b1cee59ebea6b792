"""What a search of ours may cost a reader beside the others, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.measure import Result


@dataclass(frozen=True)
class Limit:
    """One promise: a figure of hansearch, at the most so many times that of another search."""

    name: str
    value: Callable[[Result], float | None]
    at_most: float
    beside: str | None = None
    """The other search; None: ``at_most`` is the figure itself."""


LIMITS = (
    Limit("first search, bytes", lambda r: r.first.bytes, 0.20, "Pagefind"),
    Limit("first search, requests", lambda r: r.first.requests, 1.0, "Pagefind"),
    Limit("first search, requests one after another", lambda r: r.hardship.http2.rounds, 4),
    Limit("… over HTTP/1.1", lambda r: r.hardship.http1.rounds, 4),
    Limit("first search on Slow 4G, ms", lambda r: r.hardship.http2.milliseconds, 0.4, "Pagefind"),
    Limit("… over HTTP/1.1", lambda r: r.hardship.http1.milliseconds, 0.4, "Pagefind"),
    Limit("next searches, bytes", lambda r: r.following.bytes, 0.35, "Pagefind"),
    Limit("200 searches again, p50 ms", lambda r: r.again.p50, 0.1, "Pagefind"),
    Limit("200 searches again, p50 ms", lambda r: r.again.p50, 1.0, "MiniSearch"),
    Limit("200 searches again, p95 ms", lambda r: r.again.p95, 16),
    Limit("longest task, ms", lambda r: r.hardship.longest_task, 50),
    Limit("build of the index, CPU s", lambda r: r.cpu_seconds, 1.0, "Pagefind"),
)


def check(results: Sequence[Result], limits: Sequence[Limit] = LIMITS) -> Iterator[tuple[str, str, str, str]]:
    """Yield for each limit: its name, the limit, the figure, and whether it holds; hansearch stands first."""
    own = results[0]
    others: Mapping[str, Result] = {result.name: result for result in results[1:]}
    for limit in limits:
        value = limit.value(own)
        reference = _reference(limit, others)
        if value is None or not reference:
            continue
        share = value / reference
        bound = f"≤ {limit.at_most:g}" + (f" × {limit.beside}" if limit.beside else "")
        yield (
            limit.name,
            bound,
            f"{share:.2f}" if limit.beside else f"{share:.0f}",
            "yes" if share <= limit.at_most else "no",
        )


def _reference(limit: Limit, others: Mapping[str, Result]) -> float | None:
    if limit.beside is None:
        return 1.0
    return limit.value(others[limit.beside]) if limit.beside in others else None
