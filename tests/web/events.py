"""Events to export and to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.models import Event
from storage.timeline import TimelineRow

NOW = datetime(2024, 10, 20, 12, tzinfo=UTC)
TROOPS = {"best": 1500, "low": 1500, "high": 3000, "unit": "troops", "qualifier": "about", "text": "1,500"}


def event(name: str = "e1", **changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": name,
        "kind": "troop_deployment",
        "title": "North Korea sends about 1,500 troops to Russia",
        "actor": "North Korea",
        "recipient": "Russia",
        "actors": [{"name": "North Korea", "country": "KP", "sector": "military"}],
        "recipients": [{"name": "Russia", "country": "RU", "sector": "government"}],
        "place": "Vladivostok",
        "country": "RU",
        "lat": 43.10562,
        "lon": 131.87353,
        "places": [{"name": "Vladivostok", "country": "RU", "precision": "city"}],
        "start": "2024-10-18",
        "end": "2024-10-19",
        "precision": "day",
        "edtf": "2024-10-18",
        "date": {},
        "status": "under_way",
        "assertion": "confirmed",
        "quantities": {"sent": TROOPS},
        "attribution": [{"speaker": "National Intelligence Service", "cue": "confirmed"}],
        "first_reported_at": NOW - timedelta(days=1),
        "first_seen_at": NOW - timedelta(hours=20),
        "updated_at": NOW,
    }
    return Event(**values | changes)


def row(name: str = "e1", **changes: Any) -> TimelineRow:
    return TimelineRow(event(name, **changes), "https://wire.example/1", ("Example Wire", "Other Wire"))
