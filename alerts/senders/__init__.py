"""What goes to a channel, who takes it there, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from alerts.model import Json
from alerts.senders._rate import Rate
from storage.outbox import Outcome

__all__ = ["AddressError", "Channel", "Connect", "Outcome", "Outgoing", "Rate", "SendResult", "Sender"]


class AddressError(ValueError):
    """An address of a channel that cannot be used; the message names the remedy and no secret."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where alerts go. `url` and `secret` (the key that signs webhooks) are never shown."""

    name: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one channel.

    `alerts` is what it tells as data, one item an alert. `key` is the same each time the message is sent;
    `repeat` says that an earlier attempt may have arrived. `reached` names the recipients that have it.
    """

    title: str
    body: str
    alerts: tuple[Json, ...]
    key: str
    severity: str = "normal"
    repeat: bool = False
    reached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of a send.

    `retry` did not arrive, `permanent` never will, `unknown` may have arrived. `error` holds no secret.
    `scope` says whether only this message is refused or the channel does not work at all. `retry_after_s`
    is how long the service asked to be left alone. `reached` names, by hash, the recipients it arrived at.
    """

    outcome: Outcome
    error: str = ""
    scope: Literal["message", "channel"] = "message"
    retry_after_s: float | None = None
    reached: frozenset[str] = frozenset()


class Sender(Protocol):
    """Takes messages to one channel, one after the other; a connection may be kept between them."""

    @property
    def rate(self) -> Rate | None:
        """What the service takes where the channel does not say; None for as much as there is."""
        ...

    @property
    def room(self) -> int:
        """The characters of a body the service takes; 0 for any number."""
        ...

    @property
    def knows_repeats(self) -> bool:
        """Whether the receiver can tell a repeat by its key."""
        ...

    def send(self, message: Outgoing) -> SendResult:
        """Sends one message. Raises nothing that is foreseen."""
        ...

    def close(self) -> None:
        """Ends the connection; also one that another thread is waiting on."""
        ...


# Connects to nothing yet; an address that cannot be used becomes a sender that says so.
Connect = Callable[[Channel], Sender]
