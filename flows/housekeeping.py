"""What the runner puts in order on the Prefect server: missed runs, abandoned runs, crash detection."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from uuid import UUID

from prefect import State, runtime
from prefect.automations import (
    AutomationCore,
    ChangeFlowRunState,
    EventTrigger,
    Posture,
    ResourceSpecification,
)
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed
from prefect.types import DateTime

from flows.deployments import RUN_LIMIT_S

log = logging.getLogger(__name__)
CRASH_DETECTION = "watchline: a run that does not end has crashed"
NO_END = timedelta(seconds=RUN_LIMIT_S) + timedelta(minutes=5)
# So late comes no run that a worker was there for.
LATE = timedelta(seconds=150)
ABANDONED = "Watchline ended while this run was under way; the next cycle takes up its work."
STOPPED = "Watchline was stopped; the next cycle takes up the work of this one."
NEVER_ENDED = "The run did not end within its time limit: its process was killed, or its machine went away."
_UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING, StateType.PAUSED]
_ENDS = ("Completed", "Failed", "TimedOut", "Cancelled", "Crashed")
_PAGE = 200


async def drop_missed_runs(client: PrefectClient, deployments: Iterable[UUID], now: DateTime) -> set[UUID]:
    """Delete the runs that were due while no runner was there, except the newest of each deployment.

    Prefect would execute every one of them, oldest first, although a cycle always takes up all that is
    due. Returns the deployments that kept one.
    """
    kept = set()
    for deployment in deployments:
        missed = await _missed(client, deployment, now)
        if not missed:
            continue
        kept.add(deployment)
        for run in missed[1:]:
            await _delete(client, run)
        if missed[1:]:
            log.info("dropped %d missed runs", len(missed) - 1)
    return kept


async def drop_missed_with_this() -> None:
    """In a run that itself comes late: drop what else was missed, as a runner does when it starts.

    Workers of a pool that were all away come back to every missed run.
    """
    now, deployment = DateTime.now(UTC), runtime.deployment.id
    if deployment and now - runtime.flow_run.scheduled_start_time > LATE:
        async with get_client() as client:
            await drop_missed_runs(client, [UUID(deployment)], now)


async def close_abandoned_runs(client: PrefectClient, deployments: Sequence[UUID]) -> int:
    """Mark as crashed what is under way on the server although this runner, the only one, just started."""
    runs = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=list(deployments)),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNDER_WAY)),
        ),
        limit=_PAGE,
    )
    for run in runs:
        await client.set_flow_run_state(run.id, _crashed(ABANDONED), force=True)
    return len(runs)


async def cancel_runs(client: PrefectClient, runs: Iterable[UUID]) -> None:
    """Mark runs that are about to be killed as cancelled; what already ended keeps its state."""
    for run_id in runs:
        run = await client.read_flow_run(run_id)
        if run.state is None or not run.state.is_final():
            await client.set_flow_run_state(run_id, _cancelled(STOPPED), force=True)


async def install_crash_detection(client: PrefectClient) -> None:
    """An automation that marks runs which never end as crashed.

    A server of one's own has none: a run whose machine went away would stay Running for ever. Only for
    several runners: one that is alone notices by itself, and spares a SQLite server two writes a run,
    which on a busy machine now and then fail with "database is locked".
    """
    if await client.read_automations_by_name(CRASH_DETECTION):
        return
    await client.create_automation(crash_detection())


def crash_detection(within: timedelta = NO_END) -> AutomationCore:
    """After the start of a run we expect its end, since every flow has a time limit.

    Prefect's manual goes by heartbeats. The heartbeat of a run of two seconds often reaches the server
    after the run's end, and then the automation fires on runs that completed.
    """
    ends = {f"prefect.flow-run.{state}" for state in _ENDS}
    return AutomationCore(
        name=CRASH_DETECTION,
        description=f"Marks a run as crashed when it has not ended within {within}.",
        trigger=EventTrigger(
            after={"prefect.flow-run.Running"},
            expect=ends,
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=within,
        ),
        actions=[
            ChangeFlowRunState(name="Crashed", state=StateType.CRASHED, message=NEVER_ENDED, force=False)
        ],
    )


async def _missed(client: PrefectClient, deployment: UUID, now: DateTime) -> list[FlowRun]:
    """The deployment's runs that were due before `now`, newest first."""
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
                next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now),
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
            limit=_PAGE,
            offset=len(found),
        )
        found.extend(page)
        if len(page) < _PAGE:
            return found


async def _delete(client: PrefectClient, run: FlowRun) -> None:
    try:
        await client.delete_flow_run(run.id)
    except ObjectNotFound:
        log.debug("run %s was gone already", run.id)


def _crashed(message: str) -> State:
    return Crashed(message=message)


def _cancelled(message: str) -> State:
    return Cancelled(message=message)
