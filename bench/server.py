"""A site over HTTP/1.1 as a usual static host serves it, with a record of what was sent.

A slow line is made here, not in the browser: whatever asks, a page or a worker of it, goes through the same one.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Sent:
    """One response."""

    name: str
    size: int
    """Bytes of its body."""
    start: float
    """Seconds: when it was asked for …"""
    end: float
    """… and had been sent."""


class Recorder:
    """What the server has sent."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def take(self) -> list[Sent]:
        """Return what was sent since the last call."""
        sent, self.sent = self.sent, []
        return sent


class Line:
    """What lies between server and reader, shared by all connections: Slow 4G, as Lighthouse has it."""

    round_trip = 0.150
    bytes_per_second = 1_600_000 / 8
    _chunk = 4096

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free = 0.0

    def wait(self) -> None:
        """Let one round trip pass."""
        time.sleep(self.round_trip)

    def carry(self, body: bytes) -> Iterator[bytes]:
        """Yield the body in pieces, each when it has come through."""
        for at in range(0, len(body), self._chunk):
            piece = body[at : at + self._chunk]
            with self._lock:
                self._free = max(self._free, time.monotonic()) + len(piece) / self.bytes_per_second
                free = self._free
            time.sleep(max(0.0, free - time.monotonic()))
            yield piece


@functools.lru_cache(maxsize=4096)
def _body(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, 6, mtime=0) if file.suffix in _COMPRESSED else content


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, root: Path, recorder: Recorder, line: Line | None) -> None:
        self.root, self.recorder, self.line = root, recorder, line
        super().__init__(*arguments, directory=str(root))  # type: ignore[arg-type]

    def setup(self) -> None:
        super().setup()
        if self.line:
            self.line.wait()  # Opening a connection takes a round trip of its own.

    def do_GET(self) -> None:  # noqa: N802 — the name that http.server calls
        start = time.monotonic()
        if self.line:
            self.line.wait()
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
        self._send(body, self.guess_type(str(file)), file.suffix in _COMPRESSED)
        if not name.startswith(PRIVATE):
            self.recorder.sent.append(Sent(name, len(body), start, time.monotonic()))

    def _send(self, body: bytes, content_type: str, is_compressed: bool) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if is_compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        for piece in self.line.carry(body) if self.line else (body,):
            self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(root: Path, line: Line | None = None) -> Iterator[tuple[str, Recorder]]:
    """Serve *root* on this machine, through *line*; yield its address, with a slash at the end, and the record."""
    recorder = Recorder()
    handler = functools.partial(_Handler, root=root, recorder=recorder, line=line)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", recorder
        server.shutdown()
