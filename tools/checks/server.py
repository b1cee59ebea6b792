"""A server that compresses as hosts do, and remembers what it sent."""

from __future__ import annotations

import functools
import gzip
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md", ".webmanifest", "/")


@dataclass
class Host:
    """The server: its address, and (path, bytes of the body as sent) of every answer."""

    url: str
    sent: list[tuple[str, int]] = field(default_factory=list)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def __init__(self, *args: object, host: Host, **settings: object) -> None:
        self.host = host
        super().__init__(*args, **settings)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if not file.is_file():
            super().do_GET()
            return
        body = file.read_bytes()
        is_text = file.suffix in COMPRESSED
        if is_text:
            body = gzip.compress(body, 9, mtime=0)
        self.send_response(200)
        kind = self.guess_type(str(file))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        with suppress(ConnectionError):  # The reader has gone on to another page.
            self.wfile.write(body)
        self.host.sent.append((self.path, len(body)))

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that was closed in the middle of a request."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def hosting(site: Path) -> Iterator[Host]:
    """Serve *site* on this machine."""
    host = Host("")
    handler = functools.partial(_Handler, directory=str(site), host=host)
    with _Server(("127.0.0.1", 0), handler) as server:
        host.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield host
        finally:
            server.shutdown()
