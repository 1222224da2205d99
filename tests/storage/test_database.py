"""Opening a database: what is refused, and what several writers do to each other."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from storage import faults
from storage.database import Database, DatabaseError, open_database
from storage.models import Article, Source

ROUNDS = 25


def _count_up(url: str) -> None:
    """Read, add one, write; what default settings lose under several writers."""
    database = open_database(url)
    for _ in range(ROUNDS):
        with database.write() as session:
            source = session.exec(select(Source).with_for_update()).one()
            source.errors += 1
    database.close()


def test_no_update_is_lost_between_four_writing_processes(database: Database, database_url: str) -> None:
    with database.write() as session:
        session.add(Source(name="Example Wire", url="https://wire.example/rss.xml"))

    context = get_context("spawn")
    workers = [context.Process(target=_count_up, args=(database_url,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with database.read() as session:
        assert session.exec(select(Source.errors)).one() == 4 * ROUNDS


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(Source(name="Example Wire", url="https://wire.example/rss.xml"))
        session.flush()
        raise RuntimeError

    with database.read() as session:
        assert session.exec(select(Source)).all() == []


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    orphan = Article(source=99, key="guid:1", content_hash="x", first_seen_at=datetime.now().astimezone())

    with pytest.raises(IntegrityError), database.write() as session:
        session.add(orphan)


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.write() as session:
        session.add(Source(name="A", url="https://a.example", last_ok_at=datetime(2024, 10, 18)))  # noqa: DTZ001


def test_sqlite_is_opened_for_several_writers(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("not a url", "the database URL cannot be read; write sqlite:///"),
        ("mysql://host/name", "'mysql' is not a database Watchline speaks"),
        ("postgresql://user:canary@127.0.0.1:1/none", "Check that the server runs"),
    ],
)
def test_an_unusable_url_is_one_clear_sentence_without_its_password(url: str, message: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database(url)

    assert message in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DatabaseError, match=r"cannot make the folder .*WATCHLINE_HOME"):
        open_database(f"sqlite:///{tmp_path}/file/deeper/watchline.db")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("these are only notes, many of them " * 100)

    with pytest.raises(DatabaseError, match=r"cannot open sqlite:///.*notes\.db: file is not a database"):
        open_database(f"sqlite:///{tmp_path / 'notes.db'}")


def test_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")

    with (
        pytest.raises(DatabaseError, match="no Watchline tables; run: watchline db upgrade"),
        database.read() as s,
    ):
        s.exec(select(Source)).all()


def test_a_database_of_an_older_version_says_what_to_run(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.write() as session:
        session.execute(text("CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT)"))

    with (
        pytest.raises(DatabaseError, match="of an older Watchline; run: watchline db upgrade"),
        database.read() as s,
    ):
        s.exec(select(Source)).all()


def test_a_disk_without_room_for_the_log_of_writes_is_called_full() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"

    assert (faults.in_words(error) or "").startswith("the disk is full")
