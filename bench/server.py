"""A site as a usual static host serves it, over HTTP/1.1 or HTTP/2, with a record of what was sent.

A slow line is made here, not in the browser: whatever asks, a page or a worker of it, goes through the same one.
"""

from __future__ import annotations

import asyncio
import functools
import gzip
import mimetypes
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

BLANK = "bench.html"
"""A page at every site's root with a few words and no theme around them: from it each search is loaded by itself.

(On a page without any the first search would be charged with finding the browser a Chinese font.)
"""

PRIVATE = "bench"
"""How the names of the harness's own files begin: they count for no search."""

_BLANK_HTML = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,">'
    "<h1>文档</h1><p>任何一个中文网站都有字。</p>"
)

_COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".xml", ".txt"}
"""What hosts compress. They leave types that they don't know as they are (.bin, .pf_index …)."""

Send = Callable[[dict[str, Any]], Awaitable[None]]


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
        self._free = 0.0
        self._connections: set[object] = set()

    async def wait(self, connection: object, handshakes: int) -> None:
        """Let a round trip pass, and those of the handshakes if this connection was never seen before."""
        is_new = connection not in self._connections
        self._connections.add(connection)
        await asyncio.sleep(self.round_trip * (1 + handshakes * is_new))

    async def carry(self, body: bytes) -> AsyncIterator[bytes]:
        """Yield the body in pieces, each when it has come through."""
        for at in range(0, len(body), self._chunk):
            piece = body[at : at + self._chunk]
            self._free = max(self._free, time.monotonic()) + len(piece) / self.bytes_per_second
            await asyncio.sleep(self._free - time.monotonic())
            yield piece


@functools.lru_cache(maxsize=4096)
def _body(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.compress(content, 6, mtime=0) if file.suffix in _COMPRESSED else content


@dataclass(frozen=True)
class _Host:
    """The site as an ASGI application."""

    root: Path
    recorder: Recorder
    line: Line | None

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[object]], send: Send
    ) -> None:
        if scope["type"] != "http":
            return
        start = time.monotonic()
        if self.line:
            # Opening a connection takes a round trip of its own, and with TLS another.
            await self.line.wait(scope["client"], 2 if scope["scheme"] == "https" else 1)
        name = unquote(scope["path"]).lstrip("/")
        if name == BLANK:
            await self._send(send, 200, "text/html; charset=utf-8", gzip.compress(_BLANK_HTML.encode()), True)
            return
        file = (self.root / name).resolve()
        if file.is_dir():
            file /= "index.html"
        if not file.is_relative_to(self.root.resolve()) or not file.is_file():
            await self._send(send, 404, "text/plain", b"", False)
            return
        body = _body(file)
        content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        await self._send(send, 200, content_type, body, file.suffix in _COMPRESSED)
        if not name.startswith(PRIVATE):
            self.recorder.sent.append(Sent(name, len(body), start, time.monotonic()))

    async def _send(
        self, send: Send, status: int, content_type: str, body: bytes, is_compressed: bool
    ) -> None:
        headers = {
            "content-type": content_type,
            "content-length": str(len(body)),
            "cache-control": "max-age=600",
            **({"content-encoding": "gzip"} if is_compressed else {}),
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        if self.line:
            async for piece in self.line.carry(body):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            body = b""
        await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(
    root: Path, line: Line | None = None, *, is_http2: bool = False
) -> Iterator[tuple[str, Recorder]]:
    """Serve *root* on this machine, through *line*; yield its address, with a slash at the end, and the record.

    HTTP/2 is spoken over TLS, as browsers want it, with a certificate that none knows: one is told to ignore that.
    """
    recorder = Recorder()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]  # The server closes it.
        config.loglevel = "CRITICAL"
        if is_http2:
            certificate = trustme.CA().issue_cert("127.0.0.1")
            config.certfile, config.keyfile = str(Path(folder, "chain.pem")), str(Path(folder, "key.pem"))
            Path(config.keyfile).write_bytes(certificate.private_key_pem.bytes())
            for part in certificate.cert_chain_pems:
                part.write_to_path(config.certfile, append=True)
        with _running(_Host(root, recorder, line), config):
            yield f"http{'s' if is_http2 else ''}://127.0.0.1:{port}/", recorder


@contextmanager
def _running(host: _Host, config: Config) -> Iterator[None]:
    """Run the server in a thread of its own, until the caller is done."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    work = serve(host, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    thread = threading.Thread(target=loop.run_until_complete, args=(work,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
