"""`watchline run` says in one message why it does not start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

WATCHLINE = str(Path(sys.executable).parent / "watchline")
pytestmark = pytest.mark.process


def run(home: Path, *options: str, configuration: str = "sources: []\n") -> subprocess.CompletedProcess[str]:
    (home / "rules").mkdir(exist_ok=True)
    (home / "watchline.yaml").write_text(configuration, encoding="utf-8")
    environment = {"WATCHLINE_CONFIG": str(home / "watchline.yaml"), "WATCHLINE_HOME": str(home / "var")}
    command = [WATCHLINE, "run", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_mistake_in_the_configuration_is_named_with_its_line(tmp_path: Path) -> None:
    found = run(tmp_path, configuration="sources:\n  - {name: Wire}\n")

    assert found.returncode == 2
    assert "watchline.yaml:2" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_mistake_in_a_rule_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("id: a\nwhen: {kindd: [visit]}\n", encoding="utf-8")

    found = run(tmp_path)

    assert found.returncode == 2
    assert "a.yaml:2" in found.stderr


def test_a_taken_port_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        found = run(tmp_path, "--prefect-port", str(port))

    assert found.returncode == 2
    assert f"port {port} is in use" in found.stderr
    assert f"--prefect-port {port + 1}" in found.stderr


def test_a_number_that_is_no_port_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "--prefect-port", "70000").returncode == 2
