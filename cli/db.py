"""`watchline db`: look after the database."""

from __future__ import annotations

import typer

from cli._output import out

db_app = typer.Typer(no_args_is_help=True, help="Look after the database.")


@db_app.callback()
def _db() -> None:
    """Look after the database."""


@db_app.command("upgrade")
def upgrade() -> None:
    """Create the tables, or bring them to the newest form. `run` and `cycle` do this by themselves.

    Example:

        watchline db upgrade
    """
    from settings import load_settings
    from storage import migrate
    from storage.database import open_database

    database = open_database(load_settings().database_url)
    changed = migrate.upgrade(database)
    state = "upgraded to" if changed else "already at"
    out.print(f"{database.name} {state} schema {migrate.newest()}", markup=False)
