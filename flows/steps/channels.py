"""The configured channels as the senders take them."""

from __future__ import annotations

from alerts.reception import Reception
from alerts.senders import Channel, Rate
from alerts.senders.opening import Opener
from settings import ChannelSettings, Settings


def configured_channels(settings: Settings) -> dict[str, Channel]:
    """Every channel by its name, with its secrets."""
    return {name: _channel(name, given) for name, given in settings.channels.items()}


def receptions(settings: Settings) -> dict[str, Reception]:
    """How the reader of every channel wants alerts."""
    return {
        name: Reception(
            given.severity, given.at_once, given.tz, given.quiet_hours, given.digest, given.throttle
        )
        for name, given in settings.channels.items()
    }


def opener(settings: Settings) -> Opener:
    """Opens channels within the configured network."""
    network = settings.network
    return Opener(
        allow_private=network.allow_private,
        contact=network.contact,
        proxy=network.proxy.get_secret_value() if network.proxy else None,
    )


def _channel(name: str, given: ChannelSettings) -> Channel:
    return Channel(
        name,
        given.url.get_secret_value(),
        secret=given.secret.get_secret_value() if given.secret else "",
        rate=Rate(*given.rate) if given.rate else None,
    )
