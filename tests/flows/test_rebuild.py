"""Articles read again by another extractor: ids stay, old claims stay, no rule is told, no half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from clock import SimulatedClock
from events.extract import RuleExtractor
from events.model import Article as ArticleText
from events.model import Extraction
from events.model import Mention as Said
from flows.steps import rebuild
from flows.steps.extract import extract_pending
from storage import retention, timeline
from storage._revisions import keep_revision
from storage.as_of import reading
from storage.database import Database
from storage.filters import Filters
from storage.models import Article, Event, EventChange, Mention, Source

DAY = timedelta(days=1)
TOLD = (
    (
        "Two at once",
        "North Korea has sent 1,500 troops to Russia. Vietnam and Laos held talks in Hanoi.",
    ),
    ("Again", "Some 1,500 North Korean troops were sent to Russia, South Korea's spy agency said."),
    ("Left", "Chad has withdrawn 500 troops from Niger, its army said."),
)
KILLED = """
import os, signal, sys
from datetime import datetime
from events.extract import RuleExtractor
from flows.steps import rebuild
from storage import rebuilt
from storage.database import open_database

rebuilt._link_anew = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rebuild.apply(open_database(sys.argv[1]), RuleExtractor(), datetime.fromisoformat(sys.argv[2]))
"""


class Reads(RuleExtractor):
    """The extractor of the rules, with what it finds changed."""

    def __init__(self, change: Callable[[Sequence[Said]], Sequence[Said]], version: str = "0") -> None:
        super().__init__()
        self._change, self.version = change, version

    def extract(self, article: ArticleText) -> Extraction:
        found = super().extract(article)
        return replace(found, mentions=tuple(self._change(found.mentions)))


def without(kind: str) -> Callable[[Sequence[Said]], Sequence[Said]]:
    return lambda mentions: [mention for mention in mentions if mention.kind != kind]


def store(database: Database, clock: SimulatedClock, extractor: RuleExtractor, told: Any = TOLD) -> None:
    """Articles a day apart, each read when it came."""
    for title, body in told:
        with database.write() as session:
            source = session.exec(select(Source)).first() or Source(name="Wire", url="", publisher="Wire")
            session.add(source)
            session.flush()
            article = Article(
                source=source.id, key=title, title=title, text=body, content_hash=title,
                published_at=clock.now(), first_seen_at=clock.now(),
            )  # fmt: skip
            session.add(article)
            session.flush()
            keep_revision(session, article, clock.now())
        extract_pending(database, extractor, clock, owner="test")
        clock.advance(DAY)


def standing(database: Database) -> dict[str, str]:
    """Kind and id of what stands and is told of."""
    with database.read() as session:
        events = session.exec(select(Event).where(col(Event.merged_into).is_(None)))
        return {event.kind: event.id for event in events if event.standing != "retracted"}


def everything(database: Database) -> list[Any]:
    with database.read() as session:
        return [
            [row.model_dump() for row in session.exec(select(model).order_by(model.id))]  # type: ignore[attr-defined]
            for model in (Event, Mention, EventChange)
        ]


def test_events_keep_their_ids_where_another_is_found_before_them(
    sqlite: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    store(sqlite, clock, Reads(without("troop_deployment")), TOLD[:1])
    before = standing(sqlite)

    report = rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path)

    after = standing(sqlite)
    assert after["talks"] == before["talks"]
    assert report.new == [after["troop_deployment"]]
    assert report.gone == []
    assert report.backup is not None
    assert report.backup.is_file()
    with sqlite.read() as session:
        labels = session.exec(select(Mention.extractor, Mention.event).order_by(Mention.id)).all()
    assert labels[0] == ("rules/0", None)
    assert {label for label, event in labels if event} == {"rules/1"}


def test_a_second_run_finds_nothing_to_do(sqlite: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    store(sqlite, clock, Reads(lambda mentions: [replace(m, places=(), title="") for m in mentions]))
    assert rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path).changed

    again = rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path)

    assert again.is_empty
    assert not again.applied
    assert again.backup is None


def test_the_same_version_that_reads_otherwise_is_written_beside_itself(
    sqlite: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    store(sqlite, clock, Reads(lambda mentions: [replace(m, title="Old") for m in mentions], "1"), TOLD[2:])

    rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path)

    with sqlite.read() as session:
        assert session.exec(select(Mention.extractor).order_by(Mention.id)).all() == ["rules/1", "rules/1#2"]
    assert rebuild.compare(sqlite, RuleExtractor()).is_empty


def test_what_nothing_tells_of_any_more_is_retracted_and_comes_back_under_its_id(
    sqlite: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    store(sqlite, clock, RuleExtractor())
    before = standing(sqlite)

    gone = rebuild.apply(sqlite, Reads(without("talks")), clock.now(), backups=tmp_path)

    assert gone.gone == [before["talks"]]
    with sqlite.read() as session:
        event = timeline.resolve(session, before["talks"])
        assert event is not None
        assert event.standing == "retracted"
    assert rebuild.compare(sqlite, Reads(without("talks"))).is_empty
    clock.advance(DAY)
    assert rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path).new == [before["talks"]]
    assert standing(sqlite) == before


def test_two_events_that_are_one_to_the_new_reading_leave_both_ids(
    sqlite: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    store(sqlite, clock, Reads(lambda found: [replace(m, actors=m.recipients) for m in found]), TOLD[:1])
    store(sqlite, clock, RuleExtractor(), TOLD[1:2])
    with sqlite.read() as session:
        ids = session.exec(select(Event.id).where(Event.kind == "troop_deployment")).all()
    assert len(ids) == 2

    report = rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path)

    ((gone, heir),) = report.merged.items()
    assert {gone, heir} == set(ids)
    with sqlite.read() as session:
        resolved = timeline.resolve(session, gone)
        assert resolved is not None
        assert (resolved.id, resolved.reach) == (heir, 2)


def test_no_rule_sees_a_rebuild_and_the_past_stays_as_it_was(
    database: Database, clock: SimulatedClock
) -> None:
    store(database, clock, Reads(without("talks")))
    then = clock.now()
    clock.advance(DAY)
    with reading(database) as session:
        before = [(row.event.model_dump(), row.url) for row in timeline.timeline(session, Filters())]
        waiting = session.exec(select(EventChange.id).where(EventChange.state == "pending")).all()

    rebuild.apply(database, Reads(without("troop_withdrawal"), "1"), clock.now(), back_up_first=False)

    with reading(database, then) as session:
        after = [(row.event.model_dump(), row.url) for row in timeline.timeline(session, Filters())]
    assert after == before
    with database.read() as session:
        assert session.exec(select(EventChange.id).where(EventChange.state == "pending")).all() == waiting


def test_events_of_articles_whose_text_is_gone_stay_as_they_are(
    sqlite: Database, clock: SimulatedClock, tmp_path: Path
) -> None:
    store(sqlite, clock, RuleExtractor())
    before = standing(sqlite)
    retention.prune(sqlite, retention.Retention(texts=timedelta(hours=60)), clock.now())

    report = rebuild.apply(sqlite, RuleExtractor(), clock.now(), backups=tmp_path)

    assert report.unread == 1
    assert report.held == 2
    assert report.gone == []
    assert standing(sqlite) == before


def test_a_kill_before_the_end_leaves_what_was_and_the_next_run_does_all(
    sqlite: Database, clock: SimulatedClock
) -> None:
    store(sqlite, clock, Reads(without("talks")))
    before = everything(sqlite)
    arguments = [sqlite.url.render_as_string(), clock.now().isoformat()]

    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env={**os.environ}, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert everything(sqlite) == before
    clock.advance(DAY)
    assert rebuild.apply(sqlite, RuleExtractor(), clock.now()).applied
    assert "talks" in standing(sqlite)


def test_a_cycle_at_work_is_waited_for_and_then_given_up_on(
    sqlite: Database, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from errors import WatchlineError
    from flows.lock import cycle_lock

    store(sqlite, clock, Reads(without("talks")))
    monkeypatch.setattr(rebuild, "PATIENCE_S", 0.0)

    with cycle_lock(sqlite), pytest.raises(WatchlineError, match="cycle"):
        rebuild.apply(sqlite, RuleExtractor(), clock.now())

    assert "talks" not in standing(sqlite)
