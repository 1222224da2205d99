"""A web server on loopback that keeps what was posted to it and answers as told."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    """A call as it arrived; header names in lower case."""

    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class Hook:
    """Answers `status`, `headers` and `reply`; `behave` runs before, and answers itself if it says False."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.reply = b"{}"
        self.behave: Callable[[BaseHTTPRequestHandler], bool] = lambda _request: True
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                hook.calls.append(Call(self.path, headers, content))
                if not hook.behave(self):
                    return
                self.send_response(hook.status)
                for name, value in {"Content-Length": str(len(hook.reply)), **hook.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(hook.reply)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that hangs up is no error of ours."""

        self._server = Server(("127.0.0.1", 0), Handler)

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/alerts"

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speaks TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def serve(self) -> None:
        """Answers until stopped."""
        self._server.serve_forever(0.05)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running_hook() -> Iterator[Hook]:
    """A receiver that answers until the block ends."""
    hook = Hook()
    thread = threading.Thread(target=hook.serve, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        hook.stop()
        thread.join(timeout=10)
