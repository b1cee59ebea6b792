"""What the W3C's checker (vnu) and html-validate say of every page."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("html-validate.json")
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def has_java() -> bool:
    """Return whether vnu can run here."""
    return shutil.which("java") is not None


def html_validate(site: Path) -> Iterator[str]:
    """Yield the errors that html-validate finds."""
    with tempfile.TemporaryDirectory() as folder:
        # Through a pipe it loses the end of a long report.
        report = Path(folder) / "report.json"
        command: list[str | Path] = [
            "npx",
            "--no-install",
            "html-validate",
            "--config",
            CONFIG,
            f"--formatter=json={report}",
            site,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
        if not report.is_file():
            raise RuntimeError(done.stderr)
        pages = json.loads(report.read_text(encoding="utf-8"))
    for page in pages:
        for message in page["messages"]:
            if message["severity"] == 2:
                name = Path(page["filePath"]).relative_to(site.resolve())
                yield f"{name}:{message['line']}: {message['message']} ({message['ruleId']})"


def vnu(site: Path) -> Iterator[str]:
    """Yield the errors that the W3C's checker finds."""
    command: list[str | Path] = [
        "java",
        "-jar",
        VNU,
        "--errors-only",
        "--format",
        "json",
        "--skip-non-html",
        site,
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    for message in json.loads(done.stderr)["messages"]:
        name = Path(message.get("url", "").removeprefix("file:"))
        where = name.relative_to(site.resolve()) if name.is_relative_to(site.resolve()) else name
        yield f"{where}:{message.get('lastLine', 1)}: {message['message']}"
