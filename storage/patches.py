"""What a change made of an event, as JSON: the columns it altered, as they stood afterwards.

Laid over each other from the first on, the patches of an event give its columns as of any change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from storage.models import Event, Json

# Those that follow from others are made again.
_DERIVED = frozenset({"words", "parties"})
COLUMNS: tuple[str, ...] = tuple(
    column.name
    for column in Event.__table__.columns  # type: ignore[attr-defined]
    if column.name not in _DERIVED
)
_INSTANTS = frozenset({"first_reported_at", "first_seen_at", "updated_at"})


def columns_of(event: Event) -> Json:
    """An event's columns by name."""
    return {name: getattr(event, name) for name in COLUMNS}


def as_patch(before: Json, after: Json) -> Json:
    """The columns of `after` that `before` has otherwise, or not at all."""
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return {name: _to_json(value) for name, value in changed.items()}


def laid_over(patches: Iterable[Mapping[str, Any]]) -> Json:
    """The columns after all of `patches`, oldest first."""
    columns: Json = {}
    for patch in patches:
        columns |= patch
    return {name: _from_json(name, value) for name, value in columns.items()}


def _to_json(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _from_json(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _INSTANTS and value else value
