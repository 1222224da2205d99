"""Backups are whole and checked, and come back as they were; upgrades and restores make theirs before."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import _pg_tools, _sqlite_file, migrate, safekeeping
from storage.backup import BackupError, back_up, manifest_file, read_manifest
from storage.database import Database, DatabaseError, open_database
from storage.filters import Filters
from storage.models import Article, Source
from storage.restore import restore
from storage.timeline import find_events
from tests.storage.holdings import add_holding, counts

AT = datetime(2024, 10, 19, tzinfo=UTC)


@pytest.fixture
def filled(database: Database) -> Database:
    """A database of each kind with two holdings."""
    for name in ("a", "b"):
        add_holding(database, name, AT)
    return database


def events(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(event.id for event in find_events(session, Filters(clock="seen")))


def empty_twin(database: Database, tmp_path: Path) -> Database:
    """An empty database of the same kind."""
    if database.is_sqlite:
        return open_database(f"sqlite:///{tmp_path / 'twin' / 'watchline.db'}")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {database.url.database}_twin"))
    twin = database.url.set(database=f"{database.url.database}_twin")
    return open_database(twin.render_as_string(hide_password=False))


def test_a_backup_comes_back_with_the_same_rows_and_answers(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    manifest = back_up(filled, file, AT)

    with closing(empty_twin(filled, tmp_path)) as twin:
        content, read = restore(twin, file)

        assert content.tables == manifest.tables
        assert read == manifest
        assert counts(twin) == counts(filled)
        assert events(twin) == events(filled) == ["ev-a", "ev-b"]
        assert migrate.upgrade(twin) is False
    assert (manifest.revision, manifest.tables["article_revision"]) == (migrate.newest(), 4)
    assert file.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in tmp_path.glob(".*.partial")) == []


def test_a_database_that_holds_something_is_replaced_only_by_force(filled: Database, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", AT)
    add_holding(filled, "later", AT)

    with pytest.raises(BackupError, match=r"is not empty.*add --force"):
        restore(filled, tmp_path / "backup")
    assert "ev-later" in events(filled)

    restore(filled, tmp_path / "backup", force=True)
    assert events(filled) == ["ev-a", "ev-b"]
    add_holding(filled, "again", AT)


def test_a_changed_or_cut_backup_is_refused(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    back_up(filled, file, AT)
    whole = file.read_bytes()

    with closing(empty_twin(filled, tmp_path)) as twin:
        file.write_bytes(whole[:-100])
        with pytest.raises(BackupError, match="changed or cut short"):
            restore(twin, file)
        manifest_file(file).unlink()
        with pytest.raises(BackupError):
            restore(twin, file)
        file.write_bytes(whole)
        _, manifest = restore(twin, file)
        assert manifest is None


def test_a_backup_of_a_newer_watchline_is_refused(filled: Database, tmp_path: Path) -> None:
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(filled, tmp_path / "backup", AT)

    with closing(empty_twin(filled, tmp_path)) as twin, pytest.raises(DatabaseError, match="newer Watchline"):
        restore(twin, tmp_path / "backup")


def test_what_is_no_backup_and_what_exists_is_named(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")

    with pytest.raises(BackupError, match="is not a backup of Watchline"):
        restore(sqlite, tmp_path / "notes.txt")
    with pytest.raises(BackupError, match="exists already"):
        back_up(sqlite, tmp_path / "notes.txt", AT)
    with pytest.raises(BackupError, match="cannot be read"):
        restore(sqlite, tmp_path / "missing")


@pytest.mark.postgres
def test_a_backup_of_the_other_kind_is_refused(sqlite: Database, postgres_url: str, tmp_path: Path) -> None:
    back_up(sqlite, tmp_path / "backup", AT)

    with (
        closing(open_database(postgres_url)) as other,
        pytest.raises(BackupError, match="is a backup of sqlite"),
    ):
        restore(other, tmp_path / "backup")


def test_a_backup_under_writers_is_one_moment_of_the_timeline(sqlite: Database, tmp_path: Path) -> None:
    """Each source is written with its holding in one transaction, so they are equally many in every copy."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            add_holding(sqlite, f"w{number}", AT)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [back_up(sqlite, tmp_path / f"copy-{n}", AT) for n in range(5)]
    finally:
        stop.set()
        writer.join()

    for manifest in copies:
        rows = manifest.tables
        assert rows["source"] == rows["article"] == rows["delivery"]
        assert rows["article_revision"] == 2 * rows["article"]


def test_a_damaged_database_is_replaced_in_place(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'watchline.db'}")
    migrate.upgrade(database)
    for number in range(40):
        add_holding(database, f"n{number:03}", AT)
    back_up(database, tmp_path / "backup", AT)
    database.close()
    file = tmp_path / "watchline.db"
    content = bytearray(file.read_bytes())
    middle = content.index(b"n020.example") // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(content)

    damaged = open_database(f"sqlite:///{file}")
    with pytest.raises(DatabaseError, match=r"damaged.*watchline db restore"), damaged.read() as session:
        session.exec(select(Source)).all()
    restore(damaged, tmp_path / "backup", force=True)

    assert len(events(damaged)) == 40


def old_database(database: Database) -> None:
    """Takes the tables back to where the first revision had them, with a row in them."""
    with database.engine.begin() as connection:
        migrate.command.upgrade(migrate._config(connection), "0001")
        connection.execute(text(OLD_SOURCE))


