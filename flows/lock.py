"""One cycle at a time on one database, whoever starts it; the holder's death frees the lock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

# Apart from the advisory locks of migrations (…141), merging (…142) and alerting (…143).
_KEY = 5_701_144


@contextmanager
def cycle_lock(database: Database) -> Iterator[bool]:
    """Whether this process now holds the cycle of `database`; given back at the end.

    SQLite: a locked file beside the database. PostgreSQL: an advisory lock of one session.
    """
    if database.is_sqlite:
        with _file_lock(Path(f"{database.url.database}.cycle")) as held:
            yield held
    else:
        with _advisory_lock(database) as held:
            yield held


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _advisory_lock(database: Database) -> Iterator[bool]:
    # Outside of a transaction: an idle transaction of a long cycle would keep VACUUM from working.
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar())
        try:
            yield held
        finally:
            if held:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})
