from datetime import UTC, datetime

import pytest

from events.dates import find_dates

FRIDAY = datetime(2024, 10, 18, 9, tzinfo=UTC)


def only(text, published=FRIDAY, **options):
    found = find_dates(text, published, **options)
    assert len(found) == 1, [d.text for d in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "span", "start", "end", "precision", "edtf"),
    [
        (
            "A column left on 17 October 2024.",
            "17 October 2024",
            "2024-10-17",
            "2024-10-18",
            "day",
            "2024-10-17",
        ),
        ("The photo was taken Oct. 17 there.", "Oct. 17", "2024-10-17", "2024-10-18", "day", "2024-10-17"),
        ("On Friday, the ministry spoke.", "Friday", "2024-10-18", "2024-10-19", "day", "2024-10-18"),
        ("Shelling resumed on Saturday.", "Saturday", "2024-10-12", "2024-10-13", "day", "2024-10-12"),
        ("The envoy will arrive on Monday.", "Monday", "2024-10-21", "2024-10-22", "day", "2024-10-21"),
        ("They vote next Friday.", "next Friday", "2024-10-25", "2024-10-26", "day", "2024-10-25"),
        ("The bridge fell yesterday.", "yesterday", "2024-10-17", "2024-10-18", "day", "2024-10-17"),
        ("It sank two days ago.", "two days ago", "2024-10-16", "2024-10-17", "day", "2024-10-16"),
        (
            "The port closed last week.",
            "last week",
            "2024-10-07",
            "2024-10-14",
            "week",
            "2024-10-07/2024-10-13",
        ),
        (
            "Earlier this month it reopened.",
            "Earlier this month",
            "2024-10-01",
            "2024-11-01",
            "month",
            "2024-10",
        ),
        ("They met in June.", "June", "2024-06-01", "2024-07-01", "month", "2024-06"),
        ("The fleet sailed in November.", "November", "2023-11-01", "2023-12-01", "month", "2023-11"),
        ("Drills will start in March.", "March", "2025-03-01", "2025-04-01", "month", "2025-03"),
        ("Signed in June 2024 there.", "June 2024", "2024-06-01", "2024-07-01", "month", "2024-06"),
        (
            "the third quarter of 2023 saw",
            "the third quarter of 2023",
            "2023-07-01",
            "2023-10-01",
            "quarter",
            "2023-07/2023-09",
        ),
        (
            "the first half of 2024 saw",
            "the first half of 2024",
            "2024-01-01",
            "2024-07-01",
            "half",
            "2024-01/2024-06",
        ),
        ("a truce in summer 2021", "summer 2021", "2021-06-01", "2021-09-01", "quarter", "2021-22"),
        ("the war of the 1990s", "the 1990s", "1990-01-01", "2000-01-01", "decade", "199X"),
        ("in the 19th century", "the 19th century", "1800-01-01", "1900-01-01", "century", "18XX"),
        ("a mission for 2022-24", "2022-24", "2022-01-01", "2025-01-01", "range", "2022/2024"),
    ],
)
def test_expressions_become_intervals_with_a_precision(text, span, start, end, precision, edtf):
    found = only(text)
    assert (found.text, found.start, found.end, found.precision, found.edtf) == (
        span,
        start,
        end,
        precision,
        edtf,
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("The exercise of Oct. 8-13 ended.", "2024-10-08", "2024-10-14"),
        ("It ran from 3 to 5 May.", "2024-05-03", "2024-05-06"),
        ("They called between Monday and Wednesday.", "2024-10-14", "2024-10-17"),
        ("Open from March to May 2022.", "2022-03-01", "2022-06-01"),
        ("The siege of Dec. 28, 2023 to Jan. 4, 2024 ended.", "2023-12-28", "2024-01-05"),
        ("They met on 5 and 6 June 2023.", "2023-06-05", "2023-06-07"),
    ],
)
def test_a_range_is_one_interval(text, start, end):
    found = only(text)
    assert (found.start, found.end, found.precision) == (start, end, "range")


def test_since_and_until_leave_a_side_open():
    since = only("fighting since February 2022")
    assert (since.text, since.start, since.end, since.open_end) == ("February 2022", "2022-02-01", None, True)
    assert since.edtf == "2022-02/.."
    until = only("They must leave by the end of the year.")
    assert (until.start, until.end, until.open_start, until.edtf) == (None, "2025-01-01", True, "../2024")
    before = only("It was dug before 2020.")
    assert (before.end, before.edtf) == ("2020-01-01", "../2019-12-31")
    after = only("No ship has called after Tuesday.")
    assert (after.start, after.end) == ("2024-10-16", None)


def test_a_possessive_day_is_no_border():
    found = only("Markets fell after Friday's attack.")
    assert (found.start, found.end) == ("2024-10-18", "2024-10-19")


def test_early_and_late_narrow_an_interval_without_inventing_a_day():
    found = only("A raid in late June 2024 failed.")
    assert (found.start, found.end, found.precision) == ("2024-06-21", "2024-07-01", "month")
    assert (found.approx, found.edtf) == (True, "2024-06~")


def test_clock_times_are_instants_in_the_zone_they_name_or_the_publishers():
    local = only("It landed Friday at 3 p.m. there.", timezone="Asia/Seoul")
    assert (local.start, local.precision, local.type) == ("2024-10-18T15:00:00+09:00", "hour", "TIME")
    named = only("The blast came at 14:05 GMT.")
    assert (named.start, named.end, named.precision) == (
        "2024-10-18T14:05:00+00:00",
        "2024-10-18T14:06:00+00:00",
        "minute",
    )


def test_the_day_of_publication_is_the_publishers_day():
    late_in_utc = datetime(2024, 10, 17, 23, 30, tzinfo=UTC)
    assert only("Officials met today.", late_in_utc, timezone="Asia/Seoul").start == "2024-10-18"
    assert only("Officials met today.", late_in_utc).start == "2024-10-17"


@pytest.mark.parametrize(
    ("text", "timex3", "kind"),
    [
        ("It lasted two days.", "P2D", "DURATION"),
        ("They waited several weeks there.", "PXW", "DURATION"),
        ("a three-month blockade", "P3M", "DURATION"),
        ("It took six hours.", "PT6H", "DURATION"),
        ("Patrols leave every Friday.", "XXXX-WXX-5", "SET"),
        ("Flights go daily.", "P1D", "SET"),
    ],
)
def test_durations_and_sets_have_timex3_values(text, timex3, kind):
    found = only(text)
    assert (found.timex3, found.type) == (timex3, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Talks may resume.",
        "May said no.",
        "They march north.",
        "A second convoy left.",
        "The 45-year-old driver survived.",
        "A man, 45 years old, survived.",
        "They won 8-13.",
        "It sent 2,000 troops.",
        "It sent 2000 troops.",
        "About 1500 soldiers left.",
        "It costs $2024.",
        "Version 10.1.2024.3 is out.",
        "Call 202-555-0143 now-ish.".replace("now-ish", "please"),
        "The Sunday Times reported it.",
        "Article 1998/12 of the code",
    ],
)
def test_other_uses_of_the_words_are_left_alone(text):
    assert [d.text for d in find_dates(text, FRIDAY)] == []
