"""`watchline timeline`: as of a past moment, and why an event is what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from cli.timeline import timeline_app
from clock import SimulatedClock
from settings import Settings
from storage.database import open_database
from storage.models import Event
from tests.world import DEPLOYMENT, World, rss, run_once, running_world

MORE = replace(
    DEPLOYMENT,
    guid="nk-2",
    title="Seoul: 3,000 North Korean troops in Russia",
    text="North Korea has sent about 3,000 troops to Russia so far, South Korea's spy agency said.",
    published="Sat, 19 Oct 2024 21:30:00 +0900",
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path) as running:
        yield running


@pytest.fixture
def told(world: World, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two days of news: 12,000 planned and 1,500 sent, then 3,000 sent."""
    settings = world.settings("wire")
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WATCHLINE_HOME", str(world.home))
    for stories in ((DEPLOYMENT,), (DEPLOYMENT, MORE)):
        world.web.pages["/wire"] = rss(*stories)
        run_once(settings, clock)
        clock.advance(timedelta(days=1))
    return settings


def run(*arguments: str) -> Result:
    return CliRunner().invoke(timeline_app, arguments, env={"COLUMNS": "200"})


def sent(settings: Settings) -> str:
    with open_database(settings.database_url).read() as session:
        return next(e.id for e in session.exec(select(Event)) if "sent" in e.quantities)


def test_each_decision_takes_at_most_five_lines_and_names_its_words(told: Settings) -> None:
    result = run("why", sent(told))

    head, *blocks = result.stdout.strip().split("\n\n")
    assert head.startswith(sent(told))
    decisions = [block for block in blocks if not block.startswith("It ")]
    assert len(decisions) == 2
    assert all(len(block.splitlines()) <= 5 for block in decisions)
    assert "same happening: kind 2, actor 3" in decisions[1]
    assert "(of 4 needed)" in decisions[1]
    assert 'read from: "' in decisions[0]
    assert "not joined to: " in decisions[1]


def test_as_json_every_term_is_given(told: Settings) -> None:
    body = json.loads(run("why", sent(told), "--json").stdout)

    first, second = body["decisions"]
    assert (first["change"], second["change"]) == ("new", "updated")
    assert second["decision"]["terms"]["actor"] == 3
    assert second["decision"]["threshold"] == 4
    assert [rival["vetoes"] for rival in second["decision"]["rivals"]] == [["stage"]]
    assert second["grouping"]["cluster"]["threshold"] > 0


def test_an_event_that_is_none_is_named(told: Settings) -> None:
    result = run("why", "ev_0")

    assert result.exit_code == 2
    assert "there is no event 'ev_0'" in result.stderr


def test_the_table_shows_what_was_known_then(told: Settings) -> None:
    then = run("--as-of", "2024-10-19T12:00:00Z", "--json").stdout
    now = run("--json").stdout

    assert "3000" not in then
    assert "3000" in now
    assert run("--as-of", "yesterday").exit_code == 2


def test_reading_again_finds_the_same_timeline(told: Settings) -> None:
    body = json.loads(run("rebuild", "--json").stdout)

    assert (body["articles"], body["unread"], body["kept"]) == (2, 0, 2)
    assert body["gone"] == body["new"] == body["changed"] == []


def test_what_another_extractor_reads_is_told_and_not_written(told: Settings) -> None:
    with open_database(told.database_url).write() as session:
        event = session.get_one(Event, sent(told))
        event.place = "Elsewhere"
        session.add(Event(**event.model_dump() | {"id": "ev_older_reading"}))

    lines = run("rebuild").stdout

    assert "events: 1 the same, 1 changed, 1 gone, 0 merged, 0 new" in lines
    assert "place: Elsewhere -> " in lines
    assert "ev_older_reading would be gone" in lines
    with open_database(told.database_url).read() as session:
        assert session.get_one(Event, sent(told)).place == "Elsewhere"
