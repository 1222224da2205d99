"""What rules remember: confirmation, novelty, counting, sequences, silence; live, and the same replayed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from alerts._stateful import Calendar
from alerts.backtest import replay
from alerts.conditions import deadline
from alerts.raising import raise_alerts
from alerts.rules import Rule
from clock import SimulatedClock
from storage.database import Database
from storage.models import Alert, Article, Delivery, Event, Mention, Silence, Source
from tests.alerts.conftest import MORNING, Storyteller

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class World:
    """Tells what happens, an hour after the other, and lets the rule decide after each."""

    def __init__(self, database: Database, clock: SimulatedClock, rule: Rule) -> None:
        self.database, self.clock, self.rule = database, clock, rule

    def tell(
        self, *, after: timedelta = HOUR, of: str = "", by: str = "", change: str = "new", **said: Any
    ) -> None:
        """One change, of an event of its own or `of` an earlier one, said `by` someone."""
        self.clock.advance(after)
        with self.database.write() as session:
            counts = [len(session.exec(select(table.id)).all()) for table in (Article, Event)]
            story = Storyteller(session, *counts)
            story.source = session.exec(select(Source)).first() or story.source
            article = story.article()
            article.first_seen_at = self.clock.now()
            attribution = [{"speaker": by, "cue": "said"}] if by else []
            found = story.change(article, change, attribution=attribution, **said)
            found.at = self.clock.now()
            if of:
                found.event = session.get_one(Mention, found.mention).event = of
        self.cycle()

    def cycle(self, after: timedelta = timedelta(0)) -> None:
        self.clock.advance(after)
        raise_alerts(self.database, [self.rule], ["desk"], self.clock)

    def alerts(self) -> list[list[int]]:
        """The changes of each alert; held against a replay."""
        with self.database.read() as session:
            live = [alert.changes for alert in session.exec(select(Alert).order_by(col(Alert.id)))]
            notices = replay(session, self.rule, MORNING, self.clock.now() + HOUR)
        assert [[one.change.change_id for one in notice.matched] for notice in notices] == live
        return live


@pytest.fixture
def world(sqlite: Database, clock: SimulatedClock) -> Any:
    def make(**fields: Any) -> World:
        basic = {"id": "watched", "title": "Watched", "notify": {"to": ["desk"]}}
        return World(sqlite, clock, Rule.model_validate(basic | fields))

    return make


WHEN = {"kind": ["troop_deployment"]}
CONFIRMED = {"when": WHEN, "confirm": {"gte": 2, "within": "48h"}}


class TestConfirmation:
    def test_a_change_is_held_until_a_second_origin_tells_of_it(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        assert told.alerts() == []

        told.tell(of="ev-1", by="Agency", change="corroborated")

        assert told.alerts() == [[1]]

    def test_the_same_origin_twice_confirms_nothing(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        told.tell(of="ev-1", by="ministry", change="corroborated")

        assert told.alerts() == []

    def test_a_denial_confirms_nothing(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        told.tell(of="ev-1", by="Embassy", change="denied")

        assert told.alerts() == []

    def test_too_late_is_not_confirmed(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        told.tell(after=3 * DAY, of="ev-1", by="Agency", change="corroborated")

        assert told.alerts() == []

    def test_it_is_told_once(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        for name in ("Agency", "Observers"):
            told.tell(of="ev-1", by=name, change="corroborated")

        assert told.alerts() == [[1]]

    def test_the_alert_says_who_confirmed_it(self, world: Any) -> None:
        told = world(**CONFIRMED)
        told.tell(by="Ministry")
        told.tell(of="ev-1", by="Agency", change="corroborated")

        with told.database.read() as session:
            why = session.exec(select(Alert)).one().explanation["changes"][0]["why"]
        assert why[-1]["reason"] == "2 independent origins tell of it: agency, ministry"


def test_what_was_told_lately_is_no_news(world: Any) -> None:
    told = world(when=WHEN, novelty={"per": ["place"], "window": "7d"})
    seoul, pyongyang = ([{"name": name, "country": "KR"}] for name in ("Seoul", "Pyongyang"))
    told.tell(places=seoul)
    told.tell(places=seoul)
    told.tell(places=pyongyang)
    told.tell(after=7 * DAY, places=seoul)

    assert told.alerts() == [[1], [3], [4]]


def test_a_frequency_counts_events_and_begins_anew(world: Any) -> None:
    told = world(
        kind="frequency",
        when=WHEN,
        change=["new", "update"],
        frequency={"at_least": 3, "within": "24h", "per": ["kind"]},
    )
    told.tell()
    told.tell(of="ev-1", change="updated")
    told.tell()
    assert told.alerts() == []
    told.tell()
    assert told.alerts() == [[4, 3, 2, 1]]
    told.tell()
    told.tell(after=DAY)

    assert told.alerts() == [[4, 3, 2, 1]]


def test_a_spike_is_more_than_usual(world: Any) -> None:
    told = world(kind="spike", when=WHEN, spike={"within": "1d", "baseline": "4d", "times": 3, "at_least": 3})
    for _ in range(6):
        told.tell(after=DAY)
    assert told.alerts() == []
    told.tell()
    told.tell()

    assert told.alerts() == [[8, 7, 6]]


def test_a_sequence_needs_its_steps_in_order(world: Any) -> None:
    steps = [{"when": {"kind": "threat"}}, {"when": {"kind": "exercise"}}]
    told = world(kind="sequence", sequence={"steps": steps, "within": "72h"})
    told.tell(kind="exercise")
    told.tell(kind="threat")
    told.tell(kind="visit")
    assert told.alerts() == []
    told.tell(kind="exercise")
    assert told.alerts() == [[4, 2]]
    told.tell(kind="threat")
    told.tell(after=4 * DAY, kind="exercise")

    assert told.alerts() == [[4, 2]]


def silences(world: World) -> list[str]:
    with world.database.read() as session:
        return [alert.title for alert in session.exec(select(Alert).order_by(col(Alert.id)))]


def test_a_silent_source_is_told_once_for_each_silence(world: Any) -> None:
    told = world(kind="absence", absence={"source": "example-wire", "for": "6h"})
    told.tell()
    told.cycle(after=5 * HOUR)
    assert silences(told) == []
    told.cycle(after=HOUR)
    told.cycle(after=HOUR)
    assert silences(told) == [
        "Watched: example-wire has published nothing for 6 hours, since 2024-10-19 01:00 UTC"
    ]
    told.tell()
    told.cycle(after=6 * HOUR)

    assert len(silences(told)) == 2
    with told.database.read() as session:
        assert len(session.exec(select(Delivery)).all()) == 2
    assert told.alerts() == [[], []]


def test_a_silence_of_the_rule_holds_back_what_is_missing_too(world: Any) -> None:
    told = world(kind="absence", absence={"source": "example-wire", "for": "6h"})
    told.tell()
    now = told.clock.now()
    with told.database.write() as session:
        quiet = {"reason": "drill", "starts_at": now, "ends_at": now + DAY, "created_at": now}
        session.add(Silence(rule="watched", **quiet))
    told.cycle(after=6 * HOUR)

    with told.database.read() as session:
        alert, delivery = session.exec(select(Alert)).one(), session.exec(select(Delivery)).one()
    assert (alert.state, alert.silence, delivery.state) == ("suppressed", 1, "suppressed")
    assert delivery.reason.endswith("drill")


def test_a_source_that_cannot_be_fetched_is_another_trouble(world: Any) -> None:
    asked = {"source": "example-wire", "for": "6h", "unless": "fetch_failing"}
    told = world(kind="absence", absence=asked)
    told.tell()
    with told.database.write() as session:
        session.exec(select(Source)).one().errors = 2
    told.cycle(after=9 * HOUR)

    assert silences(told) == []


def test_a_silent_topic_is_told(world: Any) -> None:
    told = world(kind="absence", when=WHEN, absence={"for": "2d"})
    told.tell()
    told.tell(after=DAY, kind="visit")
    assert silences(told) == []
    told.tell(after=DAY, kind="visit")

    assert silences(told) == ["Watched: nothing has matched for 2 days, since 2024-10-19 01:00 UTC"]


SEOUL = {"days": "mon-fri", "hours": "06:00-22:00", "tz": "Asia/Seoul"}


@pytest.mark.parametrize(
    ("last", "hours", "calendar", "expected"),
    [
        ("2024-10-18T12:00", 6, {}, "2024-10-18T18:00"),
        # Friday 21:00 in Seoul, one hour before closing: five more on Monday.
        ("2024-10-18T12:00", 6, SEOUL, "2024-10-21T02:00"),
        # The night the clocks went back in Berlin is an hour longer.
        ("2024-10-26T22:00", 25, {"tz": "Europe/Berlin"}, "2024-10-27T23:00"),
        ("2024-10-19T00:00", 1, {"days": "sat-sun", "hours": "08:00-09:00"}, "2024-10-19T09:00"),
    ],
)
def test_only_the_hours_of_the_calendar_count(
    last: str, hours: int, calendar: dict[str, str], expected: str
) -> None:
    found = deadline(
        datetime.fromisoformat(last).replace(tzinfo=UTC), hours * 3600, Calendar.model_validate(calendar)
    )

    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
