"""Alerts a week as columns of a small chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Column:
    """A week by its Monday, its alerts, and the column's height from 0 to 1."""

    monday: date
    count: int
    height: float

    @property
    def words(self) -> str:
        """The week as a person reads it."""
        return f"week of {self.monday:%-d %b %Y}: {self.count:,} {'alert' if self.count == 1 else 'alerts'}"


def columns(weeks: Sequence[tuple[date, int]]) -> list[Column]:
    """A column for each week; the highest fills the chart."""
    most = max((number for _, number in weeks), default=0)
    return [Column(monday, number, number / most if most else 0.0) for monday, number in weeks]
