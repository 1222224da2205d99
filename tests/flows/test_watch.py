"""How a run of the watch flow ends, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.cycle import CycleReport
from flows.steps.poll import SourceOutcome
from flows.watch import verdict

LATER = datetime(2024, 10, 19, 9, 5, tzinfo=UTC)


def outcome(name: str, status: str, reason: str = "", new: int = 0) -> SourceOutcome:
    return SourceOutcome(name, status, reason, new, 0, LATER)


def test_a_cycle_that_did_something_is_completed_with_its_summary() -> None:
    state = verdict(CycleReport([outcome("wire", "ok", new=2)], articles=2, events=1, changes=1, alerts=1))

    assert state.is_completed()
    assert state.message == "1 source, 2 new articles, 1 event, 1 alert"


def test_a_cycle_in_which_nothing_was_due_says_when_the_next_is() -> None:
    state = verdict(CycleReport([outcome("wire", "not_due", "its turn has not come yet")]))

    assert state.is_completed()
    assert state.message == "nothing due; the next source's turn comes at 09:05:00 UTC"


def test_a_cycle_that_only_tried_a_delivery_again_says_so() -> None:
    state = verdict(CycleReport([outcome("wire", "not_due")], undelivered=1))

    assert state.message == "0 sources, 0 new articles, 0 events, 0 alerts, 1 not delivered yet"


def test_a_cycle_without_sources_says_so() -> None:
    assert verdict(CycleReport()).message == "nothing to do: no source is configured, or all are paused"


def test_half_of_the_sources_failing_is_not_a_failed_cycle() -> None:
    assert verdict(CycleReport([outcome("a", "ok"), outcome("b", "failed", "HTTP 500")])).is_completed()


def test_more_than_half_failing_is_and_the_message_names_them() -> None:
    failing = [outcome(name, "failed", f"HTTP 50{name}") for name in "12345"]

    state = verdict(CycleReport([outcome("wire", "ok"), *failing, outcome("rest", "not_due")]))

    assert state.is_failed()
    assert state.message == (
        "5 of 6 polled sources failed: 1: HTTP 501; 2: HTTP 502; 3: HTTP 503; and 2 more"
    )
