"""Every link of every page leads to a file, and every anchor to an element; nothing is inline that a policy forbids."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

DATA = ("application/ld+json", "application/json", "text/template")
"""Types of script elements that a browser does not run."""

_LINKS = {"href", "src", "action", "formaction", "poster", "data"}
_MARKDOWN_LINK = re.compile(r"\]\(([^)\s]+)\)|<(https?:[^>\s]+)>")


class Page(HTMLParser):
    """What a page links to, what can be linked to on it, and what is inline."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        self.links += [values[name] for name in _LINKS & set(values)]
        self.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.links.append(values["content"].partition("url=")[2])
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") not in DATA):
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag}[{name}]" for name in values if name == "style" or name.startswith("on")]
        self.inline += [
            f"{tag} javascript:" for value in values.values() if value.lower().startswith("javascript:")
        ]


def broken_links(site: Path) -> Iterator[str]:
    """Yield every link and anchor that leads nowhere, of pages and of their Markdown copies."""
    pages = _read(site)
    for name, page in pages.items():
        for link in page.links:
            if problem := _problem(link, name, site, pages):
                yield f"{name}: {link} {problem}"
    for copy in sorted(site.rglob("*.md")):
        name = copy.relative_to(site).as_posix()
        for found in _MARKDOWN_LINK.finditer(copy.read_text(encoding="utf-8")):
            if found[1] and (problem := _problem(found[1].partition("#")[0], name, site, pages)):
                yield f"{name}: {found[1]} {problem}"


def inline_code(site: Path) -> Iterator[str]:
    """Yield every script and style that ``Content-Security-Policy: default-src 'self'`` would stop."""
    for name, page in _read(site).items():
        for place in sorted(set(page.inline)):
            yield f"{name}: {place}"


def _read(site: Path) -> dict[str, Page]:
    files = sorted(site.rglob("*.html"))
    return {file.relative_to(site).as_posix(): Page(file.read_text(encoding="utf-8")) for file in files}


def _problem(link: str, name: str, site: Path, pages: dict[str, Page]) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return "is no address"
    if parts.scheme or parts.netloc:
        return ""
    path = unquote(parts.path)
    target = (
        posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path)).lstrip("/") if path else name
    )
    if (site / target).is_dir():
        target = posixpath.join(target, "index.html").removeprefix("./")
    if not (site / target).is_file():
        return "leads to no file"
    anchor = unquote(parts.fragment)
    if anchor and anchor != "top" and target in pages and anchor not in pages[target].ids:
        return f"leads to no element of {target}"
    return ""
