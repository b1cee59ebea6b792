"""Links between pages → what other pages call a page, which its own words may lack. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from hansearch.sections import Page

MAX_LABELS = 50
"""Of one page: what a hundred others call it is said by the first of them."""


def name_by_links(pages: Sequence[Page]) -> list[Page]:
    """Return *pages* with ``linked_as`` for ``links``: each label once, in the order of the pages.

    Labels that only repeat the title say nothing new, nor do links of a page to itself.
    """
    targets = {_absolute("", page.url): page for page in pages}
    labels: dict[str, dict[str, None]] = {}
    for page in pages:
        for href, label in page.links:
            target = targets.get(_absolute(page.url, href))
            if target and target.path != page.path and label != target.title:
                labels.setdefault(target.path, {})[label] = None
    return [
        replace(page, links=(), linked_as=tuple(labels.get(page.path, ()))[:MAX_LABELS]) for page in pages
    ]


def _absolute(url: str, href: str) -> str:
    """Return the address that a link on the page at *url* leads to; empty if it is no address at all."""
    try:
        return urldefrag(urljoin(f"/{url}", href)).url if href else f"/{url}"
    except ValueError:  # [server] where an IPv6 address would stand
        return ""
