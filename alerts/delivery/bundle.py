"""One message of what waits for a channel: a single alert as it was written, or several as one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from alerts.neutralise import MAX_TITLE, shorten
from alerts.senders import Outgoing
from storage.models import Delivery
from storage.outbox import URGENCIES

REPEAT_MARK = "(possible repeat) "
MOST = 50
_WHOLE_IN_CHAT = 5
# About what the line of an alert takes in a digest.
_LINE = 140


def outgoing(deliveries: Sequence[Delivery], *, repeat: bool, room: int = 0) -> Outgoing:
    """The message of `deliveries`, which leave together. `repeat` says that it may have arrived before."""
    first = deliveries[0]
    title = first.title if len(deliveries) == 1 else _digest_title(deliveries)
    return Outgoing(
        title=shorten(REPEAT_MARK + title, MAX_TITLE) if repeat else title,
        body=first.body if len(deliveries) == 1 else _digest(deliveries, room),
        alerts=tuple(delivery.payload for delivery in deliveries),
        key=_key(deliveries),
        severity=URGENCIES[min(delivery.urgency for delivery in deliveries)],
        repeat=repeat,
        reached=frozenset(_reached_by_all(deliveries)),
    )


def most_together(room: int) -> int:
    """How many alerts fit into one message of `room` characters (0 for any number)."""
    return max(1, min(MOST, room // _LINE)) if room else MOST


def _digest_title(deliveries: Sequence[Delivery]) -> str:
    more = f" and {len(deliveries) - 1} more"
    head = f"{len(deliveries)} alerts: "
    return head + shorten(deliveries[0].title, MAX_TITLE - len(head) - len(more)) + more


def _digest(deliveries: Sequence[Delivery], room: int) -> str:
    """The titles on top; below them the whole messages, unless that is more than a chat can show."""
    index = "\n".join(
        f"{number}. {delivery.title}\n   watchline alerts why {delivery.alert}"
        for number, delivery in enumerate(deliveries, start=1)
    )
    whole = "\n\n".join([index, *(f"{number}. {one.body}" for number, one in enumerate(deliveries, start=1))])
    footer = "All alerts: watchline alerts list"
    is_too_much = room and (len(deliveries) > _WHOLE_IN_CHAT or len(whole) + len(footer) + 2 > room)
    text = index if is_too_much else whole
    return f"{text}\n\n{footer}"


def _key(deliveries: Sequence[Delivery]) -> str:
    """A single delivery's own; for several one that is the same as long as they are."""
    if len(deliveries) == 1:
        return deliveries[0].dedupe_key
    return hashlib.sha256("\n".join(one.dedupe_key for one in deliveries).encode()).hexdigest()


def _reached_by_all(deliveries: Sequence[Delivery]) -> set[str]:
    """The recipients that have every one of them."""
    reached = [set(delivery.progress.get("reached", [])) for delivery in deliveries]
    return set.intersection(*reached)
