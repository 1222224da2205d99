"""What comes due in hours of quiet: planned before them and late, or tried again in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from alerts.planning import quiet_reason
from storage import bundles, outbox
from storage.models import Delivery
from timetable import quiet_until, windows


def hold_in_quiet(session: Session, channel: str, claimed: Sequence[Delivery], now: datetime) -> bool:
    """Whether some of what was claimed is in its hours of quiet: then all is given back, and that put off."""
    asked = {delivery.quiet for delivery in claimed if delivery.quiet}
    ends = {quiet: until for quiet in asked if (until := quiet_until(windows(quiet), now)) is not None}
    if not ends:
        return False
    for delivery in claimed:
        outbox.release(delivery)
    for quiet, until in ends.items():
        bundles.hold(session, channel, quiet, now, until, quiet_reason(quiet))
    return True
