"""The option of every verb that keeps running: how its log lines look."""

from __future__ import annotations

from typing import Annotated

import typer

LogFormat = Annotated[
    str | None,
    typer.Option("--log-format", metavar="text|json", help="Form of the log lines on standard error."),
]
