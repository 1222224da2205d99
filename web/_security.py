"""What every request must pass, and what every reply carries.

Loopback needs no token and any other address does; a foreign Host header (DNS rebinding) is refused; a POST
must come from our own pages (Fetch Metadata, else Origin). Pages run under a policy that allows no foreign
or inline script, style, frame or form (Content Security Policy 3, Trusted Types).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "watchline_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
_OPEN = ("/login", "/static/", "/healthz")
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, token: str = "", hosts: Sequence[str] = ()) -> None:
        """`hosts` are names this server may be asked under beside those of loopback; "*" is any."""
        self._app = app
        self._token = token
        self._hosts = {*_LOOPBACK, *hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if "*" not in self._hosts and _host(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This server does not answer under that name (Host).\n", 421)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _is_own(headers):
            return PlainTextResponse("A change can only be asked for from Watchline's own pages.\n", 403)
        if not self._token or scope["path"].startswith(_OPEN) or token_matches(_token(headers), self._token):
            return None
        if scope["path"].startswith("/api/"):
            return PlainTextResponse(
                "A token is needed: Authorization: Bearer ...\n", 401, {"www-authenticate": "Bearer"}
            )
        wanted = scope["path"] + (
            f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        )
        return RedirectResponse(f"/login?next={quote(wanted)}", 303)


def token_matches(given: str, token: str) -> bool:
    """Whether a token is the right one, in a time that does not tell how much of it is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _token(headers: Headers) -> str:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_own(headers: Headers) -> bool:
    """Browsers say where a request comes from; what is no browser carries a bearer token and no cookie."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return "cookie" not in headers


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
