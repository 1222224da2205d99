"""Bringing a database to the newest schema; all in one transaction, so a kill leaves old or new.

There is one way, forward: a schema taken back would lose what the newer one holds. The way back is the backup
that is made before.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from clock import SystemClock
from errors import WatchlineError
from storage import safekeeping, schema
from storage._dump import Tell, silent
from storage.database import Database, DatabaseError

_LOCK = 5_701_141


def upgrade(
    database: Database, *, backups: Path | None = None, back_up_first: bool = True, tell: Tell = silent
) -> bool:
    """Create or upgrade the tables; True when something was done. Safe to call from several processes.

    Tables that exist are backed up before, to the folder `backups` or beside the SQLite file, while nobody
    else can write. Raises DatabaseError, having changed nothing, where that fails.
    """
    with database.rebuild() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _revision(connection)
        if before == newest():
            return False
        schema.refuse_newer(before, database.name)
        if before is not None and back_up_first:
            _keep(database, before, backups, tell)
        tell(f"upgrading to schema {newest()}")
        command.upgrade(_config(connection), "head")
        return True


def current(database: Database) -> str | None:
    """The revision the database is at; None where there are no tables yet."""
    with database.engine.connect() as connection:
        return _revision(connection)


def newest() -> str:
    """The revision this version of Watchline needs."""
    return schema.newest()


def _keep(database: Database, before: str, folder: Path | None, tell: Tell) -> None:
    try:
        safekeeping.keep(
            database, f"upgrade-{before}-to-{newest()}", SystemClock().now(), folder=folder, tell=tell
        )
    except WatchlineError as error:
        raise DatabaseError(
            f"before the upgrade to schema {newest()} a backup is made, and that failed: {error}. "
            "With a backup of your own, run: watchline db upgrade --no-backup"
        ) from error


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    config.attributes["connection"] = connection
    return config
