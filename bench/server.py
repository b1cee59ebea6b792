"""A site over HTTP/1.1 as a usual static host serves it, with a record of what was sent."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

BLANK = "bench.html"
"""An empty page at every site's root: from it each search is loaded by itself, with no theme around it."""

PRIVATE = "bench"
"""How the names of the harness's own files begin: they count for no search."""

_BLANK_HTML = '<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,"><body>'

_COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".xml", ".txt"}
"""What hosts compress. They leave types that they don't know as they are (.bin, .pf_index …)."""


class Recorder:
    """What the server has sent: path and bytes of each response's body."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []

    def take(self) -> list[tuple[str, int]]:
        """Return what was sent since the last call."""
        sent, self.sent = self.sent, []
        return sent


@functools.lru_cache(maxsize=4096)
def _body(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, 6, mtime=0) if file.suffix in _COMPRESSED else content


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, root: Path, recorder: Recorder) -> None:
        self.root, self.recorder = root, recorder
        super().__init__(*arguments, directory=str(root))  # type: ignore[arg-type]

    def do_GET(self) -> None:  # noqa: N802 — the name that http.server calls
        name = unquote(urlsplit(self.path).path).lstrip("/")
        if name == BLANK:
            self._send(gzip.compress(_BLANK_HTML.encode()), "text/html; charset=utf-8", True)
            return
        file = (self.root / name).resolve()
        if file.is_dir():
            file /= "index.html"
        if not file.is_relative_to(self.root.resolve()) or not file.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = _body(file)
        if not name.startswith(PRIVATE):
            self.recorder.sent.append((name, len(body)))
        self._send(body, self.guess_type(str(file)), file.suffix in _COMPRESSED)

    def _send(self, body: bytes, content_type: str, is_compressed: bool) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if is_compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, Recorder]]:
    """Serve *root* on this machine; yield its address, with a slash at the end, and the record."""
    recorder = Recorder()
    handler = functools.partial(_Handler, root=root, recorder=recorder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", recorder
        server.shutdown()
