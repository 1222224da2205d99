"""Where a request goes next, and what it takes along: redirects as pure data."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urljoin

import httpx

from connectors._errors import FetchError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_URL_LENGTH = 4_000
_PERMANENT = frozenset({301, 308})
_HOST = re.compile(r"[A-Za-z0-9._:-]+", re.ASCII)
# Whatever else a user sends may be a secret: an API key has no standard name.
_HARMLESS = frozenset(
    {"accept", "accept-language", "cache-control", "content-type", "if-modified-since", "if-none-match"}
)
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade"}
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one source or channel is opened with: a user name and password, or a bearer token."""

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if bool(self.token) == bool(self.username or self.password):
            raise ValueError("credentials are either a user name and password or a token")
        if ":" in self.username:
            raise ValueError("a user name holds no colon")

    def header(self) -> str:
        """The value of the Authorization header (RFC 7617 in UTF-8, RFC 6750)."""
        if self.token:
            return f"Bearer {self.token}"
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a chain of redirects."""

    url: str
    target: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    began_with_secrets: bool
    passed: tuple[str, ...] = ()
    permanent_url: str | None = None
    only_permanent: bool = True


def first_hop(url: str, headers: Mapping[str, str] | None, auth: Credentials | None) -> Hop:
    """The request a caller asks for. Raises FetchError if it may not be made."""
    target = _parse(url)
    sent = dict(headers or {})
    for name in sent:
        if name.lower() in _OURS:
            raise FetchError(f"the header {name} is set by the program and cannot be chosen")
    if auth:
        sent["Authorization"] = auth.header()
    return Hop(url, target, sent, any(name.lower() not in _HARMLESS for name in sent))


def next_hop(hop: Hop, status: int, location: str) -> Hop:
    """The request a redirect asks for. Raises FetchError if it may not be made."""
    try:
        url = urldefrag(urljoin(hop.url, location.strip())).url
    except ValueError as error:
        raise FetchError(f"not a usable address: {error}") from error
    target = _parse(url)
    if hop.began_with_secrets and hop.target.scheme == "https" and target.scheme == "http":
        raise FetchError("refused: a redirect would take a request with credentials from https to http")
    permanent = hop.only_permanent and status in _PERMANENT
    return replace(
        hop,
        url=url,
        target=target,
        headers=hop.headers if _same_server(hop.target, target) else _harmless(hop.headers),
        passed=(*hop.passed, hop.url),
        permanent_url=url if permanent else hop.permanent_url,
        only_permanent=permanent,
    )


def _parse(url: str) -> httpx.URL:
    if len(url) > MAX_URL_LENGTH:
        raise FetchError(f"refused: an address longer than {MAX_URL_LENGTH} characters")
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"not a usable address: {error}") from error
    if target.scheme not in ("http", "https"):
        raise FetchError(f"refused: {target.scheme[:40] or 'no'}: is not http or https")
    if target.userinfo:
        raise FetchError("refused: the address carries a user name or password")
    host = target.raw_host.decode("ascii")
    if not _HOST.fullmatch(host) or not (target.port is None or 0 < target.port < 65_536):
        raise FetchError(f"not a usable address: {host[:80]!r} is not a host name, or its port is wrong")
    return target


def _harmless(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() in _HARMLESS}


def _same_server(before: httpx.URL, after: httpx.URL) -> bool:
    """The same scheme, host and port, or the step from http to https on their usual ports."""
    if before.raw_host != after.raw_host:
        return False
    upgraded = before.scheme == "http" and after.scheme == "https" and not before.port and not after.port
    return upgraded or (before.scheme == after.scheme and before.port == after.port)
