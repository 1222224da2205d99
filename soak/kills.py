"""kill -9 at random instants of a process that stores events, raises alerts and delivers them.

Each process goes on where the one before was killed: first with what that one left, then with events of its
own. Every stored event must reach the webhook and the mailbox; a kill may repeat at most the one message that
was in flight to each, under the same key, and the repeat says that it may be one.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection
from pathlib import Path

from sqlmodel import Session, func, select

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel
from alerts.senders.opening import Opener
from clock import SimulatedClock
from soak import Row
from soak._newsroom import databases
from storage import outbox
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Alert, Delivery, DeliveryAttempt, EventChange, Source
from tests.alerts.conftest import Storyteller, make_rule
from tests.alerts.hooks import Call, Hook, running_hook
from tests.alerts.mailboxes import Mailbox, running_mailbox
from tests.killable import forking

KILLS = 1_000
# In units of the time that the first process takes to deliver its first message.
LIVES = 3
LONGEST_LIFE_S = 1.5
BEGAN = datetime(2024, 10, 19, tzinfo=UTC)
DEADLINE_S = 10.0
# Longer than a lease lasts, so that each process may take over what the one before had claimed.
BETWEEN = timedelta(seconds=2 * DEADLINE_S + 16)
# Rounds in which the last messages must have left.
PATIENCE = 500
# As services do; so that a kill often finds a message on its way.
ANSWERS_AFTER_S = 0.03
RULES = [make_rule(notify={"to": ["hook", "mail"]})]


@dataclass(frozen=True, slots=True)
class Toll:
    """What the kills did, over both channels; `in_flight` are attempts that never ended."""

    kills: int
    in_flight: int
    stored: int
    alerts: int
    sent: int
    set_aside: int
    lost: int
    repeated: dict[str, int]
    unmarked: int

    @property
    def is_good(self) -> bool:
        """Nothing lost, each event told in one alert, at most one repeat a kill and channel, all marked."""
        return (
            self.lost == self.unmarked == 0
            and self.stored == self.alerts
            and self.sent + self.set_aside == 2 * self.alerts
            and max(self.repeated.values()) <= self.in_flight <= 2 * self.kills
        )


def run(minutes: float) -> Iterator[Row]:
    """A thousand kills on each database, or as many as there is time for."""
    with tempfile.TemporaryDirectory(prefix="watchline-soak-") as folder, databases(Path(folder)) as urls:
        for kind, url in urls.items():
            began = time.monotonic()
            toll = kill_deliveries(url, KILLS, minutes * 60 / len(urls))
            yield _row(kind, toll, time.monotonic() - began)


def _row(kind: str, toll: Toll, took_s: float) -> Row:
    repeats = sum(toll.repeated.values())
    return Row(
        f"kill -9 of senders, {kind}",
        f"{toll.kills:,} kills",
        toll.lost,
        repeats,
        repeats - toll.unmarked,
        took_s,
        toll.is_good,
        f"{toll.alerts:,} alerts by webhook and mail; {toll.in_flight:,} attempts cut off, "
        f"{toll.set_aside} messages set aside after {outbox.MAX_UNKNOWN} of them",
    )


def kill_deliveries(url: str, kills: int, within_s: float = 600.0, seed: int = 1) -> Toll:
    """Kills up to `kills` processes within so many seconds, delivers what is left, and counts.

    `seed` draws when each is killed.
    """
    rng = random.Random(seed)
    database = open_database(url)
    upgrade(database)
    with running_hook() as hook, running_mailbox() as mail:
        channels = {"hook": hook.url, "mail": mail.url}
        mail.pause_s = ANSWERS_AFTER_S
        hook.behave = _slowly
        started = time.monotonic()
        with _victim(url, channels, BEGAN):
            alive = time.monotonic()
            while not hook.calls:
                time.sleep(0.001)
            longest = min(LIVES * (time.monotonic() - alive), LONGEST_LIFE_S)
        done = 1
        while done < kills and time.monotonic() < started + within_s:
            with _victim(url, channels, BEGAN + done * BETWEEN):
                time.sleep(rng.uniform(0, longest))
            done += 1
        _finish(database, channels, BEGAN + done * BETWEEN)
        toll = _count(database, hook, mail, done)
    database.close()
    return toll


def _slowly(_request: BaseHTTPRequestHandler) -> bool:
    time.sleep(ANSWERS_AFTER_S)
    return True


@contextmanager
def _victim(url: str, channels: dict[str, str], now: datetime) -> Iterator[None]:
    """A process that delivers, from when it is connected until the block ends: then it is killed."""
    context = forking()
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(url, channels, now, theirs))
    child.start()
    theirs.close()
    try:
        ours.recv_bytes()
        yield
    finally:
        ours.close()
        child.kill()
        child.join()
    assert child.exitcode == -signal.SIGKILL, "the process ended before it was killed"


def work(url: str, channels: dict[str, str], now: datetime, ready: Connection) -> None:
    """Delivers what is there, then tells of one event after the other, until killed."""
    clock = SimulatedClock(now)
    database = open_database(url)
    ready.send_bytes(b"ready")
    while True:
        _cycle(database, channels, clock)
        with database.write() as session:
            _tell(session, now)


def _tell(session: Session, now: datetime) -> None:
    known = session.exec(select(func.count()).select_from(EventChange)).one()
    story = Storyteller(session, known, known)
    story.source = session.exec(select(Source)).first() or story.source
    story.change(story.article()).at = now


def _cycle(database: Database, channels: dict[str, str], clock: SimulatedClock) -> None:
    """Raises what alerts there are and sends what is due."""
    raise_alerts(database, RULES, list(channels), clock)
    deliver_due(
        database,
        {name: Channel(name, url) for name, url in channels.items()},
        clock,
        owner=f"worker-{os.getpid()}",
        connect=Opener(["127.0.0.1/32"]),
        deadline_s=DEADLINE_S,
    )


def _finish(database: Database, channels: dict[str, str], now: datetime) -> None:
    """Delivers what the last process left, as patiently as failures ask for, until nothing waits."""
    clock = SimulatedClock(now)
    for _ in range(PATIENCE):
        clock.advance(BETWEEN)
        _cycle(database, channels, clock)
        with database.read() as session:
            states = outbox.counts(session)
        if not states["pending"] + states["sending"] + states["retry"]:
            return


def _count(database: Database, hook: Hook, mail: Mailbox, kills: int) -> Toll:
    arrived = {
        "hook": [
            (call.headers["idempotency-key"][:40], call.body["title"])
            for call in hook.calls
            if _is_whole(call)
        ],
        "mail": [(one["Message-ID"].strip("<>").partition("@")[0], one["Subject"]) for one in mail.mails],
    }
    with database.read() as session:
        deliveries = session.exec(select(Delivery)).all()
        wanted = {(one.channel, one.dedupe_key[:40]) for one in deliveries}
        lost_attempts = select(func.count()).where(DeliveryAttempt.outcome == "unknown")
        changes = session.exec(select(func.count()).select_from(EventChange)).one()
        told = Counter(change for alert in session.exec(select(Alert)) for change in alert.changes)
        in_flight = session.exec(lost_attempts).one()
    got = {(channel, key) for channel, messages in arrived.items() for key, _ in messages}
    return Toll(
        kills=kills,
        in_flight=in_flight,
        stored=changes,
        alerts=sum(told.values()),
        sent=sum(one.state == "sent" for one in deliveries),
        set_aside=sum(
            one.state == "dead" and one.last_outcome == "unknown" and one.attempts >= outbox.MAX_UNKNOWN
            for one in deliveries
        ),
        lost=len(wanted - got) + changes - len(told),
        repeated={name: len(messages) - len(dict(messages)) for name, messages in arrived.items()},
        unmarked=sum(_unmarked(messages) for messages in arrived.values()),
    )


def _is_whole(call: Call) -> bool:
    """Whether all of the call arrived: a kill may cut it off within, and no service takes that."""
    return len(call.content) == int(call.headers["content-length"])


def _unmarked(messages: Sequence[tuple[str, str]]) -> int:
    """How many messages came under a key that had come before and do not say that they may be repeats."""
    seen: set[str] = set()
    found = 0
    for key, title in messages:
        found += key in seen and not title.startswith("(possible repeat)")
        seen.add(key)
    return found
