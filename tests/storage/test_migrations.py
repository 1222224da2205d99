"""The migrations build exactly the tables that the models describe."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from storage import migrate
from storage.database import Database, DatabaseError, open_database
from storage.models import Alert, Article, Delivery, DeliveryAttempt, Source

OLD_SOURCES = """
INSERT INTO source (name, url, publisher, country, timezone, language, full_text, moved_seen, hints, errors,
                    last_error, last_status)
VALUES ('Full', 'https://f.example/', '', '', 'UTC', 'en', 1, 0, '{}', 0, '', ''),
       ('Plain', 'https://p.example/', '', '', 'UTC', 'en', 0, 0, '{}', 0, '', '')"""
OLD_ARTICLE = """
INSERT INTO article (source, key, guid, url, canonical_url, title, text, published_raw, date_flags,
                     first_seen_at, revision, content_hash, backlog, page, page_reason, state, state_reason)
VALUES (1, 'k', '', '', '', 'T', 'x', '', '[]', '2024-10-18 09:00:00', 1, 'h', 0, '', '', 'pending', '')"""

OLD_EVENT = """
INSERT INTO event (id, kind, title, actor, recipient, actors, recipients, place, country, places, precision,
                   edtf, date, status, assertion, quantities, attribution, reach, texts, origins, disputed,
                   first_seen_at, updated_at)
VALUES ('ev', 'talks', '', '', '', '[]', '[]', '', '', '[]', 'day', '', '{}', '', '', '{}', '[]', 1, 1, 1, 0,
        '2024-10-18 09:00:00', '2024-10-18 09:00:00')"""
OLD_CHANGE = """
INSERT INTO event_change (id, event, change, diff, why, at, state)
VALUES (7, 'ev', 'new', '{}', '', '2024-10-18 09:00:00', 'matched')"""
OLD_ALERT = """
INSERT INTO alert (id, rule, rule_hash, severity, title, event, change, changes, "group", explanation, state,
                   created_at)
VALUES (3, 'r', 'h', 'high', 'T', 'ev', 7, '[7]', 'g', '{}', 'open', '2024-10-18 09:00:00')"""
OLD_DELIVERY = """
INSERT INTO delivery (id, dedupe_key, alert, channel, title, body, payload, state, attempts, next_at,
                      last_outcome, created_at)
VALUES (5, 'k', 3, 'desk', 'T', 'B', '{}', 'retry', 1, '2024-10-18 09:01:00', 'retry',
        '2024-10-18 09:00:00')"""
OLD_ATTEMPT = """
INSERT INTO delivery_attempt (id, delivery, n, started_at, outcome, error)
VALUES (9, 5, 1, '2024-10-18 09:00:00', 'retry', 'down')"""
OLD_ROWS = (OLD_SOURCES, OLD_ARTICLE, OLD_EVENT, OLD_CHANGE, OLD_ALERT, OLD_DELIVERY, OLD_ATTEMPT)


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")

    assert migrate.current(database) is None
    assert migrate.upgrade(database) is True
    assert migrate.upgrade(database) is False
    assert migrate.current(database) == migrate.newest()


def test_what_stood_in_the_first_tables_stands_in_the_newest(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.engine.begin() as connection:
        migrate.command.upgrade(migrate._config(connection), "0001")
        for statement in OLD_ROWS:
            connection.execute(text(statement))

    migrate.upgrade(database)

    with database.read() as session:
        assert dict(session.exec(select(Source.name, Source.full_text)).all()) == {
            "Full": "always",
            "Plain": "on_match",
        }
        article = session.exec(select(Article)).one()
        alert, delivery = session.get_one(Alert, 3), session.get_one(Delivery, 5)
        (attempt,) = session.exec(select(DeliveryAttempt)).all()
        broken = session.connection().execute(text("PRAGMA foreign_key_check")).all()
    assert (article.source, article.page_tries, article.page_next_at) == (1, 0, None)
    assert (alert.event, alert.change, alert.silence, alert.ack_note) == ("ev", 7, None, "")
    assert (delivery.alert, delivery.state, delivery.urgency, delivery.progress) == (3, "retry", 2, {})
    assert delivery.give_up_at == datetime(2024, 10, 21, 9, tzinfo=UTC)
    assert (attempt.id, attempt.delivery, attempt.error) == (9, 5, "down")
    assert broken == []


def test_a_migration_that_fails_leaves_the_old_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    real = migrate.command.upgrade

    def upgrade_then_die(config: object, revision: str) -> None:
        real(config, revision)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate.command, "upgrade", upgrade_then_die)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(database)

    assert inspect(database.engine).get_table_names() == []


def test_a_rebuild_that_breaks_a_reference_is_undone(sqlite: Database) -> None:
    orphan = OLD_ARTICLE.replace("(1, 'k'", "(99, 'k'").replace(
        "backlog, page,", "backlog, page, page_tries,"
    )
    orphan = orphan.replace("0, '', '', 'pending'", "0, '', 0, '', 'pending'")

    refused = pytest.raises(DatabaseError, match="a row of article refers to nothing in source")
    with refused, sqlite.rebuild() as connection:
        connection.execute(text(orphan))

    with sqlite.read() as session:
        assert session.exec(select(Article)).all() == []
    with pytest.raises(IntegrityError), sqlite.write() as session:
        session.connection().execute(text(orphan))


def test_a_database_of_a_newer_program_is_refused(sqlite: Database) -> None:
    with sqlite.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer Watchline"):
        migrate.upgrade(sqlite)
