"""The timeline's filters, its three clocks, and ids that resolve for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage import timeline
from storage.database import Database
from storage.event_index import event_slot
from storage.filters import Filters
from storage.models import Article, Event, Mention, Source

NOW = datetime(2024, 10, 20, 12, tzinfo=UTC)


def event(name: str, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": name,
        "kind": "troop_deployment",
        "title": f"Event {name}",
        "actors": [{"name": "North Korea", "country": "KP", "sector": "military"}],
        "recipients": [{"name": "Russia", "country": "RU", "sector": "government"}],
        "place": "Vladivostok",
        "country": "RU",
        "start": "2024-10-18",
        "end": "2024-10-19",
        "status": "under_way",
        "first_reported_at": NOW - timedelta(days=1),
        "first_seen_at": NOW,
        "updated_at": NOW,
    }
    return Event(**values | changes)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        session.add(event("deployment"))
        session.add(
            event(
                "strike",
                kind="air_strike",
                title="100% destroyed_depot",
                actors=[{"name": "Russia", "country": "RU", "sector": "military"}],
                recipients=[],
                place="Kharkiv",
                country="UA",
                start="2024-06-01",
                end="2024-07-01",
                precision="month",
                status="completed",
                first_reported_at=NOW - timedelta(days=3),
            )
        )
        session.add(event("undated", start=None, end=None, first_reported_at=NOW - timedelta(days=2)))
        session.add(event("old", merged_into="deployment"))
    return database


def ids(database: Database, **filters: Any) -> list[str]:
    with database.read() as session:
        return [found.id for found in timeline.find_events(session, Filters(**filters))]


def test_without_filters_everything_is_shown_newest_first(filled: Database) -> None:
    assert ids(filled) == ["deployment", "undated", "strike"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ("air_strike",)}, ["strike"]),
        ({"actor": "KP"}, ["deployment", "undated"]),
        ({"actor": "north kor"}, ["deployment", "undated"]),
        ({"recipient": "RU"}, ["deployment", "undated"]),
        ({"country": "UA"}, ["strike"]),
        ({"statuses": ("completed", "planned")}, ["strike"]),
        ({"q": "kharkiv"}, ["strike"]),
        ({"q": "100% destroyed_"}, ["strike"]),
        ({"q": "100_ destroyed"}, []),
        ({"limit": 1}, ["deployment"]),
        ({"since": NOW - timedelta(days=2)}, ["deployment", "undated"]),
        ({"until": NOW - timedelta(days=2)}, ["strike"]),
        ({"clock": "seen", "since": NOW + timedelta(seconds=1)}, []),
    ],
)
def test_a_filter_keeps_just_what_it_says(
    filled: Database, filters: dict[str, Any], expected: list[str]
) -> None:
    assert ids(filled, **filters) == expected


def test_by_the_clock_of_the_event_a_month_touches_each_of_its_days(filled: Database) -> None:
    june_15 = datetime(2024, 6, 15, tzinfo=UTC)

    found = ids(filled, clock="occurred", since=june_15, until=june_15 + timedelta(days=1))

    assert set(found) == {"strike", "undated"}


def test_a_merged_id_still_leads_to_its_event(filled: Database) -> None:
    with filled.read() as session:
        assert timeline.resolve(session, "old").id == "deployment"  # type: ignore[union-attr]
        assert timeline.resolve(session, "never") is None


def test_a_row_says_where_to_read_and_who_told(filled: Database) -> None:
    with filled.write() as session:
        for number, name in enumerate(("Example Wire", "Example Post"), start=1):
            session.add(Source(id=number, name=name, url=f"https://{number}.example/feed"))
            session.flush()
            session.add(
                Article(
                    id=number, source=number, key="k", url=f"https://{number}.example/a", content_hash="x",
                    first_seen_at=NOW,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                Mention(
                    article=number, revision=1, ordinal=0, event="deployment", kind="troop_deployment",
                    status="under_way", assertion="fact", extractor="test", seen_at=NOW,
                )
            )  # fmt: skip

    with filled.read() as session:
        row, *_ = timeline.timeline(session, Filters(source="Example Post"))

    assert (row.event.id, row.url) == ("deployment", "https://1.example/a")
    assert row.sources == ("Example Wire", "Example Post")


def test_a_long_timeline_is_streamed_whole(database: Database) -> None:
    many = 2 * timeline.STREAMED_TOGETHER + 1
    with database.write() as session:
        session.add_all([event(f"n{number}") for number in range(many)])

    with database.read() as session:
        assert len({row.event.id for row in timeline.stream(session, Filters(limit=1))}) == many


def test_only_active_events_of_the_kind_and_actor_are_candidates_for_merging(filled: Database) -> None:
    kinds = ("troop_deployment", "reinforcement")
    with filled.write() as session:
        for found in session.exec(select(Event)).all():
            timeline.keep_active(session, found, NOW)
        session.get_one(Event, "undated").actors = []
        timeline.keep_active(session, session.get_one(Event, "undated"), NOW)

    def candidates(actors: list[str], days: int = 0) -> list[str]:
        with filled.read() as session:
            found = timeline.candidates(session, kinds, actors, NOW + timedelta(days=days))
            return [event.id for event in found]

    assert candidates(["KP"]) == candidates([]) == ["deployment", "undated"]
    assert candidates(["PL"]) == ["undated"]
    assert candidates(["KP"], days=31) == []


def test_what_is_no_longer_active_is_forgotten_where_candidates_are_looked_up(filled: Database) -> None:
    with filled.write() as session:
        timeline.keep_active(session, session.get_one(Event, "deployment"), NOW)
        timeline.keep_active(session, session.get_one(Event, "strike"), NOW + timedelta(days=31))
        left = session.connection().execute(select(event_slot.c.event)).scalars().all()  # type: ignore[call-overload]

    assert left == ["strike"]
