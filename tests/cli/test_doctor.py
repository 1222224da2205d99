"""`watchline doctor` finds what is wrong, and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from cli import doctor
from cli.app import app
from cli.doctor import Check
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Article, Source

RULE = """\
id: troops
title: Troops
when: {kind: [troop_deployment]}
notify: {to: [desk]}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working set-up; what a test spoils in it should be found."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "troops.yaml").write_text(RULE)
    write_configuration(tmp_path, 'desk: {url: "json://127.0.0.1:9/hook"}')
    for name in ("WATCHLINE_NOW", "WATCHLINE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))
    monkeypatch.setenv("WATCHLINE_HOME", str(tmp_path / "var"))
    return tmp_path


def write_configuration(home: Path, channel: str) -> None:
    source = '{name: Wire, url: "https://wire.example/rss"}'
    (home / "watchline.yaml").write_text(f"sources:\n  - {source}\nchannels:\n  {channel}\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def examine() -> dict[str, Check]:
    return {check.name: check for check in doctor.examine(free_port())}


def test_a_working_set_up_is_ok_in_every_point(home: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json", "--prefect-port", str(free_port())])

    checks = json.loads(result.stdout)["checks"]
    assert [check["name"] for check in checks if not check["ok"]] == []
    assert result.exit_code == 0
    assert set(checks[0]) == {"name", "ok", "found", "remedy"}
    assert not (home / "var" / "rules").exists()


def test_something_wrong_gives_exit_code_1_and_a_remedy(home: Path) -> None:
    (home / "rules" / "troops.yaml").write_text("id: troops\nwhen: {kindd: [visit]}\n")

    result = CliRunner().invoke(app, ["doctor", "--prefect-port", str(free_port())])

    assert result.exit_code == 1
    assert "troops.yaml:2" in result.stdout
    assert "watchline rules check" in result.stdout


def test_a_mistake_in_the_configuration_is_named_with_its_line(home: Path) -> None:
    (home / "watchline.yaml").write_text("sources:\n  - {name: Wire}\n")

    check = examine()["configuration"]

    assert not check.ok
    assert "watchline.yaml:2" in check.found


@pytest.mark.parametrize(
    ("library", "version", "harm"),
    [
        ("sqlalchemy", "2.1.9", "the Prefect scheduler silently creates no runs"),
        ("fastapi", "0.165.0", "the Prefect server does not start"),
        ("prefect", "3.9.1", "another release"),
    ],
)
def test_a_library_that_breaks_prefect_is_named_with_what_it_breaks(
    library: str, version: str, harm: str
) -> None:
    check = doctor.check_packages(
        lambda name: version if name == library else importlib.metadata.version(name)
    )

    assert not check.ok
    assert f"{library} {version}" in check.found
    assert harm in check.found
    assert check.remedy == "install the locked versions: make install"


def test_a_missing_library_is_named() -> None:
    def none(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    assert "prefect is not installed" in doctor.check_packages(none).found


def test_an_old_python_is_named() -> None:
    check = doctor.check_python((3, 9, 2))

    assert (check.ok, check.found.endswith("3.9.2")) == (False, True)
    assert "3.11" in check.remedy


def test_a_port_taken_by_another_program_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        check = doctor.check_port(port)

    assert not check.ok
    assert f"--prefect-port {port + 1}" in check.remedy


def test_a_rule_that_notifies_no_channel_is_told_and_no_fault(home: Path) -> None:
    write_configuration(home, 'other: {url: "json://127.0.0.1:9/hook"}')

    channels = examine()["channels"]

    assert channels.ok
    assert channels.found == "other; rule 'troops' notifies 'desk', which is not configured"


def test_an_address_that_cannot_be_used_is_named_and_not_shown(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_configuration(home, 'desk: {url: "nosuch://hunter2secret@x"}')

    check = examine()["channels"]

    assert check.found.startswith("channel 'desk': nosuch://**** is not an address Apprise understands")
    assert "hunter2secret" not in f"{check} {capsys.readouterr()}"


def test_a_full_disk_is_named(home: Path) -> None:
    check = doctor.check_disk(home / "not" / "yet", needed=10**18)

    assert not check.ok
    assert "GB free" in check.found


def test_a_data_folder_that_cannot_be_made_is_named(home: Path) -> None:
    check = doctor.check_home(Path("/proc/watchline"))

    assert not check.ok
    assert "WATCHLINE_HOME" in check.remedy


def test_an_old_schema_is_named(home: Path) -> None:
    with filled(home).engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    check = examine()["database"]

    assert not check.ok
    assert check.remedy == "run: watchline db upgrade"


def test_a_database_that_does_not_open_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")

    assert not examine()["database"].ok


def test_a_clock_before_the_newest_entry_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(home)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-01-01T00:00:00Z")

    check = examine()["clock"]

    assert not check.ok
    assert check.remedy == "unset WATCHLINE_NOW"


def test_a_clock_a_little_behind_is_ok() -> None:
    now = datetime(2024, 10, 19, tzinfo=UTC)

    assert doctor.check_clock(now, now + timedelta(minutes=1)).ok


def filled(home: Path) -> Database:
    """The set-up's database with one article in it."""
    (home / "var").mkdir(exist_ok=True)
    database = open_database(f"sqlite:///{home / 'var' / 'watchline.db'}")
    upgrade(database)
    seen = datetime(2024, 10, 19, tzinfo=UTC)
    with database.write() as session:
        source = Source(name="Wire", url="https://wire.example/rss")
        session.add(source)
        session.flush()
        session.add(Article(source=source.id, key="1", content_hash="x", first_seen_at=seen))
    return database
