"""The files by which programs find the site's pages: sitemap, robots.txt, Atom, llms.txt, the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from helpcenter.articles import Article
from helpcenter.data import Category
from helpcenter.metadata import Address, SiteFacts

LATEST = 30
"""Articles in the feed."""

DAY = "{}T00:00:00+08:00"
"""An article says the day; Atom wants a time, too."""


def render_files(
    site: SiteFacts,
    pages: Mapping[str, date | None],
    categories: Sequence[tuple[Category, Sequence[Article]]],
) -> dict[str, str]:
    """Return name → text of every file; *pages* are all URLs, with the day on which each was checked.

    What needs whole addresses is left out while nobody has said where the site is published.
    """
    address = site.address
    files = {
        "robots.txt": render_robots(address),
        "llms.txt": render_llms(site, categories),
        "manifest.webmanifest": render_manifest(site),
    }
    if address.site_url:
        files["sitemap.xml"] = render_sitemap(address, pages)
        files["feed.xml"] = render_feed(site, [article for _, own in categories for article in own])
    return files


def render_robots(address: Address) -> str:
    """Return robots.txt: everybody may read everything."""
    sitemap = f"Sitemap: {address.absolute('sitemap.xml')}\n" if address.site_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"


def render_sitemap(address: Address, pages: Mapping[str, date | None]) -> str:
    """Return sitemap.xml."""
    rows = [
        f"<url><loc>{escape(address.absolute(url))}</loc>"
        + (f"<lastmod>{checked.isoformat()}</lastmod>" if checked else "")
        + "</url>\n"
        for url, checked in sorted(pages.items())
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(rows)}</urlset>\n'
    )


def render_feed(site: SiteFacts, articles: Iterable[Article]) -> str:
    """Return the Atom feed of the articles that were checked or changed last."""
    latest = sorted(articles, key=lambda a: (-a.checked.toordinal(), a.path))[:LATEST]
    address = site.address
    home = escape(address.absolute(""))
    updated = DAY.format(max((a.checked for a in latest), default=date(1970, 1, 1)))
    entries = [
        f"""\
<entry>
<id>{escape(address.absolute(address.page(article.path)))}</id>
<title>{escape(article.title)}</title>
<link href="{escape(address.absolute(address.page(article.path)))}"/>
<updated>{DAY.format(article.checked)}</updated>
<summary>{escape(str(article.meta["description"]))}</summary>
</entry>
"""
        for article in latest
    ]
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<id>{home}</id>
<title>{escape(site.name)}</title>
<subtitle>{escape(site.description)}</subtitle>
<link href="{home}"/>
<link rel="self" type="application/atom+xml" href="{escape(address.absolute("feed.xml"))}"/>
<updated>{updated}</updated>
<author><name>{escape(site.name)}</name></author>
{"".join(entries)}</feed>
"""


def render_llms(site: SiteFacts, categories: Sequence[tuple[Category, Sequence[Article]]]) -> str:
    """Return llms.txt: what there is, with links to the Markdown copies."""
    lines = [
        f"# {site.name}",
        "",
        f"> {site.description}",
        "",
        "非官方整理，与淘宝、天猫、阿里巴巴无关。每篇文章末尾有出处和核对日期；号码、期限和入口会变，以官方页面为准。",
    ]
    for category, articles in categories:
        if not articles:
            continue
        lines += ["", f"## {category.name}", ""]
        lines += [
            f"- [{a.title}]({site.address.link(site.address.copy(a.path), '')}): {a.meta['description']}"
            for a in articles
        ]
    return "\n".join(lines) + "\n"


def render_manifest(site: SiteFacts) -> str:
    """Return the web app manifest; its addresses are relative, so that it works in any folder."""
    icons = [
        {"src": "assets/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "assets/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "assets/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": "assets/icon-maskable.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    manifest = {
        "name": site.name,
        "short_name": site.short_name or site.name,
        "description": site.description,
        "lang": "zh-Hans",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#0f5757",
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
