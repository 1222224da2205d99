"""The one door to the network. Nothing else in the program makes an HTTP request.

Every connection is made to an address that was resolved and vetted here, so a name that points inside
(or changes its mind between check and connect) reaches nothing. One deadline covers the whole request,
redirects are followed by hand, and a body is decoded only as far as its caps allow: httpx from outside
peaked at 2.1 GB on an 809-byte body.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from connectors._guard import AddressPolicy, ForbiddenAddressError, GuardedTransport

USER_AGENT = "Watchline/0.1 (news feed reader)"
MAX_WIRE_BYTES = 10_000_000
MAX_DECODED_BYTES = 20_000_000
MAX_REDIRECTS = 5
DEADLINE_S = 30.0
_REDIRECTS = {301, 302, 303, 307, 308}
_WBITS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class FetchError(Exception):
    """A request that brought nothing usable; the message says why in words."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete, decoded reply. `url` is where the redirects ended."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class HttpClient:
    """An async context manager; one serves a whole cycle."""

    def __init__(
        self,
        *,
        allow_private: Sequence[str] = (),
        user_agent: str = USER_AGENT,
        deadline_s: float = DEADLINE_S,
        max_connections: int = 50,
    ) -> None:
        """`allow_private` lists networks (CIDR) that may be reached although they are not public."""
        self._deadline_s = deadline_s
        transport = GuardedTransport(AddressPolicy(allow_private), max_connections=max_connections)
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(deadline_s, connect=10.0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """GET `url`, following redirects. Raises FetchError with the reason in words."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._follow(url, dict(headers or {}))
        except TimeoutError:
            raise FetchError(f"no complete answer within {self._deadline_s:g} s") from None
        except ForbiddenAddressError as error:
            raise FetchError(str(error)) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"not a usable address: {error}") from error
        except httpx.TimeoutException as error:
            raise FetchError("the server did not answer in time") from error
        except httpx.HTTPError as error:
            raise FetchError(f"connection failed: {_words(error)}") from error

    async def _follow(self, url: str, headers: dict[str, str]) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            _require_http(url)
            async with self._client.stream("GET", url, headers=headers) as response:
                # A reply could plant a cookie that the next hop would then be sent.
                self._client.cookies.clear()
                target = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not target:
                    body = b"" if response.status_code == 304 else await _read(response)
                    return Fetched(response.status_code, url, dict(response.headers), body)
                url = urljoin(url, target)
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")


async def _read(response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower() or "identity"
    chunks = _capped(response.aiter_raw())
    if encoding == "identity":
        return b"".join([chunk async for chunk in chunks])
    if encoding not in _WBITS:
        raise FetchError(f"the reply is packed as {encoding!r}, which was not asked for")
    return await _unpack(chunks, _WBITS[encoding])


async def _capped(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    total = 0
    async for chunk in chunks:
        total += len(chunk)
        if total > MAX_WIRE_BYTES:
            raise FetchError(f"the reply is larger than {MAX_WIRE_BYTES // 1_000_000} MB")
        yield chunk


async def _unpack(chunks: AsyncIterator[bytes], wbits: int) -> bytes:
    decoder = zlib.decompressobj(wbits)
    out = bytearray()
    try:
        async for chunk in chunks:
            out += decoder.decompress(chunk, MAX_DECODED_BYTES + 1 - len(out))
            if len(out) > MAX_DECODED_BYTES:
                raise FetchError(f"the reply unpacks to more than {MAX_DECODED_BYTES // 1_000_000} MB")
    except zlib.error as error:
        raise FetchError("the reply is not packed the way it says") from error
    if not decoder.eof:
        raise FetchError("the reply was cut off")
    return bytes(out)


def _require_http(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"refused: {parts.scheme or 'no'}: is not http or https")
    if parts.username or parts.password:
        raise FetchError("refused: the address carries a user name or password")


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
