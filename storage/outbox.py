"""The outbox: messages waiting to be sent, and the ledger of every attempt to send them.

A delivery is written in the transaction that decides it, claimed by a lease, and its attempt is
committed before the send begins. So a kill at any point loses nothing: an attempt that never ended is
closed as `unknown` and the delivery is sent again under the same key, marked as a possible repeat.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.models import DELIVERY_WAITING, Alert, Delivery, DeliveryAttempt

Outcome = Literal["sent", "retry", "permanent", "unknown"]
STATES = ("pending", "sending", "retry", "sent", "dead", "held", "suppressed", "cancelled")
# What a person may ask to be sent after all.
REPLAYABLE = ("dead", "held", "suppressed")
GIVE_UP_AFTER = timedelta(days=3)
# A message whose every attempt ends without an outcome may be what kills its sender.
MAX_UNKNOWN = 8
# A digest of more is told in several messages.
MOST_IN_BUNDLE = 500
# What nobody acknowledged after so many repeats, nobody reads.
MOST_REPEATS = 24
_COPIED = ("alert", "channel", "title", "body", "payload", "urgency", "quiet", "repeat_every")
# From the most urgent on; see `Delivery.urgency`.
URGENCIES = ("critical", "high", "normal", "low")
_WAITING = text(DELIVERY_WAITING)
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
    severity: str = "normal",
    send_at: datetime | None = None,
    bundle: str = "",
    unless_acked: bool = False,
    quiet: str = "",
    repeat_every: int = 0,
    state: str = "pending",
    reason: str = "",
) -> bool:
    """Puts a message into the outbox; False where one with this key is there already.

    `send_at` puts it off, and `reason` says why in words. What waits for one channel under one `bundle`
    leaves in one message (a digest). With `unless_acked` it is dropped once its alert is acknowledged.
    `quiet` and `repeat_every` as in the table.
    `state` may be `dead` or `suppressed` for what is not to be sent unless somebody asks for it.
    """
    return _insert(
        session,
        send_at or now,
        now,
        dedupe_key=dedupe_key,
        alert=alert,
        channel=channel,
        title=title,
        body=body,
        payload=payload,
        urgency=URGENCIES.index(severity) if severity in URGENCIES else URGENCIES.index("normal"),
        bundle=bundle,
        unless_acked=unless_acked,
        quiet=quiet,
        repeat_every=repeat_every,
        state=state,
        reason=reason,
    )


def claim_due(
    session: Session,
    now: datetime,
    *,
    owner: str,
    lease: timedelta,
    limit: int = 1,
    channel: str | None = None,
) -> list[Delivery]:
    """Leases up to `limit` due deliveries to `owner`, the most urgent first, then the longest due.

    No one else gets them: rows that another worker is claiming are passed over on PostgreSQL; on SQLite
    the transaction has no other writer.
    """
    due = select(Delivery).where(_WAITING, col(Delivery.next_at) <= now)
    if channel is not None:
        due = due.where(Delivery.channel == channel)
    due = due.order_by(col(Delivery.urgency), col(Delivery.next_at), col(Delivery.id)).limit(limit)
    return _lease(session.exec(due.with_for_update(skip_locked=True)).all(), now, owner, lease)


def claim_message(
    session: Session, now: datetime, *, owner: str, lease: timedelta, channel: str, together: int = 1
) -> list[Delivery]:
    """Leases what is to leave for `channel` as the next message; empty where nothing is due.

    That is one delivery, or those of a bundle that were tried together so far. With `together` over one, up
    to so many that belong to no bundle become one, and stay one however often they are sent.
    """
    claimed = claim_due(session, now, owner=owner, lease=lease, channel=channel)
    if not claimed:
        return []
    first = claimed[0]
    if not first.bundle and together > 1:
        _bundle(session, now, first, together)
    if not first.bundle:
        return claimed
    rest = select(Delivery).where(
        _WAITING,
        Delivery.channel == channel,
        Delivery.bundle == first.bundle,
        Delivery.attempts == first.attempts,
        col(Delivery.next_at) <= now,
    )
    rest = rest.order_by(col(Delivery.urgency), col(Delivery.id)).limit(MOST_IN_BUNDLE - 1)
    found = session.exec(rest.with_for_update(skip_locked=True)).all()
    return sorted([first, *_lease(found, now, owner, lease)], key=_id)


def count_due(session: Session, now: datetime, channel: str, *, most: int) -> int:
    """How many deliveries are due to `channel`, counted up to `most`."""
    due = select(Delivery.id).where(_WAITING, Delivery.channel == channel, col(Delivery.next_at) <= now)
    return session.exec(select(func.count()).select_from(due.limit(most).subquery())).one()


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
    hold: bool = False,
    progress: dict[str, Any] | None = None,
) -> str:
    """Records how an attempt ended and returns the delivery's new state: sent, retry, held or dead.

    A delivery that was not sent is dead without `retry_at`, and after three days of trying. With `hold` it
    waits for a person instead of being repeated. `progress` is what a later attempt needs to know. An owner
    whose lease was taken over changes nothing unless it did send: then the delivery is not sent again.
    """
    attempt = session.get_one(DeliveryAttempt, attempt_id)
    delivery = session.get_one(Delivery, attempt.delivery, with_for_update=True)
    if delivery.lease != owner and (outcome != "sent" or delivery.state == "sending"):
        return delivery.state
    attempt.ended_at, attempt.outcome, attempt.error = now, outcome, error
    delivery.last_outcome = outcome
    delivery.lease = delivery.lease_until = None
    if progress is not None:
        delivery.progress = progress
    if outcome == "sent":
        delivery.state, delivery.sent_at, delivery.reason = "sent", now, ""
        _repeat(session, delivery, now)
    elif hold:
        delivery.state, delivery.reason = "held", error
    else:
        _put_off(session, delivery, now, retry_at if outcome in ("retry", "unknown") else None, error)
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
        delivery.lease = delivery.lease_until = None
        _put_off(session, delivery, now, now, _LOST if attempt else "")
    return len(lost)


def bury(session: Session, delivery: Delivery, now: datetime, reason: str) -> None:
    """Makes a claimed delivery dead without a send; the ledger says why."""
    attempt = begin_attempt(session, delivery, now)
    finish_attempt(session, attempt.id or 0, delivery.lease or "", now, "permanent", error=reason)


def release(delivery: Delivery) -> None:
    """Gives back a claim that no attempt was begun for."""
    delivery.state = "retry" if delivery.attempts else "pending"
    delivery.lease = delivery.lease_until = None


def hurry(session: Session, channel: str, now: datetime) -> None:
    """Makes what waits for another attempt at `channel` due at once, for the channel works again."""
    waiting = select(Delivery).where(
        Delivery.channel == channel, Delivery.state == "retry", col(Delivery.next_at) > now
    )
    for delivery in session.exec(waiting.with_for_update(skip_locked=True)):
        delivery.next_at = now


def replay(session: Session, delivery_id: int, now: datetime) -> bool:
    """Makes a delivery that is dead, held or suppressed, or waits for its time, due now, for three more days.

    False where it is in no such state.
    """
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state not in (*REPLAYABLE, "pending", "retry"):
        return False
    delivery.quiet = ""
    if not delivery.attempts:
        delivery.bundle = ""
    delivery.state = "retry" if delivery.attempts else "pending"
    delivery.next_at, delivery.give_up_at, delivery.reason = now, now + GIVE_UP_AFTER, ""
    alert = session.get_one(Alert, delivery.alert)
    if alert.state == "suppressed":
        alert.state = "open"
    return True


def replayable(
    session: Session,
    *,
    states: Collection[str] = REPLAYABLE,
    alert: int | None = None,
    channel: str | None = None,
    silence: int | None = None,
    later_than: datetime | None = None,
) -> Sequence[Delivery]:
    """Deliveries that `replay` would send again, oldest first: in one of `states`, and as given.

    With `later_than` also those that wait for a later time.
    """
    wanted: ColumnElement[bool] = col(Delivery.state).in_(states)
    if later_than is not None:
        wanted = or_(wanted, and_(_WAITING, col(Delivery.next_at) > later_than))
    found = select(Delivery).where(wanted)
    if alert is not None:
        found = found.where(Delivery.alert == alert)
    if channel is not None:
        found = found.where(Delivery.channel == channel)
    if silence is not None:
        silenced = select(Alert.id).where(Alert.silence == silence)
        found = found.where(col(Delivery.alert).in_(silenced))
    return session.exec(found.order_by(col(Delivery.id))).all()


def acknowledge(session: Session, alert_id: int, now: datetime, note: str = "") -> bool:
    """Marks an alert as seen by a person and drops what was only to be sent otherwise.

    False where it was acknowledged before.
    """
    alert = session.get_one(Alert, alert_id, with_for_update=True)
    if alert.acked_at is not None:
        return False
    alert.state, alert.acked_at, alert.ack_note = "acknowledged", now, note
    needless = select(Delivery).where(_WAITING, Delivery.alert == alert_id, col(Delivery.unless_acked))
    for delivery in session.exec(needless.with_for_update()):
        delivery.state, delivery.reason = "cancelled", "the alert was acknowledged before it was due"
    return True


def due_channels(session: Session, now: datetime) -> list[str]:
    """The channels with something due, the longest waiting first."""
    return list(
        session.exec(
            select(Delivery.channel)
            .where(_WAITING, col(Delivery.next_at) <= now)
            .group_by(Delivery.channel)
            .order_by(func.min(Delivery.next_at), Delivery.channel)
        ).all()
    )


def may_be_repeat(session: Session, delivery: Delivery) -> bool:
    """Whether an earlier attempt may have arrived although nobody knows."""
    return _count_unknown(session, delivery) > 0


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
    return {state: found.get(state, 0) for state in STATES}


def _put_off(
    session: Session, delivery: Delivery, now: datetime, retry_at: datetime | None, error: str
) -> None:
    """Another attempt at `retry_at`, or none: the delivery is dead."""
    expired = delivery.give_up_at is not None and now >= delivery.give_up_at
    if retry_at is None or expired or _count_unknown(session, delivery) >= MAX_UNKNOWN:
        delivery.state, delivery.reason = "dead", error
        return
    delivery.state, delivery.next_at, delivery.reason = "retry", retry_at, error


def _repeat(session: Session, delivery: Delivery, now: datetime) -> None:
    """Queues a message that was sent once more, for as long as nobody acknowledges its alert."""
    is_done = session.get_one(Alert, delivery.alert).acked_at is not None
    if not delivery.repeat_every or delivery.repeats >= MOST_REPEATS or is_done:
        return
    _insert(
        session,
        now + timedelta(seconds=delivery.repeat_every),
        now,
        dedupe_key=hashlib.sha256(f"{delivery.dedupe_key}\nagain".encode()).hexdigest(),
        bundle=f"again:{delivery.bundle}" if delivery.bundle else "",
        unless_acked=True,
        state="pending",
        reason="comes again unless somebody acknowledges the alert",
        repeats=delivery.repeats + 1,
        **{name: getattr(delivery, name) for name in _COPIED},
    )


def _insert(session: Session, due: datetime, now: datetime, **values: Any) -> bool:
    """Adds a delivery that is due at `due`; False where one with its key is there already."""
    insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
    usual = {"attempts": 0, "progress": {}, "last_outcome": "", "repeats": 0}
    times = {"next_at": due, "due_at": due, "give_up_at": due + GIVE_UP_AFTER, "created_at": now}
    statement = insert(Delivery).values(**(usual | times | values))
    statement = statement.on_conflict_do_nothing(index_elements=["dedupe_key"])
    return session.exec(statement.returning(col(Delivery.id))).first() is not None


def _lease(found: Sequence[Delivery], now: datetime, owner: str, lease: timedelta) -> list[Delivery]:
    for delivery in found:
        delivery.state = "sending"
        delivery.lease = owner
        delivery.lease_until = now + lease
    return list(found)


def _bundle(session: Session, now: datetime, first: Delivery, together: int) -> None:
    """Puts `first` and what is due next to its channel under one bundle."""
    others = (
        select(Delivery)
        .where(
            _WAITING,
            Delivery.channel == first.channel,
            Delivery.bundle == "",
            col(Delivery.next_at) <= now,
            Delivery.id != first.id,
        )
        .order_by(col(Delivery.urgency), col(Delivery.next_at), col(Delivery.id))
        .limit(together - 1)
    )
    found = session.exec(others.with_for_update(skip_locked=True)).all()
    for delivery in (first, *found) if found else ():
        delivery.bundle = f"from-{first.id}"
    session.flush()


def _count_unknown(session: Session, delivery: Delivery) -> int:
    unknown = (
        select(func.count())
        .select_from(DeliveryAttempt)
        .where(DeliveryAttempt.delivery == _id(delivery), DeliveryAttempt.outcome == "unknown")
    )
    return session.exec(unknown).one()


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
