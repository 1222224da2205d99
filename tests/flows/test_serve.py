"""What `watchline run` checks before it starts anything, and what it would start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows import serve
from flows.serve import CannotStartError
from settings import Settings
from tests.flows.processes import free_port
from tests.web_server import Reply, running_web_server
from tests.world import World


@pytest.fixture
def settings(world: World) -> Settings:
    return world.settings("wire")


def test_a_taken_port_is_named_with_the_remedy(settings: Settings) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(CannotStartError) as caught:
            serve.serve(settings, port=port)

    assert str(caught.value) == (
        f"port {port} is in use by another program; stop it, or choose another port: "
        f"watchline run --prefect-port {port + 1}"
    )


def test_another_prefect_server_on_the_port_is_recognised(settings: Settings) -> None:
    with running_web_server() as web:
        web.pages["/api/health"] = Reply(body=b"true")

        with pytest.raises(CannotStartError, match="in use by another Prefect server"):
            serve.serve(settings, port=int(web.url.rpartition(":")[2]))


def test_a_second_one_on_the_same_data_folder_is_refused(settings: Settings) -> None:
    with serve._only_one(settings.home), pytest.raises(CannotStartError, match="already runs on"):
        serve.serve(settings, port=free_port(), web_port=free_port())


def test_the_children_are_the_server_the_runner_the_page_and_the_watchdog(settings: Settings) -> None:
    server, runner, page, watchdog = serve.children(settings, 4711, 4712)

    assert server.command == (sys.executable, "-P", "-m", "flows.server")
    assert server.environment["PREFECT_SERVER_API_PORT"] == "4711"
    assert runner.command[:5] == (sys.executable, "-P", "-m", "flows.runner", "--only-runner")
    assert runner.environment["PREFECT_API_URL"] == "http://127.0.0.1:4711/api"
    assert page.command[:6] == (sys.executable, "-P", "-m", "web.server", "--port", "4712")
    assert watchdog.command[3:] == (
        "flows.watchdog",
        "--file",
        str(settings.home / "last-cycle"),
        "--every",
        "60",
    )
    assert server.stop_within_s + runner.stop_within_s <= 15


def test_the_children_use_the_same_files_wherever_they_run(settings: Settings) -> None:
    for child in serve.children(settings, 4711):
        assert Path(child.environment["WATCHLINE_CONFIG"]).is_absolute()
        assert child.environment["WATCHLINE_HOME"] == str(settings.home)
        assert child.environment["WATCHLINE_DATABASE_URL"] == settings.database_url
        assert child.environment["PREFECT_HOME"] == str(settings.home / "prefect")


def test_the_supervisor_does_not_load_prefect() -> None:
    code = "import sys, flows.serve; print(any(name.split('.')[0] == 'prefect' for name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "False\n"


def test_a_server_that_others_could_reach_needs_a_password() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "flows.server"],
        env={"PREFECT_SERVER_API_HOST": "0.0.0.0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 2
    assert "set PREFECT_SERVER_API_AUTH_STRING=user:password" in found.stderr
