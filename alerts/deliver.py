"""Sending what is due: each channel has a lane of its own, so one that hangs delays no other."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from alerts.delivery.lane import Lane, Round
from alerts.senders import Channel, Connect
from alerts.senders.opening import Opener
from clock import Clock
from storage import outbox
from storage.database import Database

DEADLINE_S = 30.0
# More channels than this at once wait for a lane.
MOST_LANES = 64
# A channel that fails is told through another one, whose lane may have ended before.
_PASSES = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of the attempts.

    `unknown` ones are tried again like `retried` ones, `held` ones wait for a person, `dead` ones are not
    tried any more.
    """

    sent: int = 0
    retried: int = 0
    dead: int = 0
    unknown: int = 0
    held: int = 0


def deliver_due(
    database: Database,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    owner: str,
    connect: Connect | None = None,
    tell: Sequence[str] = (),
    limit: int = 1_000,
    deadline_s: float = DEADLINE_S,
    seed: int | None = None,
) -> DeliveryReport:
    """Sends up to `limit` messages that are due to `channels`, by name.

    `owner` must be unique to this process. `connect` opens a channel. `tell` are the names of channels that
    hear of another that fails, in the order of preference; without it, all. A send that takes longer than
    `deadline_s` is left. `seed` makes the waits between attempts repeatable. Nothing that a channel does
    raises here.
    """
    now = clock.now()
    with database.write() as session:
        outbox.close_lost_attempts(session, now)
    shared = Round(
        database,
        clock,
        owner,
        connect or Opener(),
        limit=limit,
        deadline_s=deadline_s,
        rng=random.Random(seed),  # noqa: S311 - jitter, no secret
        tell=[name for name in (tell or channels) if name in channels],
    )
    done: set[str] = set()
    for _ in range(_PASSES):
        due = [name for name in _due(database, clock) if name not in done]
        if not due:
            break
        done |= _run_lanes(shared, channels, due)
    found = shared.outcomes
    return DeliveryReport(found["sent"], found["retry"], found["dead"], found["unknown"], found["held"])


def _due(database: Database, clock: Clock) -> list[str]:
    with database.read() as session:
        return outbox.due_channels(session, clock.now())


def _run_lanes(shared: Round, channels: Mapping[str, Channel], due: Sequence[str]) -> set[str]:
    """Runs the lanes of the channels with something due; the names of those that did not do all of it."""
    with ThreadPoolExecutor(min(len(due), MOST_LANES), thread_name_prefix="lane") as pool:
        jobs = [pool.submit(_lane, shared, channels, name) for name in due]
        for job in jobs:
            job.result()
    return set(_due(shared.database, shared.clock)) & set(due)


def _lane(shared: Round, channels: Mapping[str, Channel], name: str) -> None:
    if name in channels:
        Lane(shared, channels[name]).run()
    else:
        _bury(shared, name)


def _bury(shared: Round, name: str) -> None:
    """Makes what is due to a channel that is not configured dead."""
    remedy = f"add it, then run: watchline alerts replay --channel {name}"
    reason = f"channel {name!r} is not in watchline.yaml any more; {remedy}"
    now = shared.clock.now()
    with shared.database.write() as session:
        claimed = outbox.claim_due(
            session, now, owner=shared.owner, lease=shared.lease, limit=1_000, channel=name
        )
        for delivery in claimed:
            outbox.bury(session, delivery, now, reason)
    shared.count("dead", len(claimed))
    _log.warning("%d messages are dead: %s", len(claimed), reason)
