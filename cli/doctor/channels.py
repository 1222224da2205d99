"""The channels: whether their addresses can be used, and how sending to them goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from alerts import words
from alerts.neutralise import one_line, shorten
from alerts.rules import Rule
from alerts.senders import Channel
from alerts.senders._masking import masked
from alerts.senders.opening import problem
from cli._channel_test import send_test
from cli.doctor._check import Check, count
from flows.steps.channels import configured_channels
from settings import Settings
from storage import channels, gauges
from storage.database import Database
from storage.models import ChannelState

LATE = timedelta(hours=1)
_GIVEN_UP = "see watchline alerts list --state dead, then: watchline alerts replay --all-dead"


def check_configured(settings: Settings, rules: Sequence[Rule]) -> Check:
    """Which channels there are.

    A rule may name a channel that is not configured (the starter rules do): its alerts are kept, and told.
    """
    names = ", ".join(settings.channels) or "none; alerts are kept, and sent nowhere"
    unknown = [
        f"rule {rule.id!r} notifies {name!r}, which is not configured"
        for rule in rules
        for name in rule.notify.channels
        if name not in settings.channels
    ]
    told = unknown if len(unknown) == 1 else [f"{len(unknown)} rules notify channels that are not configured"]
    return Check("channels", True, "; ".join([names, *(told if unknown else [])]))


def check_each(settings: Settings, database: Database | None, *, send: bool) -> Iterator[Check]:
    """Every channel by its address, its circuit breaker and, where asked for, a test message."""
    states: Mapping[str, ChannelState] = {}
    if database is not None:
        with database.read() as session:
            states = channels.known_states(session)
    for name, channel in configured_channels(settings).items():
        unusable = problem(channel)
        if unusable:
            yield Check(f"channel {name}", False, unusable, f"correct channels: in {settings.file}")
        elif send:
            yield _tried(settings, channel)
        else:
            yield _remembered(channel, states.get(name))


def check_undelivered(database: Database, now: datetime) -> Check:
    """Whether messages wait for long, or are not tried any more."""
    with database.read() as session:
        given_up = gauges.undelivered(session)
        queue = next(one for one in gauges.queues(session) if one.name == "deliveries")
    problems = [f"{count:,} {state}" for state, count in given_up.items() if count]
    remedies = [_GIVEN_UP] if problems else []
    if queue.since is not None and now - queue.since > LATE:
        problems.append(f"{queue.waiting:,} wait, the oldest for {words.roughly(now - queue.since)}")
        remedies.append("see watchline alerts list --state waiting")
    if problems:
        return Check("messages", False, "; ".join(problems), "; ".join(remedies))
    return Check("messages", True, f"{queue.waiting:,} wait, none is given up")


def _tried(settings: Settings, channel: Channel) -> Check:
    result = send_test(settings, channel)
    name, address = f"channel {channel.name}", masked(channel.url)
    if result.outcome == "sent":
        return Check(name, True, f"{address} took a test message")
    found = f"{address}: {result.outcome}: {_short(result.error)}"
    return Check(name, False, found, f"correct channels: in {settings.file}, or try later")


def _remembered(channel: Channel, state: ChannelState | None) -> Check:
    name, address = f"channel {channel.name}", masked(channel.url)
    if state is None:
        return Check(name, True, f"{address}; nothing sent yet, --send tries it")
    if state.opened_at is not None:
        found = f"{address} fails since {words.instant(state.opened_at)}: {_short(state.last_error)}"
        remedy = f"mend it, then: watchline alerts test {channel.name}; what waits is sent by itself"
        return Check(name, False, found, remedy)
    if state.failures:
        in_a_row = f"{count(state.failures, 'failure')} in a row: {_short(state.last_error)}"
        return Check(name, True, f"{address}; {in_a_row}")
    return Check(name, True, f"{address}; works")


def _short(text: str) -> str:
    return shorten(one_line(text), 120)
