"""Python, the data folder and the disk."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import tempfile
from pathlib import Path

from cli.doctor._check import Check

MIN_PYTHON = (3, 11)
MIN_FREE_BYTES = 500_000_000


def check_python(version: tuple[int, ...]) -> Check:
    """Whether this Python is new enough."""
    found = (
        f"{platform.python_implementation()} {'.'.join(map(str, version))}, SQLite {sqlite3.sqlite_version}"
    )
    wanted = ".".join(map(str, MIN_PYTHON))
    if version[:2] >= MIN_PYTHON:
        return Check("python", True, found)
    return Check("python", False, found, f"install Python {wanted} or newer and run: make install")


def check_home(home: Path) -> Check:
    """Whether the data folder can be written."""
    try:
        with tempfile.TemporaryFile(dir=nearest_existing(home)):
            pass
    except OSError as error:
        remedy = "make it writable, or set WATCHLINE_HOME to a folder you may write"
        return Check("data folder", False, f"{home} cannot be written: {error.strerror}", remedy)
    return Check("data folder", True, f"{home} is writable" if home.exists() else f"{home} can be made")


def check_disk(home: Path, database_bytes: int = 0, needed: int = MIN_FREE_BYTES) -> Check:
    """Whether there is room to grow, and for a backup of a database of so many bytes; `needed` in bytes."""
    existing = nearest_existing(home)
    free = shutil.disk_usage(existing).free
    wanted = max(needed, database_bytes)
    found = f"{free / 1e9:.1f} GB free at {existing}"
    if free >= wanted:
        return Check("disk", True, found)
    why = f"free at least {wanted / 1e9:.1f} GB (room to grow, and for one backup), or move WATCHLINE_HOME"
    return Check("disk", False, found, f"{why}; watchline db prune --dry-run says what could go")


def nearest_existing(folder: Path) -> Path:
    """The folder, or the first above it that exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())
