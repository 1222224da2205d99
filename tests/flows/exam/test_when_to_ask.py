"""When to ask again: never inside the time a server or a feed wants to be left alone."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.flows.exam.conftest import HOUR, MINUTE, Examiner, document
from tests.web_server import Reply

SECOND = timedelta(seconds=1)
MOST_JITTER = MINUTE


def is_left_alone_for(exam: Examiner, reply: Reply, how_long: timedelta) -> None:
    """Poll once; assert that the server is not asked before `how_long`, and is soon after."""
    exam.feed("feed", reply)
    start = exam.now
    exam.poll()
    for share in (0.01, 0.5, 0.99):
        exam.clock.set(start + how_long * share)
        assert exam.only().status == "not_due"
    exam.clock.set(start + how_long - SECOND)
    exam.poll()
    assert len(exam.asked()) == 1

    exam.clock.set(start + how_long + MOST_JITTER)
    exam.poll()
    assert len(exam.asked()) == 2


def feed(head: str = "", **headers: str) -> Reply:
    body = document(1).replace(b"<item>", head.encode() + b"<item>", 1)
    return Reply(body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_obeyed(exam: Examiner, status: int) -> None:
    is_left_alone_for(exam, Reply(status, headers={"Retry-After": "3600"}), HOUR)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_as_a_date_is_obeyed(exam: Examiner, status: int) -> None:
    until = format_datetime(exam.now + 3 * HOUR, usegmt=True)

    is_left_alone_for(exam, Reply(status, headers={"Retry-After": until}), 3 * HOUR)


def test_retry_after_of_years_is_a_day(exam: Examiner) -> None:
    is_left_alone_for(exam, Reply(429, headers={"Retry-After": "99999999"}), 24 * HOUR)


def test_max_age_is_obeyed(exam: Examiner) -> None:
    is_left_alone_for(exam, feed(Cache_Control="public, max-age=7200"), 2 * HOUR)


def test_max_age_counts_from_when_the_reply_was_made(exam: Examiner) -> None:
    is_left_alone_for(exam, feed(Cache_Control="max-age=7200", Age="3600"), HOUR)


def test_max_age_of_a_304_is_obeyed(exam: Examiner) -> None:
    exam.feed("feed", feed(ETag='"1"'))
    exam.poll()
    exam.clock.advance(MINUTE)
    exam.web.requests.clear()

    is_left_alone_for(exam, Reply(304, headers={"Cache-Control": "max-age=7200"}), 2 * HOUR)


def test_max_age_of_years_is_a_day(exam: Examiner) -> None:
    is_left_alone_for(exam, feed(Cache_Control="max-age=99999999"), 24 * HOUR)


def test_expires_is_obeyed(exam: Examiner) -> None:
    until = format_datetime(exam.now + HOUR, usegmt=True)

    is_left_alone_for(exam, feed(Expires=until), HOUR)


@pytest.mark.parametrize("control", ["no-cache, max-age=7200", "no-store"])
def test_a_reply_that_may_not_be_kept_asks_for_no_wait(exam: Examiner, control: str) -> None:
    is_left_alone_for(exam, feed(Cache_Control=control), MINUTE)


def test_the_ttl_of_a_feed_is_obeyed(exam: Examiner) -> None:
    is_left_alone_for(exam, feed("<ttl>90</ttl>"), 1.5 * HOUR)


def test_the_update_period_of_a_feed_is_obeyed(exam: Examiner) -> None:
    is_left_alone_for(exam, feed("<sy:updatePeriod>hourly</sy:updatePeriod>"), HOUR)


def test_skipped_hours_are_skipped(exam: Examiner) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(5))

    is_left_alone_for(exam, feed(f"<skipHours>{hours}</skipHours>"), 5 * HOUR)


def test_skipped_days_are_skipped(exam: Examiner) -> None:
    """It is Saturday, midnight."""
    weekend = feed("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>")

    is_left_alone_for(exam, weekend, 48 * HOUR)


def test_wishes_outlive_replies_that_repeat_none(exam: Examiner) -> None:
    exam.feed("feed", feed("<ttl>90</ttl>", ETag='"1"'))
    exam.poll()
    exam.clock.advance(2 * HOUR)
    exam.web.requests.clear()

    is_left_alone_for(exam, Reply(304), 1.5 * HOUR)


def test_the_interval_asked_for_is_kept_where_nobody_wants_more(exam: Examiner) -> None:
    is_left_alone_for(exam, feed(Cache_Control="max-age=10"), MINUTE)


def test_an_early_cycle_does_not_ask_inside_max_age(exam: Examiner) -> None:
    """Scheduled cycles may come seconds early; a healthy source is then asked ahead of its turn."""
    exam.feed("feed", feed(Cache_Control="max-age=60"))
    slack = timedelta(seconds=20)
    exam.poll(slack=slack)

    exam.wait(timedelta(seconds=59), slack=slack)
    assert len(exam.asked()) == 1
    exam.wait(SECOND, slack=slack)
    assert len(exam.asked()) == 2


def test_without_an_interval_the_rhythm_of_the_feed_decides(exam: Examiner) -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>News {n}</title>"
        f"<pubDate>Fri, 18 Oct 2024 {14 + 2 * n:02d}:00:00 GMT</pubDate></item>"
        for n in range(5)
    )
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    exam.feed("feed", Reply(body=body), every=None)
    exam.poll()

    assert exam.wait(HOUR - SECOND).status == "not_due"
    assert exam.wait(SECOND).status == "unchanged"


def test_a_silent_feed_without_an_interval_is_asked_less_often(exam: Examiner) -> None:
    exam.feed("feed", feed(), every=None)
    exam.poll()
    busy = exam.state().next_poll_at
    exam.clock.advance(40 * 24 * HOUR)
    exam.poll()
    silent = exam.state().next_poll_at

    assert busy is not None
    assert silent is not None
    assert silent - exam.now == 4 * timedelta(minutes=15)
    assert busy - (exam.now - 40 * 24 * HOUR) == timedelta(minutes=15)
