"""A runner for tests: serves the watch flow under another name, every so many seconds.

    python -m tests.flows.short_runner NAME SECONDS [--at-start]

NAME keeps tests on one server apart. Prefect's settings come from the environment.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

if __name__ == "__main__":
    from flows.deployments import DEPLOYMENTS
    from flows.serving import serve

    deployment = replace(
        DEPLOYMENTS[0], name=sys.argv[1], interval_s=int(sys.argv[2]), at_start="--at-start" in sys.argv
    )
    asyncio.run(serve(only_runner=True, deployments=[deployment]))
