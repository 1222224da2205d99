"""Sends messages to one Apprise address and says what came of each.

Apprise answers true or false; why is taken from the reply it got and from what it logs. Everything is sent
as plain text, once, on a fresh object (a reused one waits between messages), without redirects (a 302 would
turn the POST into a GET, and the alert into nothing) and without attachments.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from apprise import Apprise, NotifyFormat, OverflowMode

from alerts.neutralise import no_markup, shorten
from alerts.senders import Outgoing, Rate, SendResult
from alerts.senders._apprise import instantiate
from alerts.senders._http_status import by_status
from alerts.senders._listening import Heard, listening
from alerts.senders._masking import masked, redact

MAX_ERROR = 300
# What the usual chat services bear: about a message a second after a burst.
USUAL_RATE = Rate(10, 10.0)
# Room for what a service adds: the line break before the body, escapes such as &amp;.
_MARGIN = 0.9
_FOOTER_CHARACTERS = 300
# Posts to an address of one's own; the key goes along, and nobody limits the rate.
_FORMS = ("form", "xml")
# Whoever was not reached, or broke off while shaking hands, cannot have got the message.
_NOT_REACHED = re.compile(
    r"refused|NewConnectionError|NameResolution|Name or service not known|getaddrinfo|No route to host"
    r"|unreachable|ConnectTimeout|SSLError|CERTIFICATE",
    re.IGNORECASE,
)
_CONNECTION_LOST = re.compile(r"Connection error|Socket Exception", re.IGNORECASE)


class AppriseSender:
    """Messages to any service Apprise knows."""

    def __init__(self, url: str) -> None:
        """`url` is never shown unmasked."""
        self._url = url
        with listening():
            service = instantiate(url)
        self.why = "" if service is not None else _not_understood(url)
        own = service is not None and service.protocol in _FORMS
        self.rate = None if own else USUAL_RATE
        self.knows_repeats = own
        self.room = int(service.body_maxlen * _MARGIN) - 120 if service is not None else 0

    def send(self, message: Outgoing) -> SendResult:
        """Sends once. Waits for as long as the service does."""
        with listening() as heard:
            service = instantiate(self._url)
            if service is None:
                return SendResult("permanent", self.why, scope="channel")
            _prepare(service, message)
            arrived = _notify(service, message)
        if arrived and not any(reply.says_no for reply in heard.replies):
            return SendResult("sent")
        result = _partly(classify(heard), heard, len(service))
        said = shorten(redact(f"{masked(self._url)}: {result.error}", self._url), MAX_ERROR)
        return replace(result, error=said)

    def close(self) -> None:
        """Apprise keeps nothing open."""


def _not_understood(url: str) -> str:
    return f"{masked(url)} is not an address Apprise understands; check the channel in watchline.yaml"


def send(url: str, message: Outgoing) -> SendResult:
    """Sends one message to one address."""
    return AppriseSender(url).send(message)


def understands(url: str) -> bool:
    """Whether the address is one of a service Apprise knows."""
    with listening():
        return instantiate(url) is not None


def classify(heard: Heard) -> SendResult:
    """What a failure means, from the last reply, else from what Apprise logged."""
    if heard.replies:
        reply = heard.replies[-1]
        if reply.status < 300 and reply.says_no:
            said = f"the service answered HTTP {reply.status}, and that it did not take it: {reply.says_no}"
            return SendResult("retry", said)
        result = by_status(reply.status, reply.headers)
        if result.outcome != "sent":
            return result
        why = f"the service answered HTTP {reply.status}, but not as it does when it has accepted"
        return SendResult("unknown", why)
    said = " ".join(" ".join(heard.lines).split())
    if _NOT_REACHED.search(said):
        return SendResult("retry", f"not reached: {said}")
    if _CONNECTION_LOST.search(said):
        return SendResult("unknown", f"the connection was lost, it may have arrived: {said}")
    return SendResult("retry", said or "Apprise gave no reason")


def _partly(result: SendResult, heard: Heard, recipients: int) -> SendResult:
    """Of several recipients some may have got it, and Apprise cannot send to the others alone."""
    none_did = heard.replies and all(reply.status >= 300 for reply in heard.replies)
    if recipients < 2 or none_did or result.outcome == "unknown":
        return result
    why = f"some of its {recipients} recipients may have got it, give each its own channel; {result.error}"
    return SendResult("unknown", why, retry_after_s=result.retry_after_s)


def _prepare(service: Any, message: Outgoing) -> None:
    """Takes from the address what this program does itself, and gives forms the key."""
    service.retry = 0
    service.redirects = False
    service.overflow_mode = OverflowMode.UPSTREAM
    # The text is plain: where markup was asked for, a stray * or _ could get the message refused. Each
    # service's own format escapes it.
    service.notify_format = type(service).notify_format
    if service.protocol in _FORMS:
        service.headers["Idempotency-Key"] = message.key


def _notify(service: Any, message: Outgoing) -> bool:
    apprise = Apprise(asset=service.asset)
    apprise.add(service)
    title = no_markup(message.title)
    title = title[: service.title_maxlen] if service.title_maxlen > 0 else title
    body = fit(no_markup(message.body), int(service.body_maxlen * _MARGIN) - len(title) - 2)
    return bool(apprise.notify(body=body, title=title, body_format=NotifyFormat.TEXT))


def fit(body: str, limit: int) -> str:
    """`body` within `limit` characters; what is cut is the middle, for the end says where all of it is."""
    if limit <= 0 or len(body) <= limit:
        return body
    footer = body.rpartition("\n\n")[2]
    if len(footer) > _FOOTER_CHARACTERS or len(footer) + 50 > limit:
        return shorten(body, limit)
    return shorten(body, limit - len(footer) - 2) + "\n\n" + footer
