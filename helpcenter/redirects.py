"""``redirect_from`` in front matter → a small page at each old address that leads to the new one.

What ``redirect_from`` may say is a rule of ``helpcenter.rules.front_matter``.
"""

from __future__ import annotations

from html import escape

from helpcenter.site import Site

PAGE = """\
<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{target}">
<title>{title}</title>
</head>
<body>
<p>这一页搬走了，新地址是：<a href="{target}">{title}</a></p>
</body>
</html>
"""


def list_redirects(site: Site) -> list[tuple[str, str]]:
    """Return (old file below docs/, article that took its place), in order."""
    return sorted((old, path) for path, article in site.articles.items() for old in article.redirect_from)


def render_redirect(target: str, title: str) -> str:
    """Return the page: it needs no script, so it works everywhere and under any content policy."""
    return PAGE.format(target=escape(target), title=escape(title))
