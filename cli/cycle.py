"""`watchline cycle`: one cycle now, without a Prefect server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli._log_option import LogFormat
from cli._output import out, print_json, progress

if TYPE_CHECKING:
    from flows.cycle import CycleReport


def cycle(
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    log_format: LogFormat = None,
) -> None:
    """Poll the due sources, read new articles, match the rules and send alerts, once.

    A source that fails does not stop the others; its row says why. Exit code 1 when every polled source
    failed.

    Examples:

        watchline cycle

        watchline cycle --json | jq .sources
    """
    from flows.cycle import open_cycle, run_cycle
    from flows.logs import set_up
    from settings import load_settings

    settings = load_settings()
    set_up(settings, log_format)
    with open_cycle(settings) as opened, progress("polling") as tell:
        report = asyncio.run(run_cycle(opened, tell))
    if as_json:
        print_json(report.to_json())
    else:
        _print(report)
    if report.polled and report.failed == report.polled:
        raise typer.Exit(1)


def _print(report: CycleReport) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("source", "status", "new", "edited", "next poll", "why"):
        table.add_column(column, justify="right" if column in ("new", "edited") else "left")
    for source in report.sources:
        due = f"{source.next_poll_at:%d %b %H:%M} UTC" if source.next_poll_at else ""
        # Names and reasons hold text from outside; Text keeps them from being read as markup.
        table.add_row(
            Text(source.name),
            Text(source.status, style=_STYLES.get(source.status, "")),
            str(source.new or ""),
            str(source.updated or ""),
            due,
            Text(source.reason),
        )
    out.print(table)
    out.print(f"\n{report.summary()} in {report.took_s:.1f} s")


_STYLES = {"ok": "green", "failed": "red", "paused": "yellow"}
