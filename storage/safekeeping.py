"""Backups made unasked, before something that cannot be undone; the newest are kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storage._dump import BackupError, Tell, silent
from storage.backup import back_up, manifest_file
from storage.database import Database

KEPT = 3
_ENDINGS = {True: "db", False: "dump"}


def keep(
    database: Database, why: str, now: datetime, *, folder: Path | None = None, tell: Tell = silent
) -> Path:
    """A backup named by `why` and the moment, in `folder` or beside the SQLite file; older ones of it go.

    The three newest whose name begins like it stay. Raises BackupError.
    """
    folder = folder or folder_of(database)
    ending = _ENDINGS[database.is_sqlite]
    file = folder / f"{why}-{now:%Y%m%dT%H%M%S%f}Z.{ending}"
    back_up(database, file, now, tell=tell)
    _drop_old(folder, why.partition("-")[0], ending)
    return file


def folder_of(database: Database) -> Path:
    """`backups` beside a SQLite file. Raises BackupError where nobody said and there is no file."""
    if database.file is None:
        raise BackupError(f"no folder is named for a backup of {database.name}; set WATCHLINE_HOME")
    return database.file.absolute().parent / "backups"


def _drop_old(folder: Path, kind: str, ending: str) -> None:
    kept = sorted(folder.glob(f"{kind}-*.{ending}"), key=lambda file: file.stat().st_mtime)
    for file in kept[:-KEPT]:
        with suppress(FileNotFoundError):
            file.unlink()
            manifest_file(file).unlink()
