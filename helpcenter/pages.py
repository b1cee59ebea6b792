"""What every page of the help centre has besides its article: policy, category pages, no inline styles."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from html import escape, unescape
from typing import Any

import yaml

from helpcenter.site import Site

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
"""Content-Security-Policy of every page. Material's icons are ``data:`` images inside its stylesheet; the
search box is a form that leads to the site's own search page."""

HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What a host that lets us should send with every file; deploy/ has the same for nginx and Caddy."""

CATEGORY_TEMPLATE = "category.html"

_ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')
_TABLE = re.compile(r"<table>\s*<thead>(.*?)</thead>(.*?)</table>", re.DOTALL)
_HEADING = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def list_category_pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of a page for each category that has articles; its template does the rest."""
    for category, articles in site.by_category():
        if articles:
            meta = {
                "title": category.name,
                "description": f"{category.name}：{category.blurb}。",
                "template": CATEGORY_TEMPLATE,
                "category": category.id,
                "hide": ["toc"],
                "search": {"exclude": True},
            }
            yield f"{category.id}/index.md", f"---\n{yaml.safe_dump(meta, allow_unicode=True)}---\n"


def unknown_answers(home: Mapping[str, Any], known: Container[str]) -> str | None:
    """Return what is wrong with the questions that the home page leads with, if anything is.

    >>> unknown_answers({"common_questions": {"怎么退款": "refund/sart.md"}}, {"refund/start.md"})
    'common_questions 里的“怎么退款”指到 refund/sart.md，没有这篇文章。写成“栏目/文件名.md”。'
    """
    for question, path in home.get("common_questions", {}).items():
        if path not in known:
            return f"common_questions 里的“{question}”指到 {path}，没有这篇文章。写成“栏目/文件名.md”。"
    return None


def render_headers() -> str:
    """Return the file ``_headers``, which Netlify and Cloudflare Pages read."""
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in HEADERS.items())])


def mend_tables(html: str) -> str:
    """Return *html* with what Markdown's tables lack.

    An inline style, which the policy forbids, becomes a class; an empty corner is no heading of anything.
    Where columns are three or more, each cell knows its column: in large text a phone shows them one below
    the other (``elder.css``).

    >>> mend_tables('<th></th><td style="text-align: right;">1</td>')
    '<td></td><td class="hc-right">1</td>'
    """
    return _TABLE.sub(_label, _ALIGNED.sub(r'\1 class="hc-\2"', html.replace("<th></th>", "<td></td>")))


def _label(table: re.Match[str]) -> str:
    names = [escape(unescape(_TAG.sub("", heading))) for heading in _HEADING.findall(table[1])]
    if len(names) < 3:
        return table[0]

    def row(match: re.Match[str]) -> str:
        first, *cells = match[0].split("<td")
        return first + "".join(
            f'<td data-label="{name}"{cell}' for name, cell in zip(names, cells, strict=True)
        )

    return f"<table data-stack><thead>{table[1]}</thead>{_ROW.sub(row, table[2])}</table>"
