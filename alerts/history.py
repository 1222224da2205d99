"""Stored changes as rules see them: one reading for live matching, explaining and backtesting.

What was said comes from the mention that made the change, which never alters; what it leaves open comes
from the event. A backtest reads only the parts its rule asks of, which is what makes it fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal
from sqlmodel import Session, and_, col, func, select

from alerts import views
from alerts.model import CHANGE_NAMES, ChangeName, ChangeView, DateView, SourceView
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source

_PAGE = 500
_SPOKEN = ("actors", "recipients", "places")
_BASIC: dict[str, Any] = {
    "id": EventChange.id,
    "change": EventChange.change,
    "at": EventChange.at,
    "event": EventChange.event,
    "kind": Event.kind,
    "mention": EventChange.mention,
    "article": EventChange.article,
    "story": Article.story,
    "revision": func.coalesce(Mention.revision, Article.revision),
}
# What else a rule or a message may ask of, by part.
_PARTS: dict[str, dict[str, Any]] = {
    "status": {"status": func.coalesce(Mention.status, Event.status)},
    "assertion": {"assertion": func.coalesce(Mention.assertion, Event.assertion)},
    "source": {
        "source": Source.name,
        "publisher": Source.publisher,
        "source_country": Source.country,
        "language": Source.language,
    },
    "times": {
        "reported": case(
            (col(EventChange.article).is_(None), Event.first_reported_at), else_=Article.published_at
        ),
        "seen": func.coalesce(Article.first_seen_at, Event.first_seen_at),
    },
    "actors": {"actors": Mention.actors, "event_actors": Event.actors},
    "recipients": {"recipients": Mention.recipients, "event_recipients": Event.recipients},
    "places": {"places": Mention.places, "event_places": Event.places},
    "quantities": {"quantities": Mention.quantities},
    "date": {
        "date": func.coalesce(Mention.date, Event.date),
        "start": Event.start,
        "end": Event.end,
        "precision": Event.precision,
        "edtf": Event.edtf,
    },
    "speakers": {"attribution": func.coalesce(Mention.attribution, Event.attribution)},
    "wording": {
        "headline": func.coalesce(ArticleRevision.title, Article.title, ""),
        "text": func.coalesce(ArticleRevision.text, Article.text, ""),
    },
    "message": {
        "title": Event.title,
        "mention_title": Mention.title,
        "evidence": Mention.evidence,
        "url": Article.url,
        "canonical_url": Article.canonical_url,
        "reach": Event.reach,
        "texts": Event.texts,
        "origins": Event.origins,
        "diff": EventChange.diff,
    },
}
EVERYTHING = frozenset(_PARTS)
_NO_SOURCE, _NO_DATE = SourceView(), DateView()


def views_of(session: Session, changes: Sequence[EventChange]) -> list[ChangeView]:
    """The views of `changes` in their order, without those no rule sees."""
    return by_ids(session, [change.id for change in changes if change.id is not None])


def by_ids(session: Session, ids: Iterable[int]) -> list[ChangeView]:
    """The views of the changes with these ids, oldest first, without those no rule sees."""
    found: list[ChangeView] = []
    remaining = iter(sorted(set(ids)))
    while page := list(islice(remaining, _PAGE)):
        found += read(session, [col(EventChange.id).in_(page)])
    return found


def recent_views(session: Session, since: datetime) -> Iterator[ChangeView]:
    """Every change from `since` on as a view, the newest first."""
    newest = select(EventChange.id).where(col(EventChange.at) >= since).order_by(col(EventChange.id).desc())
    ids = [found for found in session.exec(newest).all() if found is not None]
    for start in range(0, len(ids), _PAGE):
        yield from reversed(by_ids(session, ids[start : start + _PAGE]))


def read(
    session: Session, where: Iterable[ColumnElement[bool]], parts: Collection[str] = EVERYTHING
) -> list[ChangeView]:
    """The changes that fulfil `where`, oldest first, with these parts of them; the others are empty."""
    columns = dict(_BASIC)
    for part in parts:
        columns |= _PARTS[part]
    names = list(columns)
    rows = session.connection().execute(_statement(columns).where(*where))
    found = sorted((dict(zip(names, row, strict=True)) for row in rows), key=lambda row: int(row["id"]))
    known = _known_then(session, found, [part for part in _SPOKEN if part in parts])
    return [view for row in found if (view := _view(row, known)) is not None]


def nearest_ids(
    session: Session,
    where: Iterable[ColumnElement[bool]],
    conditions: Collection[ColumnElement[bool]],
    *,
    limit: int,
    until: datetime,
    among: int | None = None,
) -> list[int]:
    """The ids of changes that fulfil `where` and fail at most one of `conditions`, the newest first.

    Of each condition that fails alone, and of those that fail none, no more than `limit`. `among` looks at no
    more than about so many changes before `until`.
    """
    number = col(EventChange.id)
    newest = select(func.max(EventChange.id)).where(col(EventChange.at) < until)
    recent = [] if among is None else [number > (session.exec(newest).one() or 0) - among]
    failed = [case((condition, 0), else_=1) for condition in conditions]
    which = sum((flag * place for place, flag in enumerate(failed, 1)), literal(0)).label("which")
    # The sum keeps SQLite from walking all changes backwards where an index leads to the few that count.
    statement = _statement({"id": number, "which": which}).order_by((number + 0).desc())
    found = statement.where(*where, *recent, sum(failed, literal(0)) <= 1)
    room = Counter(dict.fromkeys(range(len(failed) + 1), limit))
    ids = []
    for change, condition in session.connection().execute(found):
        if room[condition] > 0:
            room[condition] -= 1
            ids.append(change)
    return ids


def _statement(columns: dict[str, Any]) -> Select[Any]:
    statement = (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(EventChange)
        .join(Event, col(Event.id) == col(EventChange.event))
        .outerjoin(Mention, col(Mention.id) == col(EventChange.mention))
        .outerjoin(Article, col(Article.id) == col(EventChange.article))
    )
    if "source" in columns:
        statement = statement.outerjoin(Source, col(Source.id) == col(Article.source))
    if "headline" not in columns:
        return statement
    # The article as it read when the change was made, which later revisions do not alter.
    same = and_(
        col(ArticleRevision.article) == col(Mention.article),
        col(ArticleRevision.revision) == col(Mention.revision),
    )
    return statement.outerjoin(ArticleRevision, same)


Row = dict[str, Any]
_Known = dict[tuple[str, str], int]


def _known_then(session: Session, rows: Sequence[Row], parts: Sequence[str]) -> _Known:
    """For what mentions leave open and events know: the first mention that told it, by part and event."""
    known: _Known = {}
    for part in parts:
        events = {row["event"] for row in rows if not row[part] and row[f"event_{part}"] and row["mention"]}
        ordered = sorted(events)
        for start in range(0, len(ordered), _PAGE):
            mentions = session.exec(
                select(Mention.id, Mention.event, getattr(Mention, part))
                .where(col(Mention.event).in_(ordered[start : start + _PAGE]))
                .order_by(col(Mention.id).desc())
            )
            known |= {(part, event): number or 0 for number, event, told in mentions if told and event}
    return known


def _view(row: Row, known: _Known) -> ChangeView | None:
    """A change as rules see it; None for those no rule sees (merges, splits)."""
    name = CHANGE_NAMES.get(row["change"])
    if name is None:
        return None
    get = row.get
    actors, recipients, places = (_spoken(row, part, known) for part in _SPOKEN)
    return ChangeView(
        event=row["event"],
        kind=row["kind"],
        change=name,
        title=_title(row, name),
        actors=views.parties(actors),
        recipients=views.parties(recipients),
        places=views.places(places),
        quantities=views.figures(get("quantities") or ()),
        status=get("status") or "",
        assertion=get("assertion") or "",
        attribution=views.speakers(get("attribution") or ()),
        date=_date(row) if "date" in row else _NO_DATE,
        text=views.join_text(row["headline"], row["text"]) if "text" in row else "",
        evidence=tuple(str(item.get("text", "")) for item in get("evidence") or ()),
        source=_source(row) if get("source") else _NO_SOURCE,
        reported=get("reported"),
        seen=get("seen"),
        headline=get("headline") or "",
        url=get("url") or get("canonical_url") or "",
        reach=get("reach", 1),
        texts=get("texts", 1),
        origins=get("origins", 1),
        diff=get("diff") or {},
        change_id=row["id"],
        group=_group(row),
        at=row["at"],
    )


def _spoken(row: Row, part: str, known: _Known) -> Sequence[Row]:
    """What the mention says; where it leaves it open, what the event was known to be by then."""
    said: Sequence[Row] = row.get(part) or ()
    if said or part not in row or not row[f"event_{part}"]:
        return said
    told_first = known.get((part, row["event"]))
    was_known = row["mention"] is None or (told_first is not None and told_first <= row["mention"])
    event_says: Sequence[Row] = row[f"event_{part}"]
    return event_says if was_known else ()


def _source(row: Row) -> SourceView:
    return SourceView(row["source"], row["publisher"], row["source_country"], row["language"])


def _date(row: Row) -> DateView:
    if not row.get("date"):
        return DateView(
            row.get("start"), row.get("end"), row.get("precision") or "day", row.get("edtf") or ""
        )
    return views.date_view(row["date"])


def _title(row: Row, change: ChangeName) -> str:
    """The event's; of an update the claim's, for the event is named after what was told of it at first."""
    of_event, of_claim = row.get("title") or "", row.get("mention_title") or ""
    return of_claim or of_event if change in ("update", "correction") else of_event or of_claim


def _group(row: Row) -> str:
    """Changes of one group are told in one alert: those of a story, else of one article revision."""
    if row["article"] is None:
        return f"event:{row['event']}"
    if row["story"]:
        return f"story:{row['story']}"
    return f"article:{row['article']}@{row['revision']}"
