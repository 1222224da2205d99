"""Which sender an address gets: our own for mail and plain webhooks, Apprise for everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alerts.senders import AddressError, Channel, Outgoing, Rate, Sender, SendResult

_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens channels. `allow_private` lists networks (CIDR) that webhooks may reach although not public."""

    allow_private: Sequence[str] = ()
    contact: str = ""
    proxy: str | None = None

    def __call__(self, channel: Channel) -> Sender:
        """The sender for a channel; for an address that cannot be used, one that says why."""
        scheme = channel.url.partition(":")[0].strip().lower()
        is_webhook = scheme in _WEB and not _is_service(channel.url)
        try:
            return (_webhook if is_webhook else OWN.get(scheme, _apprise))(channel, self)
        except AddressError as error:
            return Unusable(str(error))


def _mail(channel: Channel, _opener: Opener) -> Sender:
    from alerts.senders.mail import open_mail

    return open_mail(channel)


def _webhook(channel: Channel, opener: Opener) -> Sender:
    from alerts.senders.webhook import open_webhook

    return open_webhook(
        channel, allow_private=opener.allow_private, contact=opener.contact, proxy=opener.proxy
    )


def _apprise(channel: Channel, _opener: Opener) -> Sender:
    from alerts.senders.apprise_sender import AppriseSender

    return AppriseSender(channel.url)


# Senders of our own by the scheme of an address; they raise AddressError for one that cannot be used.
OWN: dict[str, Callable[[Channel, Opener], Sender]] = {
    "mailto": _mail,
    "mailtos": _mail,
    "json": _webhook,
    "jsons": _webhook,
}


def problem(channel: Channel) -> str:
    """Why a channel's address cannot be used, with the remedy; empty where it can. Nothing is sent."""
    sender = Opener()(channel)
    return str(getattr(sender, "why", ""))


class Unusable:
    """Stands where an address cannot be used, and refuses every message with the reason."""

    rate: Rate | None = None
    room = 0
    knows_repeats = True

    def __init__(self, why: str) -> None:
        self.why = why

    def send(self, message: Outgoing) -> SendResult:
        return SendResult("permanent", self.why, scope="channel")

    def close(self) -> None:
        """Nothing is open."""


def _is_service(url: str) -> bool:
    """Whether Apprise knows the address as one of a service, as those of Slack and Discord."""
    from alerts.senders.apprise_sender import understands

    return understands(url)
