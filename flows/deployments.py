"""The deployments as data: `flows.runner` serves them, prefect.yaml repeats them for a work pool.

No Prefect import; tests/flows/test_deployments.py holds prefect.yaml against this list.
"""

from __future__ import annotations

from dataclasses import dataclass

# The longest a run of ours may take, in seconds; a cycle takes seconds.
RUN_LIMIT_S = 600
# So many intervals without a finished cycle are an alarm.
MISSED = 3
# Touched in the data folder at the end of each cycle, so that others see when the last one was.
LAST_CYCLE = "last-cycle"
# Names the address of the timeline page to the runs under `watchline run`, for links in their artifacts.
PAGES = "WATCHLINE_PAGES"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow on a schedule: every `interval_s` seconds, or by `cron` (UTC); with neither, on demand.

    A run that would overlap the one before it is cancelled, not queued. In a work pool, `pool_limit` is how
    many may run at a time, None where the lock in the timeline database decides. `at_start` asks for a run
    as soon as a runner comes up, instead of at the next turn of the schedule. A runner alone has nobody to
    share with: what is `for_pools` only is not served by it.
    """

    flow: str
    name: str
    module: str
    description: str
    tags: tuple[str, ...]
    interval_s: int | None = None
    cron: str | None = None
    at_start: bool = False
    pool_limit: int | None = 1
    for_pools: bool = False

    @property
    def entrypoint(self) -> str:
        """The flow as Prefect addresses it: `flows.watch.watch`."""
        return f"{self.module}.{self.flow}"

    @property
    def full_name(self) -> str:
        """The name in the Prefect UI and on its command line: `watch/every-minute`."""
        return f"{self.flow}/{self.name}"


DEPLOYMENTS = (
    Deployment(
        flow="watch",
        name="every-minute",
        module="flows.watch",
        description="Polls the sources that are due, extracts events, matches the rules, sends the alerts.",
        tags=("watchline", "cycle"),
        interval_s=60,
        at_start=True,
        # Prefect would hold the place of a killed worker's run, and cancel every cycle meanwhile.
        pool_limit=None,
    ),
    Deployment(
        flow="share",
        name="on-demand",
        module="flows.watch",
        description="Takes a share of a cycle in which more sources are due than one worker reads quickly.",
        tags=("watchline", "cycle"),
        pool_limit=None,
        for_pools=True,
    ),
    Deployment(
        flow="maintain",
        name="daily",
        module="flows.maintain",
        description="Checks, tidies and optimises the timeline database, reports sources that stay silent.",
        tags=("watchline", "maintenance"),
        cron="17 3 * * *",
    ),
)


SERVED = tuple(one for one in DEPLOYMENTS if not one.for_pools)
POOL = "watchline"
SHARE = next(one for one in DEPLOYMENTS if one.flow == "share")


def cycle_interval_s() -> int:
    """How often the runner starts a cycle, in seconds."""
    return next(one.interval_s for one in DEPLOYMENTS if one.flow == "watch" and one.interval_s)
