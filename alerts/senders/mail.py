"""Sends mail to the recipients of a channel over one kept connection.

Each recipient gets a mail of their own, so what became of one never hides what became of another.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address

from alerts.neutralise import shorten
from alerts.senders import Channel, Outcome, Outgoing, Rate, SendResult
from alerts.senders._mail_address import Relay, parse
from alerts.senders._mail_message import compose
from alerts.senders._masking import masked, redact
from alerts.senders._smtp import Conversation, LostError, RefusedError, Scope

STEP_S = 10.0
# After this long no further recipient is begun with, so that what arrived is recorded in time.
ENOUGH_S = 15.0
MAX_ERROR = 300


class MailSender:
    """Mail to the recipients of one channel."""

    rate: Rate | None = None
    room = 0
    knows_repeats = True

    def __init__(
        self,
        relay: Relay,
        url: str,
        *,
        step_s: float = STEP_S,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`step_s` bounds each step of the conversation with the server, in seconds."""
        self._relay, self._url, self._now = relay, url, now
        self._conversation = Conversation(relay, step_s)

    def send(self, message: Outgoing) -> SendResult:
        """Sends to every recipient that does not have the message yet; the worst outcome decides."""
        worst, reached = SendResult("sent"), set(message.reached)
        until = time.monotonic() + ENOUGH_S
        for recipient in self._relay.to:
            if _mark(recipient) in reached:
                continue
            result = self._send_to(recipient, message) if time.monotonic() < until else self._too_slow()
            worst = max(worst, result, key=_badness)
            if result.outcome == "sent":
                reached.add(_mark(recipient))
            elif not self._conversation.is_open:
                break
        return replace(worst, reached=frozenset(reached))

    def close(self) -> None:
        """Ends the connection, also one that another thread is waiting on."""
        self._conversation.close()

    def _send_to(self, recipient: Address, message: Outgoing) -> SendResult:
        relay = self._relay
        # Copies go out with the first recipient's mail, not with each.
        copies = (*relay.cc, *relay.bcc) if recipient is relay.to[0] else ()
        envelope = [one.addr_spec for one in (recipient, *copies)]
        content = compose(relay, recipient, message, self._now())
        try:
            self._conversation.hand_over(relay.sender.addr_spec, envelope, content)
        except RefusedError as error:
            return self._failed(error.outcome, str(error), error.scope)
        except LostError as error:
            return self._failed("unknown", f"the connection was lost, it may have arrived: {error}")
        return SendResult("sent")

    def _too_slow(self) -> SendResult:
        return self._failed("retry", "the server is too slow for all recipients at once")

    def _failed(self, outcome: Outcome, why: str, scope: Scope = "message") -> SendResult:
        said = " ".join(f"{masked(self._url)}: {why}".split())
        return SendResult(outcome, shorten(redact(said, self._url), MAX_ERROR), scope)


def open_mail(channel: Channel) -> MailSender:
    """The sender for a `mailto://` or `mailtos://` channel. Raises AddressError."""
    return MailSender(parse(channel.url), channel.url)


def _badness(result: SendResult) -> int:
    """What may have arrived must be known as that, whatever became of the others."""
    return ("sent", "permanent", "retry", "unknown").index(result.outcome)


def _mark(recipient: Address) -> str:
    """Names a recipient in the ledger without giving the address away."""
    return hashlib.sha256(recipient.addr_spec.lower().encode()).hexdigest()[:8]
