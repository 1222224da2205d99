"""`watchline doctor` finds what is wrong, and says what to do about it."""

from __future__ import annotations

import fcntl
import importlib.metadata
import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from cli.app import app
from cli.doctor import clocks, command, machine, packages, prefect_server
from cli.doctor._check import Check
from demo.inbox import Inbox
from storage import heartbeats
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Article, ChannelState, Source
from tests.storage.holdings import add_holding

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
    return {check.name: check for check in command.examine(free_port())}


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
    check = packages.check_packages(
        lambda name: version if name == library else importlib.metadata.version(name)
    )

    assert not check.ok
    assert f"{library} {version}" in check.found
    assert harm in check.found
    assert check.remedy == "install the locked versions: make install"


def test_a_missing_library_is_named() -> None:
    def none(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    assert "prefect is not installed" in packages.check_packages(none).found


def test_an_old_python_is_named() -> None:
    check = machine.check_python((3, 9, 2))

    assert (check.ok, "3.9.2" in check.found) == (False, True)
    assert "3.11" in check.remedy


def test_a_port_taken_by_another_program_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        check = prefect_server.check_port(port)

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

    check = examine()["channel desk"]

    assert check.found.startswith("nosuch://**** is not an address Apprise understands")
    assert "hunter2secret" not in f"{check} {capsys.readouterr()}"


def test_a_full_disk_is_named(home: Path) -> None:
    check = machine.check_disk(home / "not" / "yet", needed=10**18)

    assert not check.ok
    assert "GB free" in check.found


def test_a_data_folder_that_cannot_be_made_is_named(home: Path) -> None:
    check = machine.check_home(Path("/proc/watchline"))

    assert not check.ok
    assert "WATCHLINE_HOME" in check.remedy


def test_an_old_schema_is_named(home: Path) -> None:
    with filled(home).engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    check = examine()["database"]

    assert not check.ok
    assert check.remedy.startswith("run: watchline db upgrade")


def test_a_database_that_does_not_open_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")

    assert not examine()["database"].ok


def test_a_clock_before_the_newest_entry_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(home)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-01-01T00:00:00Z")

    check = examine()["clock"]

    assert not check.ok
    assert check.remedy == "unset WATCHLINE_NOW"


def test_a_clock_a_little_behind_is_ok(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(home)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-10-18T23:56:00Z")

    assert examine()["clock"].ok


def test_a_disk_with_another_time_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_disk_time", lambda _home: lambda: datetime.now(UTC) + timedelta(hours=2))

    check = examine()["clock"]

    assert check.found == "the disk has another time, 119 minutes off"
    assert "NTP" in check.remedy


@pytest.mark.postgres
def test_the_clock_of_the_database_server_is_compared(
    home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", postgres_url)

    checks = examine()

    assert [name for name, check in checks.items() if not check.ok] == []
    assert checks["database pages"].found == "left to PostgreSQL"


def test_a_secret_file_that_others_may_read_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_configuration(home, 'desk: {url: "json://127.0.0.1:9/${HOOK}"}')
    secret = home / "hook.secret"
    secret.write_text("canary7secret")
    secret.chmod(0o640)
    monkeypatch.setenv("HOOK_FILE", str(secret))

    check = examine()["secret files"]
    secret.chmod(0o600)

    assert check.found == f"{secret} can be read by others (0640)"
    assert check.remedy == f"run: chmod go-rwx {secret}"
    assert examine()["secret files"].found == "1 secret file, read by their owner alone"


def test_a_rule_that_fails_its_own_test_is_named(home: Path) -> None:
    test = 'tests: [{article: {title: "A choir sang", published: 2024-10-18T09:00:00Z}, expect: match}]\n'
    (home / "rules" / "troops.yaml").write_text(RULE + test)

    check = examine()["rule tests"]

    assert not check.ok
    assert "troops.yaml:5" in check.found


def test_feeds_that_fail_rest_or_wait_are_named_with_what_to_do(home: Path) -> None:
    database = filled(home)
    now = datetime.now(UTC)
    with database.write() as session:
        failing = {"errors": 9, "last_error": "HTTP 503", "last_ok_at": now - timedelta(days=2, minutes=5)}
        session.add(Source(name="Down", url="https://down.example/rss", **failing))
        session.add(Source(name="Gone", url="https://gone.example/rss", paused_reason="410 Gone"))
        session.add(Source(name="Late", url="https://l.example/", next_poll_at=now - timedelta(hours=2)))
        session.add(Source(name="Once", url="https://once.example/rss", errors=1))

    check = examine()["feeds"]

    assert check.found == (
        "2 of 5 are read; 1 failing: Down (HTTP 503; last read 2 days ago); 1 paused: Gone (410 Gone); "
        "1 late: Late"
    )
    assert "sources check https://down.example/rss" in check.remedy
    assert "sources resume 'Gone'" in check.remedy
    assert "watchline run" in check.remedy


def test_cycles_that_stay_away_are_named_where_they_are_expected(home: Path) -> None:
    database = filled(home)
    with database.write() as session:
        heartbeats.beat(session, heartbeats.CYCLE, datetime.now(UTC) - timedelta(hours=3))

    by_hand = examine()["cycles"]
    with (home / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = examine()["cycles"]

    assert (by_hand.ok, running.ok) == (True, False)
    assert running.found == "the last one finished 3 hours ago, one is expected every 1 minute"
    assert running.remedy.endswith("logs")


def test_a_channel_whose_circuit_is_open_is_named_with_its_last_failure(home: Path) -> None:
    database = filled(home)
    with database.write() as session:
        state = {"failures": 5, "last_error": "HTTP 401", "opened_at": datetime(2024, 10, 19, tzinfo=UTC)}
        session.add(ChannelState(channel="desk", **state))
    add_holding(database, "dead", datetime(2024, 10, 19, tzinfo=UTC), delivery="dead")
    add_holding(database, "late", datetime.now(UTC) - timedelta(hours=3), delivery="retry")

    checks = examine()

    assert checks["channel desk"].found == (
        "json://127.0.0.1/**** fails since 19 October 2024 00:00 UTC: HTTP 401"
    )
    assert "watchline alerts test desk" in checks["channel desk"].remedy
    assert checks["messages"].found == "1 dead; 1 wait, the oldest for 3 hours"
    assert "replay --all-dead" in checks["messages"].remedy


def test_a_test_message_is_sent_only_when_asked_for(home: Path) -> None:
    with Inbox() as inbox:
        write_configuration(home, f'desk: {{url: "{inbox.hook_url}"}}')
        with (home / "watchline.yaml").open("a") as file:
            file.write("network: {allow_private: [127.0.0.1/32]}\n")
        quiet = examine()["channel desk"]
        assert (quiet.ok, inbox.hooks) == (True, [])
        sent = {check.name: check for check in command.examine(free_port(), send=True)}["channel desk"]
        assert [hook.body["title"] for hook in inbox.hooks] == ["Test of Watchline"]
    gone = {check.name: check for check in command.examine(free_port(), send=True)}["channel desk"]

    assert (sent.ok, sent.found.endswith("took a test message")) == (True, True)
    assert (gone.ok, "retry" in gone.found) == (False, True)


def test_a_server_that_the_environment_names_must_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()

    check = prefect_server.check(4200, {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"})

    assert (check.ok, f"127.0.0.1:{port}" in check.found) == (False, True)


def test_a_damaged_file_is_named_with_the_way_back(home: Path) -> None:
    database = filled(home)
    with database.write() as session:
        session.add_all([Source(name=f"s{n}", url="https://many.example/rss") for n in range(200)])
    database.close()
    file = home / "var" / "watchline.db"
    content = bytearray(file.read_bytes())
    middle = content.rindex(b"many.example") // 4096 * 4096
    content[middle : middle + 64] = b"\xff" * 64
    file.write_bytes(content)

    check = examine()["database pages"]

    assert not check.ok
    assert "watchline db restore" in check.remedy


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
