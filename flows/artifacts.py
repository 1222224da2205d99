"""The artifacts a reader of the Prefect UI opens: poll status, newest events, newest alerts, source health.

An artifact is written only when it has something new to say, so a quiet night adds no rows.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey

from flows import tables
from flows.cycle import CycleReport
from flows.tables import Row
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Key:
    """An artifact's key and what stands there before the first run wrote it."""

    key: str
    description: str


POLL_STATUS = Key("poll-status", "No cycle has run yet.")
TIMELINE = Key("timeline-latest", "The newest events of the timeline.")
ALERTS = Key("alerts-sent", "The newest alerts and where they went.")
SOURCE_HEALTH = Key("source-health", "Sources that have been silent for more than a day.")
KEYS = (POLL_STATUS, TIMELINE, ALERTS, SOURCE_HEALTH)
NO_EVENTS = "No event yet."
NO_ALERTS = "No alert yet."


async def publish(database: Database, done: CycleReport, now: datetime, pages: str = "") -> None:
    """Write what a cycle changed; `pages` is where the timeline page answers."""
    if done.polled:
        await acreate_table_artifact(
            tables.poll_rows(done.sources), key=POLL_STATUS.key, description=tables.poll_totals(done, now)
        )
    if done.changes:
        rows = await asyncio.to_thread(_timeline, database, pages)
        await acreate_markdown_artifact(
            tables.markdown(rows, NO_EVENTS), key=TIMELINE.key, description=TIMELINE.description
        )
    if done.alerts or done.deliveries or done.undelivered:
        rows = await asyncio.to_thread(_alerts, database, pages)
        await acreate_markdown_artifact(
            tables.markdown(rows, NO_ALERTS), key=ALERTS.key, description=ALERTS.description
        )


async def publish_health(rows: list[Row], summary: str) -> None:
    """Write what the daily check found."""
    await acreate_table_artifact(rows, key=SOURCE_HEALTH.key, description=summary)


async def create_missing(client: PrefectClient) -> None:
    """Write an empty artifact for every key that has none: the UI fails on a link to a missing one."""
    ours = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[key.key for key in KEYS]))
    there = {artifact.key for artifact in await client.read_latest_artifacts(artifact_filter=ours)}
    for key in KEYS:
        if key.key not in there:
            await client.create_artifact(
                ArtifactCreate(type="markdown", key=key.key, description=key.description, data="Nothing yet.")
            )


def _timeline(database: Database, pages: str) -> list[Row]:
    with database.read() as session:
        return tables.timeline_rows(session, pages)


def _alerts(database: Database, pages: str) -> list[Row]:
    with database.read() as session:
        return tables.alert_rows(session, pages)
