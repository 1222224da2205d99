"""Channels that ask for a pause, have a budget, fail for long, or come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from alerts.deliver import DeliveryReport, deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel, Outgoing, Rate, SendResult
from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from storage.models import Alert, ChannelState, Delivery
from tests.alerts.conftest import Scripted, Storyteller, make_rule

SENT = SendResult("sent")
DOWN = SendResult("retry", "HTTP 503")
GONE = SendResult("permanent", "HTTP 404", scope="channel")
Answer = Callable[[Channel, Outgoing], SendResult]


def queue(database: Database, clock: SimulatedClock, *to: str, alerts: int = 1, **rule: str) -> None:
    """Puts `alerts` alerts for each of the channels into the outbox."""
    with database.write() as session:
        story = Storyteller(session)
        for _ in range(alerts):
            story.change(story.article())
    raise_alerts(database, [make_rule(notify={"to": to}, **rule)], to, clock)


def deliver(
    database: Database,
    clock: SimulatedClock,
    connect: Scripted,
    *names: str,
    tell: tuple[str, ...] = (),
    url: str = "json://x",
) -> DeliveryReport:
    channels = {name: Channel(name, url) for name in names}
    return deliver_due(database, channels, clock, owner="one", connect=connect, tell=tell, seed=1)


def by_channel(**results: SendResult) -> Answer:
    return lambda channel, _message: results.get(channel.name, SENT)


def notices(database: Database) -> list[Alert]:
    with database.read() as session:
        return list(session.exec(select(Alert).where(Alert.rule == "watchline").order_by(Alert.id)))  # type: ignore[arg-type]


def test_a_channel_that_asks_to_wait_rests_until_exactly_then(
    database: Database, clock: SimulatedClock
) -> None:
    queue(database, clock, "desk", "hook", alerts=3)
    busy = Scripted(answer=by_channel(desk=SendResult("retry", "HTTP 429", retry_after_s=90)))

    assert deliver(database, clock, busy, "desk", "hook") == DeliveryReport(sent=3, retried=1)
    clock.advance(timedelta(seconds=89))
    assert deliver(database, clock, Scripted(), "desk", "hook") == DeliveryReport()
    clock.advance(timedelta(seconds=1))
    assert deliver(database, clock, Scripted(), "desk", "hook") == DeliveryReport(sent=3)


def test_an_absurd_wait_is_taken_for_six_hours(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk")
    deliver(sqlite, clock, Scripted(SendResult("retry", "HTTP 429", retry_after_s=1e9)), "desk")

    clock.advance(timedelta(hours=6))

    assert deliver(sqlite, clock, Scripted(), "desk") == DeliveryReport(sent=1)


def fail_five_times(database: Database, clock: SimulatedClock) -> None:
    """Opens the circuit of `desk`, whose messages then wait."""
    queue(database, clock, "desk", alerts=7)
    assert deliver(database, clock, Scripted(answer=by_channel(desk=DOWN)), "desk", "hook") == DeliveryReport(
        sent=1, retried=5
    )


def test_five_failures_in_a_row_end_the_attempts_and_one_notice_goes_through_another_channel(
    database: Database, clock: SimulatedClock
) -> None:
    queue(database, clock, "desk", alerts=7)
    script = Scripted(answer=by_channel(desk=DOWN))

    report = deliver(database, clock, script, "desk", "hook")

    assert report == DeliveryReport(sent=1, retried=5)
    (notice,) = notices(database)
    assert (notice.title, notice.event) == ("Watchline: Channel desk does not take alerts", None)
    told = script.sent[-1][1]
    assert told.title == notice.title
    assert "HTTP 503" in told.body
    assert "Waiting for it: 2 messages now" in told.body
    assert "watchline alerts replay --channel desk" in told.body


def test_a_failing_channel_is_tried_by_single_messages_ever_more_rarely(
    sqlite: Database, clock: SimulatedClock
) -> None:
    fail_five_times(sqlite, clock)
    tried = []
    for _ in range(20):
        clock.advance(timedelta(minutes=1))
        script = Scripted(answer=by_channel(desk=DOWN))
        deliver(sqlite, clock, script, "desk", "hook")
        tried.append(len(script.sent))

    assert tried == [1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert len(notices(sqlite)) == 1


def test_a_channel_that_comes_back_gets_everything_at_once(database: Database, clock: SimulatedClock) -> None:
    fail_five_times(database, clock)
    clock.advance(timedelta(minutes=1))

    script = Scripted()

    assert deliver(database, clock, script, "desk", "hook") == DeliveryReport(sent=7)
    with database.read() as session:
        state = session.get_one(ChannelState, "desk")
        assert (state.failures, state.opened_at, state.last_error) == (0, None, "")
        assert outbox.counts(session)["sent"] == 8


def test_a_second_outage_is_a_second_notice(sqlite: Database, clock: SimulatedClock) -> None:
    fail_five_times(sqlite, clock)
    clock.advance(timedelta(minutes=1))
    deliver(sqlite, clock, Scripted(), "desk", "hook")
    with sqlite.write() as session:
        for delivery in session.exec(select(Delivery).where(Delivery.channel == "desk")):
            delivery.state = "retry"

    deliver(sqlite, clock, Scripted(answer=by_channel(desk=DOWN)), "desk", "hook")

    assert len(notices(sqlite)) == 2


def test_an_address_that_is_wrong_costs_one_message_and_not_all(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk", alerts=4)

    assert deliver(sqlite, clock, Scripted(answer=by_channel(desk=GONE)), "desk", "hook") == DeliveryReport(
        sent=1, dead=1
    )
    with sqlite.read() as session:
        assert outbox.counts(session)["pending"] == 3


def test_a_corrected_address_is_tried_at_once(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk", alerts=4)
    deliver(sqlite, clock, Scripted(answer=by_channel(desk=GONE)), "desk")

    assert deliver(sqlite, clock, Scripted(), "desk") == DeliveryReport()
    assert deliver(sqlite, clock, Scripted(), "desk", url="json://corrected") == DeliveryReport(sent=3)


def test_whoever_runs_watchline_chooses_who_hears_of_a_failing_channel(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk")
    script = Scripted(answer=by_channel(desk=GONE))

    deliver(sqlite, clock, script, "a", "b", "desk", tell=("desk", "b", "a"))

    with sqlite.read() as session:
        notice = notices(sqlite)[0]
        assert [one.channel for one in outbox.deliveries_of(session, notice.id or 0)] == ["b"]


def test_a_notice_that_nobody_can_be_told_is_kept_with_the_reason(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "desk")

    deliver(sqlite, clock, Scripted(GONE), "desk")

    (notice,) = notices(sqlite)
    assert "no other channel works" in notice.explanation["unsent"][""]


def test_a_thousand_alerts_to_a_slow_chat_become_few_messages_and_none_is_lost(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "room", alerts=1000)
    script = Scripted(rate=Rate(10, 10), room=31_000)
    for _ in range(3):
        deliver(sqlite, clock, script, "room")
        clock.advance(timedelta(seconds=10))

    told = [alert["alert"] for _, message in script.sent for alert in message.alerts]
    assert len(script.sent) <= 20
    assert sorted(told) == list(range(1, 1001))
    first = script.sent[0][1]
    assert first.title.startswith("50 alerts: New: North Korea sends")
    assert first.title.endswith("and 49 more")
    assert len(first.body) <= 31_000
    assert first.body.count("watchline alerts why") == 50


def test_what_the_budget_allows_leaves_one_by_one(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "room", alerts=8)
    script = Scripted(rate=Rate(10, 10), room=2_000)

    deliver(sqlite, clock, script, "room")

    assert [len(message.alerts) for _, message in script.sent] == [1] * 8


def test_a_budget_that_is_used_up_fills_again(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "room", alerts=2)
    script = Scripted(rate=Rate(1, 60), room=200)

    deliver(sqlite, clock, script, "room")
    clock.advance(timedelta(seconds=59))
    deliver(sqlite, clock, script, "room")
    assert len(script.sent) == 1
    clock.advance(timedelta(seconds=1))
    deliver(sqlite, clock, script, "room")

    assert len(script.sent) == 2


def test_a_bundle_that_failed_is_repeated_as_it_was_and_each_alert_has_its_ledger(
    sqlite: Database, clock: SimulatedClock
) -> None:
    queue(sqlite, clock, "room", alerts=5)
    script = Scripted(DOWN, SENT, rate=Rate(1, 10), room=31_000)

    deliver(sqlite, clock, script, "room")
    clock.advance(timedelta(minutes=1))
    deliver(sqlite, clock, script, "room")

    (_, first), (_, second) = script.sent
    assert (first.key, first.body) == (second.key, second.body)
    with sqlite.read() as session:
        ledgers = [
            [attempt.outcome for attempt in outbox.attempts_of(session, number)] for number in range(1, 6)
        ]
    assert ledgers == [["retry", "sent"]] * 5


@pytest.mark.parametrize(
    ("severity", "knows_repeats", "held"),
    [
        ("low", False, True),
        ("normal", False, False),
        ("high", False, False),
        ("critical", False, False),
        ("low", True, False),
    ],
)
def test_what_may_have_arrived_is_repeated_or_held_by_its_importance(
    sqlite: Database, clock: SimulatedClock, severity: str, knows_repeats: bool, held: bool
) -> None:
    queue(sqlite, clock, "room", severity=severity)
    script = Scripted(SendResult("unknown", "lost"), SENT, knows_repeats=knows_repeats)

    report = deliver(sqlite, clock, script, "room")
    clock.advance(timedelta(minutes=1))
    later = deliver(sqlite, clock, script, "room")

    assert (report.held, report.unknown) == ((1, 0) if held else (0, 1))
    assert later.sent == (0 if held else 1)
    assert [message.repeat for _, message in script.sent] == ([False] if held else [False, True])


def test_recipients_who_have_a_message_are_remembered(sqlite: Database, clock: SimulatedClock) -> None:
    queue(sqlite, clock, "desk")
    script = Scripted(SendResult("retry", "one is busy", reached=frozenset({"aa"})), SENT)

    deliver(sqlite, clock, script, "desk")
    clock.advance(timedelta(minutes=1))
    deliver(sqlite, clock, script, "desk")

    assert [message.reached for _, message in script.sent] == [frozenset(), frozenset({"aa"})]
