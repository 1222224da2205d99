"""Odd feed dates: who reads them right, and what it costs.

    python benchmarks/feed_dates.py [-v] [--open-sealed]

The set is tests/gold/feed_dates.yaml: our own strings, each with the instant it means or none. Every reader
is given the source's zone and language where it can take them; only instants are compared, flags are ours
alone. "wrong zone" is an instant off by what a zone may be; ours with a flag that says so is counted apart.
-v lists what we get wrong among the open dates, --open-sealed among the sealed ones too.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from calendar import timegm
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

# Run as a script, the folder of this file stands where the project's own should.
sys.path[0] = str(Path(__file__).parents[1])

import dateparser  # noqa: E402
import feedparser  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from connectors.feed_dates import FeedDate, parse_feed_date  # noqa: E402
from tests.gold.feed_dates import NOW, VERDICTS, Case, cases, score, verdict  # noqa: E402

Reader = Callable[[Case], datetime | None]
ORDINARY = (
    "Fri, 18 Oct 2024 21:30:00 +0900",
    "Fri, 18 Oct 2024 12:30:00 GMT",
    "2024-10-18T12:30:00Z",
    "2024-10-18T21:30:00+09:00",
    "2024-10-18T12:30:00.123Z",
    "18 Oct 2024 12:30:00 GMT",
    "Fri, 18 Oct 2024 08:30:00 EDT",
    "2024-10-18",
)


def main() -> None:
    options = arguments()
    console = Console(width=110)
    for name, chosen in sets().items():
        console.print(verdicts(name, chosen))
    console.print(costs())
    flags = sum(sorted(parsed(case).flags) == sorted(case.flags) for case in cases())
    console.print(f"our flags are the expected ones on {flags} of {len(cases())}")
    for case in [c for c in cases() if (options.open_sealed if c.sealed else options.verbose)]:
        found = parsed(case)
        if verdict(case, found.utc) != "right":
            console.print(f"{case.raw!r} is {case.utc}, not {found.utc} {found.flags}", markup=False)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Odd feed dates: who reads them right, and what it costs.")
    parser.add_argument("-v", "--verbose", action="store_true", help="list our errors among the open dates")
    parser.add_argument("--open-sealed", action="store_true", help="list our errors among the sealed dates")
    return parser.parse_args()


def sets() -> dict[str, list[Case]]:
    return {
        "open dates": [case for case in cases() if not case.sealed],
        "sealed dates": [case for case in cases() if case.sealed],
        "hard dates of both": [case for case in cases() if case.hard],
    }


def verdicts(name: str, chosen: list[Case]) -> Table:
    table = Table(title=f"{len(chosen)} {name}, {sum(case.utc is None for case in chosen)} of them none")
    for column in ("reader", *VERDICTS, "%"):
        table.add_column(column, justify="left" if column == "reader" else "right")
    for reader, read in READERS.items():
        counts = score(read, chosen)
        numbers = [str(counts[column]) for column in VERDICTS]
        table.add_row(reader, *numbers, f"{100 * counts['right'] / len(chosen):.1f}")
    return table


def costs() -> Table:
    table = Table(title="CPU microseconds a date")
    for column in ("reader", "ordinary, median", "ordinary, mean", "odd, median", "odd, mean"):
        table.add_column(column, justify="left" if column == "reader" else "right")
    usual = [Case(raw, None, (), "UTC", "en", "", hard=False, sealed=False) for raw in ORDINARY]
    for reader, read in READERS.items():
        if reader == "feedparser":
            continue
        spent = [*numbers(read, usual, rounds=200), *numbers(read, cases(), rounds=1)]
        table.add_row(reader, *(f"{number:,.1f}" for number in spent))
    return table


def numbers(read: Reader, chosen: Iterable[Case], rounds: int) -> tuple[float, float]:
    """Median and mean CPU microseconds, every cache warm that a running program would have warm."""
    spent = []
    for case in chosen:
        read(case)
        started = time.process_time()
        for _ in range(rounds):
            read(case)
        spent.append((time.process_time() - started) / rounds * 1e6)
    return statistics.median(spent), statistics.mean(spent)


def parsed(case: Case) -> FeedDate:
    return parse_feed_date(case.raw, timezone=case.timezone, language=case.language, now=NOW)


def ours(case: Case) -> datetime | None:
    return parsed(case).utc


def by_feedparser(case: Case) -> datetime | None:
    """As a feed's entry has it: feedparser's date code has no door of its own."""
    item = f"<item><title>t</title><pubDate>{escape(case.raw)}</pubDate></item>"
    feed = feedparser.parse(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    found = feed.entries[0].get("published_parsed") if feed.entries else None
    try:
        return datetime.fromtimestamp(timegm(found), UTC) if found else None
    except (ValueError, OverflowError):
        return None


def by_dateparser(case: Case, languages: list[str] | None) -> datetime | None:
    settings = {"TIMEZONE": case.timezone, "RETURN_AS_TIMEZONE_AWARE": True, "PREFER_DAY_OF_MONTH": "first"}
    try:
        found = dateparser.parse(case.raw, languages=languages, settings=settings)
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError, TypeError):
        return None


READERS: dict[str, Reader] = {
    "watchline": ours,
    "feedparser": by_feedparser,
    "dateparser, the source's language": lambda case: by_dateparser(case, [case.language]),
    "dateparser, all languages": lambda case: by_dateparser(case, None),
}


if __name__ == "__main__":
    main()
