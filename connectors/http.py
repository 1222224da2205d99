"""The one door to the network. Nothing else in the program makes an HTTP request.

Every connection is made to an address that was resolved and vetted here, so a name that points inside
(or changes its mind between check and connect) reaches nothing. One deadline and one number of bytes
cover the whole request down to the socket, redirects are followed by hand, and a body is decoded only as
far as its caps allow: httpx from outside peaked at 2.1 GB on an 809-byte body.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Self

import httpcore
import httpx

from connectors._budget import Budget, current_budget
from connectors._decode import ACCEPT_ENCODING, Unpacker, megabytes
from connectors._errors import FetchError, ForbiddenAddressError
from connectors._guard import AddressPolicy, GuardedBackend, Resolver, resolve_by_system
from connectors._hops import REDIRECTS, Credentials, Hop, first_hop, next_hop
from connectors._hosts import Gates, HostGates
from connectors._pool import DirectPool, Pool, ProxyPool

__all__ = [
    "Credentials",
    "FetchError",
    "Fetched",
    "ForbiddenAddressError",
    "Gates",
    "HostGates",
    "HttpClient",
]

_PRODUCT = "Watchline/0.1"
MAX_WIRE_BYTES = 10_000_000
MAX_DECODED_BYTES = 20_000_000
MAX_POST_REPLY_BYTES = 1_000_000
MAX_REDIRECTS = 5
MAX_HEADERS = 200
MAX_PIECES = 50_000
"""A body sent byte by byte in chunks costs far more to read than its size says."""
DEADLINE_S = 30.0
_WITHOUT_BODY = {204, 304}
# The socket ends a late request with its reason; this catches what waits anywhere else.
_GRACE_S = 0.5
_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete, decoded reply. Header names are lower case.

    `url` is where the redirects ended, `redirects` the addresses passed on the way, and `permanent_url`
    the last address reached by 301 and 308 alone: the one to ask from now on.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    permanent_url: str | None = None
    redirects: tuple[str, ...] = ()


class HttpClient:
    """An async context manager; one serves a whole cycle."""

    def __init__(
        self,
        *,
        allow_private: Sequence[str] = (),
        contact: str = "",
        deadline_s: float = DEADLINE_S,
        max_connections: int = 50,
        hosts: Gates | None = None,
        proxy: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        resolve: Resolver = resolve_by_system,
    ) -> None:
        """`allow_private` lists networks (CIDR) that may be reached although they are not public.

        `contact` is an address or page where a site's owner finds whoever runs this program. `proxy` is
        used for every request that names no other; the environment's proxies never are. `ssl_context`
        replaces the usual certificate authorities, `resolve` the system's resolver.
        """
        self._deadline_s = deadline_s
        self._max_connections = max_connections
        self._hosts = hosts
        self._proxy = proxy
        self._headers = {
            b"user-agent": user_agent(contact).encode("ascii"),
            b"accept": b"*/*",
            b"accept-encoding": ACCEPT_ENCODING.encode("ascii"),
        }
        self._backend = GuardedBackend(AddressPolicy(allow_private), resolve)
        self._tls = lambda: ssl_context or _usual_authorities()
        self._direct = DirectPool(self._backend, self._tls, max_connections)
        self._proxies: dict[str, ProxyPool] = {}
        self._slots = asyncio.Semaphore(max_connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pools: list[Pool] = [self._direct, *self._proxies.values()]
        for pool in pools:
            await pool.aclose()
        if self._hosts:
            await self._hosts.aclose()
        self._backend.close()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        auth: Credentials | None = None,
        *,
        proxy: str | None = None,
        max_bytes: int = MAX_DECODED_BYTES,
    ) -> Fetched:
        """GET `url`, following redirects. Raises FetchError with the reason in words.

        Credentials, and every header that is not plainly harmless, stay with the server they were meant
        for. `max_bytes` can only lower the cap on the decoded body.
        """
        max_bytes = min(max_bytes, MAX_DECODED_BYTES)
        with self._budget(max_bytes) as budget:
            hop = first_hop(url, headers, auth)
            for _ in range(MAX_REDIRECTS + 1):
                async with self._turn(budget, hop):
                    answer = await self._ask(hop, proxy or self._proxy, max_bytes)
                if isinstance(answer, Fetched):
                    return answer
                hop = answer
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    async def post(
        self,
        url: str,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        auth: Credentials | None = None,
        *,
        proxy: str | None = None,
    ) -> Fetched:
        """POST `content`; a redirect is an answer like any other. Raises FetchError as `get` does."""
        with self._budget(MAX_POST_REPLY_BYTES) as budget:
            hop = first_hop(url, headers, auth)
            request = self._request("POST", hop, content)
            async with self._turn(budget), self._pool(proxy or self._proxy).exchange(request) as response:
                return await _read(hop, response, MAX_POST_REPLY_BYTES)

    async def _ask(self, hop: Hop, proxy: str | None, max_bytes: int) -> Fetched | Hop:
        """What the server says, or the next address to ask."""
        async with self._pool(proxy).exchange(self._request("GET", hop)) as response:
            location = _location(response) if response.status in REDIRECTS else ""
            if location:
                _limit_headers(response)
                return next_hop(hop, response.status, location)
            return await _read(hop, response, max_bytes)

    def _request(self, method: str, hop: Hop, content: bytes | None = None) -> httpcore.Request:
        target = hop.target
        sent = {b"host": target.netloc, **self._headers}
        if content is not None:
            sent[b"content-length"] = b"%d" % len(content)
        for name, value in hop.headers.items():
            sent[name.lower().encode("latin-1")] = value.encode("latin-1")
        url = httpcore.URL(
            scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path
        )
        return httpcore.Request(method, url, headers=list(sent.items()), content=content)

    def _pool(self, proxy: str | None) -> Pool:
        if not proxy:
            return self._direct
        if proxy not in self._proxies:
            self._proxies[proxy] = ProxyPool(proxy, self._backend, self._tls, self._max_connections)
        return self._proxies[proxy]

    @asynccontextmanager
    async def _turn(self, budget: Budget, hop: Hop | None = None) -> AsyncIterator[None]:
        """A connection's worth of room, and a turn at the host of `hop`.

        Waiting for either is not the server's fault: the request's clock stands still meanwhile.
        """
        loop = asyncio.get_running_loop()
        joined = loop.time()
        gate = self._hosts.slot(str(hop.target)) if self._hosts and hop else nullcontext()
        async with gate, self._slots:
            budget.allow_for(loop.time() - joined)
            async with asyncio.timeout_at(budget.deadline + _GRACE_S):
                yield

    @contextmanager
    def _budget(self, max_bytes: int) -> Iterator[Budget]:
        """The budget of one request; any failure in the block becomes a FetchError."""
        budget = Budget(self._deadline_s, min(MAX_WIRE_BYTES, max_bytes))
        token = current_budget.set(budget)
        try:
            yield budget
        except TimeoutError:
            raise budget.too_late() from None
        except UnicodeEncodeError as error:
            raise FetchError("a request header holds a character that cannot be sent") from error
        except _FAILURES as error:
            raise FetchError(f"connection failed: {str(error) or type(error).__name__}") from error
        finally:
            current_budget.reset(token)


def user_agent(contact: str = "") -> str:
    """How the program introduces itself. Raises ValueError for a contact that is not one plain line."""
    if not contact:
        return f"{_PRODUCT} (news feed reader)"
    if not contact.isascii() or not contact.isprintable() or set(contact) & set("()"):
        raise ValueError(f"{contact!r} is not a contact; write for example https://example.org/about")
    return f"{_PRODUCT} (news feed reader; +{contact})"


async def _read(hop: Hop, response: httpcore.Response, max_bytes: int) -> Fetched:
    _limit_headers(response)
    headers = _headers(response)
    most = min(MAX_WIRE_BYTES, max_bytes)
    if response.status not in _WITHOUT_BODY and int(headers.get("content-length", 0)) > most:
        raise FetchError(f"the reply is larger than {megabytes(most)}")
    current_budget.get().begin_body()
    unpacker = Unpacker(headers.get("content-encoding", ""), max_bytes)
    pieces = 0
    async for piece in response.aiter_stream():
        pieces += 1
        if pieces > MAX_PIECES:
            raise FetchError(f"the reply comes in more than {MAX_PIECES:,} pieces")
        unpacker.feed(piece)
    return Fetched(response.status, hop.url, headers, unpacker.finish(), hop.permanent_url, hop.passed)


def _limit_headers(response: httpcore.Response) -> None:
    if len(response.headers) > MAX_HEADERS:
        raise FetchError(f"the reply has {len(response.headers):,} headers, more than {MAX_HEADERS}")


def _headers(response: httpcore.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _location(response: httpcore.Response) -> str:
    """The first Location header; addresses are often sent as bare UTF-8."""
    for name, value in response.headers:
        if name.lower() == b"location":
            return value.decode("utf-8", "replace")
    return ""


@lru_cache(maxsize=1)
def _usual_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
