"""When a source is asked again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from connectors.hints import Hints
from connectors.schedule import (
    LONGEST_BACKOFF,
    adaptive_interval,
    after_failure,
    after_success,
    retry_after,
    rhythm,
)

NOW = datetime(2024, 10, 18, 9, tzinfo=UTC)
RNG = random.Random(7)


def test_a_good_answer_is_followed_by_the_interval_asked_for() -> None:
    assert after_success(NOW, timedelta(minutes=5)) == NOW + timedelta(minutes=5)


def test_failures_wait_longer_each_time_up_to_a_day() -> None:
    waits = [after_failure(NOW, errors, rng=RNG) - NOW for errors in range(1, 15)]

    assert timedelta(minutes=5) <= waits[0] <= timedelta(minutes=5.5)
    assert waits[:8] == sorted(waits[:8])
    assert waits[-1] <= LONGEST_BACKOFF * 1.1


def test_two_sources_that_failed_together_do_not_come_back_together() -> None:
    assert after_failure(NOW, 3, rng=RNG) != after_failure(NOW, 3, rng=RNG)


@pytest.mark.parametrize("hours", [2, 24, 24 * 400])
def test_the_server_is_left_alone_as_long_as_it_asks_and_little_longer(hours: int) -> None:
    asked = min(timedelta(hours=hours), LONGEST_BACKOFF)

    waits = {after_failure(NOW, 1, retry_after=timedelta(hours=hours), rng=RNG) - NOW for _ in range(20)}

    assert asked <= min(waits)
    assert max(waits) <= asked + timedelta(minutes=1)
    assert len(waits) == 20


def test_whoever_comes_early_comes_after_what_was_asked_for() -> None:
    slack = timedelta(seconds=20)
    minute = timedelta(minutes=1)

    assert after_success(NOW, minute, slack=slack) == NOW + minute
    assert after_success(NOW, minute, Hints(minute), slack=slack) == NOW + minute + slack
    assert after_success(NOW, timedelta(hours=1), Hints(minute), slack=slack) == NOW + timedelta(hours=1)
    spared = Hints(skip_hours=frozenset({NOW.hour}))
    assert after_success(NOW, minute, spared, slack=slack) == NOW + timedelta(hours=1) + slack


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Fri, 18 Oct 2024 10:00:00 GMT", timedelta(hours=1)),
        ("Fri, 18 Oct 2024 08:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == wait


def test_an_absurd_retry_after_does_not_break_the_calendar() -> None:
    wait = retry_after({"retry-after": "9" * 40}, NOW)

    assert after_failure(NOW, 1, retry_after=wait) <= NOW + LONGEST_BACKOFF + timedelta(minutes=1)


def test_the_rhythm_of_a_feed_is_the_median_gap_of_its_newest_entries() -> None:
    hourly = [NOW - timedelta(hours=n) for n in range(30)]

    assert rhythm(hourly) == 3600
    assert rhythm([NOW, NOW - timedelta(days=9), *hourly]) == 3600
    assert rhythm([NOW, NOW]) is None


def test_days_without_times_are_no_feed_of_every_moment() -> None:
    five_a_day = [NOW - timedelta(days=n // 5) for n in range(20)]

    assert rhythm(five_a_day) == round(3 * 86_400 / 19)
    assert rhythm([NOW] * 20) is None


@pytest.mark.parametrize(
    ("rhythm_s", "silent_days", "minutes"),
    [(None, None, 15), (3600, 0, 30), (10, 0, 2), (10**6, 0, 360), (3600, 8, 60), (3600, 40, 120)],
)
def test_a_feed_without_an_interval_is_asked_twice_as_often_as_it_publishes(
    rhythm_s: int | None, silent_days: int | None, minutes: int
) -> None:
    silence = None if silent_days is None else timedelta(days=silent_days)

    assert adaptive_interval(rhythm_s, silence) == timedelta(minutes=minutes)
