"""Messages that leave together, and those that wait for a time: what is decided in alerts/planning.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, case, cast, func, text, update
from sqlmodel import Session, col, select

from storage.models import DELIVERY_WAITING, Alert, Delivery
from storage.outbox import GIVE_UP_AFTER

_WAITING = text(DELIVERY_WAITING)
_NO_MESSAGE = ("suppressed", "cancelled")


def open_bundle(session: Session, channel: str, prefix: str, now: datetime) -> tuple[str, datetime] | None:
    """The bundle whose name begins with `prefix` and that leaves later than `now`, and when; if there is one.

    What was tried once is closed: a message keeps its content and so its key.
    """
    found = (
        select(Delivery.bundle, Delivery.next_at)
        .where(
            _WAITING,
            Delivery.channel == channel,
            Delivery.attempts == 0,
            col(Delivery.bundle).startswith(prefix, autoescape=True),
            col(Delivery.next_at) > now,
        )
        .order_by(col(Delivery.next_at))
    )
    return session.exec(found).first()


def message_times(
    session: Session, channel: str, since: datetime, until: datetime, *, most: int, rule: str = ""
) -> list[datetime]:
    """When the messages to a channel, or of one rule to it, were to leave after `since` and up to `until`.

    The newest `most` of them, newest first; what leaves together is one message.
    """
    message = case((col(Delivery.bundle) == "", cast(Delivery.id, String)), else_=col(Delivery.bundle))
    due = func.max(Delivery.due_at)
    found = select(due).where(
        Delivery.channel == channel,
        col(Delivery.due_at) > since,
        col(Delivery.due_at) <= until,
        col(Delivery.state).not_in(_NO_MESSAGE),
    )
    if rule:
        found = found.join(Alert, col(Alert.id) == col(Delivery.alert)).where(Alert.rule == rule)
    return [at for at in session.exec(found.group_by(message).order_by(due.desc()).limit(most)) if at]


def hold(session: Session, channel: str, quiet: str, now: datetime, until: datetime, reason: str) -> None:
    """Puts off what is due to a channel and has these hours of quiet; it leaves together at their end.

    What was tried before, or belongs to a bundle, keeps its company.
    """
    held = update(Delivery).where(
        _WAITING,
        col(Delivery.channel) == channel,
        col(Delivery.quiet) == quiet,
        col(Delivery.next_at) <= now,
    )
    alone = held.where(col(Delivery.bundle) == "", col(Delivery.attempts) == 0)
    session.flush()
    session.execute(alone.values(bundle=quiet_bundle(channel, until)))
    session.execute(held.values(next_at=until, give_up_at=until + GIVE_UP_AFTER, reason=reason))


def quiet_bundle(channel: str, until: datetime) -> str:
    """The name of what leaves together when the quiet hours of a channel end."""
    return f"quiet:{channel}@{until:%Y%m%dT%H%M%S}"
