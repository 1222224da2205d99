"""`watchline alerts`: what was raised, why, and what became of it."""

from __future__ import annotations

import typer

from cli.alerts_act import ack, replay, schema, test, watchdog
from cli.alerts_list import list_alerts, why

alerts_app = typer.Typer(no_args_is_help=True, help="What was raised, why, and what became of it.")
alerts_app.command("list")(list_alerts)
for verb in (why, ack, replay, test, watchdog, schema):
    alerts_app.command()(verb)
