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
    """Runs one scenario and prints what it finds when it finds it; whether all was well."""
    console = Console(width=110, highlight=False)
    console.rule(f"{name}, {minutes:g} minutes", align="left")
    good = True
    for found in import_module(f"soak.{name}").run(minutes):
        wanted = f"(wanted: {found.wanted})" if found.wanted else ""
        wrong = "" if found.good else " WRONG"
        console.print(f"{found.what:<44} {found.measured:<24} {wanted}{wrong}", soft_wrap=True)
        good = good and found.good
    return good


if __name__ == "__main__":
    sys.exit(main())
