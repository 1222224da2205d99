"""The timeline as of a past moment: every field as it then was, and nothing that came later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from clock import SimulatedClock
from events.extract import RuleExtractor
from flows.steps.extract import extract_pending
from storage import timeline
from storage.as_of import reading
from storage.database import Database
from storage.filters import Filters
from storage.models import Article, Event, Mention, Source
from storage.tally import by_day, sum_of

DAY = timedelta(days=1)
TOLD = (
    ("NIS", "North Korea has sent about 1,500 troops to Russia, South Korea's spy agency said."),
    ("NIS again", "North Korea has sent about 3,000 troops to Russia, South Korea's spy agency said."),
    ("Denied", "Russia denied that North Korea had sent troops to Russia."),
)


@pytest.fixture
def told(database: Database, clock: SimulatedClock) -> Database:
    """One event, told a day apart: first 1,500, then 3,000, then a denial."""
    with database.write() as session:
        session.add(Source(id=1, name="Wire", url="https://w.example/", publisher="Wire"))
    for number, (title, text) in enumerate(TOLD, start=1):
        with database.write() as session:
            session.add(article(number, title, text, clock))
        extract_pending(database, RuleExtractor(), clock, owner="test")
        clock.advance(DAY)
    return database


def article(number: int, title: str, text: str, clock: SimulatedClock) -> Article:
    return Article(
        id=number, source=1, key=f"k{number}", title=title, text=text, content_hash=str(number),
        published_at=clock.now(), first_seen_at=clock.now(),
    )  # fmt: skip


def shown(session: Session, **filters: Any) -> Sequence[Event]:
    return timeline.find_events(session, Filters(**filters))


def test_each_field_is_shown_as_it_then_was(told: Database, clock: SimulatedClock) -> None:
    views = []
    for days in (3, 2, 1):
        with reading(told, clock.now() - days * DAY) as session:
            (event,) = shown(session)
            figure = event.quantities["sent"]["best"]
            views.append((figure, event.disputed, event.standing, event.reach))

    assert views == [
        (1500, False, "reported", 1),
        (3000, False, "reported", 2),
        (3000, True, "disputed", 3),
    ]


def test_filters_and_counts_go_by_what_was_then_known(told: Database, clock: SimulatedClock) -> None:
    with reading(told, clock.now() - 3 * DAY) as session:
        told_of = sum_of(by_day(session, Filters(statuses=("completed", "under_way"))).values())
        assert (told_of.total, told_of.values("source")) == (1, [("Wire", 1)])
        assert len(session.exec(select(Mention)).all()) == len(session.exec(select(Article)).all()) == 1
        (event,) = shown(session)
        assert [change.change for change in timeline.changes_of(session, event.id)] == ["new"]
        assert timeline.timeline(session, Filters())[0].sources == ("Wire",)


def test_before_the_first_report_there_was_nothing(told: Database, clock: SimulatedClock) -> None:
    with reading(told, clock.now() - 4 * DAY) as session:
        assert shown(session) == []


def test_looking_back_leaves_the_present_as_it_is(told: Database, clock: SimulatedClock) -> None:
    with reading(told, clock.now() - 3 * DAY) as session:
        shown(session)

    with told.read() as session:
        (event,) = shown(session)
        assert (event.disputed, event.reach) == (True, 3)
    with reading(told) as session:
        assert shown(session)[0].reach == 3
