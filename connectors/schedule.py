"""When to ask a source again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=24)
_JITTER = 0.1


def after_success(now: datetime, interval_s: int) -> datetime:
    """The next poll after a good answer: the interval asked for."""
    return now + timedelta(seconds=interval_s)


def after_failure(
    now: datetime, errors: int, *, retry_after: timedelta | None = None, rng: random.Random | None = None
) -> datetime:
    """The next poll after the `errors`-th failure in a row: 5 min doubling to 24 h, 10 % jitter.

    Never inside the time the server asked us to stay away (capped at 24 h).
    """
    doubled = FIRST_BACKOFF * 2 ** min(max(errors - 1, 0), 10)
    jitter = 1 + _JITTER * (rng or random.Random()).random()  # noqa: S311  spreads load, guards nothing
    wait = min(doubled, LONGEST_BACKOFF) * jitter
    return now + max(wait, min(retry_after or timedelta(0), LONGEST_BACKOFF))


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The Retry-After header as a wait, from its seconds or its date form; None without a usable one."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        until = parsedate_to_datetime(value)
        return max(until - now, timedelta(0))
    except (TypeError, ValueError):
        return None
