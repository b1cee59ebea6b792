"""What a page says of itself to browsers, searchers and those who share it. Knows nothing of MkDocs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import east_asian_width

TITLE_WIDTH = 30
"""Han characters: searchers cut a longer title."""

IMAGE = "assets/icon-512.png"
"""What stands beside a page that somebody shares."""


@dataclass(frozen=True)
class Address:
    """Where the site is published, and how its pages are named."""

    site_url: str = ""
    """With a slash at its end; empty while nobody has said."""
    directories: bool = True
    """``contact/human/`` instead of ``contact/human.html``."""

    def absolute(self, url: str) -> str:
        """Return the whole address of *url*, which is relative to the site; empty if nobody knows it."""
        return self.site_url + url if self.site_url else ""

    def link(self, url: str, here: str) -> str:
        """Return the best address of *url* for a reader of *here*: whole if known, else relative."""
        return self.absolute(url) or relative(url, here)

    def page(self, path: str) -> str:
        """Return the URL of the article whose file below docs/ is *path*."""
        stem = path.removesuffix(".md")
        return f"{stem}/" if self.directories else f"{stem}.html"

    def copy(self, path: str) -> str:
        """Return the URL of its Markdown copy."""
        stem = path.removesuffix(".md")
        return f"{stem}/index.md" if self.directories else f"{stem}.md"


def relative(url: str, here: str) -> str:
    """Return *url*, relative to the site, as seen from the page *here*; it works wherever the site lies."""
    return "../" * here.count("/") + url or "./"


@dataclass(frozen=True)
class SiteFacts:
    """What is the same on every page."""

    name: str
    short_name: str
    description: str
    address: Address


@dataclass(frozen=True)
class PageFacts:
    """What a page is, whichever it is."""

    url: str
    title: str = ""
    """Empty for the home page, which is called as the site is."""
    description: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    """Name and URL of what stands above it, the home page not among them."""
    checked: date | None = None
    """Of an article: when it was last held against its sources."""
    copy: str = ""
    """The URL of its Markdown copy."""


@dataclass(frozen=True)
class Head:
    """What goes into the head of a page."""

    title: str
    description: str
    url: str
    """Absolute; empty while nobody has said where the site is published. So are ``image`` and ``feed``."""
    image: str
    feed: str
    kind: str
    copy: str
    data: str
    """JSON-LD, safe within a script element; empty if there is nothing to say."""


def head_of(page: PageFacts, site: SiteFacts) -> Head:
    """Return the head of a page."""
    address = site.address
    graph = [*_breadcrumbs(page, site), *_article(page, site)]
    return Head(
        title=fit_title(page.title, site),
        description=page.description or site.description,
        url=address.absolute(page.url),
        image=address.absolute(IMAGE),
        feed=address.absolute("feed.xml"),
        kind="article" if page.checked else "website",
        copy=relative(page.copy, page.url) if page.copy else "",
        data=_script_json({"@context": "https://schema.org", "@graph": graph}) if graph else "",
    )


def fit_title(title: str, site: SiteFacts) -> str:
    """Return *title* with as much of the site's name as searchers still show."""
    if not title:
        return site.name
    whole = [f"{title}｜{name}" for name in (site.name, site.short_name) if name]
    return next((text for text in whole if width(text) <= TITLE_WIDTH), title)


def width(text: str) -> float:
    """Return how wide *text* is, in Han characters."""
    return sum(1 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def _breadcrumbs(page: PageFacts, site: SiteFacts) -> list[dict[str, Any]]:
    if not page.title:
        return []
    steps = [("首页", ""), *page.crumbs, (page.title, page.url)]
    items = [
        {
            "@type": "ListItem",
            "position": at,
            "name": name,
            "item": site.address.link(url, page.url),
        }
        for at, (name, url) in enumerate(steps, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def _article(page: PageFacts, site: SiteFacts) -> list[dict[str, Any]]:
    if not page.checked:
        return []
    publisher = {"@type": "Organization", "name": site.name, "url": site.address.link("", page.url)}
    return [
        {
            "@type": "Article",
            "headline": page.title,
            "description": page.description,
            "inLanguage": "zh-CN",
            "dateModified": page.checked.isoformat(),
            "mainEntityOfPage": site.address.link(page.url, page.url),
            "image": site.address.link(IMAGE, page.url),
            "author": publisher,
            "publisher": publisher,
            "isAccessibleForFree": True,
        }
    ]


def _script_json(value: Mapping[str, Any]) -> str:
    """Nothing that an article says can end the script element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
