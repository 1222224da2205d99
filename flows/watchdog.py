"""The process that notices when cycles stay away: `python -m flows.watchdog`.

`watchline run` keeps it beside the runner. It only looks at the age of a file, and loads the rest of the
program when there is something to tell.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.deployments import MISSED

# The first cycle comes after the Prefect server has built its database.
STARTING_S = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the process."""
    parser = argparse.ArgumentParser(prog="python -m flows.watchdog", description="Notices missing cycles.")
    parser.add_argument("--file", type=Path, required=True, help="touched at the end of every cycle")
    parser.add_argument("--every", type=float, required=True, help="seconds between cycles")
    options = parser.parse_args(arguments)
    watch(options.file, options.every, tell, time.sleep, time.time)
    return 0


def watch(
    file: Path,
    every_s: float,
    alarm: Callable[[], None],
    sleep: Callable[[float], None],
    now: Callable[[], float],
) -> None:
    """Calls `alarm` once for each time that cycles stay away three intervals; ends when `sleep` raises."""
    begun = now() + STARTING_S
    told = False
    while True:
        sleep(every_s)
        is_late = now() - max(_touched(file), begun) > MISSED * every_s
        if is_late and not told:
            alarm()
        told = is_late


def tell() -> None:
    """Has the rest of the program tell it, in a process of its own that ends again."""
    command = (sys.executable, "-P", "-c", "from cli.app import main; main()", "alerts", "watchdog")
    subprocess.run(command, check=False, timeout=300)  # noqa: S603  our own program, with fixed arguments


def _touched(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


if __name__ == "__main__":
    sys.exit(main())
