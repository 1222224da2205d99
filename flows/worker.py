"""A worker of the pool: `python -m flows.worker`. Prefect's own, under the settings of flows/profile.py.

Every run executes in a process of its own. Two at a time, so that a long upkeep keeps no cycle waiting. It
answers its supervisor at /health of PREFECT_WORKER_WEBSERVER_PORT (8080) while it hears from the server.
"""

from __future__ import annotations

import os
import sys

from flows import profile
from flows.deployments import POOL

RUNS_AT_ONCE = 2
COMMAND = (
    *(sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"),
    *("--limit", str(RUNS_AT_ONCE), "--with-healthcheck", "--install-policy", "never"),
    "--no-create-pool-if-not-found",
)


def main() -> None:
    """Becomes the worker."""
    api = os.environ.get("PREFECT_API_URL") or profile.api_url(profile.DEFAULT_PORT)
    profile.put_in_place(
        {**profile.client_settings(api), **profile.worker_settings(), **profile.log_settings()}
    )
    os.execv(sys.executable, list(COMMAND))  # noqa: S606  a fixed command, no shell


if __name__ == "__main__":
    main()
