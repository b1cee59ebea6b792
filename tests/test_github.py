"""What GitHub runs and shows for this repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from helpcenter.data import load_data
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def steps_of(workflow: Path) -> list[dict]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_each_category_has_an_owner_of_its_articles_and_of_how_they_are_asked_for() -> None:
    text = (GITHUB / "CODEOWNERS.example").read_text(encoding="utf-8")
    owned = {line.split()[0] for line in text.splitlines() if line and not line.startswith("#")}
    for category in load_data(ROOT / "data").categories:
        assert {f"/docs/{category.id}/", f"/data/asked_as/{category.id}/"} <= owned


def test_every_owned_path_but_planned_data_is_there() -> None:
    text = (GITHUB / "CODEOWNERS.example").read_text(encoding="utf-8")
    paths = [line.split()[0] for line in text.splitlines() if line.startswith("/")]
    assert [path for path in paths if not (ROOT / path.strip("/")).exists()] == []


def test_what_the_template_names_is_there() -> None:
    text = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", text):
        assert f"\n{target}:" in makefile
    assert (ROOT / "tests/relevance/baseline.json").is_file()


def test_the_site_is_published_only_after_lint_test_and_build() -> None:
    workflow = yaml.safe_load((GITHUB / "workflows/pages.yml").read_text(encoding="utf-8"))
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert runs == ["make lint", "make test", "make site"]
    assert workflow["jobs"]["deploy"]["needs"] == "check"
    assert "pull_request" in workflow["jobs"]["deploy"]["if"]


def test_the_whole_history_is_fetched_for_the_dates_on_the_pages() -> None:
    (checkout,) = [s for s in steps_of(GITHUB / "workflows/pages.yml") if "checkout" in s.get("uses", "")]
    assert checkout["with"]["fetch-depth"] == 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_runs_code_of_a_pull_request_with_rights_to_write(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    triggers = content[True]  # YAML reads `on` as a boolean
    assert "pull_request_target" not in triggers
    if "pull_request" in triggers:
        assert content["permissions"] == {"contents": "read"}
    if "workflow_run" in triggers:
        assert not [step for step in steps_of(workflow) if "checkout" in step.get("uses", "")]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_that_a_pull_request_says_is_pasted_into_a_command(workflow: Path) -> None:
    assert [step for step in steps_of(workflow) if "${{" in step.get("run", "")] == []


def test_python_is_the_oldest_that_is_promised() -> None:
    for workflow in WORKFLOWS:
        for step in steps_of(workflow):
            if "setup-python" in step.get("uses", ""):
                assert step["with"]["python-version"] == "3.11"
