"""prefect.yaml, the list in flows/deployments.py and the flows themselves say the same."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from flows.deployments import DEPLOYMENTS, POOL, RUN_LIMIT_S, SERVED, Deployment
from tests.flows.processes import CHECKOUT


def in_prefect_yaml() -> dict[str, dict[str, Any]]:
    content = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))
    return {one["name"]: one for one in content["deployments"]}


def test_prefect_yaml_has_the_same_deployments() -> None:
    assert set(in_prefect_yaml()) == {deployment.name for deployment in DEPLOYMENTS}


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one.full_name)
def test_prefect_yaml_describes_the_same_deployment(deployment: Deployment) -> None:
    written = in_prefect_yaml()[deployment.name]
    schedule = {key: value for one in written["schedules"] for key, value in one.items()}

    assert written["entrypoint"] == deployment.entrypoint
    assert written["description"] == deployment.description
    assert tuple(written["tags"]) == deployment.tags
    assert (schedule.get("interval"), schedule.get("cron")) == (deployment.interval_s, deployment.cron)
    limit = written.get("concurrency_limit")
    assert limit == (deployment.pool_limit and {"limit": 1, "collision_strategy": "CANCEL_NEW"})
    assert written["work_pool"] == {"name": POOL}


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one.full_name)
def test_the_flow_has_a_time_limit_and_never_repeats_itself(deployment: Deployment) -> None:
    flow = getattr(importlib.import_module(deployment.module), deployment.flow)

    assert flow.name == deployment.flow
    assert flow.timeout_seconds == RUN_LIMIT_S
    assert not flow.retries
    assert flow.persist_result is False


def test_a_runner_alone_serves_no_helpers() -> None:
    assert [one.flow for one in SERVED] == ["watch", "maintain"]


def test_a_cycle_is_at_most_four_tasks_that_are_never_retried() -> None:
    from prefect.tasks import Task

    from flows import watch

    tasks = [one for one in vars(watch).values() if isinstance(one, Task)]

    assert [one.name for one in tasks] == ["poll", "extract", "match", "deliver"]
    assert not any(one.retries for one in tasks)
    assert not any(one.persist_result for one in tasks)
