"""What can be removed: which rows are due, and what goes with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, and_, delete, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.models import (
    Alert,
    Article,
    ArticleRevision,
    Delivery,
    DeliveryAttempt,
    Event,
    EventChange,
    EventLink,
    Mention,
    Withheld,
)

Due = Callable[[datetime], Any]
_Children = Mapping[Any, Callable[[Any], Any]]
_LEAVING = ("pending", "sending", "retry")
_SETTLED = ("sent", "suppressed", "cancelled")


@dataclass(frozen=True, slots=True)
class Sweep:
    """One thing that can be removed.

    `due` selects the keys of the rows of `model` that are older than an instant, `children` what goes with
    them from other tables; `remove` takes keys and counts the rows it removed by table.
    """

    what: str
    model: Any
    due: Due
    remove: Callable[[Connection, Sequence[Any]], dict[str, int]]
    children: _Children

    @property
    def key(self) -> Any:
        """The column keys are of."""
        return self.model.id

    @property
    def tables(self) -> list[str]:
        """The tables rows are removed from or emptied in."""
        return [str(model.__tablename__) for model in (self.model, *self.children)]

    def foreseen(self, before: datetime) -> dict[str, Any]:
        """What would go, by table, as subqueries to count."""
        due = self.due(before)
        chosen = [due, *(goes_with(due) for goes_with in self.children.values())]
        return {table: keys.subquery() for table, keys in zip(self.tables, chosen, strict=True)}


def _texts_due(before: datetime) -> Any:
    """Unread articles and those that wait for their page keep theirs."""
    return select(col(Article.id)).where(
        col(Article.first_seen_at) < before,
        col(Article.text) != "",
        col(Article.state) != "pending",
        col(Article.page) != "wanted",
    )


def _texts_of(articles: Any) -> Any:
    return select(col(ArticleRevision.id)).where(
        col(ArticleRevision.article).in_(articles), col(ArticleRevision.text) != ""
    )


def _empty_texts(connection: Connection, ids: Sequence[Any]) -> dict[str, int]:
    emptied = {}
    for model, chosen in ((ArticleRevision, _texts_of(ids)), (Article, ids)):
        statement = update(model).where(col(model.id).in_(chosen)).values(text="")
        emptied[str(model.__tablename__)] = _rows(connection.execute(statement))
    return emptied


def _revisions_due(before: datetime) -> Any:
    newest = select(col(Article.revision)).where(col(Article.id) == col(ArticleRevision.article))
    return select(col(ArticleRevision.id)).where(
        col(ArticleRevision.seen_at) < before, col(ArticleRevision.revision) < newest.scalar_subquery()
    )


def _changes_due(before: datetime) -> Any:
    """Corroborations alone, and not the last change of an event, into whose patch those before it are put."""
    later = aliased(EventChange)
    this = col(EventChange.id)
    return select(this).where(
        col(EventChange.at) < before,
        col(EventChange.change) == "corroborated",
        col(EventChange.state) != "pending",
        exists().where(col(later.event) == col(EventChange.event), col(later.id) > this),
        ~exists().where(col(Alert.change) == this),
        ~exists().where(col(Withheld.change) == this),
    )


def _fold_changes(connection: Connection, ids: Sequence[Any]) -> dict[str, int]:
    """What a change made of its event is told by the next one, so that later moments read the same."""
    with Session(connection) as session:
        for number in sorted(ids):
            gone = session.get_one(EventChange, number)
            following = select(EventChange).where(
                EventChange.event == gone.event, col(EventChange.id) > number
            )
            heir = session.exec(following.order_by(col(EventChange.id)).limit(1)).one()
            heir.patch = {**gone.patch, **heir.patch}
            session.delete(gone)
            session.flush()
    return {"event_change": len(ids)}


def _deliveries_due(before: datetime) -> Any:
    return select(col(Delivery.id)).where(
        col(Delivery.created_at) < before, col(Delivery.state).in_(_SETTLED)
    )


def _alerts_due(before: datetime) -> Any:
    leaving = exists().where(col(Delivery.alert) == col(Alert.id), col(Delivery.state).in_(_LEAVING))
    return select(col(Alert.id)).where(col(Alert.created_at) < before, ~leaving)


def _events_due(before: datetime) -> Any:
    unread = exists().where(col(EventChange.event) == col(Event.id), col(EventChange.state) == "pending")
    leaving = exists().where(
        col(Alert.event) == col(Event.id),
        col(Delivery.alert) == col(Alert.id),
        col(Delivery.state).in_(_LEAVING),
    )
    return select(col(Event.id)).where(col(Event.updated_at) < before, ~unread, ~leaving)


def _deliveries_of(alerts: Any) -> Any:
    return select(col(Delivery.id)).where(col(Delivery.alert).in_(alerts))


def _attempts_of(deliveries: Any) -> Any:
    return select(col(DeliveryAttempt.id)).where(col(DeliveryAttempt.delivery).in_(deliveries))


def _withheld_due(before: datetime) -> Any:
    held = and_(col(Withheld.until).is_not(None), col(Withheld.until) >= before)
    return select(col(Withheld.id)).where(col(Withheld.at) < before, ~held)


def _withheld_of(events: Any) -> Any:
    of_changes = col(Withheld.change).in_(_changes_of(events))
    return select(col(Withheld.id)).where(or_(col(Withheld.event).in_(events), of_changes))


def _links_of(events: Any) -> Any:
    either = or_(col(EventLink.event).in_(events), col(EventLink.other).in_(events))
    return select(col(EventLink.id)).where(either)


def _alerts_of(events: Any) -> Any:
    changes = select(col(EventChange.id)).where(col(EventChange.event).in_(events))
    return select(col(Alert.id)).where(or_(col(Alert.event).in_(events), col(Alert.change).in_(changes)))


def _changes_of(events: Any) -> Any:
    return select(col(EventChange.id)).where(col(EventChange.event).in_(events))


def _mentions_of(events: Any) -> Any:
    return select(col(Mention.id)).where(col(Mention.event).in_(events))


def _remove_events(connection: Connection, ids: Sequence[Any]) -> dict[str, int]:
    gone = _children_first(connection, ids, _WITH_EVENTS)
    # A change of an event that stays may name a claim that moved to one that goes.
    named = update(EventChange).where(col(EventChange.mention).in_(_mentions_of(ids))).values(mention=None)
    connection.execute(named)
    return gone | _children_first(connection, ids, _CLAIMS) | _delete(connection, Event, ids)


def _children_first(connection: Connection, ids: Sequence[Any], children: _Children) -> dict[str, int]:
    gone: dict[str, int] = {}
    for model, goes_with in children.items():
        gone |= _delete(connection, model, goes_with(ids))
    return gone


def _delete(connection: Connection, model: Any, ids: Any) -> dict[str, int]:
    return {model.__tablename__: _rows(connection.execute(delete(model).where(model.id.in_(ids))))}


def _rows(result: CursorResult[Any]) -> int:
    return result.rowcount


def _sweep(what: str, model: Any, due: Due, children: _Children) -> Sweep:
    def remove(connection: Connection, ids: Sequence[Any]) -> dict[str, int]:
        return _children_first(connection, ids, children) | _delete(connection, model, ids)

    return Sweep(what, model, due, remove, children)


_WITH_ALERTS: _Children = {
    DeliveryAttempt: lambda alerts: _attempts_of(_deliveries_of(alerts)),
    Delivery: _deliveries_of,
}
_WITH_EVENTS: _Children = {
    DeliveryAttempt: lambda events: _attempts_of(_deliveries_of(_alerts_of(events))),
    Delivery: lambda events: _deliveries_of(_alerts_of(events)),
    Alert: _alerts_of,
    Withheld: _withheld_of,
    EventLink: _links_of,
    EventChange: _changes_of,
}
_CLAIMS: _Children = {Mention: _mentions_of}

# By the names of the settings, in the order in which they are removed.
SWEEPS = {
    "texts": (Sweep("texts of articles", Article, _texts_due, _empty_texts, {ArticleRevision: _texts_of}),),
    "revisions": (_sweep("older versions of articles", ArticleRevision, _revisions_due, {}),),
    "deliveries": (
        _sweep("messages that were sent", Delivery, _deliveries_due, {DeliveryAttempt: _attempts_of}),
    ),
    "alerts": (
        _sweep("alerts", Alert, _alerts_due, _WITH_ALERTS),
        _sweep("matches without alert", Withheld, _withheld_due, {}),
    ),
    "changes": (Sweep("corroborations", EventChange, _changes_due, _fold_changes, {}),),
    "events": (Sweep("events", Event, _events_due, _remove_events, {**_WITH_EVENTS, **_CLAIMS}),),
}
