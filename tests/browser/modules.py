"""Calls into the modules of a built site, in a page that has no markup of ours."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def search_in_browser(
    page: Page, url: str, queries: list[str], limit: int = 1000
) -> list[list[dict[str, Any]]]:
    """Ask ``search.js`` of the site at *url* every query; return the rows of each."""
    return _ask("search", page, url, queries, limit)


def find_in_browser(page: Page, url: str, queries: list[str], limit: int = 1000) -> list[dict[str, Any]]:
    """Ask likewise; return all that ``find`` says of each."""
    return _ask("find", page, url, queries, limit)


def _ask(function: str, page: Page, url: str, queries: list[str], limit: int) -> list[Any]:
    page.goto(url + "assets/hansearch/search.js")
    return page.evaluate(
        """async ({name, queries, limit}) => {
            const ask = (await import(location.href))[name];
            const answers = [];
            for (const query of queries) answers.push(await ask(query, { limit }));
            return answers;
        }""",
        {"name": function, "queries": queries, "limit": limit},
    )
