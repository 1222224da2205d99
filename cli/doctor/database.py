"""The timeline database: whether it is there, whole, and of a reasonable size."""

from __future__ import annotations

from cli.doctor._check import Check
from errors import WatchlineError
from flows.upkeep import find_damage
from settings import Settings
from storage import gauges, migrate
from storage.database import Database, open_database

# Reading every page of a larger one takes minutes; the daily care does.
MOST_CHECKED_BYTES = 2_000_000_000
MOST_WAL_BYTES = 500_000_000


def reach(settings: Settings) -> tuple[Database | None, Check]:
    """The database, if it answers; not ok where its schema is not the newest."""
    try:
        database = open_database(settings.database_url)
    except WatchlineError as error:
        remedy = "set WATCHLINE_DATABASE_URL, or start the server"
        return None, Check("database", False, str(error), remedy)
    at, newest = migrate.current(database), migrate.newest()
    if at is None:
        return database, Check(
            "database", True, f"{database.name} is empty; the first cycle makes its tables"
        )
    if at == newest:
        return database, Check("database", True, f"{database.name} at schema {at}")
    found = f"{database.name} is at schema {at}, this version needs {newest}"
    return database, Check("database", False, found, "run: watchline db upgrade (it makes a backup first)")


def is_empty(database: Database) -> bool:
    """Whether it has no tables yet."""
    return migrate.current(database) is None


def size_of(database: Database) -> int:
    """Its bytes on the disk."""
    return sum(gauges.sizes(database).values())


def check_damage(database: Database) -> Check:
    """Whether every page of a SQLite file is sound; PostgreSQL checks what it reads by itself."""
    if not database.is_sqlite:
        return Check("database pages", True, "left to PostgreSQL")
    size = size_of(database)
    if size > MOST_CHECKED_BYTES:
        return Check("database pages", True, f"left to the daily care, for {size / 1e9:.1f} GB take minutes")
    damage = find_damage(database)
    if not damage:
        return Check("database pages", True, "sound, and every reference leads somewhere")
    remedy = "stop Watchline, then: watchline db restore FILE (your own, or one in the folder backups)"
    return Check("database pages", False, f"damaged in {len(damage)} places ({damage[0]})", remedy)


def check_size(database: Database) -> Check:
    """How large it is, and whether its write-ahead log is emptied."""
    sizes = gauges.sizes(database)
    told = {"data": "", "wal": ", write-ahead log "}
    found = "".join(f"{told[part]}{size / 1e6:,.1f} MB" for part, size in sizes.items())
    if sizes.get("wal", 0) <= max(MOST_WAL_BYTES, sizes["data"] // 2):
        return Check("database size", True, found)
    remedy = "a program reads it without an end and keeps the log from being emptied; restart Watchline"
    return Check("database size", False, found, remedy)
