"""What becomes of a message after an attempt."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.delivery.pace import pause
from alerts.senders import SendResult

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """When to try again (None for never), or whether to wait for a person instead."""

    retry_at: datetime | None = None
    hold: bool = False


def verdict(
    result: SendResult,
    n: int,
    now: datetime,
    rng: random.Random,
    *,
    knows_repeats: bool,
    severity: str,
) -> Verdict:
    """After the nth attempt.

    What may have arrived is sent again where the receiver can tell a repeat, and where missing it would be
    worse than seeing it twice; an unimportant message to a chat is held for a person.
    """
    if result.outcome in ("sent", "permanent"):
        return Verdict()
    if result.outcome == "unknown" and severity == "low" and not knows_repeats:
        return Verdict(hold=True)
    if result.retry_after_s is not None:
        return Verdict(now + pause(result.retry_after_s))
    return Verdict(now + back_off(n, rng))


def back_off(n: int, rng: random.Random) -> timedelta:
    """The wait after the nth attempt: 30 s doubling to an hour, give or take a fifth.

    The jitter keeps deliveries that failed together from coming back together.
    """
    wait = min(FIRST_WAIT * 2 ** min(n - 1, 20), LONGEST_WAIT)
    return min(wait * rng.uniform(0.8, 1.2), LONGEST_WAIT)
