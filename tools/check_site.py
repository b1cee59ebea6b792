"""What must hold of the built site, measured as a browser sees it: ``make check-site``; slow parts: ``make lighthouse``.

A limit that slips is printed with all that is over it, and the command fails.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, sync_playwright

from hansearch.chromium import LAUNCH_ARGUMENTS, find_chromium
from tools.checks import accessibility, lighthouse, links, markup
from tools.checks.server import Host, hosting
from tools.checks.weight import weigh

# What a cold page may cost, all that it loads before the reader touches anything.
PAGE_BYTES = 45 * 1024  # compressed
PAGE_REQUESTS = 6
SCRIPT_BYTES = 4 * 1024  # compressed, of all scripts together
SEARCH_SCRIPT_BYTES = 2 * 1024  # compressed, of the search alone
INDEX_REQUESTS = 0
THIRD_PARTIES = 0
WEIGHED = {"home": "", "article": "contact/human/", "emergency": "safety/after-scam/"}

# Lighthouse on a phone: of five runs the median.
RUNS = 5
SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
LAYOUT_SHIFT = 0.0
RATED = {"home": "", "article": "contact/human/", "search": "search/"}

# Findings of axe, html-validate and vnu, broken links, inline code.
FINDINGS = 0

SHOWN = 30
"""Lines of each check."""


def main(arguments: list[str] | None = None) -> int:
    """Run the checks; return 1 if a limit slips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--lighthouse", action="store_true", help="only Lighthouse")
    parser.add_argument("--only", choices=sorted(CHECKS), action="append", help="only this check")
    options = parser.parse_args(arguments)
    site = options.site.resolve()
    if not (site / "index.html").is_file():
        parser.error(f"{site}: no built site here. Run make site first.")
    with hosting(site) as host, sync_playwright() as playwright:
        if options.lighthouse:
            return report("lighthouse", rate(host))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        wanted = options.only or CHECKS
        failures = [
            report(name, check(browser, site, host)) for name, check in CHECKS.items() if name in wanted
        ]
        browser.close()
    return max(failures)


def report(name: str, findings: Iterable[str]) -> int:
    """Print what a check found; return 1 if that is more than may be."""
    start = monotonic()
    lines = list(findings)
    verdict = "ok" if len(lines) <= FINDINGS else f"{len(lines)} findings"
    print(f"{name}: {verdict} ({monotonic() - start:.0f} s)")
    for line in lines[:SHOWN]:
        print(f"  {line}")
    if len(lines) > SHOWN:
        print(f"  and {len(lines) - SHOWN} more")
    sys.stdout.flush()
    return int(len(lines) > FINDINGS)


def too_heavy(browser: Browser, site: Path, host: Host) -> Iterator[str]:
    """Yield what a cold page costs too much."""
    for name, path in WEIGHED.items():
        weight = weigh(browser, host, path)
        print(
            f"{name}: {weight.size / 1024:.1f} KiB in {weight.requests} requests, "
            f"{weight.script / 1024:.1f} KiB of them script"
        )
        for what, value, limit in (
            ("bytes", weight.size, PAGE_BYTES),
            ("requests", weight.requests, PAGE_REQUESTS),
            ("bytes of script", weight.script, SCRIPT_BYTES),
            ("bytes of the search's script", weight.search_script, SEARCH_SCRIPT_BYTES),
            ("requests for the index", weight.of_index, INDEX_REQUESTS),
            ("requests to others", len(weight.third_party), THIRD_PARTIES),
        ):
            if value > limit:
                yield f"{name}: {value} {what}, at most {limit}"


def unclear_markup(browser: Browser, site: Path, host: Host) -> Iterator[str]:
    """Yield what the W3C's checker says, where there is Java."""
    if markup.has_java():
        yield from markup.vnu(site)
    else:
        print("vnu: not run, it needs Java (apt install default-jre-headless)")


def rate(host: Host) -> Iterator[str]:
    """Yield what Lighthouse rates too low."""
    for name, path in RATED.items():
        scores, shift = lighthouse.median(host.url + path, RUNS)
        print(f"{name}: {' '.join(f'{key} {value:.0f}' for key, value in scores.items())}, CLS {shift:.3f}")
        for key, least in SCORES.items():
            if scores[key] < least:
                yield f"{name}: {key} {scores[key]:.0f}, at least {least}"
        if shift > LAYOUT_SHIFT:
            yield f"{name}: layout shift {shift:.3f}, at most {LAYOUT_SHIFT}"


CHECKS: dict[str, Callable[[Browser, Path, Host], Iterable[str]]] = {
    "weight": too_heavy,
    "links": lambda _, site, __: links.broken_links(site),
    "inline": lambda _, site, __: links.inline_code(site),
    "html-validate": lambda _, site, __: markup.html_validate(site),
    "vnu": unclear_markup,
    "axe": lambda browser, site, host: accessibility.audit(browser, site, host.url),
}


if __name__ == "__main__":
    sys.exit(main())
