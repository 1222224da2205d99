"""The file of a SQLite database: copied, replaced and made smaller."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage import faults
from storage._dump import BackupError, Content, Tell, megabytes
from storage.database import BUSY_TIMEOUT_MS, Database

_STEPS = 200_000
_PAGES = 5_000
_SHOWN = 3


def dump(database: Database, file: Path, tell: Tell) -> Content:
    """Copies one snapshot of `database` into the empty file `file`, and checks the copy."""
    source = _file(database)
    with _in_words(source), closing(_connect(source)) as connection:
        size = _size(connection)

        def progress() -> None:
            tell(f"copied {megabytes(file.stat().st_size)} of {megabytes(size)}")

        connection.set_progress_handler(progress, _STEPS)
        connection.execute("VACUUM INTO ?", (str(file),))
    return look_into(file)


def look_into(file: Path) -> Content:
    """What a backup holds. Raises BackupError where a page of it is damaged or it is no backup of ours."""
    with _in_words(file), closing(_connect(file, mode="ro")) as connection:
        damage = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_SHOWN})")]
        if damage != ["ok"]:
            raise BackupError(f"{file} is damaged ({damage[0]}); take another backup")
        # A last page that is cut in two is filled up with zeros, and may pass.
        if file.stat().st_size != _size(connection):
            raise BackupError(f"{file} is cut short; take another backup")
        return Content(_revision(connection, file), count(connection))


def load(file: Path, database: Database, tell: Tell) -> Content:
    """Puts what `file` holds in the place of what `database` held, in one transaction; what it holds then.

    The pages are written through SQLite, so other programs that have the database open see old or new.
    """
    target = _file(database)
    with _in_words(target), closing(_connect(file, mode="ro")) as source, closing(_connect(target)) as into:
        _keep_page_size(source, into)

        def progress(_status: int, remaining: int, total: int) -> None:
            tell(f"restored {100 * (total - remaining) // max(total, 1)} %")

        source.backup(into, pages=_PAGES, progress=progress)
        into.execute("PRAGMA journal_mode = WAL")
        into.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Content(_revision(into, target), count(into))


def compact(database: Database) -> None:
    """Writes the file anew without the space of removed rows. Needs as much free space as the file has."""
    file = _file(database)
    with _in_words(file), closing(_connect(file)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def count(connection: sqlite3.Connection) -> dict[str, int]:
    """The rows of every table, by its name."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - our own names
        for (name,) in sorted(names)
    }


def _file(database: Database) -> Path:
    if database.file is None:
        raise BackupError(
            f"{database.name} is no file, so there is nothing to keep; set WATCHLINE_DATABASE_URL"
        )
    return database.file.absolute()


def _connect(file: Path, mode: str = "rw") -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


def _keep_page_size(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Pages of another size cannot be put into a database that is open for several writers."""
    ours = into.execute("PRAGMA page_size").fetchone()[0]
    if source.execute("PRAGMA page_size").fetchone()[0] != ours:
        into.execute("PRAGMA journal_mode = DELETE")


def _revision(connection: sqlite3.Connection, file: Path) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        row = None
    if row is None:
        raise BackupError(f"{file} holds no timeline of Watchline")
    return str(row[0])


def _size(connection: sqlite3.Connection) -> int:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(size)


@contextmanager
def _in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{file}: {faults.in_words(error) or error}") from error
