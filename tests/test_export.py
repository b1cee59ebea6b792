"""The static bundle: its bytes are the same for the same pages, and what FORMAT.md says they are."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from hansearch.analysis import DictionarySegmenter
from hansearch.export import FORMAT_VERSION, NAME_LENGTH, TERM_SHARD_BYTES, export_bundle
from hansearch.lexicon import build_lexicon
from hansearch.parameters import PARAMETERS
from hansearch.postings import invert
from hansearch.sections import build_page
from tests.conftest import FIXTURE, ROOT, Site

PAGES = [
    build_page("a.md", "a/", "退款", "<p>退款退款到账</p>"),
    build_page("b.md", "b/", "App", "<p>打开app</p>", {"questions": ["怎么退款"]}),
]


def bundle_of(pages: list[Any]) -> dict[str, bytes]:
    segmenter = DictionarySegmenter()
    postings = invert(pages, segmenter)
    return export_bundle(pages, postings, build_lexicon(postings.terms, segmenter), PARAMETERS)


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(zlib.decompress(files["manifest.bin"]))


def shard_names(manifest: dict[str, Any], kind: str) -> list[str]:
    _, joined = manifest[kind]
    return [joined[at : at + NAME_LENGTH] for at in range(0, len(joined), NAME_LENGTH)]


def site_bundle(site: Site) -> dict[str, bytes]:
    folder = site.directory / "assets" / "hansearch" / "index"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_but_the_manifest_is_named_by_its_content(help_centre: Site) -> None:
    files = site_bundle(help_centre)
    for name, content in files.items():
        if name != "manifest.bin":
            assert name == hashlib.sha256(content).hexdigest()[:NAME_LENGTH] + ".bin"


def test_the_manifest_names_every_file_and_no_other(help_centre: Site) -> None:
    files = site_bundle(help_centre)
    manifest = manifest_of(files)
    named = [*manifest["words"], *shard_names(manifest, "terms"), *shard_names(manifest, "stored")]
    assert {f"{name}.bin" for name in named} | {"manifest.bin"} == files.keys()


def test_shards_stand_in_code_point_order_and_keep_to_their_size(help_centre: Site) -> None:
    files = site_bundle(help_centre)
    manifest = manifest_of(files)
    starts, _ = manifest["terms"]
    assert starts == sorted(starts)
    sizes = [len(zlib.decompress(files[f"{name}.bin"])) for name in shard_names(manifest, "terms")]
    assert len(sizes) == len(starts) > 10
    assert max(sizes) < 7 * TERM_SHARD_BYTES


def test_every_section_is_stored_once_in_order(help_centre: Site) -> None:
    files = site_bundle(help_centre)
    manifest = manifest_of(files)
    counts, _ = manifest["stored"]
    stored = [json.loads(zlib.decompress(files[f"{name}.bin"])) for name in shard_names(manifest, "stored")]
    assert [sum(len(page[4]) for page in pages) for _, pages in stored] == counts
    assert sum(counts) == sum(manifest["sections"]) == manifest["counts"]["sections"]


def test_the_format_has_a_version(help_centre: Site) -> None:
    assert manifest_of(site_bundle(help_centre))["format"] == FORMAT_VERSION


def test_every_parameter_travels_to_the_browser() -> None:
    assert manifest_of(bundle_of(PAGES))["parameters"].keys() == vars(PARAMETERS).keys()


BUILD = """
import sys
from pathlib import Path
from tests.conftest import build_project
build_project(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    "config_file", [FIXTURE / "mkdocs.yml", ROOT / "mkdocs.yml"], ids=["fixture", "help centre"]
)
def test_two_builds_give_the_same_bytes(config_file: Path, tmp_path: Path) -> None:
    trees = []
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(
            [sys.executable, "-c", BUILD, str(config_file), str(out)],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        site = out / "site"
        trees.append({p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()})
    assert trees[0].keys() == trees[1].keys()
    assert [path for path in trees[0] if trees[0][path] != trees[1][path]] == []
