"""The one clock: whatever needs "now" asks it, so tests, replay and backtest can set it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from errors import WatchlineError


class InstantError(WatchlineError, ValueError):
    """A text that should be an instant and is not."""


class Clock(Protocol):
    """What the rest of the program knows of time."""

    def now(self) -> datetime:
        """The present instant, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move forward by `by` and return the new instant."""
        self._now += by
        return self._now

    def set(self, to: datetime) -> None:
        """Jump to `to`, forwards or backwards."""
        self._now = _aware(to)


def clock_from_environment(environ: Mapping[str, str] = os.environ) -> Clock:
    """The simulated clock named by WATCHLINE_NOW (an ISO 8601 instant), otherwise the machine's.

    Raises InstantError with the remedy when the variable does not hold an instant.
    """
    text = environ.get("WATCHLINE_NOW")
    if not text:
        return SystemClock()
    return SimulatedClock(parse_instant(text, name="WATCHLINE_NOW"))


def parse_instant(text: str, *, name: str = "instant") -> datetime:
    """An ISO 8601 instant as aware UTC; a text without an offset is read as UTC.

    Raises InstantError naming `name` when `text` is not one.
    """
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InstantError(
            f"{name} is {text!r}, not an ISO 8601 instant; write for example 2024-10-18T09:00:00Z"
        ) from None
    return _aware(value)


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value.astimezone(UTC)
