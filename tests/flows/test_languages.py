"""Articles in other languages on their way into the timeline: read by their script, joined with others."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from clock import SimulatedClock
from events.extract import RuleExtractor
from flows.steps.extract import extract_pending
from storage.database import Database
from storage.models import Event, Mention
from tests.events.languages.test_military_kinds import TOLD
from tests.flows.waiting import add_waiting


def test_one_story_told_in_four_languages_is_two_events(sqlite: Database) -> None:
    clock = SimulatedClock(datetime.fromisoformat("2024-10-19T03:00:00+00:00"))
    with sqlite.write() as session:
        for code in TOLD:
            add_waiting(session, code, *TOLD[code], clock.now())
    report = extract_pending(sqlite, RuleExtractor(), clock, owner="test")
    with sqlite.read() as session:
        mentions = session.exec(select(Mention)).all()
        events = session.exec(select(Event).where(col(Event.merged_into).is_(None))).all()
    assert (report.articles, len(mentions)) == (4, 8)
    assert {event.kind for event in events} == {"troop_deployment"}
    assert sorted(event.status for event in events) == ["planned", "under_way"]
