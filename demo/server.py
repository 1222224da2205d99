"""The demo's feeds on loopback: a small web server whose time the caller moves."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from demo import feeds
from demo.world import Entry, Outlet, World

_HTML = "text/html; charset=utf-8"
_NOT_A_FEED = b"<!doctype html><title>Back soon</title><p>We are repainting the newsroom.<br>Back soon."
RETRY_AFTER_S = 600


class DemoServer:
    """Serves `/OUTLET/feed` and `/OUTLET/ITEM.html` on 127.0.0.1 while used as a context manager.

    What a feed holds depends on `now`, which the caller sets.
    """

    def __init__(self, world: World, now: datetime) -> None:
        self.world = world
        self.now = now
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.demo = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def feed_url(self, outlet: Outlet) -> str:
        return f"{self.base_url}/{outlet.id}/feed"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A poller opens a connection to every outlet at once; beyond the queue each would wait a second.
    request_queue_size = 64
    demo: DemoServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "WatchlineDemo/1"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        demo = self.server.demo
        outlet_id, _, name = urlsplit(self.path).path.strip("/").partition("/")
        outlet = demo.world.outlet(outlet_id)
        if outlet is None:
            return self._not_found()
        entries = demo.world.visible(outlet, demo.now)
        if name == "feed":
            return self._feed(outlet, entries)
        page = next((entry for entry in entries if f"{entry.item}.html" == name), None)
        if page is None:
            return self._not_found()
        return self._answer(HTTPStatus.OK, _HTML, feeds.render_page(page))

    def _feed(self, outlet: Outlet, entries: tuple[Entry, ...]) -> None:
        trouble = outlet.trouble_at(self.server.demo.now)
        if trouble == "unavailable":
            wait = {"Retry-After": str(RETRY_AFTER_S)}
            return self._answer(HTTPStatus.SERVICE_UNAVAILABLE, _HTML, b"<p>Too many readers.", wait)
        if trouble == "html":
            return self._answer(HTTPStatus.OK, _HTML, _NOT_A_FEED)
        content_type, body = feeds.render(outlet, entries, self.server.demo.base_url)
        changed = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, UTC))
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        validators = {"ETag": etag, "Last-Modified": _http_date(changed)}
        if self._has_already(etag, changed):
            return self._answer(HTTPStatus.NOT_MODIFIED, None, b"", validators)
        return self._answer(HTTPStatus.OK, content_type, body, validators)

    def _has_already(self, etag: str, changed: datetime) -> bool:
        """Whether the client's copy is current: RFC 9110 lets If-None-Match decide where it is sent."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            return etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
        try:
            return changed <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False

    def _not_found(self) -> None:
        self._answer(HTTPStatus.NOT_FOUND, _HTML, b"<p>No such page in the demo's world.")

    def _answer(
        self, status: HTTPStatus, content_type: str | None, body: bytes, extra: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header follows the simulated time, as a server of that day would send it."""
        return _http_date(self.server.demo.now)

    def log_message(self, *args: object, **named: object) -> None:
        """Say nothing: the demo's terminal shows what the poller makes of it."""


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
