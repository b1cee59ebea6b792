"""Rules for links, anchors and images."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import SplitResult, unquote, urlsplit

from helpcenter.errors import Problem
from helpcenter.rules.page import Link, Page
from helpcenter.site import Site


def _split(link: Link) -> SplitResult | None:
    """The parts of a link's address; None if it has none that can be told apart."""
    try:
        return urlsplit(link.target)
    except ValueError:
        return None


def _target(page: Page, link: Link) -> tuple[str, str] | None:
    """The path below docs/ and the anchor that a link leads to; None if it leads elsewhere."""
    parts = _split(link)
    if parts is None or parts.scheme or parts.netloc:
        return None
    here = posixpath.dirname(page.article.path)
    path = posixpath.normpath(posixpath.join(here, unquote(parts.path))) if parts.path else page.article.path
    return path, unquote(parts.fragment)


def links_lead_somewhere(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A link within the site is the relative path of a file that exists and is no draft; others are https."""
    known = {file.path for file in site.files if file.root == "docs"}
    for link in page.links:
        if link.is_image:
            continue
        if message := _bad_link(page, link, site, known):
            yield Problem(page.shown, link.line, message)


def _bad_link(page: Page, link: Link, site: Site, known: set[str]) -> str | None:
    target = _target(page, link)
    if not link.text.strip() and not link.target.startswith("#"):
        return f"链接（{link.target}）没有字，读屏念不出来。在方括号里写清通到哪里。"
    if target is None:
        parts = _split(link)
        if parts and parts.scheme in ("https", "mailto"):
            return None
        if link.target.startswith("tel:"):
            return '不要手写能拨号的链接。写 {{ number("…") }}，核实过的号码才会变成链接。'
        return f"链接“{link.target}”要以 https:// 开头，或者写成到 .md 文件的相对路径。"
    path = target[0]
    if (link.target.startswith("/") or path not in known) and (meant := _meant(path, page, site)):
        return f"链接“{link.target}”写成 {meant}。"
    if link.target.startswith("/"):
        return f"链接“{link.target}”不要以 / 开头。从这个文件写相对路径，例如 ../contact/human.md。"
    if path not in known:
        return f"链接“{link.target}”指向的文件不存在。改成有的文章，路径从这个文件算起。"
    if path in site.articles and site.articles[path].is_draft and not page.article.is_draft:
        return f"链接“{link.target}”指向草稿。换一篇，或者先发布它。"
    return None


def _meant(path: str, page: Page, site: Site) -> str | None:
    """The right way to write a link to an article that is named by its address, or in the wrong folder."""
    stem = re.sub(r"(?:/index)?(?:\.html?|\.md)?/?$", "", path.lstrip("./"))
    own = [other for other in site.articles if other.removesuffix(".md") == stem]
    near = [other for other in site.articles if posixpath.basename(other) == f"{posixpath.basename(stem)}.md"]
    found = own or near
    if len(found) != 1 or found[0] == page.article.path:
        return None
    return posixpath.relpath(found[0], posixpath.dirname(page.article.path))


def anchors_exist(site: Site, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """What follows ``#`` in a link is a heading of the page that it leads to."""
    for page in pages.values():
        for link in page.links:
            path, anchor = _target(page, link) or ("", "")
            if anchor and path in pages and anchor not in pages[path].anchors():
                message = f"{path} 里没有“#{anchor}”这一节。照那一页的小标题改，或者去掉 # 和后面的字。"
                yield Problem(page.shown, link.line, message)


def images_are_described(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An image has a text instead, for those who cannot see it."""
    for link in page.links:
        if link.is_image and not link.text.strip():
            message = f"图片 {link.target} 没有替代文字。在 ![] 的方括号里写图上有什么。"
            yield Problem(page.shown, link.line, message)


def images_are_ours(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An image is a file below docs/, never from another site."""
    known = {file.path for file in site.files if file.root == "docs"}
    for link in page.links:
        if not link.is_image:
            continue
        target = _target(page, link)
        if target is None:
            message = f"图片 {link.target} 在别的网站上。存到文章旁边，写相对路径。"
            yield Problem(page.shown, link.line, message)
        elif target[0] not in known:
            message = f"图片 {link.target} 不存在。检查文件名，路径从这个文件算起。"
            yield Problem(page.shown, link.line, message)


def articles_can_be_reached(site: Site, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """An article is in the menu, or another article links to it."""
    reached = {f"{category.id}/{name}" for category in site.data.categories for name in category.articles}
    for path, page in pages.items():
        leads = {target[0] for link in page.links if (target := _target(page, link))}
        reached |= {*leads, *page.article.next, *page.article.related} - {path}
    for article in site.published():
        if article.path not in reached:
            message = (
                "菜单里没有这篇，也没有文章链到它。在 data/categories.yml 里加上，或者从相近的文章链过来。"
            )
            yield Problem(article.shown, 1, message)
