"""Faults on the way of an alert that no other test has; README.md here maps every fault to its test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel, Outgoing
from alerts.senders.apprise_sender import send
from alerts.silencing import hold_back_waiting
from clock import SimulatedClock
from storage import outbox, silences
from storage.database import Database
from storage.models import Delivery, EventChange
from storage.retention import Retention, prune
from tests.alerts.conftest import Scripted, Storyteller, make_rule
from tests.alerts.services import SLACK, TELEGRAM, Services, running_services

HOUR = timedelta(hours=1)
OWNER, LEASE = "one", timedelta(minutes=1)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with running_services(tmp_path, monkeypatch) as found:
        yield found


def raise_one(database: Database, clock: SimulatedClock, **notify: object) -> None:
    with database.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    raise_alerts(database, [make_rule(notify={"to": ["desk"]} | notify)], ["desk"], clock)


def deliver(database: Database, clock: SimulatedClock, *channels: str) -> int:
    """How many messages arrived."""
    post = Scripted()
    known = {name: Channel(name, f"json://{name}.example") for name in channels}
    deliver_due(database, known, clock, owner=OWNER, connect=post, seed=1)
    return len(post.sent)


def only(database: Database) -> Delivery:
    with database.read() as session:
        return session.get_one(Delivery, 1)


@pytest.mark.parametrize(
    ("url", "host", "reply", "outcome"),
    [
        (SLACK, "hooks.slack.com", b"invalid_payload", "unknown"),
        (TELEGRAM, "api.telegram.org", b'{"ok": false, "description": "chat not found"}', "retry"),
    ],
    ids=["slack", "telegram"],
)
def test_an_error_in_the_body_of_a_success_is_no_success(
    services: Services, url: str, host: str, reply: bytes, outcome: str
) -> None:
    services.replies[host] = reply

    assert send(url, Outgoing("Title", "Body", (), "key")).outcome == outcome


def test_after_old_alerts_were_removed_nothing_is_sent_again(
    database: Database, clock: SimulatedClock
) -> None:
    raise_one(database, clock)
    assert deliver(database, clock, "desk") == 1
    clock.advance(timedelta(days=400))
    year = timedelta(days=365)
    prune(database, Retention(alerts=year, deliveries=year), clock.now())

    assert raise_alerts(database, [make_rule(notify={"to": ["desk"]})], ["desk"], clock) == []
    assert deliver(database, clock, "desk") == 0


def test_a_rule_that_is_silenced_while_its_message_waits_for_its_time_sends_nothing(
    sqlite: Database, clock: SimulatedClock
) -> None:
    raise_one(sqlite, clock, digest="daily@08:00")
    with sqlite.write() as session:
        silence = silences.add(
            session,
            rule="watched",
            matchers={},
            reason="drill",
            now=clock.now(),
            ends_at=clock.now() + 24 * HOUR,
        )
        assert hold_back_waiting(session, silence) == 1
    clock.advance(8 * HOUR)

    assert deliver(sqlite, clock, "desk") == 0
    assert (only(sqlite).state, "drill" in only(sqlite).reason) == ("suppressed", True)


def test_a_destination_that_is_removed_while_its_message_waits_is_a_dead_letter_in_time(
    sqlite: Database, clock: SimulatedClock
) -> None:
    raise_one(sqlite, clock, quiet_hours="22:00-07:00")
    assert deliver(sqlite, clock) == 0
    assert only(sqlite).state == "pending"
    clock.advance(7 * HOUR)

    assert deliver(sqlite, clock) == 0
    assert only(sqlite).state == "dead"
    assert "not in watchline.yaml any more" in only(sqlite).reason


def test_a_crash_before_the_record_of_a_send_queues_its_reminder_once(
    database: Database, clock: SimulatedClock
) -> None:
    raise_one(database, clock, repeat="4h")

    class KilledError(Exception):
        """Stands for the end of the process."""

    def send_and_record(*, killed: bool) -> None:
        with database.write() as session:
            outbox.close_lost_attempts(session, clock.now())
            (claimed,) = outbox.claim_due(session, clock.now(), owner=OWNER, lease=LEASE)
            attempt = outbox.begin_attempt(session, claimed, clock.now()).id or 0
        with database.write() as session:
            outbox.finish_attempt(session, attempt, OWNER, clock.now(), "sent")
            if killed:
                raise KilledError

    with pytest.raises(KilledError):
        send_and_record(killed=True)
    clock.advance(2 * LEASE)
    send_and_record(killed=False)

    with database.read() as session:
        waiting = [row.repeats for row in outbox.deliveries_of(session, 1) if row.state == "pending"]
    assert waiting == [1]


def test_a_kill_before_the_commit_takes_the_plan_back_with_the_alert(
    database: Database, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("alerts.recording.Recorder._remember", killed)
        raise_one(database, clock, group_wait="5m", ack_within="10m", escalate_to=["desk"])

    with database.read() as session:
        assert outbox.deliveries_of(session, 1) == []
        assert session.get_one(EventChange, 1).state == "pending"
    rule = make_rule(notify={"to": ["desk"], "group_wait": "5m", "ack_within": "10m", "escalate_to": "desk"})
    raise_alerts(database, [rule], ["desk"], clock)
    clock.advance(HOUR)
    assert deliver(database, clock, "desk") == 2


def test_every_test_in_the_table_of_faults_exists() -> None:
    here = Path(__file__).parent
    named = re.findall(r"`((?:\w+/)?test_\w+\.py)(?:::(\w+))?`", (here / "README.md").read_text("utf-8"))
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not re.search(rf"def {test}\b" if test else "def test_", (here.parent / file).read_text("utf-8"))
    ]

    assert len(named) > 30
    assert missing == []
