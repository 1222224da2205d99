"""The clock: real, simulated, and set from the environment."""

from datetime import UTC, datetime, timedelta

import pytest

from clock import SimulatedClock, SystemClock, clock_from_environment, parse_instant
from errors import WatchlineError


def test_a_simulated_clock_stands_still_until_it_is_moved() -> None:
    clock = SimulatedClock(datetime(2024, 10, 18, 9, tzinfo=UTC))

    assert clock.now() == clock.now()
    assert clock.advance(timedelta(hours=6)) == datetime(2024, 10, 18, 15, tzinfo=UTC)


def test_watchline_now_sets_the_clock_for_replay() -> None:
    clock = clock_from_environment({"WATCHLINE_NOW": "2024-10-18T18:00:00+09:00"})

    assert clock.now() == datetime(2024, 10, 18, 9, tzinfo=UTC)


def test_without_it_the_machines_clock_is_used() -> None:
    assert isinstance(clock_from_environment({}), SystemClock)


def test_a_text_that_is_no_instant_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="WATCHLINE_NOW is 'soon', not an ISO 8601 instant"):
        parse_instant("soon", name="WATCHLINE_NOW")


def test_a_wrong_watchline_now_is_something_its_reader_can_mend() -> None:
    with pytest.raises(WatchlineError, match="WATCHLINE_NOW"):
        clock_from_environment({"WATCHLINE_NOW": "tomorrow"})
