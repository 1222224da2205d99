"""`watchline timeline`: the events a person reads, newest first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from cli._output import out
from cli.timeline_rebuild import rebuild
from cli.timeline_why import why

if TYPE_CHECKING:
    from storage.models import Event
    from storage.timeline import TimelineRow

IN_A_TABLE = 100
timeline_app = typer.Typer()
timeline_app.command("why")(why)
timeline_app.command("rebuild")(rebuild)


class Format(StrEnum):
    """How to print the timeline; a test holds the names against the exports there are."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"
    atom = "atom"
    jsonfeed = "jsonfeed"
    geojson = "geojson"
    ics = "ics"
    timelinejs = "timelinejs"
    acled = "acled"
    timesketch = "timesketch"
    parquet = "parquet"
    stix = "stix"


class ClockName(StrEnum):
    """Which of an event's three times a window means."""

    occurred = "occurred"
    reported = "reported"
    seen = "seen"


@timeline_app.callback(invoke_without_command=True)
def timeline(
    ctx: typer.Context,
    q: Annotated[str, typer.Option(help="Words in the event's title or place.")] = "",
    kind: Annotated[list[str] | None, typer.Option(help="Kind of event; may be repeated.")] = None,
    actor: Annotated[str, typer.Option(help="Country code (KP) or part of a name.")] = "",
    recipient: Annotated[str, typer.Option(help="Country code (RU) or part of a name.")] = "",
    country: Annotated[str, typer.Option(help="Country code of the place.")] = "",
    status: Annotated[list[str] | None, typer.Option(help="Status; may be repeated.")] = None,
    source: Annotated[str, typer.Option(help="Name of a source that told of it.")] = "",
    since: Annotated[str, typer.Option("--from", help="ISO date or instant, inclusive.")] = "",
    until: Annotated[str, typer.Option("--to", help="ISO date or instant, exclusive.")] = "",
    last: Annotated[str, typer.Option(help="A window up to now, for example 24h or 7d.")] = "",
    as_of: Annotated[str, typer.Option(help="The timeline as it stood at this ISO instant.")] = "",
    clock: Annotated[ClockName, typer.Option(help="Which time the window means.")] = ClockName.reported,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many events; 100 in a table, else all.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.table,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format jsonl.")] = False,
) -> None:
    """Show the events that pass every filter, newest first.

    Examples:

        watchline timeline --last 7d

        watchline timeline --kind troop_deployment --actor KP --format csv > deployments.csv
    """
    if ctx.invoked_subcommand:
        return
    from settings import load_settings
    from storage.as_of import reading
    from storage.database import open_database
    from storage.filters import Filters
    from storage.timeline import stream
    from storage.timeline import timeline as find
    from web.exports import EXPORTS

    begin, end = _window(since, until, last)
    filters = Filters(
        q=q,
        kinds=tuple(kind or ()),
        actor=actor,
        recipient=recipient,
        country=country,
        statuses=tuple(status or ()),
        source=source,
        since=begin,
        until=end,
        clock=clock.value,
        limit=limit or IN_A_TABLE,
    )
    form = Format.jsonl if as_json else form
    with reading(open_database(load_settings().database_url), _moment(as_of)) as session:
        if form is Format.table:
            _print_table(find(session, filters))
        else:
            reads = EXPORTS[form.value].reads
            _write(find(session, filters) if limit else stream(session, filters, reads), form)


def timeline_table(rows: Sequence[TimelineRow]) -> Table:
    """The events as a table for a terminal."""
    from alerts.event_words import when, where

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("when", min_width=10)
    table.add_column("what", min_width=20)
    table.add_column("where")
    table.add_column("figures")
    table.add_column("articles, origins", justify="right", min_width=9, max_width=9)
    for row in rows:
        event = row.event
        table.add_row(
            Text(when(event)),
            Text(event.title).append_text(_kind_and_status(event)),
            Text(where(event)),
            Text(_figures(event)),
            f"{event.reach}, {event.origins}",
        )
    return table


def _kind_and_status(event: Event) -> Text:
    line = Text(f"\n{event.kind}, {event.status.replace('_', ' ')}", style="dim")
    return line.append(", disputed", style="yellow") if event.disputed else line


def _print_table(rows: Sequence[TimelineRow]) -> None:
    if rows:
        out.print(timeline_table(rows))
        return
    out.print(
        "No events pass these filters. `watchline cycle` polls the sources; `--last 30d` looks further."
    )


def _write(rows: Iterable[TimelineRow], form: Format) -> None:
    from clock import clock_from_environment
    from web.exports import EXPORTS, Context

    context = Context("http://127.0.0.1:8321", clock_from_environment().now())
    for piece in EXPORTS[form.value].write(rows, context):
        sys.stdout.buffer.write(piece if isinstance(piece, bytes) else piece.encode())


def _figures(event: Event) -> str:
    from alerts.event_words import told_figures

    return "\n".join(told_figures(event))


def _moment(as_of: str) -> datetime | None:
    from clock import parse_instant

    try:
        return parse_instant(as_of, name="--as-of") if as_of else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _window(since: str, until: str, last: str) -> tuple[datetime | None, datetime | None]:
    from clock import clock_from_environment, parse_instant
    from settings import parse_duration

    if last and since:
        raise typer.BadParameter("--last and --from exclude each other")
    try:
        begin = parse_instant(since, name="--from") if since else None
        end = parse_instant(until, name="--to") if until else None
        if last:
            begin = clock_from_environment().now() - timedelta(seconds=parse_duration(last))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return begin, end
