"""The benchmark: its own half on the fixture site, without the searches that it compares with."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from bench import growth, measure, report
from bench.__main__ import argument_parser, main, make_command, measure_all
from bench.ablation import STAGES, ablate
from bench.corpus import Site, answerable, build_site, folder_project, page_file, sample
from bench.limits import Limit, check
from bench.measure import Hardship, Result, SlowLine, Times, Traffic, longest_chain
from bench.peers import hansearch
from bench.peers.minisearch import headings_above
from bench.resample import blocks, resample
from bench.server import Line, Sent, serving
from hansearch.evaluate import Judged, Measures, load_queries
from tests.conftest import FIXTURE

QUERIES = [
    Judged("1", "慢查询", "keyword", ("index.md",)),
    Judged("2", "shujuku", "pinyin", ("index.md",)),
    Judged("3", "没有这一页", "keyword", ("nowhere.md",)),
]


def test_one_query_is_too_few_and_said_before_anything_is_measured(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.__main__.build_site", lambda *_: site)
    file = tmp_path / "queries.jsonl"
    file.write_text(
        "\n".join(json.dumps({"id": q.id, "query": q.query, "relevant": q.relevant}) for q in QUERIES[1:]),
        encoding="utf-8",
    )
    assert main(["--corpus", str(FIXTURE / "docs"), "--queries", str(file)]) == 1
    assert f"{file}: 1 of its queries name a page of this site" in capsys.readouterr().err


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The fixture's articles as any folder of Markdown."""
    out = tmp_path_factory.mktemp("bench")
    return build_site(folder_project(FIXTURE / "docs", out), out)


def test_a_folder_is_built_with_hansearch_and_nothing_else(site: Site) -> None:
    assert {"index.md", "mixed.md"} <= {page.path for page in site.pages}
    assert all((site.directory / page_file(page)).exists() for page in site.pages)
    assert not (site.directory / "search" / "search_index.json").exists()
    assert site.cpu_seconds > 0


def test_hansearch_is_measured_in_a_browser(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "SESSIONS", 1)
    queries = answerable(QUERIES, site.pages)
    # In a thread of its own: the browser that other tests share keeps an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        [result] = thread.submit(measure_all, [hansearch], site, queries, tmp_path).result()
    assert result.kinds["all"].queries == 2
    assert result.first.requests > 3
    assert result.first.bytes > 1000
    for line in (result.hardship.http2, result.hardship.http1):
        assert line.milliseconds > 150 * line.rounds > 0
    assert result.hardship.slow_processor > 0
    assert 0 < result.warm.p50 <= result.warm.p95
    assert result.disk_bytes > result.first.bytes


def test_every_stage_can_be_switched_off(site: Site, tmp_path: Path) -> None:
    site.plugin.write_index(tmp_path / "index")
    rows = ablate(tmp_path / "index", answerable(QUERIES, site.pages))
    assert [row.stage for row in rows] == ["all stages on", *STAGES]
    assert all(row.kinds["all"].queries == 2 for row in rows)


def test_a_sample_is_the_same_every_time_and_keeps_small_kinds_whole() -> None:
    queries = [Judged(str(n), f"q{n}", "ab"[n % 10 == 0], ("index.md",)) for n in range(100)]
    chosen = sample(queries, 12)
    assert chosen == sample(queries, 12)
    assert [query.kind for query in chosen] == ["a"] * 12 + ["b"] * 10
    assert len(sample(queries, 0)) == 100


def test_results_keep_the_other_corpora(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    for title, fact in (("One", "old"), ("Two", "kept"), ("One", "new")):
        run = report.Run(title, "make bench", [fact], [_result()])
        report.write_section(path, title, report.render(run))
    text = path.read_text(encoding="utf-8")
    assert text.count("## One\n") == text.count("## Two\n") == 1
    assert "- new" in text
    assert "- kept" in text
    assert "- old" not in text
    assert text.startswith(report.HEAD)


def test_corpus_and_queries_belong_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpus", "docs"]) == 2
    assert "QUERIES" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", "make bench"),
        (
            "--corpus docs-cn/docs --queries q.jsonl --per-kind 0",
            "make bench CORPUS=docs-cn/docs QUERIES=q.jsonl PER_KIND=0",
        ),
        ("--growth --corpus docs-cn/docs", "make bench GROWTH=1 CORPUS=docs-cn/docs"),
    ],
)
def test_the_results_tell_the_command_as_it_was_typed(arguments: str, told: str) -> None:
    assert make_command(argument_parser().parse_args(arguments.split())) == told


def test_growth_needs_a_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--growth"]) == 2
    assert "CORPUS" in capsys.readouterr().err


def test_growth_is_measured_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in {"SESSIONS": 1, "NEXT_QUERIES": 2, "WARM_QUERIES": 5}.items():
        monkeypatch.setattr(measure, name, few)
    monkeypatch.setattr(growth, "PEERS", (hansearch,))
    monkeypatch.setattr(growth, "QUERIES", 3)
    with ThreadPoolExecutor(1) as thread:
        sizes = thread.submit(growth.measure_growth, FIXTURE / "docs", tmp_path, (4,)).result()
    assert [size.pages for size in sizes] == [4]
    assert all(size.peak_bytes > 10_000_000 for size in sizes)
    text = report.render_growth("Growth", "make bench GROWTH=1", ["a fact"], sizes)
    assert "| first search, kB: hansearch |" in text
    assert all(line.count("|") == 3 for line in text.splitlines() if line.startswith("|"))


