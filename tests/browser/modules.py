"""Calls into the modules of a built site, in a page that has no markup of ours."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def search_in_browser(
    page: Page, url: str, queries: list[str], limit: int = 1000
) -> list[list[dict[str, Any]]]:
    """Ask ``search.js`` of the site at *url* every query; return the rows of each."""
    page.goto(url + "assets/hansearch/search.js")
    return page.evaluate(
        """async ({queries, limit}) => {
            const { search } = await import(location.href);
            const answers = [];
            for (const query of queries) answers.push(await search(query, { limit }));
            return answers;
        }""",
        {"queries": queries, "limit": limit},
    )
