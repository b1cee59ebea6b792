"""The client as a site serves it: every module in one script, and nothing left out."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from minify import MinifyError

from hansearch import client_files, plugin
from hansearch.client_files import CLIENT, OFFLINE, SCRIPTS, offline_script
from tests.conftest import FIXTURE, build_project


def test_the_script_imports_nothing() -> None:
    for name in SCRIPTS:
        assert not re.search(r"^import\b|[;}]import\{", client_files.client_files()[name], re.MULTILINE)


def test_it_exports_what_its_modules_do() -> None:
    (exported,) = re.findall(r"^export const\[(.*?)\]=", client_files.client_files()["search.js"])
    assert {"search", "find", "open", "startOver", "attach", "ROOT", "BundleError"} == set(
        exported.split(",")
    )


def test_every_module_is_in_one_of_the_files() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in CLIENT.glob("*.js")}
    served = {"hansearch.js"} | {entry for entries in SCRIPTS.values() for entry in entries}
    while imported := set(re.findall(r"from '\./([\w-]+\.js)'", "".join(map(sources.get, served)))) - served:
        served |= imported
    assert served == set(sources)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """Return how two modules, of which the second imports the first, are joined."""

    def join(first: str, second: str) -> str:
        (tmp_path / "first.js").write_text(first, encoding="utf-8")
        (tmp_path / "second.js").write_text(second, encoding="utf-8")
        return client_files.client_files()["second.js"]

    monkeypatch.setattr(client_files, "CLIENT", tmp_path)
    monkeypatch.setattr(client_files, "SCRIPTS", {"second.js": ("second.js",)})
    for name in ("hansearch.js", "hansearch.css"):
        (tmp_path / name).touch()
    return join


def test_modules_share_one_scope(written: Callable[[str, str], str]) -> None:
    first = "export const one = [1];\n"
    second = "import { one } from './first.js';\nexport const two = [one];\n"
    assert written(first, second) == "export const[two]=(()=>{const e=[1],t=[e];return[t]})()"


def test_a_name_is_declared_by_one_module() -> None:
    """They share one scope, where a second function of a name silently takes the place of the first."""
    declared: dict[str, list[str]] = {}
    for path in sorted(CLIENT.glob("*.js")):
        if path.name != "hansearch.js":
            for name in re.findall(
                r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)",
                path.read_text(encoding="utf-8"),
                re.MULTILINE,
            ):
                declared.setdefault(name, []).append(path.name)
    assert {name: modules for name, modules in declared.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("path", sorted(CLIENT.glob("*.js")), ids=lambda path: path.name)
def test_nothing_is_taken_out_of_an_object_on_the_line_that_makes_it(path: Path) -> None:
    """tdewolff-minify 2.24 may put ``const { a } = f({ b })`` before the declaration of ``b``."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"(?:const|let) [{[].*[}\]] = .*(?<!\$)\{.*", code)


def test_no_module_gives_an_import_another_name(written: Callable[[str, str], str]) -> None:
    with pytest.raises(MinifyError, match="import"):
        written(
            "export const ONE = 1;\n", "import { ONE as TWO } from './first.js';\nexport const THREE = TWO;\n"
        )


def test_comments_stay_at_home() -> None:
    assert "@param" not in "".join(client_files.client_files().values())


def test_two_calls_give_the_same_bytes() -> None:
    assert client_files.client_files() == client_files.client_files()


def test_what_a_search_loads_of_script_is_small() -> None:
    compressed = len(gzip.compress(client_files.client_files()["search.js"].encode(), 9))
    assert compressed < 17_250
    assert len(gzip.compress(client_files.client_files()["hansearch.js"].encode(), 9)) < 1_700


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
