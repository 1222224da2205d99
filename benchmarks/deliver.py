"""What delivering costs: how soon, how many a second, and what becomes of long subjects and many copies.

    python benchmarks/deliver.py [--messages 300] [--rounds 10] [--copies 60]

All servers are real ones on loopback, in this process. "Through the outbox" is the whole way: a claim and an
attempt committed before each send, its outcome after; "the sender alone" is what Apprise, the peer of the
same run, is to be compared with, for it keeps no ledger. Apprise's object is made anew for each message,
because one that is kept waits between messages. Wall time; SQLite as it is in use.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event as Signal

import apprise
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel, Outgoing
from alerts.senders.opening import Opener
from clock import SimulatedClock, SystemClock
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Alert, Delivery, DeliveryAttempt, EventChange, Source
from tests.alerts.conftest import Storyteller, make_rule
from tests.alerts.hooks import running_hook
from tests.alerts.mailboxes import running_mailbox
from tests.conftest import MORNING
from tests.world import DEPLOYMENT, rss, run_once, running_world

CLOCK = SystemClock()
OPENER = Opener(["127.0.0.1/32"])
HANGS_S = 3.0
EVENTS_A_ROUND = 5
CYCLES = 3
HANGUL = "북한 병력 러시아 파병 " * 84
LONGEST_LINE = 998  # RFC 5322, 2.1.1
BODY = "Trains with some 1,500 soldiers have reached Vladivostok."


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=300, help="messages for each rate")
    options.add_argument("--rounds", type=int, default=10, help="rounds with a channel that hangs")
    options.add_argument("--copies", type=int, default=60, help="sources with the same text")
    given = options.parse_args()
    table = Table(title="Delivering")
    for column in ("what", "measured", "against", "ratio", "goal"):
        table.add_column(column)
    _add_latency(table, given.rounds)
    _add_mails(table, given.messages)
    _add_hooks(table, given.messages)
    _add_subject(table)
    _add_copies(table, given.copies)
    Console(width=120).print(table)


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'deliver.db'}")
        upgrade(database)
        yield database
        database.close()


def _store(database: Database, alerts: int, channels: Sequence[str]) -> None:
    """Stores events, each its article's, and lets a rule raise an alert on each."""
    with database.write() as session:
        known = len(session.exec(select(EventChange.id)).all())
        story = Storyteller(session, known, known)
        story.source = session.exec(select(Source)).first() or story.source
        for _ in range(alerts):
            story.change(story.article()).at = CLOCK.now()
    raise_alerts(database, [make_rule(notify={"to": channels})], channels, CLOCK)


def _deliver(database: Database, urls: Mapping[str, str], deadline_s: float = 30.0) -> int:
    channels = {name: Channel(name, url) for name, url in urls.items()}
    return deliver_due(
        database, channels, CLOCK, owner="bench", connect=OPENER, limit=100_000, deadline_s=deadline_s
    ).sent


def _add_latency(table: Table, rounds: int) -> None:
    over = Signal()

    def hang(_request: BaseHTTPRequestHandler) -> bool:
        over.wait(60)
        return False

    with _database() as database, running_mailbox() as mail, running_hook() as hook, running_hook() as hung:
        hung.behave = hang
        urls = {"mail": mail.url, "hook": hook.url, "second": f"{hook.url}/second"}
        for number in range(rounds):
            # Another address each time: else the channel would be left alone after five failures.
            slow = {"hung": f"{hung.url}/{number}"}
            _store(database, EVENTS_A_ROUND, [*slow, *urls])
            _deliver(database, slow | urls, HANGS_S)
        waits = _waits(database)
        others = sorted(wait for name in urls for wait in waits[name])
        returned = _seconds(lambda: _apprise([*urls.values(), hung.url]))
        over.set()
    worst = statistics.quantiles(others, n=20)[-1] if len(others) > 1 else 0.0
    what = f"event stored to first attempt, p95 of {len(others)}, one of 4 channels hangs"
    told = f"Apprise tells of all 4 after {returned:.1f} s"
    table.add_row(what, f"{worst:.2f} s", told, f"{returned / worst:,.0f} x", "<= 2 s")
    table.add_row("... the slowest of them", f"{others[-1]:.2f} s", "", "", "")
    table.add_row("... and to the channel that hangs, the first", f"{min(waits['hung']):.2f} s", "", "", "")


