"""Children are started in order, mended, and leave nothing behind however their parent ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flows import _supervisor
from flows._children import Child, start, stop, tail
from flows._supervisor import Supervisor
from tests.flows.processes import alive_with, python, running, wait_for

SLEEP = "import time; time.sleep(60)"
STUBBORN = f"""
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
{SLEEP}
"""
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SLEEP!r}])
{SLEEP}
"""
SUPERVISOR = """
import asyncio, os, pathlib, sys
from flows._children import Child
from flows._supervisor import Supervisor
child = Child("c", (sys.executable, "-c", sys.argv[2]), os.environ, pathlib.Path(sys.argv[1], "c.log"), 5)
asyncio.run(Supervisor([child], say=print, on_ready=lambda: None).run())
"""


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., Child]:
    """Makes children that run Python code and can be found by the test's folder in their environment."""

    def make(code: str, name: str = "child", **options: object) -> Child:
        return Child(
            name=name,
            command=python("-c", code),
            environment={**os.environ, "MARKER": str(tmp_path)},
            log=tmp_path / f"{name}.log",
            stop_within_s=5.0,
            **options,  # type: ignore[arg-type]
        )

    return make


def run(*children: Child, until: Callable[[list[str]], bool]) -> tuple[int, list[str]]:
    """Supervise until what was said satisfies `until`, then ask to stop; the code and what was said."""
    said: list[str] = []

    async def go() -> int:
        supervisor = Supervisor(children, say=said.append, on_ready=lambda: said.append("all ready"))
        task = asyncio.create_task(supervisor.run())
        while not task.done() and not until(said):
            await asyncio.sleep(0.05)
        if not task.done():
            os.kill(os.getpid(), signal.SIGTERM)
        return await task

    return asyncio.run(asyncio.wait_for(go(), 60)), said


def test_a_child_waits_for_the_one_before_it(child: Callable[..., Child], tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first = child(f"import pathlib; pathlib.Path({str(gate)!r}).touch(); {SLEEP}", "first")
    first = replace(first, answers=lambda _pid: gate.exists())
    second = child(f"import pathlib, sys; sys.exit(not pathlib.Path({str(gate)!r}).exists())", "second")

    _, said = run(first, second, until=lambda said: any("second ended" in line for line in said))

    assert any("second ended with code 0" in line for line in said)


def test_a_stop_ends_every_child_and_what_it_started(child: Callable[..., Child], tmp_path: Path) -> None:
    children = [child(PARENT, "parent"), child(SLEEP, "second")]

    def both_up(_said: list[str]) -> bool:
        return len(alive_with(str(tmp_path))) == 3

    code, said = run(*children, until=both_up)

    assert (code, said[0], said[-1]) == (0, "all ready", "Stopping.")
    assert alive_with(str(tmp_path)) == []


def test_a_child_that_ends_is_started_again_with_its_last_words_told(child: Callable[..., Child]) -> None:
    dying = child("print('out of luck'); raise SystemExit(3)")

    code, said = run(dying, until=lambda said: sum("ended with code 3" in line for line in said) == 2)

    assert code == 0
    told = [line for line in said if "ended with code 3" in line]
    assert "again in 1 s" in told[0]
    assert "again in 2 s" in told[1]
    assert "out of luck" in told[0]


def test_a_needed_child_that_keeps_dying_ends_the_program(child: Callable[..., Child]) -> None:
    dying = child("raise SystemExit('no such library')", "server", gives_up_after=3)

    code, said = run(dying, until=lambda _said: False)

    assert code == 1
    assert "server ended 3 times in a row" in said[-1]
    assert "no such library" in said[-1]
    assert "watchline doctor" in said[-1]


def test_a_child_that_never_answers_is_ended(
    child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_supervisor, "_PROGRESS_EVERY_S", 0.3)
    silent = child(SLEEP, answers=lambda _pid: False, ready_within_s=1.0, gives_up_after=1)

    code, said = run(silent, until=lambda _said: False)

    assert code == 1
    assert any("still starting" in line for line in said)


def test_a_child_that_ignores_the_request_is_killed(child: Callable[..., Child], tmp_path: Path) -> None:
    async def go() -> int | None:
        process = await start(child(STUBBORN))
        while "up" not in tail(tmp_path / "child.log"):
            await asyncio.sleep(0.05)
        await stop(process, 0.3)
        return process.returncode

    assert asyncio.run(go()) == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    command = python("-c", SUPERVISOR, str(tmp_path), SLEEP)
    environment = {**os.environ, "MARKER": str(tmp_path)}

    with running(*command, environment=environment, log=tmp_path / "log") as process:
        wait_for(lambda: len(alive_with(str(tmp_path))) == 2, 20, "child")
        process.kill()
        wait_for(lambda: alive_with(str(tmp_path)) == [], 10, "end of the child")


def test_a_log_that_grew_large_is_turned_over(
    child: Callable[..., Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows._children._MAX_LOG_BYTES", 10)
    (tmp_path / "child.log").write_text("a long story of old")

    async def go() -> None:
        await (await start(child("print('new')"))).wait()

    asyncio.run(go())

    assert (tmp_path / "child.old.log").read_text() == "a long story of old"
    assert (tmp_path / "child.log").read_text() == "new\n"
