"""Log lines as JSON: one a record, complete, and without any secret that is configured."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows import logs, profile
from settings import Settings, load_settings
from tests.flows.conftest import configured
from tests.flows.processes import CHECKOUT, free_port, python
from tests.world import DEPLOYMENT, World, rss

CANARY = "canary7Secret9Token"
CONFIGURATION = """
sources:
  - {name: Wire, url: "http://127.0.0.1:9/rss", auth: {user: me, password: "${SECRET}A"}}
  - {name: Post, url: "http://127.0.0.1:9/rss", headers: {x-key: "${SECRET}B"}, proxy: "http://me:${SECRET}C@p:1"}
channels:
  desk: {url: "mailtos://me:${SECRET}D@mail.example.org?to=a@b.example", secret: "${SECRET}E"}
  room: {url: "slack://${SECRET}F/g/h"}
health: {ping: "https://ping.example/${SECRET}G"}
"""


@pytest.fixture(autouse=True)
def quiet_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves the process as it was for other tests."""
    monkeypatch.setenv(logs.VARIABLE, "text")
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in profile.PACKAGES}
    handlers = list(root.handlers)
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A configuration with a secret in every place one may stand."""
    (tmp_path / "watchline.yaml").write_text(CONFIGURATION)
    monkeypatch.setenv("SECRET", CANARY)
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", f"postgresql://me:{CANARY}H@127.0.0.1:9/x")
    return load_settings(tmp_path / "watchline.yaml")


def lines(text: str) -> list[dict[str, object]]:
    """Every line as JSON; fails where one is none."""
    return [json.loads(line) for line in text.splitlines()]


def test_a_record_is_one_line_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(wanted="json")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("flows.steps.poll").exception("poll of %s failed\nbadly", "Wire")
    logging.getLogger("flows.watch").info("1 source")
    logging.getLogger("some.library").info("not shown")

    failed, said = lines(capsys.readouterr().err)

    assert (failed["level"], failed["logger"]) == ("error", "flows.steps.poll")
    assert failed["message"] == "poll of Wire failed\nbadly"
    assert "ValueError: two\nlines" in str(failed["error"])
    assert datetime.fromisoformat(str(failed["at"])).tzinfo is not None
    assert (said["message"], "error" in said) == ("1 source", False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_written_whoever_logs_it(
    form: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up(settings, form)
    log = logging.getLogger("a.library")
    for letter in "ABCDEFGH":
        log.warning("refused: %s", f"{CANARY}{letter}")
    log.warning("GET https://me:unknown-password@site.example/x")
    try:
        raise RuntimeError(settings.channel_url("desk"))
    except RuntimeError:
        log.exception("failed")

    said = capsys.readouterr().err

    assert CANARY not in said
    assert "unknown-password" not in said
    assert said.count("****") >= 10


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(logs.LogFormatError, match="'xml' is no format of log lines; write text or json"):
        logs.chosen_format("xml")


def test_a_cycle_writes_its_report_to_one_stream_and_its_log_to_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    for name, value in configured(world, "wire").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WATCHLINE_NOW", "2024-10-19T00:00:00Z")

    done = CliRunner().invoke(app, ["cycle", "--json", "--log-format", "json"])

    assert json.loads(done.stdout)["articles"] == 1
    assert str(lines(done.stderr)[-1]["message"]).startswith("1 source, 1 new article")


def test_the_page_that_cannot_start_says_so_in_one_record(world: World) -> None:
    environment = configured(world, "wire") | {logs.VARIABLE: "json"}
    environment["WATCHLINE_DATABASE_URL"] = "sqlite:////proc/x.db"

    done = in_a_process("-m", "web.server", "--port", str(free_port()), environment=environment)

    (line,) = lines(done.stderr)
    assert line["level"] == "critical"
    assert str(line["message"]).startswith("DatabaseError: cannot")


def in_a_process(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python(*arguments), capture_output=True, text=True, cwd=CHECKOUT, env=environment, check=False
    )


def test_prefect_is_given_a_handler_of_ours() -> None:
    """In a process of its own, because Prefect sets its logging up when it is imported."""
    code = (
        "from flows import logs, profile\n"
        "logs.set_up(wanted='json'); profile.put_in_place(profile.log_settings())\n"
        "import prefect.main, logging\n"
        "logging.getLogger('prefect.flow_runs.runner').error('a run\\nended')\n"
        "logging.getLogger('uvicorn').error('no port')\n"
        "logging.getLogger('prefect._internal').error('inside')\n"
    )
    environment = profile.inherited(Path("/tmp")) | {"PREFECT_LOGGING_TO_API_ENABLED": "false"}

    done = in_a_process("-c", code, environment=environment)

    assert [line["message"] for line in lines(done.stderr)] == ["a run\nended", "no port", "inside"]
