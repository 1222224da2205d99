"""Sending what is due: outcomes, waits, crashes, and channels that hang."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest

from alerts.deliver import DeliveryReport, deliver_due
from alerts.delivery.retry import back_off
from alerts.raising import raise_alerts
from alerts.senders import Channel, Connect, Outgoing, SendResult
from alerts.senders.opening import Opener
from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from storage.models import Delivery
from tests.alerts.conftest import Hook, Mailbox, Scripted, Storyteller, make_rule

DESK = {"desk": "json://desk.example"}


def queue(database: Database, clock: SimulatedClock, *channels: str, alerts: int = 1) -> None:
    """Puts `alerts` alerts to each of the channels into the outbox."""
    with database.write() as session:
        story = Storyteller(session)
        for _ in range(alerts):
            story.change(story.article())
    raise_alerts(database, [make_rule(notify={"to": channels})], channels, clock)


def deliver(
    database: Database,
    clock: SimulatedClock,
    connect: Connect,
    channels: Mapping[str, str] = DESK,
    owner: str = "one",
    deadline_s: float = 20.0,
    limit: int = 200,
) -> DeliveryReport:
    return deliver_due(
        database,
        {name: Channel(name, url) for name, url in channels.items()},
        clock,
        owner=owner,
        connect=connect,
        seed=1,
        deadline_s=deadline_s,
        limit=limit,
    )


def state_of(database: Database, delivery: int = 1) -> tuple[str, list[str]]:
    with database.read() as session:
        ledger = outbox.attempts_of(session, delivery)
        return session.get_one(Delivery, delivery).state, [attempt.outcome for attempt in ledger]


def test_a_due_message_is_sent_once(database: Database, clock: SimulatedClock) -> None:
    queue(database, clock, "desk")
    send = Scripted()

    assert deliver(database, clock, send) == DeliveryReport(sent=1)
    assert deliver(database, clock, send) == DeliveryReport()

    assert [url for url, _ in send.sent] == ["json://desk.example"]
    assert state_of(database) == ("sent", ["sent"])


def test_messages_arrive_in_the_order_of_their_alerts(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk", alerts=5)
    send = Scripted()

    deliver(sqlite, clock, send)

    assert [message.alerts[0]["alert"] for _, message in send.sent] == [1, 2, 3, 4, 5]


def test_a_round_sends_no_more_than_its_limit(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk", alerts=5)

    assert deliver(sqlite, clock, Scripted(), limit=3).sent == 3
    assert deliver(sqlite, clock, Scripted(), limit=3).sent == 2


def test_a_message_that_did_not_arrive_is_tried_again_under_its_key(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk")
    send = Scripted(SendResult("retry", "HTTP 503"), SendResult("sent"))

    assert deliver(sqlite, clock, send) == DeliveryReport(retried=1)
    assert deliver(sqlite, clock, send) == DeliveryReport()
    clock.advance(timedelta(seconds=36))
    assert deliver(sqlite, clock, send) == DeliveryReport(sent=1)

    first, second = (message for _, message in send.sent)
    assert first == second
    assert state_of(sqlite) == ("sent", ["retry", "sent"])


def test_a_message_that_may_have_arrived_is_marked_when_repeated(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk")
    send = Scripted(SendResult("unknown", "lost"), SendResult("sent"))

    assert deliver(sqlite, clock, send) == DeliveryReport(unknown=1)
    clock.advance(timedelta(minutes=1))
    deliver(sqlite, clock, send)

    first, second = (message for _, message in send.sent)
    assert second.title.startswith("(possible repeat) New:")
    assert len(second.title) <= 100
    assert (first.repeat, second.repeat) == (False, True)
    assert first.key == second.key


def test_a_permanent_failure_is_not_repeated(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk")

    assert deliver(sqlite, clock, Scripted(SendResult("permanent", "HTTP 410"))) == DeliveryReport(dead=1)
    clock.advance(timedelta(days=2))
    assert deliver(sqlite, clock, Scripted()) == DeliveryReport()


def test_a_message_is_given_up_after_three_days(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk")
    reports = []
    for _ in range(9):
        reports.append(deliver(sqlite, clock, Scripted(SendResult("retry", "down"))))
        clock.advance(timedelta(hours=12))

    assert [report.retried for report in reports] == [1] * 6 + [0] * 3
    assert [report.dead for report in reports] == [0] * 6 + [1, 0, 0]


def test_a_channel_that_is_gone_makes_its_messages_dead_with_the_reason(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk", "pager", alerts=2)

    assert deliver(sqlite, clock, Scripted()) == DeliveryReport(sent=2, dead=2)

    with sqlite.read() as session:
        reasons = {
            outbox.attempts_of(session, dead.id or 0)[0].error for dead in outbox.dead_letters(session)
        }
    assert reasons == {
        "channel 'pager' is not in watchline.yaml any more; add it, "
        "then run: watchline alerts replay --channel pager"
    }


def test_a_kill_between_the_send_and_its_record_is_followed_by_a_marked_repeat(
    database: Database, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(database, clock, "desk")
    send = Scripted()

    def killed(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "finish_attempt", killed)
        with pytest.raises(RuntimeError):
            deliver(database, clock, send)
    assert state_of(database) == ("sending", [""])

    assert deliver(database, clock, send, owner="two") == DeliveryReport()
    clock.advance(timedelta(seconds=50))
    assert deliver(database, clock, send, owner="two") == DeliveryReport(sent=1)

    first, second = (message for _, message in send.sent)
    assert first.key == second.key
    assert not first.title.startswith("(possible repeat)")
    assert second.title.startswith("(possible repeat)")
    assert state_of(database) == ("sent", ["unknown", "sent"])


def test_two_workers_send_nothing_twice(database: Database, clock: SimulatedClock) -> None:
    queue(database, clock, "desk", "pager", alerts=10)
    send = Scripted()
    channels = DESK | {"pager": "json://pager.example"}

    threads = [
        threading.Thread(target=deliver, args=(database, clock, send, channels, f"worker-{n}"))
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = [message.key for _, message in send.sent]
    assert len(keys) == len(set(keys)) == 20


def test_a_hanging_channel_delays_no_other(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "hung", "desk", alerts=3)
    over = threading.Event()
    others_done = threading.Event()
    arrived: list[str] = []

    def answer(channel: Channel, _message: Outgoing) -> SendResult:
        if channel.name == "hung":
            over.wait(30)
            return SendResult("sent")
        arrived.append(channel.name)
        if len(arrived) == 3:
            others_done.set()
        return SendResult("sent")

    channels = {"hung": "json://hung.example", "desk": "json://desk.example"}
    report = deliver(sqlite, clock, Scripted(answer=answer), channels, deadline_s=1)
    over.set()

    assert others_done.is_set()
    assert report == DeliveryReport(sent=3, unknown=1)
    with sqlite.read() as session:
        counts = outbox.counts(session)
    assert (counts["pending"], counts["retry"], counts["sent"]) == (2, 1, 3)


def test_a_sender_that_fails_unforeseen_shows_no_secret(
    sqlite: Database, clock: SimulatedClock, caplog: pytest.LogCaptureFixture
) -> None:
    queue(sqlite, clock, "desk")

    def fail(_channel: Channel, _message: Outgoing) -> SendResult:
        raise RuntimeError("could not reach json://user:canary-secret@desk.example")

    with caplog.at_level(logging.DEBUG):
        assert deliver(sqlite, clock, Scripted(answer=fail)) == DeliveryReport(unknown=1)

    with sqlite.read() as session:
        error = outbox.attempts_of(session, 1)[0].error
    assert error == "the sender failed with RuntimeError"
    assert "canary-secret" not in caplog.text


def test_the_waits_double_from_half_a_minute_to_an_hour() -> None:
    rng = random.Random(7)
    waits = [back_off(n, rng).total_seconds() for n in range(1, 12)]

    for n, wait in enumerate(waits[:7]):
        assert 0.8 * 30 * 2**n <= wait <= 1.2 * 30 * 2**n
    assert all(0.8 * 3600 <= wait <= 3600 for wait in waits[7:])
    again = random.Random(7)
    assert waits == [back_off(n, again).total_seconds() for n in range(1, 12)]


def test_an_alert_reaches_a_real_mailbox_and_a_real_webhook(
    database: Database, clock: SimulatedClock, mailbox: Mailbox, hook: Hook
) -> None:
    queue(database, clock, "desk", "hook")

    report = deliver(
        database, clock, Opener(["127.0.0.1/32"]), channels={"desk": mailbox.url, "hook": hook.url}
    )

    assert report == DeliveryReport(sent=2)
    (mail,), (call,) = mailbox.mails, hook.calls
    title = "New: North Korea sends soldiers to Russia (date not known)"
    assert mail["Subject"] == call.body["title"] == title
    text = mail.get_body(("plain",)).get_content()
    assert "Link (news.example.org): https://news.example.org/1" in text
    assert call.body["alerts"][0]["changes"][0]["event"]["id"] == "ev-1"
    with database.read() as session:
        keys = {delivery.dedupe_key for delivery in outbox.deliveries_of(session, 1)}
    assert call.headers["idempotency-key"] in keys
