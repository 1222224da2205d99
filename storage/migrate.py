"""Bringing a database to the newest schema; all in one transaction, so a kill leaves old or new.

There is one way, forward: a schema taken back would lose what the newer one holds.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database, DatabaseError

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 5_701_141


def upgrade(database: Database) -> bool:
    """Create or upgrade the tables; True when something was done. Safe to call from several processes."""
    with database.rebuild() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _revision(connection)
        if before == newest():
            return False
        _refuse_newer(before, database)
        command.upgrade(_config(connection), "head")
        return True


def current(database: Database) -> str | None:
    """The revision the database is at; None where there are no tables yet."""
    with database.engine.connect() as connection:
        return _revision(connection)


def newest() -> str:
    """The revision this version of Watchline needs."""
    return ScriptDirectory(str(_SCRIPTS)).get_current_head() or ""


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None, database: Database) -> None:
    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseError(
            f"{database.name} was written by a newer Watchline (schema {revision}); update the program"
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
