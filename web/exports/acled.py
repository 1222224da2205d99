"""ACLED-shaped CSV: the columns ACLED's tools know, filled from our own events. It is not ACLED data.

`time_precision` is 1 for a day, 2 for a week, 3 for a month; ACLED has no code for more, so a wider interval
is 3 with its EDTF in `notes`. `geo_precision` is 1 for a town, 2 for a region, 3 for a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from events.lexicon import load
from storage.timeline import TimelineRow
from web.exports._row import Context, last_day, summary
from web.exports._table import as_csv

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
_TIME = {"minute": 1, "hour": 1, "day": 1, "week": 2}
_PLACE = {"city": 1, "town": 1, "site": 1, "place": 1, "admin1": 2, "admin2": 2, "region": 2, "country": 3}
# The event types ACLED sorts its sub-events under (ACLED codebook, 2023).
_TYPES = {
    "Armed clash": "Battles",
    "Government regains territory": "Battles",
    "Non-state actor overtakes territory": "Battles",
    "Air/drone strike": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Grenade": "Explosions/Remote violence",
    "Chemical weapon": "Explosions/Remote violence",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Sexual violence": "Violence against civilians",
    "Peaceful protest": "Protests",
    "Protest with intervention": "Protests",
    "Excessive force against protesters": "Protests",
    "Violent demonstration": "Riots",
    "Mob violence": "Riots",
}


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[str]:
    """The rows that have a day, as a table."""
    dated = (row for row in rows if row.event.start or row.event.end)
    return as_csv(COLUMNS, (_cells(row) for row in dated))


def _cells(row: TimelineRow) -> list[Any]:
    event = row.event
    day = (event.start or last_day(event.end))[:10]
    sub_event = _sub_event(event.kind)
    killed = (event.quantities or {}).get("killed") or {}
    precision = next((place.get("precision", "") for place in event.places or ()), "country")
    values: dict[str, Any] = {
        "event_id_cnty": event.id,
        "event_date": day,
        "year": day[:4],
        "time_precision": _TIME.get(event.precision, 3),
        "event_type": _TYPES.get(sub_event, "Strategic developments"),
        "sub_event_type": sub_event or "Other",
        "actor1": event.actor,
        "actor2": event.recipient,
        "country": event.country,
        "location": event.place,
        "latitude": "" if event.lat is None else event.lat,
        "longitude": "" if event.lon is None else event.lon,
        "geo_precision": _PLACE.get(precision, 3),
        "source": "; ".join(row.sources),
        "notes": f"{event.title}. {summary(row)} EDTF {event.edtf}",
        "fatalities": f"{killed['best']:g}" if killed.get("best") is not None else "0",
        "tags": event.status,
        "timestamp": int(event.updated_at.timestamp()),
    }
    return [values.get(column, "") for column in COLUMNS]


@cache
def _sub_event(kind: str) -> str:
    entry = load().kinds.get(kind)
    return entry.acled if entry else ""