OLD_SOURCE = """
INSERT INTO source (name, url, publisher, country, timezone, language, full_text, moved_seen, hints, errors,
                    last_error, last_status)
VALUES ('Full', 'https://f.example/', '', '', 'UTC', 'en', true, 0, '{}', 0, '', '')"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of each kind as the first release left it."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'old' / 'watchline.db'}")
    else:
        with closing(open_database(request.getfixturevalue("postgres_url"))) as filled:
            database = empty_twin(filled, tmp_path)
    old_database(database)
    return database


def test_before_an_upgrade_the_old_tables_are_kept_and_can_be_put_back(old: Database, tmp_path: Path) -> None:
    with closing(old):
        assert migrate.upgrade(old, backups=tmp_path / "kept")

        (manifest,) = (
            read_manifest(file) for file in (tmp_path / "kept").iterdir() if file.suffix != ".json"
        )
        assert manifest is not None
        assert (manifest.revision, manifest.tables["source"]) == ("0001", 1)

        (kept,) = (file for file in (tmp_path / "kept").iterdir() if file.suffix != ".json")
        assert kept.name.startswith(f"upgrade-0001-to-{migrate.newest()}-")
        restore(old, kept, force=True)
        assert migrate.current(old) == "0001"
        assert migrate.upgrade(old, back_up_first=False)
        with old.read() as session:
            assert session.exec(select(Source.name)).all() == ["Full"]


def test_an_upgrade_without_room_for_its_backup_changes_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'watchline.db'}")
    old_database(database)
    (tmp_path / "backups").write_text("a file where the folder should be")

    with pytest.raises(DatabaseError, match="watchline db upgrade --no-backup"):
        migrate.upgrade(database)

    assert migrate.current(database) == "0001"
    assert migrate.upgrade(database, back_up_first=False)


def test_new_tables_need_no_backup(tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path / 'watchline.db'}")) as database:
        migrate.upgrade(database)

    assert not (tmp_path / "backups").exists()


def test_the_newest_three_automatic_backups_stay(sqlite: Database, tmp_path: Path) -> None:
    for day in range(1, 6):
        safekeeping.keep(sqlite, "upgrade-1-to-2", AT.replace(day=day), folder=tmp_path / "kept")
    safekeeping.keep(sqlite, "restore-before", AT, folder=tmp_path / "kept")

    names = sorted(file.name for file in (tmp_path / "kept").iterdir())
    assert [name[:23] for name in names if name.startswith("upgrade") and name.endswith(".db")] == [
        "upgrade-1-to-2-20241003",
        "upgrade-1-to-2-20241004",
        "upgrade-1-to-2-20241005",
    ]
    assert len(names) == 8


@pytest.fixture
def only_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a program that only tells a version in the place of every installed one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(_pg_tools, "DEBIAN", tmp_path / "none")

    def put(name: str, version: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)

    return put


@pytest.mark.postgres
def test_a_missing_or_old_pg_dump_is_named_with_the_package(
    postgres_url: str, tmp_path: Path, only_tool: Callable[[str, str], None]
) -> None:
    with closing(open_database(postgres_url)) as database:
        with pytest.raises(BackupError, match=r"pg_dump is not installed.*install postgresql-client-"):
            back_up(database, tmp_path / "backup", AT)
        only_tool("pg_dump", "9.6.24")
        with pytest.raises(BackupError, match="pg_dump 9 is older than the server, which is PostgreSQL"):
            back_up(database, tmp_path / "backup", AT)
    assert not (tmp_path / "backup").exists()


def test_a_password_is_not_among_the_arguments(tmp_path: Path) -> None:
    target = _pg_tools.target_of(
        Database("postgresql://me:hunter2secret@db.example:5433/timeline?sslmode=require")
    )

    assert "hunter2secret" not in f"{target.conninfo} {target}"
    assert target.environment["PGPASSWORD"] == "hunter2secret"
    assert "sslmode=require" in target.conninfo


def test_the_manifest_is_plain_json(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.write() as session:
        session.add(Source(name="Wire", url="https://wire.example/rss"))
        session.flush()
        session.add(Article(source=1, key="k", content_hash="x", first_seen_at=AT))
    back_up(sqlite, tmp_path / "monday.db", AT)

    said = json.loads((tmp_path / "monday.db.json").read_text())
    assert (said["kind"], said["made_at"], said["tables"]["article"]) == ("sqlite", AT.isoformat(), 1)
    (tmp_path / "monday.db.json").write_text("[]")
    with pytest.raises(BackupError, match=r"monday\.db\.json is not a manifest"):
        read_manifest(tmp_path / "monday.db")


def test_a_restore_that_is_killed_half_way_leaves_what_was_there(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_holding(sqlite, "backed-up", AT)
    back_up(sqlite, tmp_path / "backup", AT)
    for number in range(20):
        add_holding(sqlite, f"later{number}", AT)
    before = events(sqlite)
    sqlite.close()
    monkeypatch.setattr(_sqlite_file, "_PAGES", 2)
    told: list[str] = []

    def die(text: str) -> None:
        told.append(text)
        if len(told) > 5:
            os._exit(9)

    child = os.fork()
    if child == 0:
        restore(open_database(str(sqlite.url)), tmp_path / "backup", force=True, tell=die)
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert events(sqlite) == before
    restore(sqlite, tmp_path / "backup", force=True)
    assert events(sqlite) == ["ev-backed-up"]
