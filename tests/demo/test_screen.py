from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from demo.replay import Step
from demo.screen import DayLog
from flows.cycle import CycleReport
from flows.steps.poll import SourceOutcome

MORNING = datetime(2024, 10, 16, 6, 0, tzinfo=UTC)


def report(articles: int, *, failing: str = "") -> CycleReport:
    failed = [SourceOutcome(failing, "failed", "HTTP 503", 0, 0, None)] if failing else []
    return CycleReport(sources=failed, articles=articles, events=1)


def printed(*reports: CycleReport, apart: timedelta) -> list[str]:
    console = Console(file=io.StringIO(), width=100)
    with DayLog.on(console) as log:
        for number, one in enumerate(reports):
            log.on_step(Step(number + 1, len(reports), MORNING + number * apart, one))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_a_pipe_gets_one_line_for_each_day() -> None:
    assert printed(report(2), report(3), report(4), apart=timedelta(hours=12)) == [
        "Wed 16 Oct 2024  5 articles, 2 events, 0 alerts",
        "Thu 17 Oct 2024  4 articles, 1 event, 0 alerts",
    ]


def test_a_failing_source_is_named_under_its_day() -> None:
    lines = printed(report(1, failing="Rhine Review"), apart=timedelta(0))
    assert lines[1].strip() == "Rhine Review failed: HTTP 503"
