"""What is posted to a webhook; docs/webhook.schema.json describes it."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.model import Json
from alerts.payload import VERSION
from alerts.senders import Outgoing


def body_of(message: Outgoing, extra: Mapping[str, str]) -> Json:
    """The message as data. What the address adds never takes the place of a field of ours."""
    return {
        **extra,
        "version": VERSION,
        "id": message.key,
        "title": message.title,
        "message": message.body,
        "severity": message.severity,
        "possible_repeat": message.repeat,
        "alerts": list(message.alerts),
    }
