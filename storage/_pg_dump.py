"""Backing up and restoring a PostgreSQL database by the server's own programs."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, column, func, select, table, text
from sqlmodel import SQLModel

from storage import _pg_tools, models
from storage._dump import BackupError, Content, Tell, megabytes
from storage.database import Database

assert models  # registers the tables
_VERSION_TABLE = "alembic_version"
_TABLE_LINE = re.compile(r"^\d+; \d+ \d+ TABLE \S+ (\S+) ", re.MULTILINE)


def dump(database: Database, file: Path, tell: Tell) -> Content:
    """Dumps one snapshot of `database` into `file`, and reads the dump once to its end."""
    target = _pg_tools.target_of(database)
    with database.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        tool = _pg_tools.find("pg_dump", _pg_tools.server_major(connection))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        content = _content(connection, database.name)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _pg_tools.run(
            [str(tool), *options, f"--file={file}", f"--dbname={target.conninfo}"],
            target,
            lambda: tell(f"dumped {megabytes(file.stat().st_size)}"),
        )
    look_into(file)
    return content


def look_into(file: Path) -> Content:
    """The revision of a dump, its rows uncounted.

    Raises BackupError where it cannot be read to its end or is no backup of ours.
    """
    tool = str(_pg_tools.find("pg_restore", 0))
    _pg_tools.run([tool, "--file=/dev/null", str(file)])
    lines = _pg_tools.run(
        [tool, "--data-only", f"--table={_VERSION_TABLE}", "--file=-", str(file)]
    ).splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("COPY ")), len(lines))
    revision = next((line.strip() for line in lines[start + 1 :]), "")
    if revision in ("", "\\."):
        raise BackupError(f"{file} holds no timeline of Watchline")
    return Content(revision, {})


def load(file: Path, database: Database, tell: Tell) -> Content:
    """Puts what `file` holds in the place of what `database` held, in one transaction; what it holds then."""
    target = _pg_tools.target_of(database)
    with database.engine.connect() as connection:
        major = _pg_tools.server_major(connection)
    restore, psql = str(_pg_tools.find("pg_restore", major)), str(_pg_tools.find("psql", major))
    names = {*SQLModel.metadata.tables, *_TABLE_LINE.findall(_pg_tools.run([restore, "--list", str(file)]))}
    drop = f"DROP TABLE IF EXISTS {', '.join(map(_quoted, sorted(names)))} CASCADE"
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-c", drop, "-f", "-"]
    tell("restoring")
    _pass_on(
        [restore, "--no-owner", "--no-privileges", "--file=-", str(file)],
        [psql, *options, f"--dbname={target.conninfo}"],
        target,
    )
    with database.engine.connect() as connection:
        return _content(connection, database.name)


def _pass_on(reading: list[str], writing: list[str], target: _pg_tools.Target) -> None:
    """Feeds one program with another; where the first fails, the second must not commit what it has got."""
    source = subprocess.Popen(  # noqa: S603 - programs found by us, with our own arguments
        reading, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    sink = subprocess.Popen(  # noqa: S603 - likewise
        writing,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=target.environment,
    )
    assert source.stdout
    assert sink.stdin
    try:
        # A sink that gives up closes its end early; its own words come below.
        with suppress(BrokenPipeError):
            shutil.copyfileobj(source.stdout, sink.stdin)
        source.stdout.close()
        if source.wait() not in (0, -13) and sink.poll() is None:
            sink.kill()
        with suppress(BrokenPipeError):
            sink.stdin.close()
        sink.stdin = None
        said = sink.communicate()[1]
    finally:
        source.kill()
        sink.kill()
    if sink.returncode != 0 or source.wait() != 0:
        raise BackupError(f"nothing was restored: {_pg_tools.complaint(said)}")


def _content(connection: Connection, name: str) -> Content:
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    names = list(connection.execute(tables).scalars())
    if _VERSION_TABLE not in names:
        raise BackupError(f"{name} holds no timeline of Watchline yet; run: watchline db upgrade")
    revision = connection.execute(select(column("version_num")).select_from(table(_VERSION_TABLE))).scalar()
    return Content(str(revision), {one: _count(connection, one) for one in names})


def _count(connection: Connection, name: str) -> int:
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
