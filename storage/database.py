"""Opening the database, and the two ways of using it: `write` and `read`.

SQLite as drivers open it loses updates silently under several writers (396 of 599 in our measurement);
WAL, a busy timeout and `BEGIN IMMEDIATE` for writers lost none. PostgreSQL writers claim rows with
`FOR UPDATE SKIP LOCKED` and take an advisory lock where they merge.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session

from errors import WatchlineError
from storage import faults

BUSY_TIMEOUT_MS = 30_000


class DatabaseError(WatchlineError):
    """The database cannot be used; the message names it and the remedy."""


class Database:
    """A timeline database. Open one per process; it is safe to share between threads."""

    def __init__(self, url: str) -> None:
        """`url` is a SQLAlchemy URL, for example `sqlite:///var/watchline.db`.

        Raises DatabaseError when it is not one, or names a database Watchline does not speak.
        """
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _engine(self.url, begin="BEGIN IMMEDIATE")
        self._reader = _engine(self.url, begin="BEGIN") if self.is_sqlite else self._writer

    @property
    def engine(self) -> Engine:
        """The engine migrations and tests use; everything else goes through `write` and `read`."""
        return self._writer

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for one in memory and for PostgreSQL."""
        path = self.url.database
        return Path(path) if self.is_sqlite and path not in (None, "", ":memory:") else None

    @property
    def name(self) -> str:
        """The URL without its password, fit for messages."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that sees no other writer; committed at the end, rolled back on an error."""
        with self._session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view that never waits for writers."""
        with self._session(self._reader) as session:
            yield session

    @contextmanager
    def lone_reader(self) -> Iterator[Connection]:
        """A connection in a transaction, closed afterwards and not handed on, with what was made for it."""
        with self._reader.connect() as connection:
            connection.detach()
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def lone_session(self) -> Iterator[Connection]:
        """A connection without transactions, for what a session of the server holds; closed afterwards."""
        with self._faults_in_words(), self._writer.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """One transaction that may rebuild tables others refer to; references are checked once, at its end.

        SQLite changes few columns in place: a table is copied, dropped and renamed, which its references
        forbid while they are watched. Raises DatabaseError when one is broken in the end.
        """
        with self._faults_in_words(), self._writer.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            if self.is_sqlite:
                raw.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite:
                        self._refuse_broken(connection)
            finally:
                if self.is_sqlite:
                    raw.execute("PRAGMA foreign_keys = ON")

    def _refuse_broken(self, connection: Connection) -> None:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DatabaseError(f"{self.name}: a row of {broken[0]} refers to nothing in {broken[2]}")

    def lock_merging(self, session: Session) -> None:
        """Hold off other workers' merges until this transaction ends (a SQLite writer already does)."""
        self._lock(session, 5_701_142)

    def lock_configuring(self, session: Session) -> None:
        """Hold off other workers that bring the tables in line with their configuration."""
        self._lock(session, 5_701_146)

    def _lock(self, session: Session, key: int) -> None:
        if not self.is_sqlite:
            session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def close(self) -> None:
        """Give back every connection."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with self._faults_in_words(), Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _faults_in_words(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            told = faults.in_words(error)
            if told is None:
                raise
            raise DatabaseError(f"{self.name}: {told}") from error


def open_database(url: str) -> Database:
    """A database that answers; for SQLite the folder is made.

    Raises DatabaseError naming the database and the remedy.
    """
    database = Database(url)
    if database.file is not None:
        folder = database.file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"cannot make the folder {folder} for the database ({error.strerror}); "
                "set WATCHLINE_HOME or WATCHLINE_DATABASE_URL to a place you may write"
            ) from error
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        told = faults.in_words(error) if database.is_sqlite else None
        remedy = told or _remedy(database)
        raise DatabaseError(f"cannot open {database.name}: {_cause(error)}. {remedy}") from error
    return database


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(
            "the database URL cannot be read; write sqlite:///path/to/file.db "
            "or postgresql://user:password@host/name (WATCHLINE_DATABASE_URL)"
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError(
            f"{parsed.drivername!r} is not a database Watchline speaks; use sqlite:/// or postgresql://"
        )
    return parsed


def _engine(url: URL, *, begin: str) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"json_deserializer": orjson.loads}
    if not sqlite:
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    try:
        engine = create_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseError(f"no driver for {url.drivername!r}; use sqlite:/// or postgresql://") from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # FULL, because NORMAL may drop the last committed alerts on power loss.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _cause(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _remedy(database: Database) -> str:
    if database.is_sqlite:
        return "Check that the path is a file you may write, or set WATCHLINE_DATABASE_URL"
    return "Check that the server runs and that WATCHLINE_DATABASE_URL has the right host, user and password"
