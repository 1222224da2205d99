"""The scheduler of a real Prefect server, and our runner, execute scheduled runs.

With SQLAlchemy 2.1 the server looks healthy and schedules nothing; only this notices.
"""

from __future__ import annotations

import json
import subprocess
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from flows import profile
from tests.flows.conftest import Server, configured
from tests.flows.prefect_api import Api, Json
from tests.flows.processes import python, running, wait_for
from tests.world import DEPLOYMENT, QUIET, Story, World, rss

Running = AbstractContextManager[subprocess.Popen[bytes]]
pytestmark = [pytest.mark.prefect, pytest.mark.process, pytest.mark.xdist_group("prefect")]


def runner(server: Server, world: World, name: str, seconds: int, *options: str) -> Running:
    environment = {**configured(world, "wire", "gone"), **profile.client_settings(server.api.url)}
    command = python("-m", "tests.flows.short_runner", name, str(seconds), *options)
    return running(*command, environment=environment, log=world.home / "runner.log")


def first_completed(api: Api, full_name: str, world: World) -> Json:
    return wait_for(lambda: api.runs(full_name, "Completed"), 60, f"completed run; see {world.home}")[0]


def test_a_scheduled_run_is_executed_and_tells_what_it_did(prefect_server: Server, world: World) -> None:
    world.web.pages["/wire"] = rss(published_now(DEPLOYMENT), QUIET)
    api = prefect_server.api

    with runner(prefect_server, world, "every-ten-seconds", 10):
        run = first_completed(api, "watch/every-ten-seconds", world)

    assert run["auto_scheduled"] is True
    assert run["name"].startswith("cycle ")
    assert {"watchline", "cycle"} <= set(run["tags"])
    assert run["state"]["message"] == "2 sources, 2 new articles, 2 events, 1 alert, 1 failing"
    assert len(world.inbox.hooks) == 1
    messages = {(line["name"].split(".")[0], line["message"].split(":")[0]) for line in api.logs(run["id"])}
    assert ("flows", "source gone failed") in messages
    artifacts = api.artifacts()
    assert [row["source"] for row in _table(artifacts["poll-status"])] == ["gone", "wire"]
    assert "about 12,000" in artifacts["timeline-latest"]["data"]
    assert "hook: sent, mail: sent" in artifacts["alerts-sent"]["data"]
    assert "source-health" in artifacts


def published_now(story: Story) -> Story:
    """Old articles of a new source raise no alert."""
    return replace(story, published=format_datetime(datetime.now(UTC)))


def test_missed_runs_are_not_replayed_and_abandoned_ones_are_closed(
    prefect_server: Server, world: World
) -> None:
    world.web.pages["/wire"] = rss(QUIET)
    api, name = prefect_server.api, "watch/hourly"
    deployment_id = api.create_deployment(name)
    now = datetime.now(UTC)
    due = [now - timedelta(minutes=minutes) for minutes in (60, 50, 40, 30, 20, 10)]
    abandoned, *missed = (api.create_run(deployment_id, when)["id"] for when in due)
    api.set_running(abandoned)

    with runner(prefect_server, world, "hourly", 3600, "--at-start"):
        first_completed(api, name, world)

    assert [run["id"] for run in api.runs(name, "Completed")] == missed[-1:]
    assert [run["id"] for run in api.runs(name, "Crashed")] == [abandoned]
    assert not [run for run in api.runs(name, "Late", "Scheduled") if run["expected_start_time"] < _iso(now)]


def _table(artifact: Json) -> list[Json]:
    return list(json.loads(artifact["data"]))


def _iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
