"""Asking other workers of the pool for help with a cycle in which much is due."""

from __future__ import annotations

import logging
from math import ceil

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType, WorkerStatus
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

from flows.deployments import SHARE

# A helper is a new process, which is worth its start where it reads sources for ten seconds or so.
SOURCES_EACH = 1_000
_BUSY = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]
log = logging.getLogger(__name__)


def wanted(due: int, workers: int, busy: int) -> int:
    """How many helpers to ask for, where `due` sources wait, and `busy` helpers are there or on their way."""
    return max(0, min(ceil(due / SOURCES_EACH), workers) - 1 - busy)


async def ask(due: int) -> int:
    """Ask as many idle workers for help as `due` sources are worth; how many were asked.

    None where the flows are not deployed to a pool. A server that cannot be asked harms nothing: the cycle
    goes on alone.
    """
    if due <= SOURCES_EACH:
        return 0
    try:
        async with get_client() as client:
            return await _ask(client, due)
    except ObjectNotFound:
        return 0
    except PrefectHTTPStatusError as error:
        log.warning("no helpers were asked for: %s", error)
        return 0


async def _ask(client: PrefectClient, due: int) -> int:
    deployment = await client.read_deployment_by_name(SHARE.full_name)
    if not deployment.work_pool_name:
        return 0
    workers = await client.read_workers_for_work_pool(deployment.work_pool_name)
    online = sum(worker.status == WorkerStatus.ONLINE for worker in workers)
    count = wanted(due, online, await _busy(client, deployment))
    for _ in range(count):
        await client.create_flow_run_from_deployment(deployment.id)
    if count:
        log.info("%d sources are due: asked %d more workers", due, count)
    return count


async def _busy(client: PrefectClient, deployment: DeploymentResponse) -> int:
    runs = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_BUSY)),
        )
    )
    return len(runs)
