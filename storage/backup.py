"""Backups: one file a backup, with a manifest beside it that says what must be in it.

SQLite is copied by `VACUUM INTO`, which reads one snapshot while others write; copying the file lost rows,
and the backup API in small steps starts anew at every write and may never end. PostgreSQL is dumped by
pg_dump in its custom format, from the very snapshot whose rows are counted for the manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from storage import _pg_dump, _sqlite_file
from storage._dump import BackupError, Content, Tell, silent
from storage.database import Database

__all__ = ["BackupError", "Content", "Manifest", "Tell", "back_up", "checked", "kind_of", "read_manifest"]
_FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: schema revision, rows by table, and the file's size in bytes and SHA-256."""

    kind: str
    revision: str
    watchline: str
    made_at: str
    bytes: int
    sha256: str
    tables: dict[str, int]
    format: int = _FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(self.tables.values())


def back_up(database: Database, file: Path, now: datetime, *, tell: Tell = silent) -> Manifest:
    """Write a checked backup of `database` to `file`, readable by its owner alone, and its manifest.

    Others may go on writing meanwhile. What is written appears under its name when it is whole. Raises
    BackupError where the file exists, tools are missing, or the copy does not pass its check.
    """
    if file.exists():
        raise BackupError(f"{file} exists already; choose another name")
    partial = file.with_name(f".{file.name}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_private(partial)
        content = _dump(database, partial, tell)
        tell("checking the copy")
        manifest = Manifest(
            kind=_kind(database),
            revision=content.revision,
            watchline=version("watchline"),
            made_at=now.isoformat(),
            bytes=partial.stat().st_size,
            sha256=_digest(partial),
            tables=content.tables,
        )
        _put(manifest_file(file), json.dumps(asdict(manifest), indent=2) + "\n")
        _settle(partial, file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return manifest


def manifest_file(file: Path) -> Path:
    """Where the manifest of a backup is."""
    return file.with_name(f"{file.name}.json")


def read_manifest(file: Path) -> Manifest | None:
    """The manifest beside a backup; None where there is none. Raises BackupError where it is none of ours."""
    beside = manifest_file(file)
    try:
        return Manifest(**json.loads(beside.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{beside} is not a manifest of Watchline ({error}); move it away") from error


def kind_of(file: Path) -> str:
    """ "sqlite" or "postgresql", by the first bytes. Raises BackupError for anything else."""
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror or error}") from error
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head.startswith(b"PGDMP"):
        return "postgresql"
    raise BackupError(f"{file} is not a backup of Watchline")


def checked(file: Path, database: Database) -> tuple[Content, Manifest | None]:
    """What `file` holds, after looking at every page of it.

    Raises BackupError where it is for the other kind of database, is not what its manifest says, or is
    damaged.
    """
    kind = kind_of(file)
    if kind != _kind(database):
        raise BackupError(
            f"{file} is a backup of {kind}, and {database.name} is {_kind(database)}; "
            "name the database it belongs to in WATCHLINE_DATABASE_URL"
        )
    manifest = read_manifest(file)
    if manifest and (file.stat().st_size, _digest(file)) != (manifest.bytes, manifest.sha256):
        raise BackupError(
            f"{file} is not what its manifest describes: it was changed or cut short; take another"
        )
    if database.is_sqlite:
        return _sqlite_file.look_into(file), manifest
    return _pg_dump.look_into(file), manifest


def _dump(database: Database, file: Path, tell: Tell) -> Content:
    if database.is_sqlite:
        return _sqlite_file.dump(database, file, tell)
    return _pg_dump.dump(database, file, tell)


def _kind(database: Database) -> str:
    return "sqlite" if database.is_sqlite else "postgresql"


def _make_private(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _put(file: Path, text: str) -> None:
    _make_private(file)
    with file.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())


def _settle(partial: Path, file: Path) -> None:
    """Gives the finished copy its name once it is on the disk."""
    with partial.open("rb") as opened:
        os.fsync(opened.fileno())
    partial.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
