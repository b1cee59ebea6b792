"""What the service worker ``theme/sw.js`` must know of a build: what to keep, and what the build is called."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urlsplit

from hansearch.client_files import OFFLINE
from hansearch.shrink import shrink

WORKER = "sw.js"
PAGE = "offline.html"
CONTENTS = "assets/offline.json"
SEARCH = "assets/hansearch/"
FOLDERS = f"{SEARCH}{OFFLINE}"
"""The whole search in one file, for pages that are opened from a folder, and for the worker to keep."""
INDEX = f"{SEARCH}index/"
MANIFEST = f"{INDEX}manifest.bin"
"""The one file of the index that does not lie in a folder named by their content."""

_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


def render_offline(
    source: str, files: Mapping[str, bytes], titles: Mapping[str, str], urgent: Iterable[str]
) -> dict[str, str]:
    """Return name → text of the worker of a build, and of what it reads besides.

    Args:
        source: ``theme/sw.js``.
        files: every file of the site, by name.
        titles: title of each page, by URL.
        urgent: URLs of the pages that are kept before anybody reads them.
    """
    shards = [name for name in files if name.startswith(INDEX) and name != MANIFEST]
    contents = {
        "pages": {url: escape(title) for url, title in sorted(titles.items())},
        "search": FOLDERS if FOLDERS in files else "",
        "generation": posixpath.dirname(shards[0]).removeprefix(INDEX) if shards else "",
        "shards": len(shards),
    }
    shell = ["", "search/" if "search/" in titles else "search.html", PAGE, *urgent]
    needed = _needed([url for url in shell if file_of(url) in files], files)
    build = {
        "off": False,
        "version": version_of(source, files),
        "files": sorted({*needed, CONTENTS}),
        "contents": CONTENTS,
        "index": INDEX,
    }
    return {WORKER: _with_build(source, build), CONTENTS: _json(contents)}


def render_ending(source: str) -> dict[str, str]:
    """Return the worker that deletes what earlier ones kept and unregisters itself."""
    build = {"off": True, "version": "", "files": [], "contents": CONTENTS, "index": INDEX}
    return {WORKER: _with_build(source, build)}


def version_of(source: str, files: Mapping[str, bytes]) -> str:
    """Return a name that changes with any file of the site, and with nothing else."""
    digest = hashlib.sha256(source.encode())
    for name, content in sorted(files.items()):
        if name not in (WORKER, CONTENTS):
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]


def file_of(url: str) -> str:
    """Return the file of a page's URL."""
    path = unquote(url)
    return f"{path}index.html" if not path or path.endswith("/") else path


def _with_build(source: str, build: Mapping[str, object]) -> str:
    return f"self.BUILD = {_json(build)};\n{shrink(source, 'js')}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _needed(urls: Iterable[str], files: Mapping[str, bytes]) -> Iterator[str]:
    """Pages, what they load, what their styles load, and the search."""
    for url in urls:
        yield url
        for link in _assets(files[file_of(url)].decode(errors="replace")):
            if (name := _resolve(link, file_of(url))) in files:
                yield name
                if name.endswith(".css"):
                    yield from _of_style(name, files)
    yield from (
        name for name in files if name.startswith(SEARCH) and name.endswith(".js") and name != FOLDERS
    )
    if MANIFEST in files:
        yield MANIFEST


def _of_style(name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    for link in _CSS_URL.findall(files[name].decode(errors="replace")):
        if (target := _resolve(link, name)) in files:
            yield target


def _resolve(link: str, file: str) -> str:
    """Return the name of the file that *link* leads to from *file*; empty if it leads out of the site."""
    try:
        parts = urlsplit(urldefrag(link).url)
    except ValueError:  # no address at all
        return ""
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path)))


def _assets(html: str) -> list[str]:
    parser = _Assets()
    parser.feed(html)
    return parser.links


class _Assets(HTMLParser):
    """What a browser loads with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        rel = (values.get("rel") or "").split()
        is_loaded = tag in ("script", "img") or (
            tag == "link" and {"stylesheet", "icon", "manifest"} & set(rel)
        )
        if is_loaded and (link := values.get("src") or values.get("href")):
            self.links.append(link)
