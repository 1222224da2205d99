"""`watchline demo`: the whole pipeline on an invented news world, offline, in one sitting."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli._output import print_json
from demo.replay import Outcome, Stage, play, set_stage
from demo.screen import DayLog, show_outcome
from flows.serve import serve as start

PIPE_WIDTH = 120


def demo(
    serve: Annotated[
        bool, typer.Option("--serve", help="Then keep feeds, timeline page and Prefect UI up until Ctrl-C.")
    ] = False,
    home: Annotated[
        Path | None, typer.Option(help="Where the timeline is kept; by default a new temporary folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print only the outcome, as JSON.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the timeline page.")] = 8321,
    prefect_port: Annotated[
        int, typer.Option("--prefect-port", min=1, max=65_535, help="Port of the Prefect UI.")
    ] = 4200,
) -> None:
    """Play nine days of October 2024 in twelve invented outlets, served on this machine.

    Real cycles poll their feeds, fill a timeline, and send alerts to a local mail server and webhook.
    Nothing leaves the machine. Exit code 1 when a notice that was written did not arrive.

    Examples:

        watchline demo

        watchline demo --serve

        watchline demo --home ./demo-timeline --json
    """
    folder = home or Path(tempfile.mkdtemp(prefix="watchline-demo-"))
    # A failing source is part of the story and shown with its day; the log would tell it twice.
    logging.getLogger("flows.steps.poll").setLevel(logging.ERROR)
    with set_stage(folder.absolute()) as stage:
        outcome = _play(stage, _console(quiet=as_json))
        if as_json:
            print_json(outcome.to_json())
        if serve:
            raise typer.Exit(_keep_serving(stage, port, prefect_port))
    raise typer.Exit(0 if outcome.complete else 1)


def _console(*, quiet: bool) -> Console:
    console = Console(highlight=False, quiet=quiet)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    return console


def _play(stage: Stage, console: Console) -> Outcome:
    console.print(f"Twelve invented outlets on {stage.server.base_url}, nine days of October 2024\n")
    with DayLog.on(console) as log:
        outcome = play(stage, log.on_step)
    console.print(f"\n{outcome.cycles} cycles in {outcome.took_s:.1f} s\n")
    show_outcome(console, stage, outcome)
    return outcome


def _keep_serving(stage: Stage, port: int, prefect_port: int) -> int:
    """The timeline page and the Prefect UI over the demo's timeline, until Ctrl-C; its clock stands still."""
    feeds = "\n".join(stage.server.feed_url(outlet) for outlet in stage.world.outlets)
    typer.echo(f"\nThe feeds keep running until Ctrl-C:\n{feeds}\n", err=True)
    os.environ["WATCHLINE_NOW"] = stage.clock.now().isoformat()
    return start(stage.settings, port=prefect_port, web_port=port, say=typer.echo)
