"""What the two ways of backing up share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from errors import WatchlineError

Tell = Callable[[str], None]
"""Told, in a few words, how far a long work is."""


class BackupError(WatchlineError):
    """A backup that cannot be made or used; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Content:
    """The schema revision of a backup and the rows of each table; no tables where they were not counted."""

    revision: str
    tables: dict[str, int]


def silent(_told: str) -> None:
    """Tells nobody."""


def megabytes(count: int) -> str:
    """ "12.5 MB"."""
    return f"{count / 1e6:,.1f} MB"
