"""Posts alerts as JSON to a plain webhook, through the guarded client.

The body is described by docs/webhook.schema.json. Every call carries the message's key, so that a receiver
can drop a repeat, and a signature where the channel has a secret.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Callable, Sequence

import httpcore

from alerts.neutralise import shorten
from alerts.senders import Channel, Outgoing, Rate, SendResult
from alerts.senders._http_status import by_status
from alerts.senders._masking import masked, redact
from alerts.senders._signature import signature_headers
from alerts.senders._webhook_address import Target, parse
from alerts.senders._webhook_body import body_of
from connectors.http import Fetched, FetchError, ForbiddenAddressError, HttpClient

DEADLINE_S = 15.0
MAX_ERROR = 300
# How the client words what it does not even try.
_NEVER_SENT = ("refused:", "not a usable address", "the header ", "a request header ")
# Who was not reached cannot have got it; anything else may have broken after the call was read.
_NOT_REACHED = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.ProxyError)


class WebhookSender:
    """Calls to one webhook. Used by one thread at a time."""

    rate: Rate | None = None
    room = 0
    knows_repeats = True

    def __init__(
        self,
        channel: Channel,
        target: Target,
        *,
        allow_private: Sequence[str],
        contact: str = "",
        proxy: str | None = None,
        deadline_s: float = DEADLINE_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`allow_private` lists networks that may be reached although not public; `now` signs the calls."""
        self._channel, self._target, self._now = channel, target, now
        self._client = lambda: HttpClient(
            allow_private=allow_private,
            contact=contact,
            proxy=proxy,
            deadline_s=deadline_s,
            max_connections=1,
            ssl_context=None if target.verify else _unverified(),
        )

    def send(self, message: Outgoing) -> SendResult:
        """Posts the message once; a redirect is not followed."""
        body = json.dumps(body_of(message, dict(self._target.fields)), ensure_ascii=False).encode()
        try:
            reply = asyncio.run(self._post(body, self._headers(message, body)))
        except FetchError as error:
            return self._failed(_class_of(error))
        result = by_status(reply.status, reply.headers)
        return result if result.outcome == "sent" else self._failed(result)

    def close(self) -> None:
        """No connection outlives its call."""

    async def _post(self, body: bytes, headers: dict[str, str]) -> Fetched:
        async with self._client() as http:
            return await http.post(self._target.url, body, headers, self._target.auth)

    def _headers(self, message: Outgoing, body: bytes) -> dict[str, str]:
        headers = {
            "content-type": "application/json",
            "idempotency-key": message.key,
            **dict(self._target.headers),
        }
        if self._channel.secret:
            headers |= signature_headers(self._channel.secret, message.key, int(self._now()), body)
        return headers

    def _failed(self, result: SendResult) -> SendResult:
        url = self._channel.url
        said = shorten(redact(f"{masked(url)}: {result.error}", url), MAX_ERROR)
        return SendResult(result.outcome, said, result.scope, result.retry_after_s)


def open_webhook(
    channel: Channel, *, allow_private: Sequence[str], contact: str = "", proxy: str | None = None
) -> WebhookSender:
    """The sender for a webhook's address. Raises AddressError."""
    return WebhookSender(
        channel, parse(channel.url), allow_private=allow_private, contact=contact, proxy=proxy
    )


def _class_of(error: FetchError) -> SendResult:
    if isinstance(error, ForbiddenAddressError) or str(error).startswith(
        ("refused:", "not a usable address")
    ):
        return SendResult("permanent", str(error), scope="channel")
    if isinstance(error.__cause__, _NOT_REACHED):
        return SendResult("retry", f"not reached: {error}")
    return SendResult("unknown", f"it may have arrived: {error}")


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
