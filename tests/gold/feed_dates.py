"""Odd date texts of feeds with the instant each one means, and how a reader of dates is scored on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

NOW = datetime(2024, 11, 5, tzinfo=UTC)
VERDICTS = ("right", "wrong zone", "wrong", "missed", "invented")
_FILE = Path(__file__).with_suffix(".yaml")
_LARGEST_SHIFT = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Case:
    """A text, what the source's configuration says, and what the reading must be."""

    raw: str
    utc: datetime | None
    flags: tuple[str, ...]
    timezone: str
    language: str
    about: str
    hard: bool
    sealed: bool

    @property
    def id(self) -> str:
        return f"{self.raw.strip() or 'nothing'} ({self.timezone})"


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """All of them, in the order of the file."""
    rows: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["dates"]
    return tuple(_case(row) for row in rows)


def verdict(case: Case, utc: datetime | None) -> str:
    """One of VERDICTS. "wrong zone" is an instant off by what a zone may be, to the quarter of an hour."""
    utc = utc.replace(microsecond=0) if utc else None
    if utc == case.utc:
        return "right"
    if utc is None:
        return "missed"
    if case.utc is None:
        return "invented"
    shift = abs(utc - case.utc)
    is_zone = shift <= _LARGEST_SHIFT and shift % timedelta(minutes=15) == timedelta(0)
    return "wrong zone" if is_zone else "wrong"


def score(read: Callable[[Case], datetime | None], of: Iterable[Case]) -> Counter[str]:
    """How often a reader earned each verdict."""
    return Counter(verdict(case, read(case)) for case in of)


def _case(row: dict[str, Any]) -> Case:
    utc = row["utc"]
    return Case(
        raw=row["raw"],
        utc=datetime.fromisoformat(utc) if utc else None,
        flags=tuple(row.get("flags", ())),
        timezone=row.get("timezone", "UTC"),
        language=row.get("language", "en"),
        about=row["about"],
        hard=row.get("hard", False),
        sealed=row.get("sealed", False),
    )
