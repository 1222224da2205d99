"""The outbox: messages waiting to be sent, and the ledger of every attempt to send them.

A delivery is written in the transaction that decides it, claimed by a lease, and its attempt is
committed before the send begins. So a kill at any point loses nothing: an attempt that never ended is
closed as `unknown` and the delivery is sent again under the same key, marked as a possible repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.models import Delivery, DeliveryAttempt

Outcome = Literal["sent", "retry", "permanent", "unknown"]
MAX_ATTEMPTS = 8
_WAITING = ("pending", "retry")
_LOST = "the sender stopped before it recorded an outcome"


def enqueue(
    session: Session,
    *,
    dedupe_key: str,
    alert: int,
    channel: str,
    title: str,
    body: str,
    payload: dict[str, Any],
    now: datetime,
) -> bool:
    """Puts a message into the outbox; False where one with this key is there already."""
    insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
    statement = (
        insert(Delivery)
        .values(
            dedupe_key=dedupe_key,
            alert=alert,
            channel=channel,
            title=title,
            body=body,
            payload=payload,
            state="pending",
            attempts=0,
            last_outcome="",
            next_at=now,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(col(Delivery.id))
    )
    return session.exec(statement).first() is not None


def claim_due(
    session: Session,
    now: datetime,
    *,
    owner: str,
    lease: timedelta,
    limit: int = 1,
    channel: str | None = None,
) -> list[Delivery]:
    """Leases up to `limit` due deliveries to `owner`, the longest due first; no one else gets them.

    Rows that another worker is claiming are passed over on PostgreSQL; on SQLite the transaction has
    no other writer.
    """
    due = select(Delivery).where(col(Delivery.state).in_(_WAITING), col(Delivery.next_at) <= now)
    if channel is not None:
        due = due.where(Delivery.channel == channel)
    due = due.order_by(col(Delivery.next_at), col(Delivery.id)).limit(limit)
    deliveries = list(session.exec(due.with_for_update(skip_locked=True)))
    for delivery in deliveries:
        delivery.state = "sending"
        delivery.lease = owner
        delivery.lease_until = now + lease
    return deliveries


def begin_attempt(session: Session, delivery: Delivery, now: datetime) -> DeliveryAttempt:
    """Opens the next attempt of a claimed delivery. Commit it before the send begins."""
    delivery.attempts += 1
    attempt = DeliveryAttempt(delivery=_id(delivery), n=delivery.attempts, started_at=now)
    session.add(attempt)
    session.flush()
    return attempt


def finish_attempt(
    session: Session,
    attempt_id: int,
    owner: str,
    now: datetime,
    outcome: Outcome,
    *,
    error: str = "",
    retry_at: datetime | None = None,
) -> str:
    """Records how an attempt ended and returns the delivery's new state: sent, retry or dead.

    Without `retry_at`, or after the last permitted attempt, a delivery that was not sent is dead. An owner
    whose lease was taken over changes nothing unless it did send: then the delivery is not sent again.
    """
    attempt = session.get_one(DeliveryAttempt, attempt_id)
    delivery = session.get_one(Delivery, attempt.delivery, with_for_update=True)
    if delivery.lease != owner and (outcome != "sent" or delivery.state == "sending"):
        return delivery.state
    attempt.ended_at, attempt.outcome, attempt.error = now, outcome, error
    again = outcome in ("retry", "unknown") and retry_at is not None and delivery.attempts < MAX_ATTEMPTS
    delivery.state = "sent" if outcome == "sent" else "retry" if again else "dead"
    delivery.sent_at = now if outcome == "sent" else None
    delivery.next_at = retry_at if again and retry_at is not None else delivery.next_at
    delivery.last_outcome = outcome
    delivery.lease = delivery.lease_until = None
    return delivery.state


def close_lost_attempts(session: Session, now: datetime) -> int:
    """Closes as `unknown` the attempts whose sender is gone, and makes their deliveries due again.

    Returns how many deliveries were taken back. One whose every attempt ended so is dead at last.
    """
    lost = session.exec(
        select(Delivery)
        .where(Delivery.state == "sending", col(Delivery.lease_until) <= now)
        .with_for_update(skip_locked=True)
    ).all()
    for delivery in lost:
        attempt = _open_attempt(session, delivery)
        if attempt is not None:
            attempt.ended_at, attempt.outcome, attempt.error = now, "unknown", _LOST
            delivery.last_outcome = "unknown"
        delivery.state = "retry" if delivery.attempts < MAX_ATTEMPTS else "dead"
        delivery.next_at = now
        delivery.lease = delivery.lease_until = None
    return len(lost)


def bury(session: Session, delivery: Delivery, now: datetime, reason: str) -> None:
    """Makes a claimed delivery dead without a send; the ledger says why."""
    attempt = begin_attempt(session, delivery, now)
    finish_attempt(session, attempt.id or 0, delivery.lease or "", now, "permanent", error=reason)


def release(delivery: Delivery) -> None:
    """Gives back a claim that no attempt was begun for."""
    delivery.state = "retry" if delivery.attempts else "pending"
    delivery.lease = delivery.lease_until = None


def replay(session: Session, delivery_id: int, now: datetime) -> bool:
    """Makes a dead delivery due again, for at least one more attempt; False where it is not dead."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state != "dead":
        return False
    delivery.state, delivery.next_at = "retry", now
    return True


def due_channels(session: Session, now: datetime) -> list[str]:
    """The channels with something due, the longest waiting first."""
    return list(
        session.exec(
            select(Delivery.channel)
            .where(col(Delivery.state).in_(_WAITING), col(Delivery.next_at) <= now)
            .group_by(Delivery.channel)
            .order_by(func.min(Delivery.next_at), Delivery.channel)
        ).all()
    )


def may_be_repeat(session: Session, delivery: Delivery) -> bool:
    """Whether an earlier attempt may have arrived although nobody knows."""
    unknown = select(DeliveryAttempt.id).where(
        DeliveryAttempt.delivery == _id(delivery), DeliveryAttempt.outcome == "unknown"
    )
    return session.exec(unknown.limit(1)).first() is not None


def attempts_of(session: Session, delivery_id: int) -> Sequence[DeliveryAttempt]:
    """The ledger of a delivery, oldest attempt first."""
    statement = select(DeliveryAttempt).where(DeliveryAttempt.delivery == delivery_id)
    return session.exec(statement.order_by(col(DeliveryAttempt.n))).all()


def deliveries_of(session: Session, alert_id: int) -> Sequence[Delivery]:
    """Where an alert goes, in the order of its channels."""
    statement = select(Delivery).where(Delivery.alert == alert_id)
    return session.exec(statement.order_by(col(Delivery.id))).all()


def dead_letters(session: Session, limit: int = 100) -> Sequence[Delivery]:
    """Deliveries nobody tries any more, newest first."""
    statement = select(Delivery).where(Delivery.state == "dead").order_by(col(Delivery.id).desc())
    return session.exec(statement.limit(limit)).all()


def counts(session: Session) -> dict[str, int]:
    """How many deliveries are in each state."""
    rows = session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
    found = dict(rows)
    return {state: found.get(state, 0) for state in ("pending", "sending", "retry", "sent", "dead")}


def _open_attempt(session: Session, delivery: Delivery) -> DeliveryAttempt | None:
    statement = select(DeliveryAttempt).where(
        DeliveryAttempt.delivery == _id(delivery), col(DeliveryAttempt.ended_at).is_(None)
    )
    return session.exec(statement).first()


def _id(delivery: Delivery) -> int:
    assert delivery.id is not None
    return delivery.id


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
