"""Pruning removes what is old and asked for, and nothing else."""

from __future__ import annotations

import threading
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from sqlmodel import SQLModel, select

from settings import RetentionSettings
from storage import retention
from storage._sweeps import SWEEPS
from storage.database import Database
from storage.models import Article, ArticleRevision, Event, EventChange, EventLink, Withheld
from storage.retention import Retention, foresee, prune
from tests.storage.holdings import add_holding, counts

NOW = datetime(2024, 10, 19, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def filled(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Three old holdings, one of them with a message that waits, and a young one; steps of two rows."""
    monkeypatch.setattr(retention, "TOGETHER", 2)
    monkeypatch.setattr(retention, "REST_S", 0.0)
    add_holding(database, "old", NOW - 2 * YEAR)
    add_holding(database, "old-too", NOW - 2 * YEAR)
    add_holding(database, "waiting", NOW - 2 * YEAR, delivery="retry")
    add_holding(database, "young", NOW - timedelta(days=2))
    return database


def swept(database: Database, **kept: timedelta) -> dict[str, int]:
    """What goes, by table; the forecast must have said the same."""
    asked = Retention(**kept)
    before, forecast = counts(database), foresee(database, asked, NOW)
    assert counts(database) == before
    found = prune(database, asked, NOW)
    assert found == forecast
    return dict(found[0].rows)


def test_nothing_goes_that_is_not_asked_for(filled: Database) -> None:
    before = counts(filled)

    assert prune(filled, Retention(), NOW) == []
    assert counts(filled) == before


def test_texts_are_emptied_and_what_an_article_is_known_by_stays(filled: Database) -> None:
    before = counts(filled)

    assert swept(filled, texts=YEAR) == {"article": 3, "article_revision": 6}

    assert counts(filled) == before
    with filled.read() as session:
        articles = session.exec(select(Article)).all()
        versions = session.exec(select(ArticleRevision)).all()
    assert {one.key for one in articles if one.text} == {"young"}
    assert all(one.content_hash for one in articles)
    assert len({one.article for one in versions if one.text}) == 1


def test_an_article_nobody_has_read_yet_keeps_its_text(filled: Database) -> None:
    with filled.write() as session:
        for article in session.exec(select(Article)):
            article.state = "pending"

    assert swept(filled, texts=YEAR) == {"article": 0, "article_revision": 0}


def test_of_the_versions_of_an_article_the_newest_stays(filled: Database) -> None:
    assert swept(filled, revisions=YEAR) == {"article_revision": 3}

    with filled.read() as session:
        left = session.exec(select(ArticleRevision.revision)).all()
    assert sorted(left) == [1, 2, 2, 2, 2]


def test_corroborations_go_and_the_last_change_of_an_event_stays(filled: Database) -> None:
    with filled.write() as session:
        for change in session.exec(select(EventChange)).all():
            if change.change == "corroborated":
                change.patch = {"reach": 2, "title": "Talks"}
                last = {"event": change.event, "change": "updated", "at": change.at, "state": "matched"}
                session.add(EventChange(**last, patch={"title": "Talks end"}))

    assert swept(filled, changes=YEAR) == {"event_change": 3}

    with filled.read() as session:
        left = session.exec(select(EventChange).where(EventChange.event == "ev-old")).all()
    assert [change.change for change in left] == ["new", "updated"]
    assert left[-1].patch == {"reach": 2, "title": "Talks end"}
    assert swept(filled, changes=YEAR) == {"event_change": 0}


def test_messages_that_wait_stay(filled: Database) -> None:
    assert swept(filled, deliveries=YEAR) == {"delivery": 2, "delivery_attempt": 2}
    assert (counts(filled)["delivery"], counts(filled)["alert"]) == (2, 4)


def test_alerts_go_with_their_messages_unless_one_waits(filled: Database) -> None:
    assert swept(filled, alerts=YEAR) == {"alert": 2, "delivery": 2, "delivery_attempt": 2}
    assert (counts(filled)["event"], counts(filled)["alert"]) == (4, 2)


def test_events_go_with_all_that_stands_on_them(filled: Database) -> None:
    with filled.write() as session:
        change = session.exec(select(EventChange.id).where(EventChange.event == "ev-old")).first()
        session.add(Withheld(rule="r", event="ev-old", change=change, condition="novelty", at=NOW - 2 * YEAR))
        session.add(EventLink(event="ev-young", other="ev-old", at=NOW - 2 * YEAR, kind="denies"))
    gone = swept(filled, events=YEAR)

    assert gone == {
        "event": 2,
        "withheld": 1,
        "event_link": 1,
        "delivery_attempt": 2,
        "delivery": 2,
        "alert": 2,
        "event_change": 4,
        "mention": 2,
    }
    with filled.read() as session:
        assert sorted(session.exec(select(Event.id)).all()) == ["ev-waiting", "ev-young"]
    assert counts(filled)["article"] == 4


def test_what_was_stopped_goes_on_the_next_time(filled: Database) -> None:
    asked = Retention(texts=YEAR)
    turns = iter([True, False])

    first = prune(filled, asked, NOW, may_go_on=lambda: next(turns))
    second = prune(filled, asked, NOW)

    assert [first[0].rows["article"], second[0].rows["article"]] == [2, 1]
    assert prune(filled, asked, NOW)[0].rows == {"article": 0, "article_revision": 0}


def test_a_writer_is_not_kept_out_while_old_rows_go(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "TOGETHER", 3)
    for number in range(30):
        add_holding(sqlite, f"n{number}", NOW - 2 * YEAR)
    written: list[str] = []

    def write() -> None:
        for number in range(10):
            add_holding(sqlite, f"new{number}", NOW)
            written.append(f"new{number}")

    writer = threading.Thread(target=write)
    writer.start()
    found = prune(sqlite, Retention(events=YEAR), NOW)
    writer.join()

    assert (found[0].rows["event"], len(written), counts(sqlite)["event"]) == (30, 10, 10)


def test_the_file_gets_smaller_when_asked(sqlite: Database) -> None:
    for number in range(30):
        add_holding(sqlite, f"n{number}", NOW - 2 * YEAR)
    with sqlite.write() as session:
        for article in session.exec(select(Article)):
            article.text = "long " * 5_000
    file = sqlite.file
    assert file is not None
    retention.compact(sqlite)
    before = file.stat().st_size

    prune(sqlite, Retention(texts=YEAR), NOW)
    retention.compact(sqlite)

    assert file.stat().st_size < before / 2


def test_every_reference_to_what_can_be_removed_is_taken_care_of() -> None:
    """A new table that refers to one of these has to be removed with it (storage/_sweeps.py)."""
    models = {model for sweep in chain(*SWEEPS.values()) for model in (sweep.model, *sweep.children)}
    removable = {model.__tablename__ for model in models - {Article}}
    references = {
        (table.name, key.parent.name)
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in removable
    }

    assert references == {
        ("mention", "event"),
        ("event_change", "event"),
        ("event_change", "mention"),
        ("alert", "event"),
        ("alert", "change"),
        ("event_link", "event"),
        ("event_link", "other"),
        ("withheld", "change"),
        ("withheld", "event"),
        ("delivery", "alert"),
        ("delivery_attempt", "delivery"),
    }


def test_the_settings_are_those_of_the_sweeps() -> None:
    assert set(RetentionSettings.model_fields) == set(SWEEPS) == {one.name for one in fields(Retention)}
