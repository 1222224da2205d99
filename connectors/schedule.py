"""When to ask a source again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean, median

from connectors.hints import Hints, until

FIRST_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=24)
SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(hours=6)
UNKNOWN_RHYTHM = timedelta(minutes=15)
_JITTER = 0.1
_JITTER_AFTER_ASKED = timedelta(minutes=1)


def rhythm(published: Sequence[datetime]) -> int | None:
    """The median gap in seconds between a feed's newest entries (at most 20).

    The mean where most have no gap, as in a feed that gives days without times. None for fewer than three
    entries, and for entries that all came at once.
    """
    newest = sorted(published, reverse=True)[:20]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    if len(gaps) < 2 or not any(gaps):
        return None
    return round(median(gaps) or mean(gaps))


def adaptive_interval(rhythm_s: int | None, silent_for: timedelta | None) -> timedelta:
    """Half the feed's rhythm, between 2 min and 6 h; twice that after 7 silent days, four times after 30."""
    base = UNKNOWN_RHYTHM if rhythm_s is None else timedelta(seconds=rhythm_s) / 2
    interval = min(max(base, SHORTEST), LONGEST)
    if silent_for is None or silent_for < timedelta(days=7):
        return interval
    return interval * (4 if silent_for >= timedelta(days=30) else 2)


def after_success(
    now: datetime, interval: timedelta, hints: Hints = Hints(), *, slack: timedelta = timedelta(0)
) -> datetime:
    """The next poll after a good answer.

    The interval, or longer where the server or the feed says that nothing will be new; then past the
    hours and days the feed wants to be left alone. Whoever polls may come `slack` before that time, but
    never inside what server or feed asked for.
    """
    due = now + interval
    if hints.stay_away:
        due = max(due, now + hints.stay_away + slack)
    for _ in range(24 * 8):
        if due.weekday() not in hints.skip_days and due.hour not in hints.skip_hours:
            return due
        due = (due + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0) + slack
    return due


def after_failure(
    now: datetime, errors: int, *, retry_after: timedelta | None = None, rng: random.Random | None = None
) -> datetime:
    """The next poll after the `errors`-th failure in a row: 5 min doubling to 24 h, 10 % jitter.

    Never inside the time the server asked us to stay away (capped at 24 h), and up to a minute after it.
    The jitter lets sources that failed together come back apart.
    """
    share = (rng or random.Random()).random()  # noqa: S311  spreads load, guards nothing
    doubled = min(FIRST_BACKOFF * 2 ** min(max(errors - 1, 0), 10), LONGEST_BACKOFF)
    asked = min(retry_after or timedelta(0), LONGEST_BACKOFF)
    return now + max(_later(doubled, share), _later(asked, share, at_most=_JITTER_AFTER_ASKED))


def _later(wait: timedelta, share: float, at_most: timedelta = timedelta.max) -> timedelta:
    return wait + min(_JITTER * wait, at_most) * share


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The Retry-After header as a wait, from its seconds or its date form; None without a usable one."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value[:8]))
    return until(value, now)
