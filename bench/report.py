"""What was measured → ``RESULTS.md``: a section for each corpus, of which only the one measured is replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.ablation import Ablation
from bench.growth import Size
from bench.limits import check
from bench.measure import NEXT_QUERIES, SESSIONS, SLOWER, WARM_QUERIES, Result
from hansearch.evaluate import Measures

HEAD = """# Results

Written by `make bench`; what is measured and how: [README.md](README.md).
Counts (requests, bytes, ranks) are exact; times depend on the machine and on what else ran: read their ratios.
"""


@dataclass(frozen=True)
class Run:
    """Everything that a section is written from."""

    title: str
    command: str
    facts: Sequence[str]
    """What was measured where: date, machine, versions, corpus, queries."""
    results: Sequence[Result]
    """hansearch first."""
    ablation: Sequence[Ablation] = ()


def write_section(path: Path, title: str, section: str) -> None:
    """Put a section into the file, in place of an older one of the same title or at the end."""
    sections = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    sections[title] = section
    path.write_text("\n".join([HEAD, *sections.values()]), encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    titles, bodies = parts[1::2], parts[2::2]
    return {title: f"## {title}\n{body.rstrip()}\n" for title, body in zip(titles, bodies, strict=True)}


def render(run: Run) -> str:
    """Return the section as Markdown."""
    parts = [
        f"## {run.title}\n",
        f"```sh\n{run.command}\n```\n",
        "\n".join(f"- {fact}" for fact in run.facts) + "\n",
        "### How often the right page is found\n",
        _table(["all queries", "hit@1", "hit@3", "hit@10", "MRR@10", "no result"], _overall(run.results)),
        "By kind: hit@1 / hit@3 / hit@10.\n",
        _by_kind(run.results, lambda m: " / ".join(map(_share, (m.hit_1, m.hit_3, m.hit_10)))),
        "By kind: MRR@10, and after the comma the share of queries without any result.\n",
        _by_kind(run.results, lambda m: f"{_share(m.mrr)}, {_share(m.no_result)}"),
        _behind(run.results),
        "### What it costs\n",
        _table(["", *(result.name for result in run.results)], _costs(run.results)),
    ]
    if limits := list(check(run.results)):
        parts += ["What hansearch sets itself:\n", _table(["", "limit", "measured", "holds"], limits)]
    if run.ablation:
        parts += ["### Each stage of the ranking off in turn\n", _ablation(run.ablation)]
    return "\n".join(parts).rstrip() + "\n"


def render_growth(title: str, command: str, facts: Sequence[str], sizes: Sequence[Size]) -> str:
    """Return the section that says how costs grow."""
    names = [result.name for result in sizes[-1].results]
    rows = []
    for metric, value in _GROWING.items():
        for name in names:
            found = [next((r for r in size.results if r.name == name), None) for size in sizes]
            values = [value(result) if result else None for result in found]
            rows.append([f"{metric}: {name}", *("–" if own is None else _number(own) for own in values)])
    for label, peaks in (
        ("peak memory of a build, MB", [size.peak_bytes for size in sizes]),
        ("… without hansearch, MB", [size.plain_peak_bytes for size in sizes]),
    ):
        rows.append([label, *(_number(peak / 1e6) for peak in peaks)])
    head = ["", *(f"{size.pages:,} pages, {size.characters / 1e6:.1f}M characters" for size in sizes)]
    facts_list = "\n".join(f"- {fact}" for fact in facts)
    return f"## {title}\n\n```sh\n{command}\n```\n\n{facts_list}\n\n{_table(head, rows)}"


_GROWING: Mapping[str, Callable[[Result], float | None]] = {
    "first search, kB": lambda r: r.first.bytes / 1000,
    "first search, requests": lambda r: r.first.requests,
    "first search on Slow 4G, ms": lambda r: r.hardship.http2.milliseconds,
    "… over HTTP/1.1, ms": lambda r: r.hardship.http1.milliseconds,
    "next searches, kB each": lambda r: r.following.bytes / 1000,
    "searches again, p50 ms": lambda r: r.again.p50,
    "searches again, p95 ms": lambda r: r.again.p95,
    "longest task, processor 4× slower, ms": lambda r: r.hardship.longest_task,
    "build of the index, CPU s": lambda r: r.cpu_seconds,
    "files of the search, kB on disk": lambda r: r.disk_bytes / 1000,
    "files of the search": lambda r: r.disk_files,
}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _share(value: float) -> str:
    text = f"{value:.2f}"
    return text.removeprefix("0") if text not in ("0.00", "1.00") else text[0]


def _overall(results: Sequence[Result]) -> Iterable[list[str]]:
    for result in results:
        m = result.kinds["all"]
        values = (m.hit_1, m.hit_3, m.hit_10, m.mrr, m.no_result)
        yield [f"{result.name} {result.version}", *(f"{value:.3f}" for value in values)]


def _by_kind(results: Sequence[Result], cell: Callable[[Measures], str]) -> str:
    kinds = [kind for kind in results[0].kinds if kind != "all"]
    rows = [
        [f"{kind} ({results[0].kinds[kind].queries})", *(cell(result.kinds[kind]) for result in results)]
        for kind in kinds
    ]
    return _table(["kind (queries)", *(result.name for result in results)], rows)


def _behind(results: Sequence[Result]) -> str:
    """Say in which kinds another search does better: what is left to do."""
    own, *peers = results
    if not peers:
        return ""
    lines = []
    for kind, m in own.kinds.items():
        best = max(peers, key=lambda peer: peer.kinds[kind].mrr)
        if best.kinds[kind].mrr > m.mrr + 1e-9:
            lines.append(f"{kind} ({best.name} {best.kinds[kind].mrr:.3f}, {own.name} {m.mrr:.3f})")
    return (
        f"Kinds in which another search is ahead of {own.name} by MRR@10: "
        + ("; ".join(lines) or "none")
        + ".\n"
    )


def _costs(results: Sequence[Result]) -> Iterable[list[str]]:
    def row(name: str, value: Callable[[Result], float | None], unit: str = "") -> list[str]:
        reference = value(results[0])
        cells = []
        for result in results:
            own = value(result)
            cells.append("–" if own is None else f"{_number(own)}{unit}{_ratio(own, reference)}")
        return [name, *cells]

    yield row("first search, requests", lambda r: r.first.requests)
    yield row("first search, kB", lambda r: r.first.bytes / 1000)
    yield row("first search, opening included, ms", lambda r: r.first.milliseconds)
    yield row("… on Slow 4G, HTTP/2, ms", lambda r: r.hardship.http2.milliseconds)
    yield row("… requests one after another", lambda r: r.hardship.http2.rounds)
    yield row("… on Slow 4G, HTTP/1.1, ms", lambda r: r.hardship.http1.milliseconds)
    yield row("… requests one after another", lambda r: r.hardship.http1.rounds)
    yield row(f"… with a processor {SLOWER}× slower, ms", lambda r: r.hardship.slow_processor)
    yield row("… and the next ones, longest task there, ms", lambda r: r.hardship.longest_task)
    yield row(f"next {NEXT_QUERIES}, requests each", lambda r: r.following.requests)
    yield row(f"next {NEXT_QUERIES}, kB each", lambda r: r.following.bytes / 1000)
    yield row(f"{WARM_QUERIES} searches, p50 ms", lambda r: r.warm.p50)
    yield row(f"{WARM_QUERIES} searches, p95 ms", lambda r: r.warm.p95)
    yield row("the same again, p50 ms", lambda r: r.again.p50)
    yield row("the same again, p95 ms", lambda r: r.again.p95)
    yield row("build of the index, CPU s", lambda r: r.cpu_seconds)
    yield row("files of the search, kB on disk", lambda r: r.disk_bytes / 1000)
    yield row("files of the search", lambda r: r.disk_files)


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _ratio(value: float, reference: float | None) -> str:
    """Return how many times hansearch's figure a peer's is."""
    return f" (×{_number(value / reference)})" if reference and value != reference else ""


def _ablation(rows: Sequence[Ablation]) -> str:
    whole = rows[0].kinds
    table = []
    for row in rows:
        m = row.kinds["all"]
        changes = {kind: row.kinds[kind].hit_1 - whole[kind].hit_1 for kind in whole if kind != "all"}
        moved = sorted(
            (kind for kind in changes if abs(changes[kind]) > 1e-9), key=lambda kind: changes[kind]
        )
        table.append(
            [
                row.stage if row is rows[0] else f"without {row.stage}",
                *(f"{value:.3f}" for value in (m.hit_1, m.hit_3, m.hit_10, m.mrr, m.no_result)),
                "" if row is rows[0] else f"{m.mrr - whole['all'].mrr:+.3f}",
                ", ".join(f"{kind} {changes[kind]:+.2f}" for kind in moved),
            ]
        )
    queries = whole["all"].queries
    head = ["", "hit@1", "hit@3", "hit@10", "MRR@10", "no result", "Δ MRR@10", "kinds whose hit@1 moves"]
    return f"Whoosh's index, all {queries} queries.\n\n" + _table(head, table)


def sessions_note() -> str:
    """Return how the costs were taken, for the list of facts."""
    return (
        f"Costs: mean of {SESSIONS} visits with an empty cache; every search asks for 10 rows with all that their "
        "list shows; bodies as sent, with gzip where static hosts compress. (×n): times hansearch's figure."
    )
