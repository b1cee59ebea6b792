"""The benchmark: its own half on the fixture site, without the searches that it compares with."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import measure, report
from bench.__main__ import main, measure_all
from bench.ablation import STAGES, ablate
from bench.corpus import Site, answerable, build_site, folder_project, page_file, sample
from bench.measure import Result, Times, Traffic
from bench.peers import hansearch
from bench.resample import blocks, resample
from hansearch.evaluate import Judged, Measures, load_queries
from tests.conftest import FIXTURE

QUERIES = [
    Judged("1", "慢查询", "keyword", ("index.md",)),
    Judged("2", "shujuku", "pinyin", ("index.md",)),
    Judged("3", "没有这一页", "keyword", ("nowhere.md",)),
]


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
        report.write_results(path, report.Run(title, "make bench", [fact], [_result()]))
    text = path.read_text(encoding="utf-8")
    assert text.count("## One\n") == text.count("## Two\n") == 1
    assert "- new" in text
    assert "- kept" in text
    assert "- old" not in text
    assert text.startswith(report.HEAD)


def test_corpus_and_queries_belong_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpus", "docs"]) == 2
    assert "QUERIES" in capsys.readouterr().err


def test_our_own_queries_can_be_read() -> None:
    path = Path(__file__).parent.parent / "bench" / "queries" / "dev.jsonl"
    assert len(load_queries(path)) == len(path.read_text(encoding="utf-8").splitlines())
    assert all(json.loads(line)["kind"] for line in path.read_text(encoding="utf-8").splitlines())


def _result() -> Result:
    measures = Measures(1, 1.0, 1.0, 1.0, 1.0, 0.0)
    traffic = Traffic(1, 1000, 5)
    return Result(
        name="hansearch", version="0", kinds={"keyword": measures, "all": measures}, first=traffic,
        following=traffic, warm=Times(1, 2), again=Times(1, 2), cpu_seconds=0.5, disk_bytes=2000, disk_files=3,
    )  # fmt: skip


def test_a_corpus_of_any_size_is_made_of_the_paragraphs_of_another() -> None:
    pages = ["---\ntitle: x\n---\n# 甲\n文字[链接](b.md)\n\n## 乙\n\n```sh\na\n\nb\n```\n", "# 丙\n\n段落\n"]
    resampled = list(resample(pages, 50))
    assert resampled == list(resample(pages, 50))
    assert len(resampled) == 50
    assert {block for page in resampled for block in blocks(page)} == {
        "# 甲", "文字[链接](#)", "## 乙", "```sh\na\n\nb\n```", "# 丙", "段落",
    }  # fmt: skip
    assert all(page.startswith("# ") for page in resampled)
