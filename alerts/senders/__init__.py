"""What goes to a channel, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alerts.model import Json
from storage.outbox import Outcome


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one channel. `key` is the same each time the message is sent."""

    title: str
    body: str
    payload: Json
    key: str


@dataclass(frozen=True, slots=True)
class SendResult:
    """`retry` did not arrive, `permanent` never will, `unknown` may have arrived. `error` holds no secret."""

    outcome: Outcome
    error: str = ""


# Sends one message to one address; raises nothing that is foreseen. The address is a secret.
Send = Callable[[str, Outgoing], SendResult]
