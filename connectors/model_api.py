"""Asks a language model behind an OpenAI-compatible address, through the one door to the network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from connectors import schedule
from connectors._errors import FetchError
from connectors.http import Credentials, Fetched, HttpClient

_PATH = "/chat/completions"
_USUAL_WAIT_S, _LONGEST_WAIT_S = 1.0, 20.0
_TOO_MANY = 429
Sleep = Callable[[float], Awaitable[None]]


class ModelApi:
    """One endpoint. `url` is its base ("https://api.example.org/v1"), `key` is sent as a bearer token."""

    def __init__(
        self,
        url: str,
        client: Callable[[], HttpClient],
        *,
        key: str = "",
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`client` makes the guarded client of one exchange; its deadline is that of a request."""
        self._url = url if url.endswith(_PATH) else url.rstrip("/") + _PATH
        self._client, self._sleep = client, sleep
        self._auth = Credentials(token=key) if key else None

    def complete(self, request: bytes) -> bytes:
        """The body of the answer to a chat completion request.

        Tries once more after 429 and 5xx, when the server says (Retry-After up to 20 s) or after a second.
        Raises FetchError with the reason in words; it never holds the key or what the server said. May be
        called where an event loop runs, which it blocks.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="model") as thread:
            return thread.submit(asyncio.run, self._complete(request)).result()

    async def _complete(self, request: bytes) -> bytes:
        async with self._client() as http:
            reply = await self._post(http, request)
            if _may_pass(reply.status):
                await self._sleep(_wait(reply.headers, reply.status))
                reply = await self._post(http, request)
        if reply.status != 200:
            raise FetchError(_refusal(reply.status))
        return reply.body

    async def _post(self, http: HttpClient, request: bytes) -> Fetched:
        headers = {"content-type": "application/json", "accept": "application/json"}
        return await http.post(self._url, request, headers, self._auth)


def _may_pass(status: int) -> bool:
    return status == _TOO_MANY or status >= 500


def _wait(headers: Mapping[str, str], status: int) -> float:
    """Seconds to wait before the second try. Raises FetchError where the server asks for too many."""
    asked = schedule.retry_after(headers, datetime.now(UTC))
    if asked is None:
        return _USUAL_WAIT_S
    seconds = max(asked.total_seconds(), 0.0)
    if seconds > _LONGEST_WAIT_S:
        raise FetchError(f"the model's server answered {status} and asks to wait {seconds:.0f} s")
    return seconds


def _refusal(status: int) -> str:
    known = {
        400: "it may not know structured output (response_format json_schema) or this model",
        401: "the key is wrong or missing",
        403: "the key may not use this model",
        404: "the address or the model is wrong",
        429: "too many requests",
    }
    reason = known.get(status, "")
    return f"the model's server answered {status}" + (f": {reason}" if reason else "")
