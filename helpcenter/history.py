"""The dates on which articles last changed, from git."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

_COMMIT = "\x01"


def last_changed(docs: Path) -> Mapping[str, date]:
    """Return path below *docs* → day of its last commit, from one call of git.

    Empty without git or outside of a repository; a file that was never committed is left out.
    """
    command = [
        "git", "-c", "core.quotePath=false", "log", f"--format={_COMMIT}%cs", "--name-only", "--no-renames",
        "--relative", "--", ".",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 — a fixed command
            command, cwd=docs, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except OSError:
        return {}
    return parse_log(done.stdout) if done.returncode == 0 else {}


def parse_log(log: str) -> Mapping[str, date]:
    """Read ``git log --name-only``, newest commit first."""
    dates: dict[str, date] = {}
    day = None
    for line in log.split("\n"):
        if line.startswith(_COMMIT):
            day = date.fromisoformat(line.removeprefix(_COMMIT))
        elif line and day:
            dates.setdefault(line, day)
    return dates
