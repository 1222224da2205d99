"""The timeline: events, the mentions behind them, and every change, in the order it happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage._parts import in_parts
from storage.event_index import forget_slots, in_slots, keep_slots
from storage.filters import Filters, clock_column, conditions
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source

ACTIVE_WINDOW = timedelta(days=30)
MAX_CANDIDATES = 200
STREAMED_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An event with where to read about it."""

    event: Event
    url: str = ""
    sources: tuple[str, ...] = field(default=())


def candidates(
    session: Session, kinds: Iterable[str], actors: Sequence[str], now: datetime
) -> Sequence[Event]:
    """Active events that a new mention may belong to, newest first.

    They changed in the last 30 days, are of one of `kinds`, and have one of `actors` or nobody for actor;
    a mention that names nobody may belong to any.
    """
    statement = (
        select(Event)
        .where(col(Event.id).in_(in_slots(list(kinds), actors)), col(Event.merged_into).is_(None))
        .where(col(Event.updated_at) >= now - ACTIVE_WINDOW)
        .order_by(col(Event.updated_at).desc(), col(Event.id))
        .limit(MAX_CANDIDATES)
    )
    return session.exec(statement).all()


def keep_active(session: Session, event: Event, now: datetime) -> None:
    """Let an event be a candidate for 30 days more, and forget those whose time is over."""
    forget_slots(session, now)
    keep_slots(session, event, now + ACTIVE_WINDOW)


def mentions_of(session: Session, event_ids: Iterable[str]) -> Sequence[Mention]:
    """The mentions behind events, oldest first."""
    statement = select(Mention).where(col(Mention.event).in_(list(event_ids))).order_by(col(Mention.id))
    return session.exec(statement).all()


def is_told_by(session: Session, event_id: str, article_id: int) -> bool:
    """Whether an article tells of an event, and has not taken it back."""
    told = select(Mention.id).where(
        Mention.event == event_id, Mention.article == article_id, col(Mention.withdrawn_at).is_(None)
    )
    told = told.limit(1)
    return session.exec(told).first() is not None


def is_told_by_copy(session: Session, event_id: str, article: Article) -> bool:
    """Whether another article with the same text tells of an event."""
    if not article.copy_group:
        return False
    # From the copies, which are few, to their mentions; an event may have ten thousand.
    tells = (
        select(Mention.id)
        .where(Mention.event == event_id, col(Mention.article) == col(Article.id))
        .where(col(Mention.withdrawn_at).is_(None))
        .correlate(Article)
        .exists()
    )
    copies = (
        select(Article.id)
        .where(Article.copy_group == article.copy_group, col(Article.id) != article.id, tells)
        .limit(1)
    )
    return session.exec(copies).first() is not None


def speakers_and_publishers(session: Session, event_id: str) -> list[tuple[list[str], str]]:
    """Who is cited and who publishes, for each mention of an event."""
    rows = session.exec(
        select(Mention.attribution, Source.publisher)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(Mention.event == event_id)
    )
    return [([said["speaker"] for said in attribution], publisher) for attribution, publisher in rows]


def mentions_of_article(session: Session, article_id: int) -> Sequence[Mention]:
    """What earlier revisions of an article said, oldest first."""
    statement = select(Mention).where(Mention.article == article_id).order_by(col(Mention.id))
    return session.exec(statement).all()


def live_claims(session: Session, event_id: str, but: int) -> list[tuple[Mention, Article, str]]:
    """What other articles than `but` tell of an event and have not taken back, each with its publisher."""
    rows = session.exec(
        select(Mention, Article, Source.publisher)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(Mention.event == event_id, Mention.article != but, col(Mention.withdrawn_at).is_(None))
        .order_by(col(Mention.id))
    )
    return list(rows)


def wordings_of(session: Session, article_id: int) -> dict[int, ArticleRevision]:
    """The revisions of an article that are kept, by number."""
    rows = session.exec(select(ArticleRevision).where(ArticleRevision.article == article_id))
    return {row.revision: row for row in rows}


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
    # The ids come from an index alone; only the rows of the page are read.
    order = clock_column(filters.clock)
    chosen = select(Event.id, order).where(*conditions(filters)).order_by(order.desc(), col(Event.id))
    ids = [row[0] for row in session.exec(chosen.offset(filters.skip).limit(filters.limit))]
    rows = {
        row.id: row
        for part in in_parts(ids)
        for row in session.exec(select(Event).where(col(Event.id).in_(part)))
    }
    return [rows[event_id] for event_id in ids]


def timeline(session: Session, filters: Filters) -> list[TimelineRow]:
    """Events as a person reads them, with the first article's address and the sources' names."""
    return _rows(session, find_events(session, filters))


def stream(session: Session, filters: Filters, only: Collection[str] = ()) -> Iterator[TimelineRow]:
    """Every event that passes the filters, whatever their limit, a thousand in memory at a time.

    The events are plain rows of the table's columns, or of those named by `only`, which read like events:
    objects that the session watches for changes would cost half of an export.
    """
    columns = Event.__table__.columns  # type: ignore[attr-defined]
    wanted = _ordered(filters).with_only_columns(*(c for c in columns if not only or c.name in only))
    found = session.execute(wanted.execution_options(yield_per=STREAMED_TOGETHER))
    for part in found.partitions():
        yield from _rows(session, cast(Sequence[Event], part))


def _ordered(filters: Filters) -> Any:
    order = clock_column(filters.clock)
    return select(Event).where(*conditions(filters)).order_by(order.desc(), col(Event.id))


def _rows(session: Session, events: Sequence[Event]) -> list[TimelineRow]:
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
