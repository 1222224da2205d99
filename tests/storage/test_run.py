"""What a run of the scheduler raises carries its id."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from storage.models import Alert
from storage.run import current_run, run_by

NOW = datetime(2024, 10, 20, 12, tzinfo=UTC)


def alert() -> Alert:
    return Alert(rule="r", rule_hash="h", created_at=NOW)


def test_an_alert_names_the_run_that_raised_it_in_a_thread_of_it_too() -> None:
    async def step() -> Alert:
        return await asyncio.to_thread(alert)

    with run_by("run-1"):
        assert (alert().run, asyncio.run(step()).run) == ("run-1", "run-1")


def test_outside_a_run_none_is_named() -> None:
    with run_by("run-1"):
        pass

    assert (current_run(), alert().run) == ("", "")
