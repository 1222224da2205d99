"""The maintain flow: once a day, check, tidy and optimise the timeline database, and name silent sources."""

from __future__ import annotations

import asyncio
import logging

from prefect import State, flow
from prefect.states import Completed, Failed

from clock import clock_from_environment
from flows import artifacts, runlog, upkeep
from flows.deployments import RUN_LIMIT_S
from settings import load_settings
from storage.database import open_database
from storage.migrate import upgrade

log = logging.getLogger(__name__)


def run_name() -> str:
    """The name of a run in the UI: "upkeep 19 Oct 2024"."""
    return f"upkeep {clock_from_environment().now():%-d %b %Y}"


@flow(name="maintain", flow_run_name=run_name, retries=0, persist_result=False, timeout_seconds=RUN_LIMIT_S)
async def maintain() -> State:
    """Check the timeline database, optimise it, remove what is old, report the sources that stay silent."""
    settings = load_settings()
    runlog.show_package_logs(settings)
    database = open_database(settings.database_url)
    try:
        upgrade(database, backups=settings.home / "backups")
        now = clock_from_environment().now()
        found = await asyncio.to_thread(upkeep.look_after, database, now)
        removed = "" if found.damage else await asyncio.to_thread(upkeep.tidy, database, settings, now)
    finally:
        database.close()
    summary = "; ".join(filter(None, [found.summary(), removed]))
    await artifacts.publish_health(found.silent, summary)
    log.info(summary)
    if found.damage:
        return Failed(
            message=f"the timeline database {database.name} is damaged ({found.damage[0]}); "
            "stop Watchline and restore a backup: watchline db restore FILE"
        )
    return Completed(message=summary)
