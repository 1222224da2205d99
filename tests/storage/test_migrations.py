"""The migrations build exactly the tables that the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from storage import migrate
from storage.database import Database, DatabaseError, open_database


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
