"""The migrations build exactly the tables that the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel, select

from storage import migrate
from storage.database import Database, DatabaseError, open_database
from storage.models import Article, Source

OLD_SOURCES = """
INSERT INTO source (name, url, publisher, country, timezone, language, full_text, moved_seen, hints, errors,
                    last_error, last_status)
VALUES ('Full', 'https://f.example/', '', '', 'UTC', 'en', 1, 0, '{}', 0, '', ''),
       ('Plain', 'https://p.example/', '', '', 'UTC', 'en', 0, 0, '{}', 0, '', '')"""
OLD_ARTICLE = """
INSERT INTO article (source, key, guid, url, canonical_url, title, text, published_raw, date_flags,
                     first_seen_at, revision, content_hash, backlog, page, page_reason, state, state_reason)
VALUES (1, 'k', '', '', '', 'T', 'x', '', '[]', '2024-10-18 09:00:00', 1, 'h', 0, '', '', 'pending', '')"""


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
        connection.execute(text(OLD_SOURCES))
        connection.execute(text(OLD_ARTICLE))

    migrate.upgrade(database)

    with database.read() as session:
        assert dict(session.exec(select(Source.name, Source.full_text)).all()) == {
            "Full": "always",
            "Plain": "on_match",
        }
        article = session.exec(select(Article)).one()
    assert (article.source, article.page_tries, article.page_next_at) == (1, 0, None)


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


def test_a_database_of_a_newer_program_is_refused(sqlite: Database) -> None:
    with sqlite.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer Watchline"):
        migrate.upgrade(sqlite)
