"""What ARCHITECTURE.md promises of the modules: imports run one way, pure modules are pure, none grows too long."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# A module imports only modules to its left.
_HANSEARCH = """
    errors fold cutting analysis labels sound pins tags sections links words lexicon parameters numerals phrases spelling query snippet
    ranking confidence folder index stored lists counting postings cache workers analyses search bits term_shards columns export shrink client_files evaluate
    calibrate chromium browser_engine plugin build cli
"""

_CLIENT = """
    fold.js analysis.js labels.js pins.js sound.js numerals.js phrases.js spelling.js inflate.js transport.js bits.js
    shards.js slices.js bundle.js query.js bm25.js ranking.js confidence.js snippet.js understanding.js search.js
    marks.js texts.js english.js rows.js panel.js states.js
    selection.js overlay.js search-page.js search-box.js hansearch.js
"""

HANSEARCH, CLIENT = _HANSEARCH.split(), _CLIENT.split()

TOUCH_THE_PAGE = CLIENT[CLIENT.index("marks.js") :]

LONGEST = 330
"""Lines. A module that outgrows this becomes a folder of the same name."""

PYTHON = [*sorted(ROOT.glob("hansearch/*.py")), *sorted(ROOT.glob("helpcenter/**/*.py"))]
SCRIPTS = sorted(ROOT.glob("hansearch/client/*.js"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that a Python file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def script_imports(path: Path) -> set[str]:
    """Every script that another one imports, at once or later; types are no imports."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    at_once = re.findall(r"""(?:from|import) '\./([\w.-]+)'""", text)
    later = re.findall(r"""import\((?:new URL\()?'(?:\./)?([\w.-]+)'""", text)
    return {*at_once, *later}


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(HANSEARCH) == sorted(
        path.stem for path in ROOT.glob("hansearch/*.py") if path.stem[0] != "_"
    )
    assert sorted(CLIENT) == [path.name for path in SCRIPTS]


@pytest.mark.parametrize("module", HANSEARCH)
def test_a_module_imports_only_modules_to_its_left(module: str) -> None:
    own = {
        name.split(".")[1]
        for name in imports(ROOT / f"hansearch/{module}.py")
        if name.startswith("hansearch.")
    }
    left = HANSEARCH[: HANSEARCH.index(module)]
    assert own & set(HANSEARCH) <= set(left)


@pytest.mark.parametrize("script", CLIENT)
def test_a_script_imports_only_scripts_to_its_left(script: str) -> None:
    assert script_imports(ROOT / "hansearch/client" / script) <= set(CLIENT[: CLIENT.index(script)])


@pytest.mark.parametrize("path", sorted(ROOT.glob("hansearch/*.py")), ids=name_of)
def test_hansearch_knows_nothing_of_the_help_centre(path: Path) -> None:
    assert not [name for name in imports(path) if name.split(".")[0] == "helpcenter"]


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_only_edges_know_mkdocs(path: Path) -> None:
    is_edge = name_of(path) in {"hansearch/plugin.py", "hansearch/build.py", "helpcenter/plugin.py"}
    assert is_edge or not [name for name in imports(path) if name.split(".")[0] == "mkdocs"]


@pytest.mark.parametrize("script", [name for name in CLIENT if name not in TOUCH_THE_PAGE])
def test_a_pure_script_never_mentions_the_page(script: str) -> None:
    text = (ROOT / "hansearch/client" / script).read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    touched = [name for name in ("document", "window") if re.search(rf"(?<![\w.$]){name}\b(?! *:)", code)]
    # A variable of its own by that name is not the page's.
    assert [name for name in touched if not re.search(rf"(?:const|let) {name}\b", code)] == []


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_says_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("/**")


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS], ids=name_of)
def test_a_module_fits_in_a_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
