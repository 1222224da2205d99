"""The application of the Prefect server, with what keeps a reader's browser on this machine.

It is the one of `prefect server start`, with two differences. The second UI is not offered: it asks an
analytics host from the reader's browser even where analytics are off. And every answer carries headers
that let a browser load from and talk to this server alone, and no other page frame it.
"""

from __future__ import annotations

from pathlib import Path

import prefect
import uvicorn
from prefect.cli.server import start_services
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The UI compiles its templates and styles in the page and draws in workers made from blobs.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self' {origins}",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
    ]
)


class OwnOriginOnly:
    """Adds the headers that keep a browser on this server."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        """`origins` are the names under which the UI reaches its API, http and ws."""
        self._app = app
        self._headers = {
            "content-security-policy": CONTENT_SECURITY_POLICY.format(origins=" ".join(origins)),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def application(port: int, *, with_services: bool = True) -> ASGIApp:
    """The server's application for a server on `port`, and with it the background services."""
    prefect.__ui_v2_static_path__ = Path("not offered")
    names = [f"{host}:{port}" for host in ("127.0.0.1", "localhost")]
    origins = tuple(f"{scheme}://{name}" for scheme in ("http", "ws") for name in names)
    return OwnOriginOnly(create_app(final=True, webserver_only=not with_services), origins)


def run_services() -> None:
    """Run the background services alone, until SIGINT or SIGTERM."""
    start_services(background=False)


def run(*, with_services: bool = True) -> None:
    """Serve until SIGINT or SIGTERM, where Prefect's settings say."""
    settings = get_current_settings().server.api
    uvicorn.run(
        application(settings.port, with_services=with_services),
        host=settings.host,
        port=settings.port,
        timeout_keep_alive=settings.keepalive_timeout,
        log_level="warning",
    )
