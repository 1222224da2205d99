"""What servers and feeds say about being asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.hints import Hints, document_hints, freshness
from connectors.schedule import after_success

NOW = datetime(2024, 10, 18, 9, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "max-age=99999999"}, 86_400),
        ({"expires": "Fri, 18 Oct 2024 10:30:00 GMT"}, 3600),
        ({"expires": "Fri, 18 Oct 2024 08:30:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({"cache-control": "max-age=60", "expires": "Fri, 18 Oct 2024 10:30:00 GMT"}, 60),
        ({"cache-control": "max-age=soon"}, 0),
    ],
)
def test_a_reply_says_how_long_it_stays_fresh(headers: dict[str, str], seconds: int) -> None:
    assert freshness(headers, NOW) == timedelta(seconds=seconds)


def test_a_document_says_when_it_wants_to_be_left_alone() -> None:
    hints = document_hints(
        b"<rss><channel><ttl>60</ttl><skipHours><hour>10</hour><hour>11</hour></skipHours>"
        b"<skipDays><day>Saturday</day><day>Sunday</day></skipDays><item/></channel></rss>"
    )

    assert hints == Hints(timedelta(hours=1), frozenset({10, 11}), frozenset({5, 6}))
    assert Hints.from_json(hints.to_json()) == hints


def test_an_update_period_is_a_wait() -> None:
    document = b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"

    assert document_hints(document).stay_away == timedelta(minutes=30)


def test_an_hour_that_no_day_has_is_not_another_hour() -> None:
    document = b"<skipHours><hour>24</hour><hour>25</hour><hour>99</hour></skipHours>"

    assert document_hints(document).skip_hours == frozenset({0})


def test_a_feed_that_leaves_out_every_hour_is_not_believed() -> None:
    hours = b"".join(b"<hour>%d</hour>" % hour for hour in range(24))

    assert document_hints(b"<skipHours>" + hours + b"</skipHours>").skip_hours == frozenset()


def test_the_next_poll_waits_for_the_longest_wish() -> None:
    assert after_success(NOW, timedelta(minutes=5), Hints(timedelta(hours=1))) == NOW + timedelta(hours=1)
    assert after_success(NOW, timedelta(hours=2), Hints(timedelta(hours=1))) == NOW + timedelta(hours=2)


def test_the_next_poll_falls_after_skipped_hours_and_days() -> None:
    weekdays_after_noon = Hints(skip_hours=frozenset(range(12)), skip_days=frozenset({5, 6}))

    assert after_success(NOW, timedelta(minutes=5), weekdays_after_noon) == NOW.replace(hour=12, minute=0)
    friday_night = NOW.replace(hour=23, minute=58)
    monday_noon = datetime(2024, 10, 21, 12, tzinfo=UTC)
    assert after_success(friday_night, timedelta(minutes=5), weekdays_after_noon) == monday_noon
