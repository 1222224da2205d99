"""From changes of the timeline to alerts in the outbox, all in one transaction.

A change is seen by the rules once. What one article revision (or one story, within a batch) made a rule
fire on is told in one alert.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import text
from sqlmodel import Session, col, select

from alerts.absences import raise_silences, record_silence
from alerts.conditions import moment
from alerts.decide import Decider, Withheld
from alerts.dispatch import Dispatch
from alerts.history import by_ids, views_of
from alerts.late import still_to_tell
from alerts.neutralise import clean
from alerts.planning import Planner
from alerts.reception import Reception
from alerts.recording import Recorder
from alerts.rules import Rule
from clock import Clock
from storage import silences, withheld
from storage.database import Database
from storage.models import EventChange, RuleState

BATCH = 500
# Any number will do that no other advisory lock of the program uses.
_POSTGRES_LOCK = 5701143
_USUAL: Mapping[str, Reception] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Raised:
    """How many changes the rules saw, and the ids of the alerts that came of them."""

    changes: int
    alerts: tuple[int, ...]


def raise_alerts(
    database: Database,
    rules: Sequence[Rule],
    channels: Collection[str],
    clock: Clock,
    *,
    receptions: Mapping[str, Reception] = _USUAL,
    public_url: str = "",
    batch: int = BATCH,
) -> list[int]:
    """Shows every pending change to the rules, a transaction a batch; returns the ids of the new alerts.

    `channels` are the names that are configured: an alert for another one is recorded with the reason.
    `receptions` says how each wants its alerts, where that is not the usual way. `public_url` is where
    readers of alerts reach the timeline page.
    """
    found: list[int] = []
    decider = Decider(rules)
    while True:
        with database.write() as session:
            raised = raise_batch(
                session,
                decider,
                channels,
                clock.now(),
                receptions=receptions,
                limit=batch,
                public_url=public_url,
            )
        found += raised.alerts
        if not raised.changes:
            break
    with database.write() as session:
        _one_at_a_time(session)
        with remembering(session, decider, rules):
            dispatch = _dispatch(session, channels, receptions, clock.now())
            found += raise_silences(session, decider, rules, dispatch, clock.now())
    return found


def raise_batch(
    session: Session,
    decider: Decider,
    channels: Collection[str],
    now: datetime,
    *,
    receptions: Mapping[str, Reception] = _USUAL,
    limit: int = BATCH,
    public_url: str = "",
) -> Raised:
    """Shows the oldest pending changes to every rule; records alerts and queues their messages."""
    _one_at_a_time(session)
    changes = _pending(session, limit)
    views = views_of(session, changes)
    dispatch = _dispatch(session, channels, receptions, now)
    recorder = Recorder(session, dispatch, now, silences.active(session, now), public_url)
    raised: list[int] = []
    with remembering(session, decider, decider.rules):
        notices = decider.decide(views)
    for notice in notices:
        if notice.matched:
            matched = still_to_tell(session, notice)
            alert = recorder.record(notice.rule, matched) if matched else None
        else:
            alert = record_silence(session, notice, dispatch, now)
        if alert is not None:
            raised.append(alert)
    for change in changes:
        change.state = "matched"
    return Raised(len(changes), tuple(raised))


def _dispatch(
    session: Session, channels: Collection[str], receptions: Mapping[str, Reception], now: datetime
) -> Dispatch:
    return Dispatch(session, channels, now, Planner(session, receptions, now))


@contextmanager
def remembering(session: Session, decider: Decider, rules: Sequence[Rule]) -> Iterator[None]:
    """What rules remember is read before and written after, in the same transaction as their alerts."""
    rows = {rule.id: session.get(RuleState, rule.id) for rule in rules if rule.remembers}
    states = {name: deepcopy(row.state) if row else {} for name, row in rows.items()}
    decider.remember(states, lambda ids: by_ids(session, ids), lambda one: _note(session, one))
    yield
    for rule in rules:
        if rule.remembers and states[rule.id]:
            row = rows[rule.id] or RuleState(rule=rule.id, rule_hash=rule.hash)
            row.state = states[rule.id]
            session.add(row)


def _note(session: Session, one: Withheld) -> None:
    view = one.change
    withheld.note(
        session,
        rule=one.rule.id,
        event=view.event,
        change=view.change_id,
        condition=one.condition,
        reason=clean(one.why.reason),
        until=one.why.until,
        now=moment(view),
    )


def _one_at_a_time(session: Session) -> None:
    """Two workers must not tell one article's changes in two alerts (a SQLite writer is alone anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))


def _pending(session: Session, limit: int) -> list[EventChange]:
    """The oldest pending changes; the last article's are never cut in two."""
    pending = select(EventChange).where(EventChange.state == "pending").order_by(col(EventChange.id))
    found = list(session.exec(pending.limit(limit)))
    if len(found) == limit and found[-1].article is not None:
        last = found[-1]
        found += session.exec(
            pending.where(EventChange.article == last.article, col(EventChange.id) > last.id)
        )
    return found
