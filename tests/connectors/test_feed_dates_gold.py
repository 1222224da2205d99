"""The odd dates of tests/gold/feed_dates.yaml: each means one instant, or none."""

from __future__ import annotations

import pytest

from connectors.feed_dates import FeedDate, parse_feed_date
from tests.gold.feed_dates import NOW, Case, cases, score, verdict

GOAL = 0.97


def read(case: Case) -> FeedDate:
    return parse_feed_date(case.raw, timezone=case.timezone, language=case.language, now=NOW)


def test_the_set_is_as_large_as_it_says() -> None:
    assert len(cases()) >= 178
    assert sum(case.hard for case in cases()) >= 48
    assert sum(case.sealed for case in cases()) >= 60
    assert sum(case.utc is None for case in cases()) >= 18


@pytest.mark.parametrize("case", [c for c in cases() if not c.sealed], ids=lambda case: case.id)
def test_an_odd_date_is_read_with_its_doubts(case: Case) -> None:
    found = read(case)

    assert (found.utc and found.utc.replace(microsecond=0), sorted(found.flags)) == (
        case.utc,
        sorted(case.flags),
    )


def test_the_sealed_dates_are_read_as_well() -> None:
    sealed = [case for case in cases() if case.sealed]

    assert score(lambda case: read(case).utc, sealed)["right"] >= GOAL * len(sealed)


def test_no_zone_is_silently_wrong_and_no_date_is_invented() -> None:
    doubts = {"assumed_zone", "ambiguous_zone"}
    readings = [(case, read(case)) for case in cases()]

    assert [c.raw for c, found in readings if verdict(c, found.utc) == "invented"] == []
    silent = [
        c.raw
        for c, found in readings
        if verdict(c, found.utc) == "wrong zone" and not doubts & {*found.flags}
    ]
    assert silent == []