def test_our_own_queries_can_be_read() -> None:
    path = Path(__file__).parent.parent / "bench" / "queries" / "dev.jsonl"
    assert len(load_queries(path)) == len(path.read_text(encoding="utf-8").splitlines())
    assert all(json.loads(line)["kind"] for line in path.read_text(encoding="utf-8").splitlines())


def _result() -> Result:
    measures = Measures(1, 1.0, 1.0, 1.0, 1.0, 0.0)
    traffic = Traffic(1, 1000, 5)
    return Result(
        name="hansearch", version="0", kinds={"keyword": measures, "all": measures}, first=traffic,
        following=traffic, hardship=Hardship(SlowLine(700, 3), SlowLine(900, 4), 500, 0), warm=Times(1, 2), again=Times(1, 2), cpu_seconds=0.5, disk_bytes=2000, disk_files=3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("times", "length"),
    [([], 0), ([(0, 1)], 1), ([(0, 2), (1, 3)], 1), ([(0, 1), (1, 2), (1, 3), (2.5, 4), (3, 5)], 3)],
)
def test_the_longest_chain_of_requests(times: list[tuple[float, float]], length: int) -> None:
    assert longest_chain([Sent("a", 1, start, end) for start, end in times]) == length


def test_a_slow_line_lets_through_what_it_can() -> None:
    async def carried() -> bytes:
        return b"".join([piece async for piece in Line().carry(b"x" * 40_000)])

    start = time.monotonic()
    # In a thread of its own: the browser that other tests share keeps an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, carried()).result() == b"x" * 40_000
    assert time.monotonic() - start >= 40_000 / Line.bytes_per_second


def test_a_host_compresses_what_hosts_compress_and_keeps_a_record(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("退款" * 100, encoding="utf-8")
    (tmp_path / "a.bin").write_bytes(b"0" * 100)
    with serving(tmp_path) as (url, recorder):
        with urlopen(url + "a.js") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(answer.read()).decode() == "退款" * 100
        with urlopen(url + "a.bin") as answer:
            assert answer.read() == b"0" * 100
        with pytest.raises(HTTPError, match="404"):
            urlopen(url + "../../etc/passwd")
        script, plain = recorder.take()
        assert script.name == "a.js" and script.size < 100
        assert plain.size == 100


def test_a_host_speaks_http2_where_it_is_told_to(tmp_path: Path) -> None:
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with serving(tmp_path, is_http2=True) as (url, _):
        address = urlsplit(url)
        with (
            socket.create_connection((address.hostname, address.port)) as plain,
            context.wrap_socket(plain) as secure,
        ):
            assert secure.selected_alpn_protocol() == "h2"


def test_a_limit_is_held_against_the_search_it_names() -> None:
    ours, theirs = _result(), replace(_result(), name="Pagefind", first=Traffic(1, 3000, 5))
    limits = [
        Limit("bytes", lambda r: r.first.bytes, 0.2, "Pagefind"),
        Limit("bytes", lambda r: r.first.bytes, 0.5, "Pagefind"),
        Limit("rounds", lambda r: r.hardship.http1.rounds, 4),
        Limit("bytes", lambda r: r.first.bytes, 0.5, "a search that is not there"),
    ]
    assert list(check([ours, theirs], limits)) == [
        ("bytes", "≤ 0.2 × Pagefind", "0.33", "no"),
        ("bytes", "≤ 0.5 × Pagefind", "0.33", "yes"),
        ("rounds", "≤ 4", "4", "yes"),
    ]


def test_a_corpus_of_any_size_is_made_of_the_paragraphs_of_another() -> None:
    pages = ["---\ntitle: x\n---\n# 甲\n文字[链接](b.md)\n\n## 乙\n\n```sh\na\n\nb\n```\n", "# 丙\n\n段落\n"]
    resampled = list(resample(pages, 50))
    assert resampled == list(resample(pages, 50))
    assert len(resampled) == 50
    assert {block for page in resampled for block in blocks(page)} == {
        "# 甲", "文字[链接](#)", "## 乙", "```sh\na\n\nb\n```", "# 丙", "段落",
    }  # fmt: skip
    assert all(page.startswith("# ") for page in resampled)


def test_minisearch_gets_the_headings_above_each_section_as_in_vitepress() -> None:
    html = (
        '<h1 id="a">甲</h1><h2 id="b">乙 <code>&lt;b&gt;</code><a class="headerlink" href="#b">¶</a></h2>'
        '<h4 id="c">丙</h4><h3 id="d">丁</h3><h2 id="e">戊</h2>'
    )
    assert headings_above(html) == {"a": [], "b": [], "c": ["乙 <b>"], "d": ["乙 <b>"], "e": []}
