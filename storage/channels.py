"""What is remembered of each channel between sends; what it means is decided in alerts/delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.models import ChannelState


def state_of(session: Session, channel: str) -> ChannelState:
    """The state of a channel, locked until the transaction ends; a fresh one the first time."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = {
        "channel": channel,
        "address": "",
        "tokens": 0.0,
        "pause_reason": "",
        "failures": 0,
        "last_error": "",
    }
    session.connection().execute(
        insert(ChannelState).values(**fresh).on_conflict_do_nothing(index_elements=["channel"])
    )
    return session.get_one(ChannelState, channel, with_for_update=True)


def known_states(session: Session) -> dict[str, ChannelState]:
    """The states of all channels that were ever used, by name."""
    return {state.channel: state for state in session.exec(select(ChannelState))}


def failing(session: Session) -> Sequence[ChannelState]:
    """The channels whose circuit breaker is open, the longest first."""
    broken = select(ChannelState).where(col(ChannelState.opened_at).is_not(None))
    return session.exec(broken.order_by(col(ChannelState.opened_at))).all()


def some_work(broken: Iterable[ChannelState], configured: Iterable[str]) -> bool:
    """Whether a configured channel is not among the broken ones, or none is configured."""
    names = set(configured)
    return not names or bool(names - {state.channel for state in broken})


def try_soon(session: Session, channel: str) -> None:
    """Lets the next message try a channel at once, whatever was wrong with it before."""
    state = state_of(session, channel)
    state.probe_at = state.paused_until = None
