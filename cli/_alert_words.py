"""What `watchline alerts` says of an alert and of each of its messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts import words
from alerts.delivery.pace import closed_until
from alerts.neutralise import clean
from storage.models import Alert, ChannelState, Delivery, DeliveryAttempt

Ledger = Sequence[tuple[Delivery, Sequence[DeliveryAttempt]]]


@dataclass(frozen=True, slots=True)
class Told:
    """An alert with its messages and their attempts, and how the channels are now."""

    alert: Alert
    ledger: Ledger
    channels: Mapping[str, ChannelState]
    now: datetime


def story(told: Told) -> Iterator[str]:
    """Why the alert was raised, and what became of it on every channel, line by line."""
    alert = told.alert
    yield f"Alert {alert.id}: {plain(alert.title)}"
    yield f"Rule {alert.rule} ({alert.severity}), raised {words.instant(alert.created_at)}, {_state(alert)}"
    yield from _why(alert)
    yield ""
    yield from _outcomes(told)


def summary(alert: Alert, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """An alert as one row of data."""
    return {
        "id": alert.id,
        "created_at": alert.created_at.isoformat(),
        "rule": alert.rule,
        "severity": alert.severity,
        "title": alert.title,
        "event": alert.event,
        "changes": alert.changes,
        "state": alert.state,
        "silence": alert.silence,
        "acked_at": alert.acked_at.isoformat() if alert.acked_at else None,
        "ack_note": alert.ack_note,
        "deliveries": [
            {"channel": d.channel, "state": d.state, "attempts": d.attempts, "reason": d.reason}
            for d in deliveries
        ],
    }


def full(told: Told) -> dict[str, Any]:
    """An alert with its explanation and every attempt, as data."""
    data = summary(told.alert, [delivery for delivery, _ in told.ledger])
    data["explanation"] = told.alert.explanation
    for row, (delivery, attempts) in zip(data["deliveries"], told.ledger, strict=True):
        row["in_words"] = outcome(delivery, told.channels.get(delivery.channel), told.now)
        row["next_at"] = delivery.next_at.isoformat() if delivery.state in ("pending", "retry") else None
        row["ledger"] = [
            {
                "n": attempt.n,
                "started_at": attempt.started_at.isoformat(),
                "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
                "outcome": attempt.outcome or "not ended",
                "error": attempt.error,
            }
            for attempt in attempts
        ]
    return data


def outcome(delivery: Delivery, channel: ChannelState | None, now: datetime) -> str:
    """What became of a message, and why it is not sent where it is not."""
    because = f": {plain(delivery.reason)}" if delivery.reason else ""
    if delivery.state == "sent":
        return f"sent {words.instant(delivery.sent_at)}"
    if delivery.state in ("pending", "retry"):
        return f"waits{_until(delivery, channel, now)}{because}"
    if delivery.state == "sending":
        return "is being sent"
    again = f"; send it all the same: watchline alerts replay {delivery.alert}"
    known = {
        "dead": f"given up after {_count(delivery.attempts, 'attempt')}{because}{again}",
        "held": f"may have arrived, and is held{because}{again}",
        "suppressed": f"held back by {plain(delivery.reason)}{again}",
        "cancelled": f"not sent{because}",
    }
    return known.get(delivery.state, delivery.state)


def plain(text: str) -> str:
    """A feed's or a server's text on one line, without what a terminal would act on."""
    return " ".join(clean(text).split())


def _until(delivery: Delivery, channel: ChannelState | None, now: datetime) -> str:
    closed = closed_until(channel, now) if channel else None
    if channel is not None and closed is not None and closed >= delivery.next_at:
        why = plain(channel.last_error or channel.pause_reason)
        return f" for the channel, which is tried again at {words.instant(closed)} ({why})"
    return f" until {words.instant(delivery.next_at)}" if delivery.next_at > now else ""


def _state(alert: Alert) -> str:
    if alert.acked_at is None:
        return alert.state
    note = f": {plain(alert.ack_note)}" if alert.ack_note else ""
    return f"acknowledged {words.instant(alert.acked_at)}{note}"


def _why(alert: Alert) -> Iterator[str]:
    if alert.explanation.get("notice"):
        yield ""
        yield from (f"  {plain(line)}" for line in str(alert.explanation["notice"]).splitlines())
    for change in alert.explanation.get("changes", []):
        event, article = change["event"], change["article"]
        yield f"\nEvent {event['id']}, {change['change']}: {plain(event['title'])}"
        yield from (f"  {reason['condition']}: {plain(reason['reason'])}" for reason in change["why"])
        yield f"  told by {plain(article['publisher'] or 'an unnamed source')}: {article['url']}"


def _outcomes(told: Told) -> Iterator[str]:
    for channel, reason in told.alert.explanation.get("unsent", {}).items():
        yield f"Not sent{f' to {channel}' if channel else ''}: {plain(reason)}"
    for delivery, attempts in told.ledger:
        became = outcome(delivery, told.channels.get(delivery.channel), told.now)
        yield f"Channel {delivery.channel}: {became}"
        yield from map(_attempt, attempts)
    if not told.ledger and not told.alert.explanation.get("channels"):
        yield "Not sent: the rule names no channel (notify: {to: [...]}), so the alert is only recorded"


def _attempt(attempt: DeliveryAttempt) -> str:
    error = f" ({plain(attempt.error)})" if attempt.error else ""
    started = f"{words.instant(attempt.started_at).removesuffix(' UTC')}:{attempt.started_at:%S} UTC"
    return f"  {attempt.n}. {started} {attempt.outcome or 'not ended'}{error}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
