"""Who may work on a database at the same time; the death of a process frees what it held.

One full cycle at a time. Beside it, on PostgreSQL, any number of helpers that take a share of its work. And
nobody while somebody must be alone.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.leases import PRESENT

# Apart from the advisory locks of migrations (…141), merging (…142), alerting (…143), configuring (…146).
_CYCLE, _HELPERS = 5_701_144, 5_701_147
_PRESENT = text("SELECT pg_advisory_lock(:kind, hashtext(:owner))")


@contextmanager
def cycle_lock(database: Database) -> Iterator[bool]:
    """Whether this process now holds the cycle of `database`; given back at the end.

    SQLite: a locked file beside the database. PostgreSQL: an advisory lock of one session.
    """
    if database.is_sqlite:
        with _file_lock(Path(f"{database.url.database}.cycle")) as held:
            yield held
    else:
        with _session(database) as connection:
            yield _try(connection, "pg_try_advisory_lock", _CYCLE)


@contextmanager
def helper_lock(database: Database) -> Iterator[bool]:
    """Whether this process may work beside a cycle: on PostgreSQL, while nobody must be alone."""
    if database.is_sqlite:
        yield False
    else:
        with _session(database) as connection:
            yield _try(connection, "pg_try_advisory_lock_shared", _HELPERS)


@contextmanager
def alone_lock(database: Database) -> Iterator[bool]:
    """Whether no cycle and no helper works on `database`, and none begins until the end."""
    with cycle_lock(database) as held:
        if database.is_sqlite or not held:
            yield held
        else:
            with _session(database) as connection:
                yield _try(connection, "pg_try_advisory_lock", _HELPERS)


@contextmanager
def presence(database: Database, owner: str) -> Iterator[None]:
    """Lets others see, while the block lasts, that `owner` is alive and works on what it has leased."""
    if database.is_sqlite:
        yield
        return
    with _session(database) as connection:
        # The server notices within a minute that our machine is gone.
        for name, value in (("idle", 30), ("interval", 10), ("count", 3)):
            connection.exec_driver_sql(f"SET tcp_keepalives_{name} = {value}")
        connection.execute(_PRESENT, {"kind": PRESENT, "owner": owner})
        yield


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
def _session(database: Database) -> Iterator[Connection]:
    """A session of its own, which gives its locks back when it ends, however it ends.

    Outside of a transaction: an idle transaction of a long cycle would keep VACUUM from working.
    """
    with database.lone_session() as connection:
        try:
            yield connection
        finally:
            # Where the server is gone, so are the locks.
            with suppress(OperationalError):
                connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")


def _try(connection: Connection, function: str, key: int) -> bool:
    return bool(connection.execute(text(f"SELECT {function}(:key)"), {"key": key}).scalar())
