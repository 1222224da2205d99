"""The timeline: events, the mentions behind them, and every change, in the order it happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, cast, func
from sqlmodel import Session, col, or_, select

from storage.models import Article, Event, EventChange, Mention, Source

Clock = Literal["occurred", "reported", "seen"]
ACTIVE_WINDOW = timedelta(days=30)
MAX_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events to show. `since`/`until` bound the clock that `clock` names; `until` is exclusive."""

    q: str = ""
    kinds: tuple[str, ...] = ()
    actor: str = ""
    recipient: str = ""
    country: str = ""
    statuses: tuple[str, ...] = ()
    source: str = ""
    story: str = ""
    since: datetime | None = None
    until: datetime | None = None
    clock: Clock = "reported"
    limit: int = 100


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An event with where to read about it."""

    event: Event
    url: str = ""
    sources: tuple[str, ...] = field(default=())


def candidates(session: Session, kinds: Iterable[str], now: datetime) -> Sequence[Event]:
    """Events active in the last 30 days that a new mention of one of `kinds` may belong to, newest first."""
    statement = (
        select(Event)
        .where(col(Event.kind).in_(list(kinds)), col(Event.merged_into).is_(None))
        .where(col(Event.updated_at) >= now - ACTIVE_WINDOW)
        .order_by(col(Event.updated_at).desc(), col(Event.id))
        .limit(MAX_CANDIDATES)
    )
    return session.exec(statement).all()


def mentions_of(session: Session, event_ids: Iterable[str]) -> Sequence[Mention]:
    """The mentions behind events, oldest first."""
    statement = select(Mention).where(col(Mention.event).in_(list(event_ids))).order_by(col(Mention.id))
    return session.exec(statement).all()


def mentions_of_article(session: Session, article_id: int) -> Sequence[Mention]:
    """What earlier revisions of an article said, oldest first."""
    statement = select(Mention).where(Mention.article == article_id).order_by(col(Mention.id))
    return session.exec(statement).all()


def add_change(session: Session, change: EventChange) -> EventChange:
    """Append to the history and give the change its id."""
    session.add(change)
    session.flush()
    return change


def changes_of(session: Session, event_id: str) -> Sequence[EventChange]:
    """The history of an event, oldest first."""
    return session.exec(
        select(EventChange).where(EventChange.event == event_id).order_by(col(EventChange.id))
    ).all()


def resolve(session: Session, event_id: str) -> Event | None:
    """The event an id stands for today, following merges; None for an id never minted."""
    event = session.get(Event, event_id)
    while event is not None and event.merged_into:
        event = session.get(Event, event.merged_into)
    return event


def find_events(session: Session, filters: Filters) -> Sequence[Event]:
    """Events that pass every filter, newest first by the clock asked for."""
    statement = select(Event).where(col(Event.merged_into).is_(None), *_conditions(filters))
    order = _clock_column(filters.clock)
    return session.exec(statement.order_by(order.desc(), col(Event.id)).limit(filters.limit)).all()


def timeline(session: Session, filters: Filters) -> list[TimelineRow]:
    """Events as a person reads them, with the first article's address and the sources' names."""
    events = find_events(session, filters)
    told = _told_by(session, [event.id for event in events])
    return [TimelineRow(event, *told.get(event.id, ("", ()))) for event in events]


def count_rows(session: Session) -> dict[str, int]:
    """How much the timeline holds."""
    tables: dict[str, Any] = {
        "sources": Source,
        "articles": Article,
        "mentions": Mention,
        "events": Event,
        "changes": EventChange,
    }
    return {
        name: session.exec(select(func.count()).select_from(table)).one() for name, table in tables.items()
    }


def _told_by(session: Session, event_ids: Sequence[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    if not event_ids:
        return {}
    rows = session.exec(
        select(Mention.event, Article.url, Source.name)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(col(Mention.event).in_(event_ids))
        .order_by(col(Mention.id))
    ).all()
    told: dict[str, tuple[str, tuple[str, ...]]] = {}
    for event_id, url, name in rows:
        first, names = told.get(str(event_id), (url, ()))
        told[str(event_id)] = (first, names if name in names else (*names, name))
    return told


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[Any] = []
    if filters.q:
        pattern = f"%{_escape_like(filters.q.lower())}%"
        found.append(or_(*(func.lower(c).like(pattern, escape="\\") for c in (Event.title, Event.place))))
    if filters.kinds:
        found.append(col(Event.kind).in_(filters.kinds))
    if filters.statuses:
        found.append(col(Event.status).in_(filters.statuses))
    if filters.actor:
        found.append(_names(Event.actors, filters.actor))
    if filters.recipient:
        found.append(_names(Event.recipients, filters.recipient))
    if filters.country:
        found.append(col(Event.country) == filters.country)
    if filters.story:
        found.append(col(Event.story) == filters.story)
    if filters.source:
        found.append(_told_by_source(filters.source))
    return [*found, *_window(filters)]


def _window(filters: Filters) -> list[Any]:
    column = _clock_column(filters.clock)
    if filters.clock != "occurred":
        since, until = filters.since, filters.until
        return [
            *([column >= since] if since else []),
            *([column < until] if until else []),
        ]
    # Days are text: an event is inside the window when its interval touches it.
    return [
        *([or_(col(Event.end).is_(None), col(Event.end) > _day(filters.since))] if filters.since else []),
        *([or_(col(Event.start).is_(None), col(Event.start) < _day(filters.until))] if filters.until else []),
    ]


def _clock_column(clock: Clock) -> Any:
    if clock == "occurred":
        return func.coalesce(Event.start, Event.end, "")
    return col(Event.first_reported_at if clock == "reported" else Event.first_seen_at)


def _day(instant: datetime) -> str:
    return instant.date().isoformat()


def _names(column: Any, wanted: str) -> ColumnElement[bool]:
    """A country code or part of a name in a JSON list of actors."""
    text = cast(column, String)
    if len(wanted) == 2 and wanted.isupper():
        return text.like(f'%"country": "{wanted}"%')
    return func.lower(text).like(f"%{_escape_like(wanted.lower())}%", escape="\\")


def _told_by_source(name: str) -> ColumnElement[bool]:
    inside = (
        select(Mention.event)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(Source.name == name)
    )
    return col(Event.id).in_(inside)


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
