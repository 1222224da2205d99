"""What a reader of an alert already knows: the last alert on the same event, and similar events before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from alerts.model import ChangeView, DateView, Json, Matched
from storage.models import Alert, Event, EventChange

NEAREST = 3
# Of a rule's alerts, how far back the last one on an event is looked for.
_LOOK_BACK = 100
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Previous:
    """The last alert of the rule on the event, with the data it told."""

    alert: int
    at: datetime
    change: Json


@dataclass(frozen=True, slots=True)
class Earlier:
    """A similar event that came before."""

    event: str
    title: str
    date: DateView


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a change."""

    previous: Previous | None = None
    earlier: tuple[Earlier, ...] = ()


def contexts_of(session: Session, rule: str, matched: Sequence[Matched]) -> dict[int, Context]:
    """The context of each change, by its number."""
    told = {one.change.event for one in matched}
    return {
        one.change.change_id: Context(
            _previous(session, rule, one.change), _earlier(session, one.change, besides=told)
        )
        for one in matched
    }


def _previous(session: Session, rule: str, view: ChangeView) -> Previous | None:
    before = select(EventChange.id).where(
        EventChange.event == view.event, col(EventChange.id) < view.change_id
    )
    changes = set(session.exec(before).all())
    if not changes:
        return None
    fired = select(Alert).where(Alert.rule == rule).order_by(col(Alert.id).desc()).limit(_LOOK_BACK)
    for alert in session.exec(fired):
        if changes & set(alert.changes):
            return Previous(alert.id or 0, alert.created_at, _told(alert, view.event))
    return None


def _told(alert: Alert, event: str) -> Json:
    """What an alert said about an event, the newest change of it."""
    shown = [change for change in alert.explanation.get("changes", []) if change["event"]["id"] == event]
    return shown[-1] if shown else {}


def _earlier(session: Session, view: ChangeView, *, besides: set[str]) -> tuple[Earlier, ...]:
    """The nearest events of the same kind that share an actor, a recipient or a country with this one."""
    at, event = view.date.start or view.date.end, session.get(Event, view.event)
    if at is None or event is None:
        return ()
    alike = [
        column == value
        for column, value in (
            (col(Event.actor), event.actor),
            (col(Event.recipient), event.recipient),
            (col(Event.country), event.country),
        )
        if value
    ]
    if not alike:
        return ()
    same = select(Event).where(
        Event.kind == view.kind, col(Event.merged_into).is_(None), col(Event.id).not_in(besides), or_(*alike)
    )
    dated = same.where(col(Event.start) < at).order_by(col(Event.start).desc()).limit(_CANDIDATES)
    bounded = same.where(col(Event.start).is_(None), col(Event.end) <= at)
    bounded = bounded.order_by(col(Event.end).desc()).limit(_CANDIDATES)
    found = [*session.exec(dated), *session.exec(bounded)]
    found.sort(key=lambda one: one.start or one.end or "", reverse=True)
    return tuple(
        Earlier(one.id, one.title, DateView(one.start, one.end, one.precision, one.edtf))
        for one in found[:NEAREST]
    )
