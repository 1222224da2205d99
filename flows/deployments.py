"""The deployments as data: `flows.runner` serves them, prefect.yaml repeats them for work pools.

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


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow on a schedule: every `interval_s` seconds, or by `cron` (UTC).

    A run that would overlap the one before it is cancelled, not queued. `at_start` asks for a run as soon
    as a runner comes up, instead of at the next turn of the schedule.
    """

    flow: str
    name: str
    module: str
    description: str
    tags: tuple[str, ...]
    interval_s: int | None = None
    cron: str | None = None
    at_start: bool = False

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


def cycle_interval_s() -> int:
    """How often the runner starts a cycle, in seconds."""
    return next(one.interval_s for one in DEPLOYMENTS if one.flow == "watch" and one.interval_s)
