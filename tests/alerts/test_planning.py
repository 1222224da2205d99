"""When messages leave: groups, digests, limits, hours of quiet, reminders and those who hear else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.reception import Reception
from alerts.senders import Channel, Outgoing, SendResult
from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from storage.models import Alert, Delivery, Source
from tests.alerts.conftest import MORNING, Scripted, Storyteller, make_rule

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NIGHT = Reception(tz="Asia/Seoul", quiet_hours=("22:00-07:00",))


class Desk:
    """A desk that gets alerts: things happen, time passes, and what arrived can be read."""

    def __init__(self, database: Database, clock: SimulatedClock) -> None:
        self.database, self.clock = database, clock
        self.post = Scripted()
        self.receptions: Mapping[str, Reception] = {}
        self._happened = 0

    def happen(self, events: int = 1, *, story: str | None = None, **rule: Any) -> None:
        """Events that a rule fires on, each in an article of its own; then what is due is sent."""
        notify = {"to": ["desk"]} | rule.pop("notify", {})
        with self.database.write() as session:
            teller = Storyteller(session, articles=self._happened, events=self._happened)
            teller.source = session.merge(teller.source) if self._happened == 0 else _source(session)
            for _ in range(events):
                teller.change(teller.article(story=story))
        self._happened += events
        raise_alerts(
            self.database,
            [make_rule(notify=notify, **rule)],
            ["desk", "editor"],
            self.clock,
            receptions=self.receptions,
        )
        self.send()

    def send(self) -> None:
        channels = {name: Channel(name, f"json://{name}.example") for name in ("desk", "editor")}
        deliver_due(self.database, channels, self.clock, owner="one", connect=self.post, seed=1)

    def wait(self, span: timedelta) -> None:
        self.clock.advance(span)
        self.send()

    def arrived(self, channel: str = "desk") -> list[Outgoing]:
        return [message for url, message in self.post.sent if channel in url]

    def told(self, channel: str = "desk") -> list[list[int]]:
        """The numbers of the alerts in each message."""
        return [[alert["alert"] for alert in one.alerts] for one in self.arrived(channel)]

    def waiting(self) -> list[Delivery]:
        with self.database.read() as session:
            rows = select(Delivery).where(Delivery.state == "pending").order_by(col(Delivery.id))
            return list(session.exec(rows))


def _source(session: Session) -> Source:
    return session.exec(select(Source)).one()


@pytest.fixture
def desk(database: Database, clock: SimulatedClock) -> Desk:
    return Desk(database, clock)


@pytest.fixture
def lone(sqlite: Database, clock: SimulatedClock) -> Desk:
    """The same where the kind of the database does not matter."""
    return Desk(sqlite, clock)


def test_alerts_of_a_group_leave_in_one_message_when_its_wait_is_over(desk: Desk) -> None:
    notify = {"group_wait": "5m"}
    desk.happen(story="story-1", notify=notify)
    desk.wait(4 * MINUTE)
    desk.happen(story="story-1", notify=notify)
    desk.happen(story="story-2", notify=notify)
    assert desk.told() == []

    desk.wait(MINUTE)
    assert desk.told() == [[1, 2]]
    assert "Told together, for they are of one group: 2 alerts." in desk.arrived()[0].body

    desk.wait(4 * MINUTE)
    assert desk.told() == [[1, 2], [3]]


def test_a_rule_may_group_everything_it_finds(lone: Desk) -> None:
    lone.happen(3, notify={"group_by": "rule"})

    assert lone.told() == [[1]]
    with lone.database.read() as session:
        assert session.get_one(Alert, 1).changes == [1, 2, 3]


def test_a_rule_may_group_by_event_although_one_article_tells_them(lone: Desk) -> None:
    lone.happen(2, story="story-1", notify={"group_by": ["event"]})

    assert lone.told() == [[1], [2]]


def test_a_digest_gathers_until_its_time_in_the_readers_zone(lone: Desk) -> None:
    lone.receptions = {"desk": Reception(tz="Asia/Seoul", digest="daily@18:00")}
    lone.happen()
    lone.happen(id="other")
    lone.wait(8 * HOUR)
    assert lone.told() == []
    assert lone.waiting()[0].reason == "for the digest daily@18:00 (Asia/Seoul)"

    lone.wait(HOUR)

    assert lone.told() == [[1, 2]]
    assert lone.arrived()[0].title.startswith("2 alerts: ")
    assert lone.arrived()[0].body.startswith("The digest: 2 alerts.")
    lone.wait(24 * HOUR)
    assert len(lone.arrived()) == 1


def test_a_rule_goes_before_the_digest_of_a_channel_and_so_does_what_is_critical(lone: Desk) -> None:
    lone.receptions = {"desk": Reception(digest="daily@18:00")}
    lone.happen(notify={"digest": "never"})
    lone.happen(severity="critical")
    lone.happen(notify={"digest": "hourly"})

    assert lone.told() == [[1], [2]]
    lone.wait(HOUR)
    assert lone.told() == [[1], [2], [3]]


def test_what_is_over_the_limit_is_counted_and_told_in_the_next_message(desk: Desk) -> None:
    for _ in range(5):
        desk.happen(notify={"throttle": "2/h"})
        desk.clock.advance(MINUTE)
    assert desk.told() == [[1], [2]]
    assert "at most 2 in 1 hour (throttle)" in desk.waiting()[0].reason

    desk.wait(54 * MINUTE)
    assert len(desk.arrived()) == 2
    desk.wait(MINUTE)

    assert desk.told() == [[1], [2], [3, 4, 5]]
    assert "(throttle); none is left out: 3 alerts." in desk.arrived()[2].body
    # The second and the joint one are within an hour of the next, the first is not.
    desk.wait(2 * MINUTE)
    desk.happen(notify={"throttle": "2/h"})
    assert len(desk.arrived()) == 4


def test_a_channels_limit_counts_all_rules_and_a_rules_own_only_its(lone: Desk) -> None:
    lone.receptions = {"desk": Reception(throttle=(2, 3600.0))}
    for name in ("one", "two", "three"):
        lone.happen(id=name)
    assert lone.told() == [[1], [2]]
    lone.happen(id="free", notify={"throttle": "never"})
    assert lone.told() == [[1], [2], [4]]


def test_many_alerts_at_once_over_the_limit_lose_none(lone: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_IN_BUNDLE", 50)
    lone.happen(80, notify={"throttle": "3/h"})
    assert lone.told() == [[1], [2], [3]]

    lone.wait(HOUR)

    messages = lone.told()[3:]
    assert [len(told) for told in messages] == [50, 27]
    assert sorted(number for told in messages for number in told) == list(range(4, 81))


def test_quiet_hours_hold_and_then_deliver_once_and_together(desk: Desk) -> None:
    desk.receptions = {"desk": NIGHT}
    desk.clock.set(MORNING + 12 * HOUR + 59 * MINUTE)
    desk.happen()
    assert desk.told() == [[1]]

    desk.wait(MINUTE)
    desk.happen()
    desk.wait(5 * HOUR)
    desk.happen()
    assert desk.told() == [[1]]
    assert desk.waiting()[0].reason == "quiet hours (22:00-07:00 Asia/Seoul)"

    desk.wait(4 * HOUR - timedelta(seconds=1))
    assert desk.told() == [[1]]
    desk.wait(timedelta(seconds=1))
    assert desk.told() == [[1], [2, 3]]
    assert "Held back in the hours of quiet: 2 alerts." in desk.arrived()[1].body
    desk.wait(24 * HOUR)
    assert len(desk.arrived()) == 2


def test_quiet_hours_can_be_bypassed_or_be_the_rules_own(lone: Desk) -> None:
    lone.receptions = {"desk": NIGHT}
    lone.clock.set(MORNING + 14 * HOUR)
    lone.happen(notify={"quiet_hours": "bypass"})
    lone.happen(severity="critical")
    lone.happen(severity="high")
    lone.happen(notify={"quiet_hours": "00:00-23:00", "tz": "Asia/Seoul"})

    assert lone.told() == [[1], [2], [4]]


def test_what_was_due_before_the_quiet_and_comes_late_is_held(lone: Desk) -> None:
    lone.receptions = {"desk": NIGHT}
    lone.post.results = [SendResult("retry", "busy"), SendResult("sent")]
    lone.clock.set(MORNING + 12 * HOUR + 59 * MINUTE + timedelta(seconds=45))
    lone.happen()
    assert len(lone.arrived()) == 1

    lone.wait(2 * MINUTE)
    assert len(lone.arrived()) == 1
    lone.wait(9 * HOUR)
    assert lone.told() == [[1], [1]]
    assert len({message.key for message in lone.arrived()}) == 1


def test_a_digest_in_the_quiet_leaves_at_its_end(lone: Desk) -> None:
    lone.receptions = {"desk": Reception(tz="Asia/Seoul", quiet_hours=("22:00-07:00",), digest="daily@06:00")}
    lone.happen()
    lone.wait(21 * HOUR)
    assert lone.told() == []
    lone.wait(HOUR)
    assert lone.told() == [[1]]


@pytest.mark.parametrize("change", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_jumps_an_hour_loses_and_doubles_nothing(lone: Desk, change: timedelta) -> None:
    lone.receptions = {"desk": NIGHT}
    lone.clock.set(MORNING + 12 * HOUR + 30 * MINUTE)
    lone.happen()
    lone.wait(change)
    lone.happen()
    lone.wait(-change)
    lone.happen()
    lone.clock.set(MORNING + 24 * HOUR)
    lone.send()

    assert sorted(number for told in lone.told() for number in told) == [1, 2, 3]


def test_an_alert_is_repeated_until_somebody_acknowledges_it(desk: Desk) -> None:
    desk.happen(notify={"repeat": "4h"})
    desk.wait(4 * HOUR)
    desk.wait(4 * HOUR)
    assert desk.told() == [[1], [1], [1]]
    assert desk.arrived()[2].title.startswith("Reminder 2: ")
    assert len({message.key for message in desk.arrived()}) == 3

    with desk.database.write() as session:
        outbox.acknowledge(session, 1, desk.clock.now())
    desk.wait(24 * HOUR)
    assert len(desk.arrived()) == 3


def test_repeats_end_by_themselves(lone: Desk) -> None:
    lone.happen(notify={"repeat": "1h"})
    for _ in range(outbox.MOST_REPEATS + 5):
        lone.wait(HOUR)

    assert len(lone.arrived()) == 1 + outbox.MOST_REPEATS


ESCALATE = {"ack_within": "10m", "escalate_to": ["editor"]}


def test_what_nobody_acknowledged_goes_to_the_second_channel_once(lone: Desk) -> None:
    lone.happen(notify=ESCALATE)
    lone.wait(9 * MINUTE)
    assert lone.told("editor") == []
    lone.wait(MINUTE)
    lone.wait(24 * HOUR)

    assert lone.told("editor") == [[1]]
    (message,) = lone.arrived("editor")
    assert message.title.startswith("Not acknowledged: New: North Korea")
    assert message.body.startswith("Sent to desk; nobody acknowledged it within 10 minutes.")
    assert len(lone.arrived()) == 1


def test_what_was_acknowledged_in_time_goes_to_nobody_else(lone: Desk) -> None:
    lone.happen(notify=ESCALATE)
    with lone.database.write() as session:
        outbox.acknowledge(session, 1, lone.clock.now())
    lone.wait(HOUR)

    assert lone.told("editor") == []


def test_the_time_to_acknowledge_begins_when_the_first_message_is_due(lone: Desk) -> None:
    lone.receptions = {"desk": NIGHT}
    lone.clock.set(MORNING + 14 * HOUR)
    lone.happen(notify=ESCALATE)
    lone.wait(8 * HOUR)
    assert (lone.told(), lone.told("editor")) == ([[1]], [])
    lone.wait(10 * MINUTE)
    assert lone.told("editor") == [[1]]


def test_a_channel_hears_of_the_severities_it_takes(lone: Desk) -> None:
    lone.receptions = {"desk": Reception(severity="high")}
    lone.happen(severity="normal")
    lone.happen(severity="high")

    assert lone.told() == [[2]]
    with lone.database.read() as session:
        assert session.get_one(Alert, 1).explanation["unsent"] == {
            "desk": "it takes alerts of severity high and above, this one is normal"
        }


def test_an_edited_or_deleted_rule_leaves_what_waits_as_it_was_decided(lone: Desk) -> None:
    lone.happen(notify={"digest": "daily@18:00"})
    raise_alerts(lone.database, [], ["desk"], lone.clock)
    lone.happen(id="another")
    assert lone.told() == [[2]]

    lone.wait(18 * HOUR)
    assert lone.told() == [[2], [1]]


def test_what_waits_for_its_time_can_be_sent_at_once(lone: Desk) -> None:
    lone.receptions = {"desk": NIGHT}
    lone.clock.set(MORNING + 14 * HOUR)
    lone.happen()
    with lone.database.write() as session:
        assert outbox.replay(session, 1, lone.clock.now())
    lone.send()

    assert lone.told() == [[1]]
