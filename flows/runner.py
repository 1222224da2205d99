"""The process that executes scheduled runs: `python -m flows.runner`.

Prefect reads its settings when it is imported, so they are put in place first. Any number of runners may
serve one Prefect server, on one machine or several.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from flows import logs, profile
from settings import load_settings
from yamlfile import ConfigError


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the process; 2 when the configuration cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m flows.runner", description="Executes scheduled runs.")
    parser.add_argument(
        "--only-runner",
        action="store_true",
        help="no other runner serves this server: what is under way there was left by a killed one",
    )
    parser.add_argument("--ready-file", type=Path, help="write the process id there once runs are executed")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.set_up(settings)
    api = os.environ.get("PREFECT_API_URL") or profile.api_url(profile.DEFAULT_PORT)
    profile.put_in_place(
        {
            **profile.client_settings(api),
            **profile.log_settings(),
            "PREFECT_HOME": str(settings.home / "prefect"),
        }
    )

    from flows.serving import serve

    asyncio.run(serve(only_runner=options.only_runner, ready_file=options.ready_file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
