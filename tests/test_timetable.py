"""Hours of quiet and times of digests, by the wall clocks of twenty zones and across their changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from timetable import check_hours, digest, quiet_until, window, windows

ZONES = (
    "UTC",
    "Asia/Seoul",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Jerusalem",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
SPRING, AUTUMN = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 10, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-07:00", "2024-10-18T21:59:59+09:00", None),
        ("22:00-07:00", "2024-10-18T22:00:00+09:00", "2024-10-19T07:00:00+09:00"),
        ("22:00-07:00", "2024-10-19T06:59:59+09:00", "2024-10-19T07:00:00+09:00"),
        ("22:00-07:00", "2024-10-19T07:00:00+09:00", None),
        ("22:00-07:00 fri", "2024-10-19T03:00:00+09:00", "2024-10-19T07:00:00+09:00"),
        ("22:00-07:00 fri", "2024-10-20T03:00:00+09:00", None),
        ("00:00-24:00 sat-sun", "2024-10-19T00:00:00+09:00", "2024-10-21T00:00:00+09:00"),
        ("12:00-13:00 mon", "2024-10-21T12:30:00+09:00", "2024-10-21T13:00:00+09:00"),
    ],
)
def test_quiet_begins_and_ends_on_the_minute(hours: str, now: str, until: str | None) -> None:
    found = quiet_until([window(hours, "Asia/Seoul")], at(now))

    assert found == (at(until) if until else None)


def test_windows_that_touch_are_one_quiet_time() -> None:
    weekend = [window("22:00-07:00", "Asia/Seoul"), window("00:00-24:00 sat-sun", "Asia/Seoul")]

    assert quiet_until(weekend, at("2024-10-18T23:00:00+09:00")) == at("2024-10-21T07:00:00+09:00")


def test_hours_read_back_as_they_are_written() -> None:
    for text in ("22:00-07:00 Asia/Seoul", "00:00-24:00 sat-sun UTC", "12:00-13:00 mon Europe/Kyiv"):
        assert str(window(text)) == text
    assert [str(one) for one in windows("22:00-07:00 UTC, 00:00-24:00 sat UTC")] == [
        "22:00-07:00 UTC",
        "00:00-24:00 sat UTC",
    ]


@pytest.mark.parametrize("hours", [["22-7"], ["25:00-07:00"], ["22:00-07:00 Nowhere/Land"], ["00:00-24:00"]])
def test_hours_that_say_nothing_or_never_end_are_refused(hours: list[str]) -> None:
    with pytest.raises(ValueError, match=r"write for example|never end"):
        check_hours(hours)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("begin", [SPRING, AUTUMN])
def test_every_night_has_one_end_also_when_the_clocks_change(zone: str, begin: datetime) -> None:
    night, local = [window("22:00-02:30", zone)], ZoneInfo(zone)
    ends = {quiet_until(night, begin + timedelta(hours=2 * n)) for n in range(12 * 45)} - {None}

    days = sorted(end.astimezone(local).date() for end in ends if end)
    assert len(days) == len(set(days))
    assert len(days) >= 45
    for end in ends:
        assert end is not None
        assert quiet_until(night, end) is None
        assert quiet_until(night, end - timedelta(seconds=1)) == end


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("begin", [SPRING, AUTUMN])
def test_every_day_has_one_digest_also_when_the_clocks_change(zone: str, begin: datetime) -> None:
    daily, local = digest("daily@02:30"), ZoneInfo(zone)
    found, now = [], begin
    while now < begin + timedelta(days=45):
        now = daily.next_after(now, zone)
        found.append(now.astimezone(local))

    assert [one.date() for one in found] == [found[0].date() + timedelta(days=n) for n in range(len(found))]


@pytest.mark.parametrize(
    ("text", "zone", "now", "then"),
    [
        ("hourly", "UTC", "2024-10-19T08:00:00+00:00", "2024-10-19T09:00:00+00:00"),
        ("hourly", "Asia/Kathmandu", "2024-10-19T08:20:30+00:00", "2024-10-19T09:15:00+00:00"),
        ("daily@08:00", "Asia/Seoul", "2024-10-19T07:59:59+09:00", "2024-10-19T08:00:00+09:00"),
        ("daily@08:00", "Asia/Seoul", "2024-10-19T08:00:00+09:00", "2024-10-20T08:00:00+09:00"),
        ("weekly@mon-08:00", "Asia/Seoul", "2024-10-19T09:00:00+09:00", "2024-10-21T08:00:00+09:00"),
        ("daily@02:30", "America/New_York", "2024-03-10T00:00:00-05:00", "2024-03-10T03:30:00-04:00"),
        ("daily@01:30", "America/New_York", "2024-11-03T00:00:00-04:00", "2024-11-03T01:30:00-04:00"),
    ],
)
def test_a_digest_leaves_by_the_wall_clock(text: str, zone: str, now: str, then: str) -> None:
    assert digest(text).next_after(at(now), zone) == at(then)


@pytest.mark.parametrize("text", ["daily", "daily@8", "weekly@08:00", "monthly@08:00"])
def test_a_digest_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="weekly@mon-08:00"):
        digest(text)
