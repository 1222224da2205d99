"""Shared fixtures: databases of both kinds, the clock, and the loud line about what was skipped."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from clock import SimulatedClock
from storage.database import Database, open_database
from storage.migrate import upgrade
from tests.postgres import find_binaries, running_cluster

MORNING = datetime(2024, 10, 19, 0, 0, tzinfo=UTC)
NO_POSTGRES = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
_numbers = itertools.count(1)


@pytest.fixture
def clock() -> SimulatedClock:
    """A clock that stands at Saturday 19 October 2024, 00:00 UTC (09:00 in Seoul)."""
    return SimulatedClock(MORNING)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a cluster whose template database holds the newest schema."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(NO_POSTGRES)
    with running_cluster(binaries) as url:
        _execute(url, "CREATE DATABASE template_watchline")
        database = open_database(f"{url}/template_watchline")
        upgrade(database)
        database.close()
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A fresh PostgreSQL database with the newest schema."""
    name = f"test_{next(_numbers)}"
    _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template_watchline")
    return f"{postgres_server}/{name}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite database with the newest schema."""
    url = f"sqlite:///{tmp_path / 'watchline.db'}"
    database = open_database(url)
    upgrade(database)
    database.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, empty database, once on SQLite and once on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """An open, empty SQLite database, for tests in which the kind does not matter."""
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With WATCHLINE_TESTS_SKIP_NOTHING set, a skipped test fails the run: there, everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("WATCHLINE_TESTS_SKIP_NOTHING") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one loud line what did not run for want of something on this machine."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped})
    for reason in reasons:
        count = sum(reason in str(report.longrepr[2]) for report in skipped)
        terminalreporter.write_line(f"SKIPPED {count} TESTS: {reason}", red=True, bold=True)
