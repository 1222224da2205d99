"""Putting a backup in the place of a database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from storage import _pg_dump, _sqlite_file, schema
from storage._dump import BackupError, Content, Tell, silent
from storage.backup import Manifest, checked
from storage.database import Database

# What makes a database worth asking about before it is overwritten.
_TELLING = ("source", "article", "event", "alert")


def restore(
    database: Database, file: Path, *, force: bool = False, tell: Tell = silent
) -> tuple[Content, Manifest | None]:
    """Make `database` hold what the backup `file` holds, and count that it does.

    Raises BackupError, having changed nothing, where the backup is damaged, of a newer Watchline or of the
    other kind of database, or where `database` holds something and `force` is not set.
    """
    tell("checking the backup")
    content, manifest = checked(file, database)
    schema.refuse_newer(content.revision, str(file))
    if not force and has_rows(database):
        raise BackupError(
            f"{database.name} is not empty; to replace all it holds by the backup, add --force "
            "(what it holds is kept as a backup first)"
        )
    load = _sqlite_file.load if database.is_sqlite else _pg_dump.load
    restored = load(file, database, tell)
    expected = manifest.tables if manifest else content.tables
    wrong = {name: rows for name, rows in expected.items() if restored.tables.get(name) != rows}
    if wrong:
        counts = ", ".join(
            f"{name}: {restored.tables.get(name, 0)} of {rows}" for name, rows in wrong.items()
        )
        raise BackupError(f"the restored rows are not those of the backup ({counts}); take another backup")
    return restored, manifest


def has_rows(database: Database) -> bool:
    """Whether something would be lost if the database were replaced."""
    there = set(inspect(database.engine).get_table_names())
    with database.engine.connect() as connection:
        return any(
            connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first()  # noqa: S608 - our own names
            for name in _TELLING
            if name in there
        )
