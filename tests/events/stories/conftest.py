"""What the tests of grouping share: items in one line, an hour apart unless they say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from events.stories import Item, slots_of

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)

BRIDGE = (
    "The old road bridge over the Vistula at Torun collapsed on Monday morning under a lorry that carried "
    "steel beams. Divers found the driver alive, and the mayor closed both banks to visitors."
)
BRIDGE_RETOLD = (
    "A lorry with steel beams broke through the road bridge at Torun on Monday. The driver was rescued from "
    "the Vistula by divers, the mayor said, and the banks of the river are closed."
)
BRIDGE_INQUIRY = (
    "Prosecutors charged two engineers on Friday with forging inspection papers of the Torun bridge. The "
    "charge sheet says that nobody had looked at the welds for nine years."
)
BRIDGE_DENIAL = (
    "The road office denied on Tuesday that the bridge at Torun was in bad repair when a lorry fell through "
    "it. It called the mayor's words about the old bridge over the Vistula baseless."
)
ORCHESTRA = (
    "The city orchestra of Lyon has chosen its first woman as chief conductor. She opens the season in "
    "September with a symphony by a forgotten composer from Burgundy."
)


def item(key: str, title: str, body: str, *, hours: float = 0.0, before: str = "") -> Item:
    """An article published `hours` after a Monday noon."""
    return Item(key, title, body, NOON + timedelta(hours=hours), slots_of(title, body), before)
