"""`watchline run`: the Prefect server and the runner of our flows as one supervised process tree.

No Prefect import here: it would cost every start of the command a second and 80 MB.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import WatchlineError
from flows import ports, profile
from flows._children import Child
from flows._supervisor import Supervisor
from flows.deployments import LAST_CYCLE, PAGES, cycle_interval_s
from settings import Settings

SERVER_STOP_S = 5.0
RUNNER_STOP_S = 10.0
WEB_PORT = 8321


class CannotStartError(WatchlineError):
    """Why nothing was started, in one sentence with the remedy."""


def serve(
    settings: Settings,
    *,
    port: int = profile.DEFAULT_PORT,
    web_port: int = WEB_PORT,
    say: Callable[[str], None] = print,
) -> int:
    """Run everything until SIGINT or SIGTERM; the exit code.

    Raises CannotStartError when a port is taken or another `watchline run` uses the same data folder.
    """
    _check_port(port, "--prefect-port", profile.DEFAULT_PORT)
    _check_port(web_port, "--port", WEB_PORT)
    with _only_one(settings.home):
        is_new = not (settings.home / "prefect" / "prefect.db").exists()
        hint = "; the first start builds its database (about 15 s)" if is_new else ""
        say(f"Starting the Prefect server on port {port}{hint}.")
        supervisor = Supervisor(
            children(settings, port, web_port),
            say=say,
            on_ready=lambda: say(_addresses(settings, port, web_port)),
        )
        return asyncio.run(supervisor.run())


def children(settings: Settings, port: int, web_port: int = WEB_PORT) -> list[Child]:
    """What runs under `watchline run`, in the order of starting; stopped in reverse."""
    logs = settings.home / "logs"
    environment = {**profile.inherited(settings.home), **_watchline_settings(settings)}
    ready = settings.home / "runner.ready"
    python = (sys.executable, "-P", "-m")
    return [
        Child(
            name="Prefect server",
            command=(*python, "flows.server"),
            environment={**environment, **profile.server_settings(port)},
            log=logs / "prefect-server.log",
            stop_within_s=SERVER_STOP_S,
            answers=lambda _pid: ports.prefect_answers(port),
            gives_up_after=3,
        ),
        Child(
            name="runner",
            command=(*python, "flows.runner", "--only-runner", "--ready-file", str(ready)),
            environment={
                **environment,
                **profile.client_settings(profile.api_url(port)),
                PAGES: f"http://{profile.LOOPBACK}:{web_port}",
            },
            log=logs / "runner.log",
            stop_within_s=RUNNER_STOP_S,
            answers=lambda pid: _holds(ready, pid),
        ),
        Child(
            name="timeline page",
            command=(
                *python,
                "web.server",
                "--port",
                str(web_port),
                "--prefect-url",
                f"http://{profile.LOOPBACK}:{port}",
            ),
            environment=environment,
            log=logs / "web.log",
            stop_within_s=SERVER_STOP_S,
            answers=lambda _pid: ports.page_answers(web_port),
        ),
        Child(
            name="watchdog",
            command=(
                *python,
                "flows.watchdog",
                "--file",
                str(settings.home / LAST_CYCLE),
                "--every",
                str(settings.health.every or cycle_interval_s()),
            ),
            environment=environment,
            log=logs / "watchdog.log",
            stop_within_s=SERVER_STOP_S,
        ),
    ]


def _holds(file: Path, pid: int) -> bool:
    try:
        return file.read_text(encoding="ascii") == str(pid)
    except FileNotFoundError:
        return False


def _watchline_settings(settings: Settings) -> dict[str, str]:
    """Absolute, so that a child means the same files wherever it runs."""
    return {
        "WATCHLINE_CONFIG": str(settings.file.absolute()),
        "WATCHLINE_HOME": str(settings.home),
        "WATCHLINE_DATABASE_URL": settings.database_url,
    }


def _check_port(port: int, option: str, usual: int) -> None:
    if not 1 <= port <= 65_535:
        raise CannotStartError(
            f"{port} is not a port; choose one from 1 to 65535: watchline run {option} {usual + 1}"
        )
    if ports.is_free(port):
        return
    who = "another Prefect server" if ports.prefect_answers(port) else "another program"
    raise CannotStartError(
        f"port {port} is in use by {who}; stop it, or choose another port: "
        f"watchline run {option} {port + 1 if port < 65_535 else usual}"
    )


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Two servers on one Prefect database would schedule every run twice."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStartError(
                f"Watchline already runs on {home} (process {lock.read().strip() or 'unknown'}); "
                "stop it, or set WATCHLINE_HOME to another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _addresses(settings: Settings, port: int, web_port: int) -> str:
    return "\n".join(
        [
            f"Watchline is running: {len(settings.sources)} sources, one cycle a minute.",
            f"  Prefect UI   http://{profile.LOOPBACK}:{port}",
            f"  Timeline     http://{profile.LOOPBACK}:{web_port}",
            f"  Logs         {settings.home / 'logs'}",
            "  Stop         Ctrl-C",
        ]
    )
