"""The schemas of docs/ say of every extracted row and every event what is in it, and nothing else."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from clock import SimulatedClock
from events.extract import MOST_TEXT, extract
from storage.database import open_database
from storage.filters import Filters
from storage.timeline import timeline
from tests.conftest import MORNING
from tests.docs.pages import ROOT
from tests.events.conftest import make_article
from tests.world import DEPLOYMENT, Story, rss, run_once, running_world
from web.exports import EXPORTS, Context

SCHEMA = json.loads((ROOT / "docs" / "event.schema.json").read_text(encoding="utf-8"))
ROWS = {
    "a deployment": make_article(
        "Seoul said on Friday that North Korea will send between 1,500 and 2,000 soldiers to Russia.",
        "Seoul: troops to leave by the end of 2024",
    ),
    "nothing": make_article("The choir sang."),
    "clock times": make_article(
        "At 14:05 on Friday a drone hit a depot near Kherson, killing at least three."
    ),
    "Korean": make_article("북한이 18일 러시아에 병력 1천500명을 보냈다고 국정원이 밝혔다.", language="ko"),
    "too long": make_article("word " * (MOST_TEXT // 5 + 1)),
}


def row(name: str) -> dict[str, Any]:
    return json.loads(json.dumps(extract(ROWS[name]).to_json()))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_valid(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(row(name))


def test_a_key_that_the_schema_does_not_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="surprise"):
        Draft202012Validator(SCHEMA).validate(row("nothing") | {"surprise": 1})


def test_the_examples_hold_every_sort_of_row() -> None:
    assert row("a deployment")["events"]
    assert row("a deployment")["dates"]
    assert row("Korean")["events"]
    assert row("too long")["unread"]


DENIAL = Story(
    "r-1", "Moscow denies it", "Russia denied on Friday that North Korea has sent troops to Russia."
)
TALKS = Story(
    "t-1", "Talks in Doha", "Egypt and Qatar will hold talks in Doha, and may send an envoy to Gaza."
)


def test_every_event_of_the_timeline_is_valid(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "timeline.schema.json").read_text(encoding="utf-8"))
    with running_world(tmp_path) as world:
        settings = world.settings("wire")
        world.web.pages["/wire"] = rss(DEPLOYMENT)
        run_once(settings, SimulatedClock(MORNING))
        world.web.pages["/wire"] = rss(DEPLOYMENT, DENIAL, TALKS)
        run_once(settings, SimulatedClock(MORNING + timedelta(minutes=5)))
    with closing(open_database(settings.database_url)) as database, database.read() as session:
        lines = [
            str(line) for line in EXPORTS["jsonl"].write(timeline(session, Filters()), Context("", MORNING))
        ]

    rows = [json.loads(line) for line in lines]
    assert {"troop_deployment", "talks"} <= {row["kind"] for row in rows}
    assert any(row["quantities"] for row in rows)
    for row in rows:
        Draft202012Validator(schema).validate(row)
        assert set(row) == set(schema["required"])