def _waits(database: Database) -> dict[str, list[float]]:
    """For each channel the seconds from the change to the first attempt of each message."""
    found: dict[str, list[float]] = {}
    with database.read() as session:
        stored: dict[int | None, datetime] = {
            change.id: change.at for change in session.exec(select(EventChange))
        }
        rows = session.exec(
            select(Delivery.channel, Alert.changes, DeliveryAttempt.started_at)
            .join(Alert, col(Alert.id) == col(Delivery.alert))
            .join(DeliveryAttempt, col(DeliveryAttempt.delivery) == col(Delivery.id))
            .where(DeliveryAttempt.n == 1)
        )
        for channel, changes, started in rows:
            waited = (started - stored[changes[0]]).total_seconds() if changes else 0.0
            found.setdefault(channel, []).append(waited)
    return found


def _add_mails(table: Table, messages: int) -> None:
    with running_mailbox() as mail:
        alone = _rate(lambda: _send(mail.url, messages), messages)
        few = max(messages // 5, 1)
        peer = _rate(lambda: [_apprise([mail.url]) for _ in range(few)], few)
        kept = apprise.Apprise()
        kept.add(mail.url)
        kept_rate = _rate(lambda: [kept.notify(body=BODY, title="News") for _ in range(2)], 2)
        with _database() as database:
            _store(database, messages, ["mail"])
            ours = _rate(lambda: _deliver(database, {"mail": mail.url}), messages)
        arrived = len(mail.mails) == 2 * messages + few + 2
    against = f"Apprise {peer:.1f}/s, kept {kept_rate:.1f}/s"
    _add_rates(table, "mails", ours, alone, peer, against, ">= 50/s")
    table.add_row("... all arrived", "yes" if arrived else "NO", "", "", "yes")


def _add_hooks(table: Table, messages: int) -> None:
    with running_hook() as hook:
        alone = _rate(lambda: _send(hook.url, messages), messages)
        peer = _rate(lambda: [_apprise([hook.url]) for _ in range(messages)], messages)
        with _database() as database:
            _store(database, messages, ["hook"])
            ours = _rate(lambda: _deliver(database, {"hook": hook.url}), messages)
    _add_rates(table, "webhook calls", ours, alone, peer, f"Apprise {peer:.1f}/s", "")


def _add_rates(
    table: Table, what: str, ours: float, alone: float, peer: float, against: str, goal: str
) -> None:
    table.add_row(f"{what} a second through the outbox", f"{ours:.1f}", against, f"{ours / peer:.1f} x", goal)
    table.add_row(f"{what} a second, the sender alone", f"{alone:.1f}", against, f"{alone / peer:.1f} x", "")


def _add_subject(table: Table) -> None:
    with running_mailbox() as mail:
        sender = OPENER(Channel("mail", mail.url))
        ours = sender.send(Outgoing(HANGUL, BODY, (), "key")).outcome
        sender.close()
        content = mail.contents[0]
        subject = message_from_bytes(content, policy=policy.default)["Subject"]
        peer = _apprise([mail.url], HANGUL)
        taken = len(mail.contents) - 1
    head = content.partition(b"\r\n\r\n")[0]
    longest = max(map(len, head.splitlines()))
    whole = "whole" if subject.split() == HANGUL.split() else "NOT whole"
    against = f"Apprise: {'sent' if peer else 'failed'}, {taken} arrived"
    what = f"subject of {len(HANGUL.strip()):,} Korean characters"
    table.add_row(
        what, f"{ours}, {whole}, lines <= {longest} bytes", against, "", f"whole, <= {LONGEST_LINE}"
    )


def _add_copies(table: Table, copies: int) -> None:
    names = [f"wire-{number}" for number in range(copies)]
    with tempfile.TemporaryDirectory() as folder, running_world(Path(folder)) as world:
        settings = world.settings(*names)
        world.web.pages |= {f"/{name}": rss() for name in names}
        for cycle in range(CYCLES):
            for name in names[cycle::CYCLES]:
                world.web.pages[f"/{name}"] = rss(DEPLOYMENT)
            run_once(settings, SimulatedClock(MORNING + cycle * timedelta(minutes=20)))
        calls, mails = len(world.inbox.hooks), len(world.inbox.mails)
    told = f"{calls} call, {mails} mail"
    table.add_row(f"{copies} sources with one text, read in {CYCLES} cycles", told, "", "", "1 each")


def _send(url: str, messages: int) -> None:
    sender = OPENER(Channel("alone", url))
    for number in range(messages):
        result = sender.send(Outgoing(f"News {number}", BODY, (), f"key-{number}"))
        assert result.outcome == "sent", result.error
    sender.close()


def _apprise(urls: Sequence[str], title: str = "News") -> bool | None:
    peer = apprise.Apprise()
    for url in urls:
        peer.add(url)
    return peer.notify(body=BODY, title=title)


def _rate(work: Callable[[], object], messages: int) -> float:
    return messages / _seconds(work)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
