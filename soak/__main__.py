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
from rich.table import Table

SCENARIOS = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
SCENARIOS.remove("__main__")


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
    logging.disable(logging.WARNING)
    good = [_run(name, given.minutes / len(chosen)) for name in chosen]
    return 0 if all(good) else 1


def _run(name: str, minutes: float) -> bool:
    """Runs one scenario and prints its findings as one table; whether all was well."""
    table = Table(title=f"{name} ({minutes:g} minutes)")
    for column in ("what", "measured", "wanted", ""):
        table.add_column(column)
    findings = list(import_module(f"soak.{name}").run(minutes))
    for found in findings:
        table.add_row(found.what, found.measured, found.wanted, "" if found.good else "WRONG")
    Console(width=110).print(table)
    return all(found.good for found in findings)


if __name__ == "__main__":
    sys.exit(main())
