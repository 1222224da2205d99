"""When a channel may be sent to: its budget of messages, the pauses it asks for, its circuit breaker.

Everything works on the channel's stored state, so it holds across cycles, workers and restarts.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from alerts.senders import Channel, Rate, SendResult
from storage.models import ChannelState

OPENS_AFTER = 5
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(minutes=15)
# A service may ask for any wait; nobody means eleven days.
LONGEST_PAUSE = timedelta(hours=6)


def recognise(state: ChannelState, channel: Channel) -> None:
    """Forgets what was learnt of another address: whoever corrects one wants it tried at once."""
    address = hashlib.sha256(f"{channel.url}\n{channel.secret}".encode()).hexdigest()[:4]
    if state.address and state.address != address:
        succeeded(state)
        state.tokens_at = None
    state.address = address


def closed_until(state: ChannelState, now: datetime) -> datetime | None:
    """Until when nothing may be sent; None where something may."""
    waits = [at for at in (state.paused_until, state.probe_at) if at is not None and at > now]
    return max(waits, default=None)


def is_probing(state: ChannelState) -> bool:
    """Whether the circuit is open, so that what is sent now only tries the channel."""
    return state.opened_at is not None


def begin_probe(state: ChannelState, now: datetime, lasts: timedelta) -> None:
    """Lets nobody else try the channel while this attempt, which `lasts` so long at most, is under way."""
    state.probe_at = now + lasts


def available(state: ChannelState, rate: Rate, now: datetime) -> int:
    """How many messages the budget holds."""
    return int(_tokens(state, rate, now))


def take(state: ChannelState, rate: Rate, now: datetime) -> None:
    """Takes one message off the budget."""
    state.tokens = _tokens(state, rate, now) - 1
    state.tokens_at = now


def next_token(state: ChannelState, rate: Rate, now: datetime) -> datetime:
    """When the budget holds a message again."""
    missing = max(0.0, 1 - _tokens(state, rate, now))
    return now + timedelta(seconds=missing * rate.per_s / rate.count)


def succeeded(state: ChannelState) -> bool:
    """Notes that the channel works; True where its circuit was open."""
    was_open = state.opened_at is not None
    state.failures, state.last_error = 0, ""
    state.opened_at = state.probe_at = state.paused_until = None
    state.pause_reason = ""
    return was_open


def failed(state: ChannelState, result: SendResult, now: datetime) -> bool:
    """Notes a message that was not sent; True where that opened the circuit.

    Five failures in a row open it, and one that says the channel itself is wrong. It is tried after a
    minute, then less often.
    """
    state.failures += 1
    state.last_error = result.error
    if result.scope == "channel" and result.outcome == "permanent":
        state.failures = max(state.failures, OPENS_AFTER)
    if result.retry_after_s is not None:
        state.paused_until = now + pause(result.retry_after_s)
        state.pause_reason = result.error
    if state.failures < OPENS_AFTER:
        return False
    opens = state.opened_at is None
    state.opened_at = state.opened_at or now
    state.probe_at = now + min(FIRST_REST * 2 ** min(state.failures - OPENS_AFTER, 10), LONGEST_REST)
    return opens


def pause(seconds: float) -> timedelta:
    """The wait a service asked for, if that is reasonable."""
    return min(timedelta(seconds=min(max(seconds, 0.0), 1e6)), LONGEST_PAUSE)


def _tokens(state: ChannelState, rate: Rate, now: datetime) -> float:
    """A bucket that was never used is full; a clock that went back adds nothing."""
    if state.tokens_at is None:
        return float(rate.count)
    passed = max(0.0, (now - state.tokens_at).total_seconds())
    return min(float(rate.count), state.tokens + passed * rate.count / rate.per_s)
