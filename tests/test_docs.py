"""What the documents say is there, is there; what is there, they say."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from hansearch.cli import main
from hansearch.plugin import HansearchConfig
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_make_command_of_readme_is_a_target() -> None:
    named = set(re.findall(r"(?:`|\$ )make ([\w-]+)", README))
    targets = set(re.findall(r"^([\w-]+):", MAKEFILE, flags=re.MULTILINE))
    assert {"serve", "site", "index", "test", "lint"} <= named
    assert named <= targets


def test_readme_names_every_option_of_the_plugin() -> None:
    options = {name for name, _ in HansearchConfig._schema}
    table = README.split("| option | meaning |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE)) == options


def test_readme_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = set(re.findall(r"^    (\w+)", capsys.readouterr().out, flags=re.MULTILINE))
    assert {"build", "search", "analyze", "explain", "evaluate", "calibrate"} == verbs
    assert set(re.findall(r"^\$ hansearch (\w+)", README, flags=re.MULTILINE)) == verbs


def test_every_file_that_a_document_links_to_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "data/README.md"):
        text = re.sub(
            r"````?.*?````?|`[^`\n]*`", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL
        )
        targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)|src=\"(?!https?:)([^\"]+)\"", text)
        for target in (a or b for a, b in targets):
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


def test_the_ci_runs_the_two_commands_of_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)$", ci, flags=re.MULTILINE) == ["lint", "test"]


def test_the_example_of_readme_for_other_sites_is_enough(tmp_path) -> None:
    (example,) = (
        block for block in re.findall(r"```yaml\n(.*?)```", README, flags=re.DOTALL) if "plugins:" in block
    )
    (tmp_path / "mkdocs.yml").write_text(f"site_name: x\n{example}", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 首页\n\n你好。\n", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "assets" / "hansearch" / "search.js").exists()
