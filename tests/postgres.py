"""A throw-away PostgreSQL cluster on loopback, run as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_START_TIMEOUT_S = 60


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, or None where PostgreSQL is not installed."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).parent)
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


@contextmanager
def running_cluster(binaries: Path, password: str = "") -> Iterator[str]:
    """Start a cluster; yields its URL without a database name, `postgresql://watchline@127.0.0.1:PORT`.

    With `password` nobody gets in without it; whoever connects has it in PGPASSWORD.
    """
    folder = Path(tempfile.mkdtemp(prefix="watchline-pg-"))
    user = _unprivileged_user()
    if user:
        shutil.chown(folder, user, user)
    try:
        _initialise(binaries, folder, user, password)
        port = _free_port()
        process = _start(binaries, folder, user, port)
        try:
            url = f"postgresql://watchline@127.0.0.1:{port}"
            _wait_until_up(url, process, password)
            yield url
        finally:
            # A fast shutdown: the gentler one waits for every connection that a test left open.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(binaries: Path, folder: Path, user: str | None, password: str) -> None:
    command = [binaries / "initdb", "-D", folder / "data", "-U", "watchline", "--no-sync"]
    secret = folder / "password"
    secret.write_text(f"{password}\n", encoding="utf-8")
    access = ["-A", "scram-sha-256", "--pwfile", str(secret)] if password else ["-A", "trust"]
    subprocess.run(
        [*map(str, command), *access, "-E", "UTF8", "--locale", "C"],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
    )


def _start(binaries: Path, folder: Path, user: str | None, port: int) -> subprocess.Popen[bytes]:
    command = [binaries / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", port, "-k", folder]
    options = ["-c", "fsync=off", "-c", "max_connections=60"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen([*map(str, command), *options], stdout=log, stderr=log, user=user, cwd=folder)


def _wait_until_up(url: str, process: subprocess.Popen[bytes], password: str) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            psycopg.connect(f"{url}/postgres", connect_timeout=2, password=password or None).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the throw-away PostgreSQL did not start")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; any other user may run it as they are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("running as root, and neither user postgres nor nobody exists")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
