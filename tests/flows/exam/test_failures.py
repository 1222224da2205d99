"""Failures: slow down, say why in words, and come back without anybody's help."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.flows.exam.conftest import HOUR, MINUTE, Examiner, document
from tests.web_server import Reply

DAY = 24 * HOUR
OTHERS = [f"feed{n}" for n in range(20)]


def turns(exam: Examiner, count: int) -> list[timedelta]:
    """The waits between so many polls of the one source, each at its turn."""
    exam.only()
    times = [exam.now]
    for _ in range(count - 1):
        exam.next_turn()
        times.append(exam.now)
    return [later - earlier for earlier, later in pairwise(times)]


def test_a_feed_that_is_gone_for_good_is_asked_once_and_told_once(
    exam: Examiner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="flows.steps.poll")
    exam.feed("feed", Reply(410))
    with caplog.at_level(logging.WARNING):
        outcomes = [exam.only(), *(exam.wait(DAY) for _ in range(30))]

    assert {outcome.status for outcome in outcomes} == {"paused"}
    assert all("gone for good (410)" in outcome.reason for outcome in outcomes)
    assert len(exam.asked()) == 1
    assert sum("feed" in record.getMessage() for record in caplog.records) == 1


def test_a_feed_that_is_missing_for_a_month_is_paused(exam: Examiner) -> None:
    exam.feed("feed", Reply(404))
    statuses = [exam.only().status, *(exam.wait(DAY + 3 * HOUR).status for _ in range(30))]

    assert statuses[:27] == ["failed"] * 27
    assert statuses[-1] == "paused"
    assert len(exam.asked()) <= 29


def test_repeated_errors_slow_down_to_a_day(exam: Examiner) -> None:
    exam.feed("feed", Reply(500))
    waits = turns(exam, 12)

    assert 5 * MINUTE <= waits[0] <= 5.5 * MINUTE
    assert all(later > earlier * 1.5 for earlier, later in pairwise(waits[:8]))
    assert all(DAY <= wait <= 1.1 * DAY for wait in waits[-2:])


def test_a_feed_recovers_by_itself_and_returns_to_its_pace(exam: Examiner) -> None:
    exam.feed("feed", Reply(500))
    turns(exam, 5)
    exam.feed("feed", Reply(body=document(1)))

    assert exam.next_turn().status == "ok"
    assert exam.wait(MINUTE).status == "unchanged"
    assert (exam.state().errors, exam.state().last_error) == (0, "")


def test_feeds_that_fail_together_come_back_apart(exam: Examiner) -> None:
    for name in OTHERS:
        exam.feed(name, Reply(500))
    exam.poll()

    assert len({exam.state(name).next_poll_at for name in OTHERS}) == len(OTHERS)


def test_feeds_told_to_wait_together_come_back_apart(exam: Examiner) -> None:
    for name in OTHERS:
        exam.feed(name, Reply(429, headers={"Retry-After": "3600"}))
    exam.poll()

    turns = {exam.state(name).next_poll_at for name in OTHERS}
    assert len(turns) == len(OTHERS)
    assert min(turn for turn in turns if turn) >= exam.now + HOUR


def test_a_server_that_is_not_there_is_a_failure_in_words(exam: Examiner) -> None:
    exam.source("feed", "http://127.0.0.1:1/feed")

    assert exam.only().status == "failed"
    assert exam.only().reason.startswith("waiting after 1 failed polls: connection failed")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(401), "a password is needed"),
        (Reply(403), "access refused"),
        (Reply(404), "there is no feed at this address"),
        (Reply(429), "asked too often"),
        (Reply(500), "500"),
        (Reply(body=b""), "empty document"),
        (Reply(body=b"<!DOCTYPE html><html><body>Hello</body></html>"), "web page (HTML), not a feed"),
    ],
)
def test_every_failure_has_its_reason(exam: Examiner, reply: Reply, reason: str) -> None:
    exam.feed("feed", reply)
    found = exam.only()

    assert found.status == "failed"
    assert reason in found.reason
    assert reason in exam.state().last_error


def test_a_failure_loses_nothing_that_was_read_before(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1, 2)))
    exam.poll()
    read_at = exam.now
    exam.feed("feed", Reply(503))
    exam.wait()

    assert len(exam.articles()) == 2
    assert exam.state().last_ok_at == read_at


def test_one_failing_feed_does_not_hold_up_the_others(exam: Examiner) -> None:
    exam.feed("bad", Reply(500))
    exam.feed("good", Reply(body=document(1)))
    found = exam.poll()

    assert {name: outcome.status for name, outcome in found.items()} == {"bad": "failed", "good": "ok"}
