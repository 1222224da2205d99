"""`watchline sources`: which feeds are watched and how they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from cli._output import out, print_json

if TYPE_CHECKING:
    from storage.models import Source

sources_app = typer.Typer(no_args_is_help=True, help="Show the sources and their health.")


@sources_app.callback()
def _sources() -> None:
    """Show the sources and their health."""


@sources_app.command("list")
def list_sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List the sources: last good poll, next poll, and the last error in words.

    Examples:

        watchline sources list

        watchline sources list --json | jq 'select(.errors > 0)'
    """
    from clock import clock_from_environment
    from flows.steps.poll import sync_configured
    from settings import load_settings
    from storage.database import open_database
    from storage.migrate import upgrade
    from storage.sources import all_sources

    settings = load_settings()
    database = open_database(settings.database_url)
    upgrade(database)
    sync_configured(database, settings.sources, clock_from_environment().now())
    with database.read() as session:
        rows = all_sources(session)
    if not as_json:
        _print(rows)
        return
    for row in rows:
        print_json(_as_json(row))


def _as_json(row: Source) -> dict[str, Any]:
    shown = (
        "name", "url", "publisher", "country", "timezone", "language", "interval", "last_status",
        "last_ok_at", "next_poll_at", "errors", "last_error", "paused_reason",
    )  # fmt: skip
    values = row.model_dump(include=set(shown))
    for name in ("last_ok_at", "next_poll_at"):
        values[name] = values[name].isoformat() if values[name] else None
    return {name: values[name] for name in shown}


def _print(rows: Sequence[Source]) -> None:
    if not rows:
        out.print("No sources yet. Add some under `sources:` in watchline.yaml.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("source", "state", "last good poll", "next poll", "every", "address or last error"):
        table.add_column(column)
    for row in rows:
        state, style, note = _state(row)
        table.add_row(
            Text(row.name),
            Text(state, style=style),
            f"{row.last_ok_at:%d %b %H:%M} UTC" if row.last_ok_at else "never",
            f"{row.next_poll_at:%d %b %H:%M} UTC" if row.next_poll_at else "",
            f"{row.interval // 60} min" if row.interval >= 60 else f"{row.interval} s",
            Text(note, overflow="fold"),
        )
    out.print(table)


def _state(row: Source) -> tuple[str, str, str]:
    if row.paused_reason:
        return "paused", "yellow", row.paused_reason
    if row.errors:
        return f"failing ({row.errors})", "red", row.last_error
    if not row.last_status:
        return "not polled yet", "dim", row.url
    return "ok", "green", row.url
