"""Many sources with one text: the reader hears of it once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from clock import SimulatedClock
from storage.database import open_database
from storage.models import Alert, Article, Event
from tests.conftest import MORNING
from tests.world import DEPLOYMENT, rss, run_once, running_world

COPIES = 12
CYCLES = 3


def test_copies_of_one_story_are_one_alert_to_each_channel(tmp_path: Path) -> None:
    names = [f"wire-{number}" for number in range(COPIES)]
    with running_world(tmp_path) as world:
        settings = world.settings(*names)
        world.web.pages |= {f"/{name}": rss() for name in names}
        for cycle in range(CYCLES):
            for name in names[cycle::CYCLES]:
                world.web.pages[f"/{name}"] = rss(replace(DEPLOYMENT, guid=f"{name}-1"))
            run_once(settings, SimulatedClock(MORNING + cycle * timedelta(minutes=20)))

        assert (len(world.inbox.hooks), len(world.inbox.mails)) == (1, 1)
        with closing(open_database(settings.database_url)) as database, database.read() as session:
            assert len(session.exec(select(Article)).all()) == COPIES
            assert len(session.exec(select(Alert)).all()) == 1
            # The text tells of what was decided and of what has begun.
            assert [event.reach for event in session.exec(select(Event))] == [COPIES, COPIES]
