"""What two readings of the articles are held against each other by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session, col, select

from events.same_events import Claim
from storage._parts import in_parts
from storage.models import Event, Json, Mention
from storage.rebuilt import is_told

# What a reader sees of an event; counts and claims follow from the rest.
SHOWN = ("kind", "title", "actor", "recipient", "place", "country", "start", "end", "status", "disputed")


class TimelineReading:
    """One reading's events, those that stand for themselves."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ids(self) -> set[str]:
        """Every id that was ever minted."""
        return set(self._session.exec(select(Event.id)))

    def ended(self) -> set[str]:
        """Events that nothing tells of any more."""
        standing = select(Event.id).where(col(Event.merged_into).is_(None), ~is_told(Event))
        return set(self._session.exec(standing))

    def fingerprints(self) -> dict[str, int]:
        """A number for each event, the same where the same claims tell of it."""
        found = dict.fromkeys(self._session.exec(self._told(Event.id)), 0)
        columns = (
            Mention.event,
            Mention.article,
            Mention.revision,
            Mention.ordinal,
            Mention.kind,
            Mention.status,
        )
        for event, *claim in self._session.exec(select(*columns).where(col(Mention.event).is_not(None))):  # type: ignore[call-overload]
            if event in found:
                found[event] ^= hash(tuple(claim))
        return found

    def claims(self, events: Iterable[str]) -> dict[str, list[Claim]]:
        """What tells of these events."""
        found: dict[str, list[Claim]] = {event: [] for event in events}
        for part in in_parts(sorted(found)):
            told = select(Mention).where(col(Mention.event).in_(part)).order_by(col(Mention.id))
            for row in self._session.exec(told):
                found[str(row.event)].append(
                    Claim(row.article, row.revision, row.ordinal, row.kind, row.status, _words(row.evidence))
                )
        return found

    def resting_on_others_than(self, versions: Collection[tuple[int, int]]) -> frozenset[str]:
        """Events of which other versions of articles tell, too."""
        rows = self._session.exec(
            select(Mention.event, Mention.article, Mention.revision).where(col(Mention.event).is_not(None))
        )
        return frozenset(str(event) for event, *version in rows if tuple(version) not in versions)

    def shown(self) -> dict[str, Json]:
        """What a reader sees of each event."""
        return {event.id: _fields(event) for event in self._session.exec(self._told(Event))}

    def _told(self, what: Any) -> Any:
        return select(what).where(col(Event.merged_into).is_(None), is_told(Event))


def _words(evidence: list[Json]) -> str:
    trigger = next((item for item in evidence if item.get("what") == "trigger"), None)
    return f"{trigger['field']} {trigger['start']} {trigger['text']}" if trigger else ""


def _fields(event: Event) -> Json:
    figures = {f"figure {role}": known["best"] for role, known in event.quantities.items()}
    return {name: getattr(event, name) for name in SHOWN} | figures
