"""A test message to one channel."""

from __future__ import annotations

from contextlib import closing

from alerts.senders import Channel, Outgoing, SendResult
from clock import clock_from_environment
from flows.steps.channels import opener
from settings import Settings


def send_test(settings: Settings, channel: Channel) -> SendResult:
    """Sends it now; what came of it."""
    now = clock_from_environment().now()
    message = Outgoing(
        title="Test of Watchline",
        body=f"This is a test of the channel {channel.name}, sent by hand.\n\nNothing happened.",
        alerts=(),
        key=f"test-{channel.name}-{now:%Y%m%dT%H%M%S%f}",
    )
    with closing(opener(settings)(channel)) as sender:
        return sender.send(message)
