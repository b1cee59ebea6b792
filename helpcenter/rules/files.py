"""Rules for the files themselves: encoding, characters that nobody sees, names, sizes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from helpcenter.errors import Problem
from helpcenter.files import ContentFile
from helpcenter.reading import CONFLICT, conflict_line
from helpcenter.site import Site

MAX_BYTES = 200 * 1024

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}\u200b\u2060\ufeff\ufffd]")
_NO_ARTICLES = frozenset({"index.md", "search.md", "CNAME", "robots.txt"})
"""What may lie in docs/ itself."""
_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico"})
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})
_NAME = re.compile(r"[a-z0-9-]+\.md")


def _texts(site: Site) -> Iterator[tuple[ContentFile, str]]:
    for file in site.files:
        if file.is_text and not file.escapes:
            yield file, file.raw.decode("utf-8", "replace")


def files_are_utf8(site: Site, today: date) -> Iterator[Problem]:
    """A text file is UTF-8."""
    for file in site.files:
        try:
            file.raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = file.raw.count(b"\n", 0, error.start) + 1
            message = "这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。"
            yield Problem(file.shown, line, message)


def files_have_no_byte_order_mark(site: Site, today: date) -> Iterator[Problem]:
    """A text file has no byte order mark."""
    for file in site.files:
        if file.raw.startswith(b"\xef\xbb\xbf"):
            yield Problem(file.shown, 1, "文件开头有看不见的 BOM。用编辑器另存为 UTF-8（不带 BOM）。")


def lines_end_with_lf(site: Site, today: date) -> Iterator[Problem]:
    """Lines end with LF, not as on Windows or an old Mac."""
    for file in site.files:
        if b"\r" in file.raw:
            line = file.raw.count(b"\n", 0, file.raw.index(b"\r")) + 1
            yield Problem(file.shown, line, "行尾是 Windows 的 CRLF。在编辑器右下角把行尾改成 LF 再存。")


def no_invisible_characters(site: Site, today: date) -> Iterator[Problem]:
    """A text has no control characters, none that turn the direction, none without width."""
    for file, text in _texts(site):
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if "\ufffd" in line and b"\xef\xbf\xbd" not in file.raw:
                continue  # no UTF-8: told by files_are_utf8
            for found in sorted(set(_INVISIBLE.findall(line))):
                message = f"这一行有看不见的字符 U+{ord(found):04X}，多半是复制来的。删掉这一行，重新打一遍。"
                yield Problem(file.shown, number, message)


def no_conflict_is_left(site: Site, today: date) -> Iterator[Problem]:
    """A text file has no marks of a merge that git could not finish; once told, one mark a file."""
    for file, text in _texts(site):
        if line := conflict_line(text.replace("\r\n", "\n")):
            yield Problem(file.shown, line, CONFLICT)


def files_stay_in_their_folder(site: Site, today: date) -> Iterator[Problem]:
    """No file is a link to something outside docs/ or data/."""
    for file in site.files:
        if file.escapes:
            message = f"这是通到 {file.root}/ 外面的快捷方式（软链接）。换成真的文件。"
            yield Problem(file.shown, 1, message)


def files_are_small(site: Site, today: date) -> Iterator[Problem]:
    """A file below docs/ has at most 200 KB."""
    for file in site.files:
        if file.root == "docs" and file.size > MAX_BYTES:
            message = f"文件有 {math.ceil(file.size / 1024)} KB，最多 200 KB。文章拆成几篇，图片裁小或者压缩成 WebP。"
            yield Problem(file.shown, 1, message)


def docs_hold_articles_and_images(site: Site, today: date) -> Iterator[Problem]:
    """Below docs/ lie articles, each in the folder of a category and named .md, and images: all is published."""
    for file in site.files:
        if file.root != "docs" or file.path in (*_NO_ARTICLES, *site.articles):
            continue
        suffix = PurePosixPath(file.path).suffix.lower()
        if suffix in _MARKDOWN:
            first = next((category.id for category in site.data.categories), "栏目")
            cure = "把文件名的结尾改成 .md" if "/" in file.path else f"挪到 docs/{first}/ 之类"
            message = f"文章要放在栏目文件夹里、以 .md 结尾，不然没人检查它。{cure}。"
            yield Problem(file.shown, 1, message)
        elif suffix not in _IMAGES:
            message = "docs/ 里只放文章（.md）和图片，别的文件会原样发布出去。挪到别处，或者删掉。"
            yield Problem(file.shown, 1, message)


def names_make_good_addresses(site: Site, today: date) -> Iterator[Problem]:
    """An article's file name has only small letters, digits and ``-``."""
    for article in site.articles.values():
        name = article.path.split("/")[-1]
        if not _NAME.fullmatch(name):
            message = f"文件名“{name}”会成为网址，只能用小写英文、数字和 -，以 .md 结尾。改名。"
            yield Problem(article.shown, 1, message)


def addresses_differ(site: Site, today: date) -> Iterator[Problem]:
    """No two articles have the same address, capitals aside."""
    owners: dict[str, str] = {}
    for file in site.files:
        if file.root != "docs" or not file.path.endswith(".md"):
            continue
        slug = re.sub(r"(?:^|/)(?:index|readme)$", "", file.path.removesuffix(".md").lower())
        owner = owners.setdefault(slug, file.path)
        if owner != file.path:
            message = f"这一篇和 {owner} 的网址一样（{slug or '首页'}）。改一个文件名。"
            yield Problem(file.shown, 1, message)
