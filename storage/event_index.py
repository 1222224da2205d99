"""What events are found by: short texts beside the JSON, and the slots that a new mention is held against.

`words` and `parties` are narrow enough to stand in an index, so that a filter reads neither the JSON nor
the rows it leaves out. They follow the columns they are made from whenever an event is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, String, Table, bindparam, delete, event, text
from sqlmodel import Session, SQLModel, select

from storage.models import Event, UtcDateTime

# An entry of an index must stay well below a database's page.
_LONGEST_WORDS = 300
_LONGEST_PARTIES = 200
ANYBODY = ""

# Which active events an actor's mention may belong to. `actor` is a country code or a name in lower case;
# empty where the event names nobody.
event_slot = Table(
    "event_slot",
    SQLModel.metadata,
    Column("kind", String, primary_key=True),
    Column("actor", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Index("ix_event_slot_until", "until"),
    sqlite_with_rowid=False,
)
_PUT = text(
    "INSERT INTO event_slot (kind, actor, event, until) VALUES (:kind, :actor, :event, :until) "
    "ON CONFLICT (kind, actor, event) DO UPDATE SET until = excluded.until"
).bindparams(bindparam("until", type_=UtcDateTime))


def words_of(title: str, place: str) -> str:
    """What `q` is looked for in."""
    return f"{title}\n{place}".lower()[:_LONGEST_WORDS]


def parties_of(actors: Iterable[Mapping[str, Any]], recipients: Iterable[Mapping[str, Any]]) -> str:
    """Actors, a bar, recipients; each as "[KP]north korea;"."""
    sides = ("".join(_party(party) for party in side) for side in (actors, recipients))
    return "|".join(side.replace("|", "/")[:_LONGEST_PARTIES] for side in sides)


def actor_tags(actors: Iterable[Mapping[str, Any]]) -> list[str]:
    """What tells actors apart: their country, else their name."""
    tags = {str(actor.get("country") or str(actor.get("name", "")).casefold()) for actor in actors}
    return sorted(tags)


def keep_slots(session: Session, found: Event, until: datetime) -> None:
    """Let an event be found for merging, by each of its actors, until then."""
    tags = actor_tags(found.actors) or [ANYBODY]
    rows = [{"kind": found.kind, "actor": tag, "event": found.id, "until": until} for tag in tags]
    session.connection().execute(_PUT, rows)


def forget_slots(session: Session, now: datetime) -> None:
    """Forget events that are no longer active."""
    session.connection().execute(delete(event_slot).where(event_slot.c.until < now))


def in_slots(kinds: Sequence[str], tags: Sequence[str]) -> Any:
    """The ids of active events of these kinds with one of these actors, or none; with any, for no tags."""
    found = select(event_slot.c.event).where(event_slot.c.kind.in_(kinds))
    return found.where(event_slot.c.actor.in_([*tags, ANYBODY])) if tags else found


def _party(party: Mapping[str, Any]) -> str:
    return f"[{party.get('country', '')}]{str(party.get('name', '')).lower()};"


def _fill(_mapper: object, _connection: object, target: Event) -> None:
    target.words = words_of(target.title, target.place)
    target.parties = parties_of(target.actors, target.recipients)


event.listen(Event, "before_insert", _fill)
event.listen(Event, "before_update", _fill)
