"""Counts kept between requests are always those a fresh count gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage.database import Database
from storage.filters import Filters
from storage.models import Event
from storage.tally import Tally, by_day, sum_of
from tests.web.events import event
from web._tallies import Tallies

START = datetime(2024, 10, 1, 6, tzinfo=UTC)
hours = st.integers(0, 24 * 20)
written = st.tuples(st.integers(0, 9), hours, hours, st.sampled_from(["KP", "RU", ""]))
windows = st.tuples(st.one_of(st.none(), hours), st.one_of(st.none(), hours))


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def counted(database: Database, filters: Filters) -> Tally:
    with database.read() as session:
        return sum_of(by_day(session, filters).values())


def write(database: Database, now: int, number: int, reported: int, seen: int, country: str) -> None:
    """A new event, or a later reading of one there is: its first report may move to an earlier day."""
    with database.write() as session:
        row = session.get(Event, f"n{number}") or event(
            f"n{number}", first_seen_at=at(seen), first_reported_at=None
        )
        row.first_reported_at = min(at(reported), row.first_reported_at or row.first_seen_at)
        row.country, row.updated_at = country, at(now)
        session.add(row)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(written, windows), min_size=1, max_size=8))
def test_whatever_is_written_between_two_looks(sqlite: Database, steps: list) -> None:  # type: ignore[type-arg]
    with sqlite.write() as session:
        session.execute(delete(Event))
    tallies = Tallies()
    for now, (values, (since, until)) in enumerate(steps):
        write(sqlite, now, *values)
        filters = Filters(
            since=at(since) if since is not None else None, until=at(until) if until is not None else None
        )
        for clock in ("reported", "seen"):
            asked = replace(filters, clock=clock)
            with sqlite.read() as session:
                assert tallies.of(session, asked) == counted(sqlite, asked)


def test_days_without_a_change_are_not_counted_again(sqlite: Database) -> None:
    tallies = Tallies()
    for day in range(5):
        write(sqlite, day * 24, day, day * 24, day * 24, "KP")
    asked = Filters(since=START.replace(hour=0), until=at(24 * 5).replace(hour=0))
    with sqlite.read() as session:
        before = tallies.of(session, asked)
    with sqlite.write() as session:
        # No trace in updated_at: what Watchline itself never writes.
        session.get_one(Event, "n1").country = "XX"
    with sqlite.read() as session:
        assert tallies.of(session, asked) == before
    write(sqlite, 24 * 5, 4, 24 * 4, 24 * 4, "RU")
    with sqlite.read() as session:
        assert tallies.of(session, asked).facets["country"] == {"KP": 4, "RU": 1}
