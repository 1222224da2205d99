"""How dates of feeds are read: cheaply where they are ordinary, and never at any price."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import dateparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import feed_dates
from connectors.feed_dates import FeedDate, FeedDates, parse_feed_date

NOW = datetime(2024, 11, 5, tzinfo=UTC)
ORDINARY = [
    "Fri, 18 Oct 2024 21:30:00 +0900",
    "Fri, 18 Oct 2024 12:30:00 GMT",
    "18 Oct 2024 12:30:00 GMT",
    "Fri, 18 Oct 2024 12:30:00 UT",
    "Fri, 18 Oct 2024 08:30:00 EDT",
    "Fri, 18 Oct 2024 12:30 GMT",
    "Fri, 18 Oct 24 12:30:00 GMT",
    "2024-10-18T12:30:00Z",
    "2024-10-18T12:30Z",
    "2024-10-18T21:30:00+09:00",
    "2024-10-18T12:30:00.123Z",
    "2024-10-18T12:30:00+0000",
    "2024-10-18 12:30:00 UTC",
    "2024-10-18T12:30:00",
    "2024-10-18 12:30:00",
    "2024-10-18",
]


@pytest.mark.parametrize("raw", ORDINARY)
def test_an_ordinary_date_never_costs_dateparser(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("dateparser was asked")

    monkeypatch.setattr(dateparser, "parse", fail)

    found = parse_feed_date(raw, now=NOW)

    assert found.utc == datetime(2024, 10, 18, *((12, 30) if ":" in raw else ()), tzinfo=UTC)


def test_dateparser_is_the_last_resort_for_names_of_months() -> None:
    found = parse_feed_date("18 Tháng 10 2024 21:30 +0700", language="vi", now=NOW)

    assert found == FeedDate(datetime(2024, 10, 18, 14, 30, tzinfo=UTC))


def test_a_document_of_troublesome_dates_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(feed_dates, "_dateparser", lambda text, languages: asked.append(text))
    dates = FeedDates(now=NOW)

    assert all(dates.read(f"{n % 28 + 1} Nonsense{n} 2024") == FeedDate(None) for n in range(1_000))
    assert len(asked) <= 2 * 10


def test_one_troublesome_date_does_not_spoil_the_next_document() -> None:
    for _ in range(20):
        assert parse_feed_date("18 Nonsense 2024", now=NOW) == FeedDate(None)

    assert parse_feed_date("18 Tháng 10 2024", language="vi", now=NOW).utc is not None


def test_what_is_in_the_future_or_absurd_is_not_usable() -> None:
    assert parse_feed_date("2024-11-04T12:30:00Z", now=NOW).usable
    assert not parse_feed_date("2024-11-07T12:30:00Z", now=NOW).usable
    assert not parse_feed_date("1986-04-26T12:30:00Z", now=NOW).usable
    assert not parse_feed_date("no date", now=NOW).usable


def test_without_a_clock_nothing_is_in_the_future() -> None:
    assert parse_feed_date("2031-10-18T12:30:00Z").flags == ()


_ZONES = st.sampled_from(["GMT", "UT", "UTC", "Z", "+0900", "-0330", "+1345", "-1400", "+1400", "-0000"])
_ISO_ZONES = st.sampled_from(["Z", "+09:00", "-0330", "+13:45", "-14:00", "+00:00", ".5Z", ".123456-05:00"])
_SECONDS = st.integers(int(datetime(1971, 1, 2, tzinfo=UTC).timestamp()), 7_000_000_000)


@given(_SECONDS, _ZONES, _ISO_ZONES, st.booleans())
def test_the_short_way_comes_to_the_same_end(seconds: int, zone: str, iso_zone: str, weekday: bool) -> None:
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    internet = f"{'Mon, ' if weekday else ''}{at.day} {at:%b %Y %H:%M:%S} {zone}"
    dates = FeedDates()

    for raw in (internet, f"{at.isoformat()}{iso_zone}", f"{at.isoformat(' ')}{iso_zone}"):
        in_full = dates.read_in_full(raw)
        assert in_full is not None
        assert dates.read(raw).utc == in_full.utc


_PIECES = st.sampled_from(
    ["Fri", ",", " ", "18", "Oct", "октября", "10月", "2024", "24", "12:30", ":", "00", "+0900", "-", "/",
     ".", "T", "Z", "KST", "GMT", "(", ")", "PM", "오후", "0000", "9999", "1e9", "١", "²", "\x00",
     "\ud800", "Europe/", "W42", "de"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map("".join)))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_date_or_none(raw: str) -> None:
    found = parse_feed_date(raw, timezone="Asia/Seoul", language="ko", now=NOW)

    if found.usable:
        assert found.utc is not None
        assert datetime(1990, 1, 1, tzinfo=UTC) <= found.utc <= NOW + timedelta(days=1)
        assert re.search(r"\d", raw)


@given(st.text("0123456789:-/. +", max_size=70))
@settings(max_examples=300, deadline=None)
def test_numbers_alone_never_cost_dateparser(raw: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_dates, "_dateparser", None)
        parse_feed_date(raw, now=NOW)
