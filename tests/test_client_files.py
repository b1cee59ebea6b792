"""The client as a site serves it: every module in one script, and nothing left out."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from hansearch import plugin
from hansearch.client_files import CLIENT, OFFLINE, SCRIPTS, client_files, offline_script
from tests.conftest import FIXTURE, build_project


def test_the_script_imports_nothing() -> None:
    for name in SCRIPTS:
        assert not re.search(r"^import\b|[;}]import\{", client_files()[name], re.MULTILINE)


def test_it_exports_what_its_modules_do() -> None:
    (exported,) = re.findall(r"export\{(.*?)\};?$", client_files()["search.js"])
    assert {"search", "find", "open", "attach", "ROOT", "BundleError"} <= set(exported.split(","))


def test_every_module_is_in_one_of_the_files() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in CLIENT.glob("*.js")}
    served = {"hansearch.js"} | {entry for entries in SCRIPTS.values() for entry in entries}
    while imported := set(re.findall(r"from '\./([\w-]+\.js)'", "".join(map(sources.get, served)))) - served:
        served |= imported
    assert served == set(sources)


def test_comments_stay_at_home() -> None:
    assert "@param" not in "".join(client_files().values())


def test_two_calls_give_the_same_bytes() -> None:
    assert client_files() == client_files()


def test_what_a_search_loads_of_script_is_small() -> None:
    compressed = len(gzip.compress(client_files()["search.js"].encode(), 9))
    assert compressed < 19_500
    assert len(gzip.compress(client_files()["hansearch.js"].encode(), 9)) < 1_400


def test_the_offline_script_has_the_files_and_the_client() -> None:
    script = offline_script({"0123/t0.bin": b"y", "manifest.bin": b"x"})
    assert '"manifest":"eA=="' in script
    assert '"0123/t0":"eQ=="' in script
    assert "import.meta" not in script
    assert "import(" not in script


def test_a_very_large_index_is_not_written_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "OFFLINE_AT_MOST", 10_000)
    site, _ = build_project(FIXTURE / "mkdocs.yml", tmp_path)
    assert not (site / plugin.ASSETS / OFFLINE).exists()
    assert (site / plugin.ASSETS / "index" / plugin.MANIFEST).exists()
