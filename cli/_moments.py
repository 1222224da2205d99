"""Points in time and lengths of it as they are typed."""

from __future__ import annotations

from datetime import datetime, timedelta

import typer

from clock import InstantError, parse_instant
from settings import parse_duration


def since(text: str, now: datetime) -> datetime:
    """ "7d" (so long ago) or an ISO 8601 instant. Raises typer.BadParameter with an example."""
    try:
        return now - timedelta(seconds=parse_duration(text))
    except ValueError:
        pass
    try:
        return parse_instant(text)
    except InstantError:
        raise typer.BadParameter(f"{text!r} is no time; write for example 7d, 2h or 2024-10-18") from None


def length(text: str) -> timedelta:
    """ "2h" or "7d". Raises typer.BadParameter with an example."""
    try:
        return timedelta(seconds=parse_duration(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
