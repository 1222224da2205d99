"""One message of what waits for a channel: a single alert as it was written, or several as one digest."""

from __future__ import annotations

import hashlib
import re
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
# And that there are more.
_MORE = 24
# Why several alerts come in one message, by what their bundle is called (alerts/planning.py).
_WHY = {
    "digest": "The digest",
    "group": "Told together, for they are of one group",
    "quiet": "Held back in the hours of quiet",
    "surplus": "More than the limit lets through one by one (throttle); none is left out",
    "from": "They came faster than this channel takes messages",
}


def outgoing(deliveries: Sequence[Delivery], *, repeat: bool, room: int = 0) -> Outgoing:
    """The message of `deliveries`, which leave together. `repeat` says that it may have arrived before."""
    first = deliveries[0]
    title = first.title if len(deliveries) == 1 else _digest_title(deliveries)
    if first.repeats:
        title = shorten(f"Reminder {first.repeats}: {title}", MAX_TITLE)
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
    """The titles on top; below them the whole messages, unless that is more than a reader can be shown."""
    intro, footer = _intro(deliveries), "All alerts: watchline alerts list"
    bodies = [f"{number}. {one.body}" for number, one in enumerate(deliveries[:MOST], start=1)]
    whole = "\n\n".join([intro, _index(deliveries, 0), *bodies, footer])
    if not room or (len(deliveries) <= _WHOLE_IN_CHAT and len(whole) <= room):
        return whole
    return "\n\n".join([intro, _index(deliveries, room - len(intro) - len(footer) - 4), footer])


def _intro(deliveries: Sequence[Delivery]) -> str:
    kind = re.split("[:-]", deliveries[0].bundle.removeprefix("again:"), maxsplit=1)[0]
    return f"{_WHY.get(kind, 'Told together')}: {len(deliveries)} alerts."


def _index(deliveries: Sequence[Delivery], room: int) -> str:
    """A line for each alert; those that `room` (0 for any) has no place for are counted."""
    lines = [
        f"{number}. {delivery.title}\n   watchline alerts why {delivery.alert}"
        for number, delivery in enumerate(deliveries, start=1)
    ]
    shown = len(lines)
    while room and shown > 1 and sum(map(len, lines[:shown])) + shown + _MORE > room:
        shown -= 1
    rest = len(lines) - shown
    return "\n".join([*lines[:shown], *([f"... and {rest} more"] if rest else [])])


def _key(deliveries: Sequence[Delivery]) -> str:
    """A single delivery's own; for several one that is the same as long as they are."""
    if len(deliveries) == 1:
        return deliveries[0].dedupe_key
    return hashlib.sha256("\n".join(one.dedupe_key for one in deliveries).encode()).hexdigest()


def _reached_by_all(deliveries: Sequence[Delivery]) -> set[str]:
    """The recipients that have every one of them."""
    reached = [set(delivery.progress.get("reached", [])) for delivery in deliveries]
    return set.intersection(*reached)
