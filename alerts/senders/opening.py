"""Which sender an address gets: our own for mail and plain webhooks, Apprise for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.senders import AddressError, Channel, Outgoing, Rate, Sender, SendResult

_MAIL = frozenset({"mailto", "mailtos"})
_WEBHOOK = frozenset({"json", "jsons"})
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
        try:
            if scheme in _MAIL:
                from alerts.senders.mail import open_mail

                return open_mail(channel)
            if scheme in _WEBHOOK or (scheme in _WEB and not _is_service(channel.url)):
                from alerts.senders.webhook import open_webhook

                return open_webhook(
                    channel, allow_private=self.allow_private, contact=self.contact, proxy=self.proxy
                )
        except AddressError as error:
            return Unusable(str(error))
        from alerts.senders.apprise_sender import AppriseSender

        return AppriseSender(channel.url)


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
