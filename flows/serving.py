"""Serving the deployments: register them, execute their runs, and end without leaving a run under way.

Runs execute in processes of their own, so a run that hangs or dies takes nothing with it.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import signal
import time
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.types import DateTime
from prefect.types.entrypoint import EntrypointType

from flows import artifacts, housekeeping, warm
from flows.deployments import SERVED, Deployment

log = logging.getLogger(__name__)
QUERY_S = 5.0
RUNS_AT_ONCE = 2
DRAIN_S = 6.5
KILL_S = 1.0
SERVER_WAIT_S = 60.0


class WatchlineRunner(Runner):
    """Prefect's runner, with the two answers an orderly stop needs; it has no public way to them."""

    def stop_taking_runs(self) -> None:
        """Start no further run; those under way go on."""
        self.stopping = True
        self._scheduled_run_poller.stopping = True

    def under_way(self) -> set[UUID]:
        """The runs this runner has taken and not finished; the newest may have no process yet."""
        return set(self._scheduled_run_poller._submitting_flow_run_ids)

    async def kill_processes(self) -> None:
        """End the processes of all runs at once."""
        for run_id in self._process_manager.flow_run_ids():
            await self._process_manager.kill(run_id, force=True)


async def serve(
    *, only_runner: bool, ready_file: Path | None = None, deployments: Sequence[Deployment] = SERVED
) -> None:
    """Register `deployments` and execute their runs until SIGINT or SIGTERM.

    With `only_runner` no other runner serves this Prefect server, so what is under way there at the start
    must be what a killed one left behind.
    """
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    warm.begin_runs_warm()
    runner = WatchlineRunner(
        name="watchline", limit=RUNS_AT_ONCE, pause_on_shutdown=False, query_seconds=QUERY_S
    )
    async with get_client() as client:
        await _wait_for_server(client)
        await _prepare(runner, client, deployments, only_runner)
        serving = asyncio.create_task(runner.start())
        while not runner.started and not serving.done():
            await asyncio.sleep(0.05)
        # Prefect has put its own SIGTERM handler in place by now; it would kill runs without waiting.
        _stop_on_signals(stopping)
        if ready_file:
            ready_file.write_text(str(os.getpid()), encoding="ascii")
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({serving, stop}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        await _drain(runner, client)
        await runner.astop()


async def prepare_server() -> None:
    """What runs need on the server besides their deployments, where workers of a pool execute them."""
    async with get_client() as client:
        await housekeeping.install_crash_detection(client)
        await artifacts.create_missing(client)


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)


async def _prepare(
    runner: Runner, client: PrefectClient, deployments: Sequence[Deployment], only_runner: bool
) -> None:
    ids = {await _register(runner, deployment): deployment for deployment in deployments}
    if only_runner:
        # It sees the end of its own runs, and closes here what it left behind when it was killed itself.
        await housekeeping.close_abandoned_runs(client, list(ids))
    else:
        await housekeeping.install_crash_detection(client)
    await artifacts.create_missing(client)
    kept = await housekeeping.drop_missed_runs(client, ids, DateTime.now(UTC))
    for deployment_id, deployment in ids.items():
        if deployment.at_start and deployment_id not in kept:
            await client.create_flow_run_from_deployment(deployment_id)


async def _register(runner: Runner, deployment: Deployment) -> UUID:
    return await runner.aadd_flow(
        getattr(importlib.import_module(deployment.module), deployment.flow),
        name=deployment.name,
        schedule=_schedule(deployment),
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        description=deployment.description,
        tags=list(deployment.tags),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(deployment: Deployment) -> Schedule:
    if deployment.cron:
        return Cron(deployment.cron, timezone="UTC")
    assert deployment.interval_s is not None
    return Interval(deployment.interval_s)


async def _wait_for_server(client: PrefectClient) -> None:
    deadline = time.monotonic() + SERVER_WAIT_S
    while (error := await client.api_healthcheck()) is not None:
        if time.monotonic() > deadline:
            raise SystemExit(
                f"the Prefect server at {client.api_url} does not answer ({error}); "
                "start it, or set PREFECT_API_URL"
            )
        await asyncio.sleep(1)


async def _drain(runner: WatchlineRunner, client: PrefectClient) -> None:
    """Give runs under way time to end by themselves; then end them and say so on the server."""
    runner.stop_taking_runs()
    await _until_idle(runner, DRAIN_S)
    # Cancelled first: of a process that is killed before, the runner reports a crash for want of memory.
    await housekeeping.cancel_runs(client, runner.under_way())
    await runner.kill_processes()
    await _until_idle(runner, KILL_S)
    await runner.kill_processes()


async def _until_idle(runner: WatchlineRunner, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while runner.under_way() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
