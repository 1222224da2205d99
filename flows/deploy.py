"""What a team's set-up needs once after each start: `python -m flows.deploy`.

Brings the timeline database to this version, makes the work pool, and puts the deployments of prefect.yaml,
the crash detection and the first artifacts on the Prefect server. Doing it again changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from flows import logs, profile
from flows.deployments import POOL
from settings import load_settings
from storage.database import open_database
from storage.migrate import upgrade
from yamlfile import ConfigError

_PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")
STEPS = (
    (*_PREFECT, "work-pool", "create", POOL, "--type", "process", "--overwrite"),
    (*_PREFECT, "deploy", "--all"),
)
PREFECT_YAML = Path(__file__).parents[1] / "prefect.yaml"


def main() -> int:
    """Entry point of the process; not 0 where a step fails, which has said why."""
    try:
        settings = load_settings()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.set_up(settings)
    database = open_database(settings.database_url)
    try:
        upgrade(database, backups=settings.home / "backups")
    finally:
        database.close()
    api = os.environ.get("PREFECT_API_URL") or profile.api_url(profile.DEFAULT_PORT)
    profile.put_in_place({**profile.client_settings(api), **profile.log_settings()})
    for step in STEPS:
        done = subprocess.run(step, cwd=PREFECT_YAML.parent, check=False)  # noqa: S603  fixed commands
        if done.returncode:
            return done.returncode

    from flows.serving import prepare_server

    asyncio.run(prepare_server())
    return 0


if __name__ == "__main__":
    sys.exit(main())
