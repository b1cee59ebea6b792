"""The static bundle: its bytes are the same for the same pages, and what FORMAT.md says they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hansearch.analysis import DictionarySegmenter
from hansearch.export import FORMAT_VERSION, MANIFEST, _json, export_bundle
from hansearch.lexicon import build_lexicon
from hansearch.parameters import PARAMETERS
from hansearch.postings import invert
from hansearch.sections import Page, build_page, page_parts
from hansearch.stored import load_index
from hansearch.term_shards import _EARLIEST, _LATEST, TERM_SHARD_BYTES, _cut
from tests.bundle_files import (
    expected_files,
    manifest_of,
    part_names,
    read_bundle,
    read_json,
    shard_names,
    shard_starts,
    unsealed,
)
from tests.conftest import FIXTURE, ROOT, Site

PAGES = [
    build_page("a.md", "a/", "退款", "<p>退款退款到账</p>"),
    build_page("b.md", "b/", "App", "<p>打开app</p>", {"questions": ["怎么退款"]}),
]
SEGMENTER = DictionarySegmenter()


def bundle_of(pages: list[Page]) -> dict[str, bytes]:
    postings = invert(pages, SEGMENTER)
    return export_bundle(pages, postings, build_lexicon(postings.terms, SEGMENTER), PARAMETERS)


@pytest.fixture(scope="module")
def bundle(help_centre: Site) -> dict[str, bytes]:
    return read_bundle(help_centre.directory)


# ── Files ──


def test_a_bundle_has_the_files_that_it_says_it_has_and_no_other(bundle: dict[str, bytes]) -> None:
    assert bundle.keys() == expected_files(bundle)


def test_every_file_but_the_manifest_says_which_file_it_is(bundle: dict[str, bytes]) -> None:
    names = [Path(name).stem for name in bundle if name != MANIFEST]
    assert len(names) > 100
    for name in names:
        assert unsealed(bundle, name)


def test_files_of_other_content_lie_in_another_folder() -> None:
    first, same = bundle_of(PAGES), bundle_of(PAGES)
    other = bundle_of([PAGES[0], build_page("b.md", "b/", "App", "<p>打开APP！</p>")])
    assert first == same
    assert first.keys() - {MANIFEST} & other.keys() == set()


def test_the_manifest_comes_last() -> None:
    assert list(bundle_of(PAGES))[-1] == MANIFEST


# ── Manifest ──


def test_the_format_has_a_version(bundle: dict[str, bytes]) -> None:
    assert manifest_of(bundle)["format"] == FORMAT_VERSION == 5


def test_every_parameter_travels_to_the_browser() -> None:
    assert manifest_of(bundle_of(PAGES))["parameters"].keys() == vars(PARAMETERS).keys()


# ── Term shards ──


def test_shards_stand_in_code_point_order_and_keep_to_their_size(bundle: dict[str, bytes]) -> None:
    starts = shard_starts(bundle)
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts) > 10
    sizes = [len(unsealed(bundle, name)) for name in shard_names(bundle)]
    average = sum(sizes) / len(sizes)
    assert TERM_SHARD_BYTES / 2 < average < 2 * TERM_SHARD_BYTES
    assert max(sizes) < 5 * average


terms = st.sets(st.text("甲乙丙", min_size=1, max_size=5), min_size=1, max_size=60)


@given(terms, st.integers(1, 20), st.integers(20, 60))
def test_a_group_is_cut_into_parts_of_about_a_size(group: set[str], size: int, target: int) -> None:
    parts = list(_cut(sorted(group), dict.fromkeys(group, size), target))
    assert [term for part in parts for term in part] == sorted(group)
    assert all(
        _EARLIEST * target < size * len(part) <= max(_LATEST * target, 2 * size) for part in parts[:-1]
    )


def test_a_group_is_cut_where_the_fewest_characters_tell_the_parts_from_each_other() -> None:
    group = ["tidb_a", "tidb_b", "tidb_c", "tikv", "tikv_a", "tikv_b", "tikv_c"]
    assert [list(part) for part in _cut(group, dict.fromkeys(group, 10), 50)] == [group[:3], group[3:]]


# ── Text ──


def test_every_section_is_stored_once_in_order(help_centre: Site, bundle: dict[str, bytes]) -> None:
    pages, _ = load_index(help_centre.index)
    for page, names in zip(pages, part_names(bundle), strict=True):
        parts = [read_json(unsealed(bundle, name)) for name in names]
        sections = [section for part in parts for section in part[6]]
        assert sections == [[section.fragment, section.heading, section.text] for section in page.sections]
        assert [part[1:4] for part in parts] == [[page.url, page.title, page.category]] * len(names)
        assert [part[4] for part in parts] == [page.answer, *[""] * (len(names) - 1)]


def test_parts_are_those_that_the_index_counts_with(help_centre: Site, bundle: dict[str, bytes]) -> None:
    pages, _ = load_index(help_centre.index)
    stored = [[len(read_json(unsealed(bundle, name))[6]) for name in names] for names in part_names(bundle)]
    assert stored == page_parts(pages)


def test_a_part_brings_what_its_traditional_characters_fold_to() -> None:
    bundle = bundle_of([build_page("a.md", "a/", "題", "<p>後臺</p>", category="說明")])
    pairs = read_json(unsealed(bundle, "p0-0"))[0]
    assert dict(zip(pairs[::2], pairs[1::2], strict=True)) == {
        "題": "题", "後": "后", "臺": "台", "說": "说",
    }  # fmt: skip


texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text('退款，。！“”…—·〇𠮷ａ\u3000\n\t\\"é')


@given(texts)
def test_json_is_read_back_whatever_it_says(text: str) -> None:
    assert json.loads(_json([text]).decode("gb18030")) == [text]


@given(texts)
@example("\u201a\u201b\u3004")
def test_json_has_no_character_of_more_than_two_bytes(text: str) -> None:
    written = _json([text]).decode("gb18030")
    assert all(len(character.encode("gb18030")) <= 2 for character in written)


def test_common_chinese_is_not_escaped() -> None:
    text = "退款，多久到账？“原路退回”——《说明》（一）：3～5 天……"
    assert "\\u" not in _json([text]).decode("gb18030").replace("\\u2026", "")


# ── Builds ──

BUILD = """
import sys
from pathlib import Path
from tests.conftest import build_project
build_project(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def build_anew(config_file: Path, out: Path, hash_seed: str) -> dict[Path, bytes]:
    """Return what another Python, which orders its sets otherwise, builds in *out*."""
    subprocess.run(
        [sys.executable, "-c", BUILD, str(config_file), str(out)],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed}, check=True, capture_output=True,
    )  # fmt: skip
    return read_tree(out / "site")


def read_tree(site: Path) -> dict[Path, bytes]:
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def differing(one: dict[Path, bytes], other: dict[Path, bytes]) -> set[str]:
    return {str(path) for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    builds = [build_anew(FIXTURE / "mkdocs.yml", tmp_path / seed, seed) for seed in ("1", "2")]
    assert differing(*builds) == set()


def test_two_builds_of_the_help_centre_give_the_same_bytes(help_centre: Site, tmp_path: Path) -> None:
    again = build_anew(ROOT / "mkdocs.yml", tmp_path, "1")
    assert differing(read_tree(help_centre.directory), again) == set()
