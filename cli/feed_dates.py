"""`watchline feed-dates`: what a feed's date text means."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli._output import err, print_json


def feed_dates(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines; - or nothing for standard input.")] = None,
) -> None:
    """Read lines {"id", "raw", "timezone"?, "language"?} and print {"id", "utc", "flags"}.

    Flags: assumed_zone, ambiguous_zone, date_only, future, implausible. A line that cannot be read is
    named on standard error and the rest goes on; the exit code is then 1.

    Example:

        echo '{"id": 1, "raw": "Fri, 18 Oct 2024 21:30:00 KST"}' | watchline feed-dates
    """
    from clock import clock_from_environment
    from connectors.feed_dates import parse_feed_date

    now = clock_from_environment().now()
    failed = False
    lines = sys.stdin if file in (None, Path("-")) else file.open(encoding="utf-8")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            date = parse_feed_date(
                str(row["raw"]),
                timezone=row.get("timezone") or "UTC",
                language=row.get("language") or "en",
                now=now,
            )
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            failed = True
            err.print(f"line {number}: {type(error).__name__}: {error}", style="red", markup=False)
            continue
        utc = date.utc.isoformat().replace("+00:00", "Z") if date.utc else None
        print_json({"id": row.get("id"), "utc": utc, "flags": list(date.flags)})
    if failed:
        raise typer.Exit(1)
