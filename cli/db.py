"""`watchline db`: look after the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from cli._output import err, fail, out, print_json, progress

if TYPE_CHECKING:
    from settings import Settings
    from storage._dump import Tell
    from storage.database import Database
    from storage.retention import Swept

db_app = typer.Typer(no_args_is_help=True, help="Look after the database.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]
NoBackupOption = Annotated[bool, typer.Option("--no-backup", help="Make no backup before.")]


@db_app.callback()
def _db() -> None:
    """Look after the database."""


@db_app.command("upgrade")
def upgrade(no_backup: NoBackupOption = False, as_json: JsonOption = False) -> None:
    """Create the tables, or bring them to the newest form. `run` and `cycle` do this by themselves.

    Tables that exist are backed up before, to `backups` in the data folder; the newest three are kept.

    Example:

        watchline db upgrade
    """
    from storage import migrate

    settings, database = _open()
    with closing(database), progress("upgrading") as tell:
        before = migrate.current(database)
        changed = migrate.upgrade(database, backups=_folder(settings), back_up_first=not no_backup, tell=tell)
    if as_json:
        print_json({"database": database.name, "from": before, "to": migrate.newest(), "changed": changed})
        return
    state = "upgraded to" if changed else "already at"
    out.print(f"{database.name} {state} schema {migrate.newest()}", markup=False, soft_wrap=True)


@db_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; the manifest is put beside it as FILE.json.")],
    as_json: JsonOption = False,
) -> None:
    """Write a checked backup. Cycles may go on meanwhile.

    SQLite: a database file. PostgreSQL: a dump of pg_dump in its custom format.

    Examples:

        watchline db backup watchline-monday.db

        watchline db backup "/backups/watchline-$(date +%F).dump" --json
    """
    from clock import clock_from_environment
    from storage.backup import back_up

    _settings, database = _open()
    with closing(database), progress("backing up") as tell:
        manifest = back_up(database, file, clock_from_environment().now(), tell=tell)
    if as_json:
        print_json({"file": str(file), **asdict(manifest)})
        return
    out.print(
        f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, "
        f"{manifest.bytes / 1e6:,.1f} MB, schema {manifest.revision}, checked",
        markup=False,
        soft_wrap=True,
    )


@db_app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `watchline db backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds.")] = False,
    no_backup: NoBackupOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of the database, all of it or nothing, and bring it to the newest schema.

    With --force, what the database held is backed up first, to `backups` in the data folder.

    Example:

        watchline db restore watchline-monday.db
    """
    from storage import migrate
    from storage.restore import restore as put_back

    settings, database = _open()
    with closing(database), _alone(database), progress("restoring") as tell:
        kept = _keep(settings, database, tell) if force and not no_backup else None
        content, manifest = put_back(database, file, force=force, tell=tell)
        upgraded = migrate.upgrade(database, back_up_first=False, tell=tell)
    rows = sum(content.tables.values())
    if as_json:
        print_json(
            {
                "database": database.name,
                "file": str(file),
                "tables": content.tables,
                "revision": content.revision,
                "upgraded_to": migrate.newest() if upgraded else None,
                "had_manifest": manifest is not None,
                "kept": str(kept) if kept else None,
            }
        )
        return
    out.print(
        f"{database.name} holds {file} again: {rows:,} rows of {len(content.tables)} tables",
        markup=False,
        soft_wrap=True,
    )
    if upgraded:
        out.print(f"upgraded from schema {content.revision} to {migrate.newest()}")
    if manifest is None:
        out.print("there was no manifest beside it; its pages were checked, its rows could not be compared")
    if kept:
        out.print(f"what the database held before: {kept}", markup=False, soft_wrap=True)


@db_app.command("prune")
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Give the freed space back to the disk; writers wait meanwhile.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Remove what is older than `retention:` in watchline.yaml allows, and nothing that it does not name.

    It goes in small steps between which cycles write; stopped, it goes on from there the next time.
    `watchline run` does it once a day.

    Examples:

        watchline db prune --dry-run

        watchline db prune --compact
    """
    from clock import clock_from_environment
    from flows.upkeep import retention_of
    from storage import retention

    settings, database = _open()
    wanted = retention_of(settings)
    now = clock_from_environment().now()
    with closing(database), progress("looking for what is old") as tell:
        if dry_run:
            found = retention.foresee(database, wanted, now)
        else:
            found = retention.prune(database, wanted, now, tell=tell)
            if compact:
                tell("giving space back")
                retention.compact(database)
    if as_json:
        print_json({"dry_run": dry_run, "pruned": [asdict(one) for one in found]})
        return
    _print_swept(settings, found, dry_run=dry_run)


def _open() -> tuple[Settings, Database]:
    from settings import load_settings
    from storage.database import open_database

    settings = load_settings()
    return settings, open_database(settings.database_url)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """No cycle shall write into what is being replaced."""
    from flows.lock import alone_lock

    with alone_lock(database) as held:
        if not held:
            fail("a cycle is running on this database; stop Watchline, then try again")
        yield


def _keep(settings: Settings, database: Database, tell: Tell) -> Path | None:
    """A backup of what is about to be replaced; None where there is nothing."""
    from clock import clock_from_environment
    from errors import WatchlineError
    from storage import safekeeping
    from storage.restore import has_rows

    if not has_rows(database):
        return None
    now = clock_from_environment().now()
    try:
        return safekeeping.keep(database, "restore-before", now, folder=_folder(settings), tell=tell)
    except WatchlineError as error:
        fail(f"what the database holds cannot be kept first: {error}. To give it up, add --no-backup")


def _folder(settings: Settings) -> Path:
    return settings.home / "backups"


def _print_swept(settings: Settings, found: list[Swept], *, dry_run: bool) -> None:
    if not found:
        err.print(
            f"{settings.file} names nothing to remove, so everything is kept. To change that, add:\n\n"
            "retention: {texts: 365d, deliveries: 90d, alerts: 365d}",
            markup=False,
            soft_wrap=True,
        )
        return
    table = Table(box=None, pad_edge=False)
    for name in ("what", "older than", "table", "rows"):
        table.add_column(name, justify="right" if name == "rows" else "left")
    for one in found:
        for place, rows in one.rows.items():
            table.add_row(one.what, f"{one.before:%d %b %Y}", place, f"{rows:,}")
    out.print(table)
    total = sum(sum(one.rows.values()) for one in found)
    out.print(f"\n{total:,} rows {'would be removed or emptied' if dry_run else 'removed or emptied'}")
