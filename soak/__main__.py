"""Runs scenarios one after the other and prints what they found.

python -m soak [--minutes 30] [SCENARIO ...]
"""

from __future__ import annotations

import argparse
import logging
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from rich.console import Console

from soak import Row

SCENARIOS = sorted(
    found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if found.name[0] != "_"
)
_LINE = "{:<42} {:>22} {:>6} {:>10} {:>8} {:>7}"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    options.add_argument("scenario", nargs="*", help=f"some of: {', '.join(SCENARIOS)} (default: all)")
    options.add_argument("--minutes", type=float, default=30.0, help="how long all of it may take")
    given = options.parse_args()
    unknown = sorted({*given.scenario} - {*SCENARIOS})
    if unknown:
        options.error(f"no scenario {', '.join(unknown)}; choose from {', '.join(SCENARIOS)}")
    chosen = given.scenario or SCENARIOS
    # What fails is provoked here, so what the program says of it is no news.
    logging.disable(logging.CRITICAL)
    console = Console(width=130, highlight=False)
    console.print(_LINE.format("what", "n", "lost", "duplicates", "marked", "took"), soft_wrap=True)
    good = [_run(name, given.minutes / len(chosen), console) for name in chosen]
    return 0 if all(good) else 1


def _run(name: str, minutes: float, console: Console) -> bool:
    """Runs one scenario and prints what it finds when it finds it; whether all was well."""
    good = True
    for row in import_module(f"soak.{name}").run(minutes):
        console.print(_line(name, row), soft_wrap=True)
        good = good and row.good
    return good


def _line(name: str, row: Row) -> str:
    took = f"{row.took_s:.0f} s"
    line = _LINE.format(f"{name}: {row.what}", row.n, row.lost, row.duplicates, row.marked, took)
    return line + (f"  {row.note}" if row.note else "") + ("" if row.good else "  WRONG")


if __name__ == "__main__":
    sys.exit(main())
