"""Dates and figures in words."""

from __future__ import annotations

import pytest

from alerts import words
from alerts.model import DateView, Figure


@pytest.mark.parametrize(
    ("start", "end", "precision", "text"),
    [
        ("2024-10-18", "2024-10-19", "day", "18 October 2024"),
        ("2024-10-14", "2024-10-17", "range", "14 to 16 October 2024"),
        ("2024-10-30", "2024-11-02", "range", "30 October to 1 November 2024"),
        ("2024-12-30", "2025-01-02", "range", "30 December 2024 to 1 January 2025"),
        ("2024-06-01", "2024-07-01", "month", "June 2024"),
        ("2024-07-01", "2024-10-01", "quarter", "July to September 2024"),
        ("2024-01-01", "2025-01-01", "year", "2024"),
        ("2020-01-01", "2030-01-01", "decade", "2020 to 2029"),
        (None, "2024-10-19", "day", "by 18 October 2024"),
        ("2024-10-18", None, "day", "from 18 October 2024"),
        (None, None, "day", "date not known"),
        (
            "2024-10-18T09:30:00+09:00",
            "2024-10-18T09:31:00+09:00",
            "minute",
            "18 October 2024 09:30 (UTC+0900)",
        ),
        (
            "2024-10-18T09:00:00+00:00",
            "2024-10-18T12:00:00+00:00",
            "range",
            "18 October 2024 09:00 to 12:00 UTC",
        ),
        ("not a date", "2024-10-19", "day", "date not known"),
    ],
)
def test_a_date_in_words_ends_with_its_last_day(
    start: str | None, end: str | None, precision: str, text: str
) -> None:
    assert words.when(DateView(start, end, precision)) == text


def test_an_approximate_date_says_so() -> None:
    assert words.when(DateView("2024-06-01", "2024-07-01", "month", approx=True)) == "about June 2024"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(12_000, "troops", "planned_total", "about"), "about 12,000 troops (planned in total)"),
        (Figure(1500, "troops", "sent", "about"), "about 1,500 troops (sent)"),
        (Figure(3, "ships", "", "exact"), "3 ships"),
        (Figure(None, "people", "killed", "range", 10, 12), "10 to 12 people (killed)"),
        (Figure(500, "troops", "present", "fewer_than"), "fewer than 500 troops (present)"),
        (Figure(None, "troops", "sent", "vague", text="thousands of troops"), "thousands of troops (sent)"),
        (Figure(None, "troops", "sent", "vague"), "an unknown number of troops (sent)"),
        (Figure(2.5, "tonnes"), "2.5 tonnes"),
    ],
)
def test_a_figure_in_words_keeps_its_qualifier_and_role(figure: Figure, text: str) -> None:
    assert words.figure(figure) == text
