"""Silences: times in which some alerts are recorded but not sent, each with its reason and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from storage.models import DELIVERY_WAITING, Alert, Delivery, Silence

# What a silence may ask for besides the rule.
MATCHERS = ("kind", "country", "actor", "story", "event")


def add(
    session: Session,
    *,
    rule: str,
    matchers: Mapping[str, str],
    reason: str,
    now: datetime,
    ends_at: datetime,
) -> Silence:
    """Begins a silence at `now`."""
    silence = Silence(
        rule=rule, matchers=dict(matchers), reason=reason, starts_at=now, ends_at=ends_at, created_at=now
    )
    session.add(silence)
    session.flush()
    return silence


def end(session: Session, silence_id: int, now: datetime) -> bool:
    """Ends a silence now; False where there is none or it is over."""
    silence = session.get(Silence, silence_id, with_for_update=True)
    if silence is None or silence.ends_at <= now:
        return False
    silence.ends_at = now
    return True


def active(session: Session, now: datetime) -> Sequence[Silence]:
    """The silences of this moment, those that end last first."""
    found = select(Silence).where(col(Silence.starts_at) <= now, col(Silence.ends_at) > now)
    return session.exec(found.order_by(col(Silence.ends_at).desc(), col(Silence.id))).all()


def newest(session: Session, limit: int = 100) -> Sequence[Silence]:
    """Silences of any time, the newest first."""
    return session.exec(select(Silence).order_by(col(Silence.id).desc()).limit(limit)).all()


def held_back(session: Session) -> dict[int, int]:
    """How many alerts each silence held back."""
    by_silence = col(Alert.silence)
    counted = select(Alert.silence, func.count()).where(by_silence.is_not(None)).group_by(by_silence)
    return {number: count for number, count in session.exec(counted) if number is not None}


def alerts_waiting(session: Session) -> Sequence[Alert]:
    """Open alerts of which some message is still to be sent."""
    waiting = select(Delivery.alert).where(text(DELIVERY_WAITING))
    return session.exec(select(Alert).where(col(Alert.id).in_(waiting)).order_by(col(Alert.id))).all()


def suppress(session: Session, alert: Alert, silence: Silence, reason: str) -> int:
    """Holds back what waits to be sent of `alert`; how many messages that were.

    An alert of which nothing went out before counts as held back by the silence.
    """
    deliveries = session.exec(select(Delivery).where(Delivery.alert == alert.id).with_for_update()).all()
    waiting = [one for one in deliveries if one.state in ("pending", "retry")]
    for delivery in waiting:
        delivery.state, delivery.reason = "suppressed", reason
    if waiting and len(waiting) == len(deliveries):
        alert.state, alert.silence = "suppressed", silence.id
    return len(waiting)
