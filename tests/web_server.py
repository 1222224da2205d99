"""A web server on loopback that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    """A request as it arrived; header names are lower case."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Reply:
    """What to answer. `write`, if given, sends the body itself: slowly, endlessly, or broken."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    write: Callable[[BaseHTTPRequestHandler], None] | None = None


Answer = Reply | Callable[[Request], Reply]


class WebServer:
    """Set `pages[path]` to a Reply, or to a function of the request; others are 404."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Answer] = {}
        self.requests: dict[str, list[Request]] = defaultdict(list)

    def answer(self, request: Request) -> Reply:
        self.requests[request.path].append(request)
        page = self.pages.get(request.path, Reply(404, b"not found"))
        return page(request) if callable(page) else page

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"{self.url}{path}"


@contextmanager
def running_web_server() -> Iterator[WebServer]:
    """A server on a free port, in threads, until the block ends."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = WebServer(f"http://127.0.0.1:{http.server_address[1]}")
    http.web = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join(timeout=5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        """A client that resets the connection is what many tests are about."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.web.answer(Request(self.path, headers, body))  # type: ignore[attr-defined]
        try:
            self._send(reply)
        except OSError:
            # The client gave up, which is what many tests are about.
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.write:
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            reply.write(self)
            return
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Stay quiet."""
