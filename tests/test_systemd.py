"""The units are what systemd accepts, and say what the program does."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

from typer.testing import CliRunner

from cli.app import app

UNITS = Path(__file__).parents[1] / "deploy" / "systemd"
INSTALLED = "/opt/watchline/.venv/bin/watchline"


def read(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(UNITS / name)
    return parser


def test_systemd_has_nothing_to_object(tmp_path: Path) -> None:
    """Where systemd is not installed, as in a container, the other tests have to do."""
    if not shutil.which("systemd-analyze"):
        return
    for unit in UNITS.iterdir():
        # The program is elsewhere here; any other will do for the check.
        text = unit.read_text().replace(INSTALLED, "/bin/true").replace("User=watchline", "User=root")
        (tmp_path / unit.name).write_text(text.replace("Group=watchline", "Group=root"))

    command = ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "watchline" in line]
    assert complaints == []


def test_the_units_start_verbs_that_there_are() -> None:
    for unit in ("watchline.service", "watchline-backup.service"):
        started = read(unit)["Service"]["ExecStart"].partition(INSTALLED)[2].split()
        verbs = [word for word in started if word.isalpha()][:2]
        assert CliRunner().invoke(app, [*verbs, "--help"]).exit_code == 0


def test_the_service_stops_gently_and_is_not_restarted_for_a_bad_configuration() -> None:
    service = read("watchline.service")["Service"]

    assert service["KillSignal"] == "SIGTERM"
    assert service["RestartPreventExitStatus"] == "2"
    assert service["StateDirectory"] == "watchline"
    assert "WATCHLINE_HOME=/var/lib/watchline" in (UNITS / "watchline.service").read_text()
