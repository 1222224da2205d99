"""Bars over time, clamped to the window."""

from __future__ import annotations

from datetime import date

from web._histogram import bars
from web.map import HEIGHT, WIDTH, project


def test_a_short_window_has_a_bar_a_day() -> None:
    found = bars({"2024-10-18": 4, "2024-10-20": 2}, date(2024, 10, 18), date(2024, 10, 21))

    assert [(bar.count, bar.height) for bar in found] == [(4, 1.0), (0, 0.0), (2, 0.5)]
    assert found[0].words == "18 Oct 2024: 4 events"


def test_a_long_window_has_a_hundred_bars_at_most() -> None:
    found = bars({"1990-01-01": 1, "2024-01-01": 1}, None, None)

    assert len(found) <= 101
    assert sum(bar.count for bar in found) == 2


def test_what_lies_outside_the_window_does_not_stretch_it() -> None:
    found = bars({"1900-01-01": 9, "2024-10-18": 1}, date(2024, 10, 18), date(2024, 10, 19))

    assert [bar.count for bar in found] == [1]


def test_nothing_has_no_bars() -> None:
    assert bars({}, None, None) == []


def test_the_map_holds_the_whole_world() -> None:
    assert project(0, 0) == (WIDTH / 2, HEIGHT / 2)
    assert project(0, 180)[0] == WIDTH
    assert project(90, 0)[1] >= 0
    assert project(51.5, -0.1)[1] < project(-33.9, 18.4)[1]
