"""`watchline web`: the timeline page, its exports and its API."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from cli._log_option import LogFormat


def web(
    host: Annotated[
        str, typer.Option(help="Address to listen on; other than loopback needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8321,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="File with the token every visitor must give.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Name the server is asked under; may be repeated.")
    ] = None,
    log_format: LogFormat = None,
) -> None:
    """Serve the timeline page until Ctrl-C.

    Examples:

        watchline web

        watchline web --host 0.0.0.0 --name news.example.org --token-file token.txt
    """
    from flows.logs import set_up
    from settings import load_settings
    from storage.database import open_database
    from storage.migrate import upgrade
    from web.server import LOOPBACK, is_unspecified, serve

    settings = load_settings()
    set_up(settings, log_format)
    with closing(open_database(settings.database_url)) as database:
        upgrade(database, backups=settings.home / "backups")
    typer.echo(f"The timeline is at http://{LOOPBACK if is_unspecified(host) else host}:{port}/")
    serve(settings, host=host, port=port, token_file=token_file, names=tuple(name or ()))
