"""`watchline run`: everything in one supervised process tree."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from typing import Annotated

import typer

from cli._log_option import LogFormat


def run(
    prefect_port: Annotated[
        int, typer.Option("--prefect-port", min=1, max=65_535, help="Port of the Prefect UI and API.")
    ] = 4200,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the timeline page.")] = 8321,
    log_format: LogFormat = None,
) -> None:
    """Start the Prefect server and the timeline page, and run a cycle every minute, until Ctrl-C.

    The configuration, the rules and the database are checked before anything starts. Everything stays on
    this machine: both servers listen on 127.0.0.1 and send nothing anywhere.

    Examples:

        watchline run

        watchline run --prefect-port 4201
    """
    from alerts.rules import load_rules
    from flows.logs import chosen_format, set_up
    from flows.serve import serve
    from settings import load_settings
    from storage.database import open_database
    from storage.migrate import upgrade

    settings = load_settings()
    set_up(settings, log_format)
    load_rules(settings.rules)
    with closing(open_database(settings.database_url)) as database:
        upgrade(database, backups=settings.home / "backups")
    code = serve(settings, port=prefect_port, web_port=port, say=_teller(chosen_format()))
    if code:
        raise typer.Exit(code)


def _teller(form: str) -> Callable[[str], None]:
    """Words for the terminal, or records among the others."""
    return logging.getLogger("flows.serve").info if form == "json" else typer.echo
