"""`watchline run` as a user has it: a process tree that starts, mends itself, and ends without a trace."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from flows import profile
from tests.flows.conftest import Server, configured
from tests.flows.prefect_api import Api
from tests.flows.processes import alive_with, free_port, running, wait_for
from tests.web_server import Reply
from tests.world import DEPLOYMENT, World, rss

pytestmark = [pytest.mark.prefect, pytest.mark.process, pytest.mark.xdist_group("prefect")]
WATCHLINE = str(Path(sys.executable).parent / "watchline")
NAME = "watch/every-minute"
UNDER_WAY = ("RUNNING", "PENDING", "CANCELLING", "PAUSED")


@contextmanager
def watchline_run(world: World, server: Server, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Started on a copy of a new Prefect database, which spares the test ten seconds of migrations."""
    environment = configured(world, "wire")
    prefect_home = world.home / "var" / "prefect"
    prefect_home.mkdir(exist_ok=True)
    shutil.copy(server.new_database, prefect_home / "prefect.db")
    log = world.home / "run.log"
    with running(
        WATCHLINE,
        "run",
        "--prefect-port",
        str(port),
        "--port",
        str(free_port()),
        environment=environment,
        log=log,
    ) as process:
        wait_for(lambda: "Watchline is running" in log.read_text() or process.poll(), 90, "running Watchline")
        yield process


def stop(process: subprocess.Popen[bytes], number: signal.Signals) -> tuple[int, float]:
    """The exit code, and the seconds it took to get there."""
    began = time.monotonic()
    process.send_signal(number)
    return process.wait(timeout=30), time.monotonic() - began


def runs_under_way(world: World) -> list[str]:
    """The states of the runs that Prefect's database, read without Prefect, shows as not ended."""
    with sqlite3.connect(world.home / "var" / "prefect" / "prefect.db") as database:
        rows = database.execute("SELECT state_type FROM flow_run").fetchall()
    return [state for (state,) in rows if state in UNDER_WAY]


def test_it_mends_a_killed_runner_and_ends_on_ctrl_c(prefect_server: Server, world: World) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    port = free_port()
    ready = world.home / "var" / "runner.ready"

    with watchline_run(world, prefect_server, port) as process:
        api = Api(profile.api_url(port))
        wait_for(lambda: api.runs(NAME, "Completed"), 60, "completed run")
        first = int(ready.read_text())
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: int(ready.read_text()) != first, 60, "second runner")
        code, took = stop(process, signal.SIGINT)

    assert code == 0
    assert took < 16
    assert alive_with(str(world.home)) == []
    assert runs_under_way(world) == []
    assert "runner ended with code -9" in (world.home / "run.log").read_text()


def test_it_ends_in_the_middle_of_a_run(prefect_server: Server, world: World) -> None:
    asked, released = threading.Event(), threading.Event()

    def stall(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        released.wait(60)

    world.web.pages["/wire"] = Reply(write=stall)
    try:
        with watchline_run(world, prefect_server, free_port()) as process:
            assert asked.wait(60)
            code, took = stop(process, signal.SIGTERM)
    finally:
        released.set()

    assert code == 0
    assert took < 16
    assert alive_with(str(world.home)) == []
    assert runs_under_way(world) == []
