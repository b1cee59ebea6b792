"""How Lighthouse rates a page on a phone."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from pathlib import Path
from typing import Any

from hansearch.chromium import find_chromium

ROOT = Path(__file__).parents[2]


def median(url: str, runs: int) -> tuple[dict[str, float], float]:
    """Return the median of each score, 0 to 100, and the greatest shift of the layout."""
    reports = [run(url) for _ in range(runs)]
    for name, audit in reports[-1]["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
            print(f"    {url}: {name} {audit['score']} {audit.get('displayValue', '')}")
    scores = {
        name: statistics.median(100 * report["categories"][name]["score"] for report in reports)
        for name in reports[0]["categories"]
    }
    return scores, max(r["audits"]["cumulative-layout-shift"]["numericValue"] for r in reports)


def run(url: str) -> dict[str, Any]:
    """Return what one run reports."""
    command = [
        "npx",
        "--no-install",
        "lighthouse",
        url,
        "--output=json",
        "--quiet",
        "--only-categories=performance,accessibility,best-practices,seo",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environment = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report
