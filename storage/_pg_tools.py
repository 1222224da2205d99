"""PostgreSQL's own programs: which of them fit a server, and how they are told where it is.

A password goes by the environment (PGPASSWORD); arguments can be seen by everyone on the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, text

from storage._dump import BackupError
from storage.database import Database

# Debian keeps several versions side by side here, newest last by name.
DEBIAN = Path("/usr/lib/postgresql")
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Target:
    """A database as the programs take it."""

    conninfo: str
    environment: dict[str, str] = field(repr=False)


def target_of(database: Database) -> Target:
    """Where `database` is, with its password in the environment."""
    url = database.url
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **url.query}
    known = {name: str(value) for name, value in parts.items() if value is not None}
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    # A restore waits for a cycle that is under way, but not for ever.
    return Target(make_conninfo("", **known), {**os.environ, **password, "PGOPTIONS": "-c lock_timeout=60s"})


def server_major(connection: Connection) -> int:
    """The server's major version: 16."""
    number = connection.execute(text("SHOW server_version_num")).scalar_one()
    return int(number) // 10_000


def find(name: str, at_least: int) -> Path:
    """The program `name` of a version not older than the server's. Raises BackupError with the remedy."""
    found = {tool: _major(tool) for tool in _candidates(name)}
    fitting = next((tool for tool, major in found.items() if major >= at_least), None)
    if fitting is not None:
        return fitting
    wanted = f"postgresql-client-{at_least}" if at_least else "postgresql-client"
    remedy = f"install the client programs (Debian: apt-get install {wanted}) or put them on the PATH"
    if not found:
        raise BackupError(f"{name} is not installed, and PostgreSQL is backed up with it; {remedy}")
    raise BackupError(
        f"{name} {max(found.values())} is older than the server, which is PostgreSQL {at_least}; {remedy}"
    )


def run(command: list[str], target: Target | None = None, look: Callable[[], None] = lambda: None) -> str:
    """Runs a program, calling `look` twice a second; what it printed. Raises BackupError."""
    process = subprocess.Popen(  # noqa: S603 - a program found above, with arguments of our own
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=target.environment if target else None,
    )
    try:
        printed, said = _watch(process, look)
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode != 0:
        raise BackupError(f"{Path(command[0]).name} failed: {complaint(said)}")
    return printed.decode("utf-8", "replace")


def complaint(said: bytes) -> str:
    """What a program gave as its first error, on one line."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return next(
        (line for line in lines if "error" in line.lower()), lines[-1] if lines else "it did not say why"
    )


def _watch(process: subprocess.Popen[bytes], look: Callable[[], None]) -> tuple[bytes, bytes]:
    while True:
        try:
            return process.communicate(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            look()


def _candidates(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    versions = [folder for folder in DEBIAN.glob("[0-9]*") if folder.name.isdigit()]
    for folder in sorted(versions, key=lambda one: int(one.name), reverse=True):
        if (folder / "bin" / name).exists():
            yield folder / "bin" / name


def _major(tool: Path) -> int:
    command = [str(tool), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - as above
    found = re.search(r"(\d+)", done.stdout)
    return int(found[1]) if found else 0
