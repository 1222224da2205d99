"""What a database refuses, in words a person can act on.

Known by code, not by text: the names of SQLite's result codes (https://www.sqlite.org/rescode.html) and
PostgreSQL's SQLSTATEs (its manual, appendix A).
"""

from __future__ import annotations

from sqlalchemy.exc import OperationalError, SQLAlchemyError

FULL = (
    "the disk is full; nothing was lost, what was not stored is read again. "
    "Free some space, or move WATCHLINE_HOME"
)
READ_ONLY = (
    "the database is read-only; make its file and folder writable for this user, and see watchline doctor"
)
LOCKED = "another program has held the database for too long; end it, or try again"
DAMAGED = "the database is damaged; stop Watchline and restore a backup: watchline db restore FILE"
UNREADABLE = (
    "the disk refuses to read or write (it is broken, or over a quota or a limit on the size of files); "
    "nothing was lost, what was not stored is read again. See watchline doctor"
)
UNAVAILABLE = "the database server is not there; Watchline goes on when it is back"
FORBIDDEN = "this database user may not do that; grant it the tables of Watchline"
NO_TABLES = "there are no Watchline tables; run: watchline db upgrade"
OLD_TABLES = "the tables are those of an older Watchline; run: watchline db upgrade"

# By the beginning of the code, the longer ones first.
_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    # No room for the index of the write-ahead log.
    "SQLITE_IOERR_SHMSIZE": FULL,
    "SQLITE_IOERR": UNREADABLE,
    "SQLITE_PERM": READ_ONLY,
}
_POSTGRESQL = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": LOCKED,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "58030": UNREADABLE,
    "57P": UNAVAILABLE,
    "53300": "the database server takes no more connections; raise its max_connections, or run fewer workers",
    "08": UNAVAILABLE,
    "42501": FORBIDDEN,
    "42P01": NO_TABLES,
    "42703": OLD_TABLES,
}


def in_words(error: BaseException) -> str | None:
    """What went wrong and what to do; None for what is a mistake of the program."""
    cause = getattr(error, "orig", None) if isinstance(error, SQLAlchemyError) else error
    code = str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")
    if getattr(error, "connection_invalidated", False):
        return UNAVAILABLE
    if "no such table" in str(cause):
        return NO_TABLES
    if "no such column" in str(cause):
        return OLD_TABLES
    if not code:
        # A connection that could not be made has no code.
        return UNAVAILABLE if isinstance(error, OperationalError) else None
    table = _SQLITE if code.startswith("SQLITE") else _POSTGRESQL
    return next((told for start, told in table.items() if code.startswith(start)), None)
