"""Sends one message to one Apprise address and says what came of it.

Apprise answers true or false; why is read from what it logs. Everything is sent as plain text, once, on
a fresh object (a reused mail object waits 5 s between messages), without redirects (a 302 would turn the
POST into a GET, and the alert into nothing) and without attachments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode

from alerts.neutralise import shorten
from alerts.senders import Outgoing, SendResult
from alerts.senders._listening import listening
from alerts.senders._masking import masked, redact
from storage.outbox import Outcome

MAX_ERROR = 300
# Room for what a service adds: the line break before the body, escapes such as &amp;.
_MARGIN = 0.9
_FOOTER_CHARACTERS = 300
_RETRIED_STATUSES = frozenset({408, 425, 429})
_STATUS = re.compile(r"error=(\d{3})\b")
_SMTP_REPLY = re.compile(r"\((\d{3}), ")
# Whoever was not reached, or broke off while shaking hands, cannot have got the message.
_NOT_REACHED = re.compile(
    r"refused|NewConnectionError|NameResolution|Name or service not known|getaddrinfo|No route to host"
    r"|unreachable|ConnectTimeout|SSLError|CERTIFICATE|Connection error while submitting email",
    re.IGNORECASE,
)
_CONNECTION_LOST = re.compile(r"Connection error|Socket Exception|Sending email to", re.IGNORECASE)


def send(url: str, message: Outgoing) -> SendResult:
    """Sends `message` to `url`, which is never shown unmasked. Waits for as long as the service does."""
    with listening() as heard:
        service = Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
        if service is None:
            why = f"{masked(url)} is not an address Apprise understands; check the channel in watchline.yaml"
            return SendResult("permanent", why)
        _prepare(service, message)
        arrived = _notify(service, message)
    if arrived:
        return SendResult("sent")
    outcome, why = classify(heard)
    if outcome == "retry" and len(service) > 1:
        outcome = "unknown"
        why = f"some of its {len(service)} recipients may have got it, give each its own channel; {why}"
    return SendResult(outcome, shorten(redact(f"{masked(url)}: {why}", url), MAX_ERROR))


def classify(heard: Sequence[str]) -> tuple[Outcome, str]:
    """The class of a failure and its reason, from what Apprise logged."""
    said = " ".join(" ".join(heard).split())
    status = _STATUS.search(said)
    if status:
        return _by_http_status(int(status[1]))
    reply = _SMTP_REPLY.search(said)
    if reply:
        return ("permanent" if reply[1].startswith("5") else "retry"), f"the mail server refused: {said}"
    if _NOT_REACHED.search(said):
        return "retry", f"not reached: {said}"
    if _CONNECTION_LOST.search(said):
        return "unknown", f"the connection was lost, it may have arrived: {said}"
    return "retry", said or "Apprise gave no reason"


def _by_http_status(status: int) -> tuple[Outcome, str]:
    if status >= 500 or status in _RETRIED_STATUSES:
        return "retry", f"the service answered HTTP {status}"
    if status < 300:
        return "unknown", f"the service answered HTTP {status}, but not as it does when it has accepted"
    if status < 400:
        return "permanent", f"the service answered HTTP {status}, a redirect; use the address it points to"
    return "permanent", f"the service answered HTTP {status}, which a repeat will not change"


def _asset() -> AppriseAsset:
    """Sends on this thread, follows no redirects, keeps nothing on disk."""
    return AppriseAsset(
        app_id="Watchline",
        app_desc="Watchline alerts",
        async_mode=False,
        http_redirects=False,
        storage_mode="memory",
    )


def _prepare(service: Any, message: Outgoing) -> None:
    """Takes from the address what this program does itself, and gives webhooks the key and the data."""
    service.retry = 0
    service.redirects = False
    service.overflow_mode = OverflowMode.UPSTREAM
    # The text is plain: where markup was asked for, a stray * or _ could get the message refused. Each
    # service's own format escapes it; mail would send it through HTML and back.
    is_mail = service.protocol == "mailto"
    service.notify_format = NotifyFormat.TEXT if is_mail else type(service).notify_format
    if service.protocol in ("json", "form", "xml"):
        service.headers["Idempotency-Key"] = message.key
    if service.protocol == "json":
        service.payload_extras["watchline"] = message.payload


def _notify(service: Any, message: Outgoing) -> bool:
    apprise = Apprise(asset=service.asset)
    apprise.add(service)
    title = message.title[: service.title_maxlen] if service.title_maxlen > 0 else message.title
    body = fit(message.body, int(service.body_maxlen * _MARGIN) - len(title) - 2)
    return bool(apprise.notify(body=body, title=title, body_format=NotifyFormat.TEXT))


def fit(body: str, limit: int) -> str:
    """`body` within `limit` characters; what is cut is the middle, for the end says where all of it is."""
    if limit <= 0 or len(body) <= limit:
        return body
    footer = body.rpartition("\n\n")[2]
    if len(footer) > _FOOTER_CHARACTERS or len(footer) + 50 > limit:
        return shorten(body, limit)
    return shorten(body, limit - len(footer) - 2) + "\n\n" + footer
