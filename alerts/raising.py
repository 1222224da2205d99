"""From changes of the timeline to alerts in the outbox, all in one transaction.

A change is seen by the rules once. What one article revision (or one story, within a batch) made a rule
fire on is told in one alert.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from alerts.decide import decide
from alerts.history import views_of
from alerts.late import still_to_tell
from alerts.message import Matched, Message, change_json, render, subject
from alerts.model import Json
from alerts.neutralise import clean_all
from alerts.rules import Rule
from clock import Clock
from storage import outbox
from storage.database import Database
from storage.models import (
    Alert,
    EventChange,
    RuleState,
    Silence,
)

BATCH = 500
# Any number will do that no other advisory lock of the program uses.
_POSTGRES_LOCK = 5701143


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
    batch: int = BATCH,
) -> list[int]:
    """Shows every pending change to the rules, a transaction a batch; returns the ids of the new alerts.

    `channels` are the names that are configured: an alert for another one is recorded with the reason.
    """
    found: list[int] = []
    while True:
        with database.write() as session:
            raised = raise_batch(session, rules, channels, clock.now(), limit=batch)
        found += raised.alerts
        if not raised.changes:
            return found


def raise_batch(
    session: Session, rules: Sequence[Rule], channels: Collection[str], now: datetime, *, limit: int = BATCH
) -> Raised:
    """Shows the oldest pending changes to every rule; records alerts and queues their messages."""
    _one_at_a_time(session)
    changes = _pending(session, limit)
    views = views_of(session, changes)
    silences = _active_silences(session, now)
    raised: list[int] = []
    for notice in decide(rules, views):
        matched = still_to_tell(session, notice)
        if not matched:
            continue
        silence = silences.get(notice.rule.id)
        alert = _record(session, notice.rule, matched, silence, channels, now)
        if alert is not None:
            raised.append(alert)
    for change in changes:
        change.state = "matched"
    return Raised(len(changes), tuple(raised))


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


def _active_silences(session: Session, now: datetime) -> dict[str, Silence]:
    """The silence of each rule that ends last."""
    active = select(Silence).where(col(Silence.starts_at) <= now, col(Silence.ends_at) > now)
    return {silence.rule: silence for silence in session.exec(active.order_by(col(Silence.ends_at)))}


def _record(
    session: Session,
    rule: Rule,
    matched: Sequence[Matched],
    silence: Silence | None,
    channels: Collection[str],
    now: datetime,
) -> int | None:
    """Writes the alert and its deliveries; None where the rule has fired on this change before."""
    destinations, unsent = _destinations(rule, silence, channels)
    alert = _insert_alert(session, rule, matched, silence, unsent, now)
    if alert is None:
        return None
    message = render(rule, alert, matched)
    for channel in destinations:
        _enqueue(session, rule, alert, matched[0].change.change_id, channel, message, now)
    _remember(session, rule, now)
    return alert


def _destinations(
    rule: Rule, silence: Silence | None, channels: Collection[str]
) -> tuple[list[str], dict[str, str]]:
    """The channels to send to, and why each of the others gets nothing."""
    wanted = list(dict.fromkeys(rule.notify.to))
    if silence is not None:
        reason = silence.reason or "no reason given"
        why = f"rule {rule.id} is silenced until {silence.ends_at.isoformat()}: {reason}"
        return [], dict.fromkeys(wanted, why)
    missing = {
        name: f"channel {name!r} is not in watchline.yaml; add it under channels, or name another in notify"
        for name in wanted
        if name not in channels
    }
    return [name for name in wanted if name not in missing], missing


def _insert_alert(
    session: Session,
    rule: Rule,
    matched: Sequence[Matched],
    silence: Silence | None,
    unsent: Mapping[str, str],
    now: datetime,
) -> int | None:
    first = matched[0].change
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Alert)
        .values(
            rule=rule.id,
            rule_hash=rule.hash,
            severity=rule.severity,
            title=subject(rule, matched),
            event=first.event,
            change=first.change_id,
            changes=[one.change.change_id for one in matched],
            group=first.group,
            explanation=_explanation(rule, matched, unsent),
            state="open" if silence is None else "suppressed",
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["rule", "change"])
        .returning(col(Alert.id))
    )
    row = session.exec(statement).first()
    return None if row is None else int(row[0])


def _explanation(rule: Rule, matched: Sequence[Matched], unsent: Mapping[str, str]) -> Json:
    """Why the alert exists, what it rests on, and why a channel got nothing."""
    content: Json = clean_all(
        {
            "rule": {"id": rule.id, "title": rule.title, "hash": rule.hash},
            "channels": list(rule.notify.to),
            "unsent": dict(unsent),
            "changes": [change_json(one) for one in matched],
        }
    )
    return content


def _enqueue(
    session: Session, rule: Rule, alert: int, change: int, channel: str, message: Message, now: datetime
) -> None:
    outbox.enqueue(
        session,
        dedupe_key=_dedupe_key(rule.id, change, channel),
        alert=alert,
        channel=channel,
        title=message.title,
        body=message.body,
        payload=message.payload,
        now=now,
    )


def _dedupe_key(rule: str, change: int, channel: str) -> str:
    """The same for the same news to the same channel, also after the rule's wording was edited."""
    return hashlib.sha256(f"{rule}\n{change}\n{channel}".encode()).hexdigest()


def _remember(session: Session, rule: Rule, now: datetime) -> None:
    state = session.get(RuleState, rule.id) or RuleState(rule=rule.id, rule_hash=rule.hash)
    state.rule_hash, state.last_fired_at, state.fired = rule.hash, now, state.fired + 1
    session.add(state)
