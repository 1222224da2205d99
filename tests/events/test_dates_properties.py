from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.dates import find_dates

PUBLISHED = datetime(2024, 10, 18, 9, tzinfo=UTC)
EARLIEST, LATEST = (datetime(1, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001 - Hypothesis wants naive bounds
WORDS = st.sampled_from(
    [
        "On",
        "Friday",
        "Monday",
        "may",
        "May",
        "31",
        "February",
        "30",
        "2024",
        "1500",
        "the",
        "end",
        "of",
        "last",
        "next",
        "week",
        "month",
        "year",
        "two",
        "days",
        "ago",
        "from",
        "to",
        "between",
        "and",
        "-",
        "–",
        ",",
        ".",
        "8-13",
        "a.m.",
        "3",
        "p.m.",
        "noon",
        "since",
        "until",
        "every",
        "century",
        "21st",
        "0000",
        "9999",
        "99/99/9999",
        "decade",
        "BC",
    ]
)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "de", "ru", "ko", "xx", ""]))
def test_any_text_is_read_without_an_error_and_offsets_cut_it(text, language):
    for found in find_dates(text, PUBLISHED, language=language):
        assert text[found.char_start : found.char_end] == found.text


@settings(deadline=None)
@given(st.lists(WORDS, max_size=25), st.datetimes(min_value=EARLIEST, max_value=LATEST))
def test_date_like_text_gives_ordered_intervals(words, published):
    text = " ".join(words)
    done = 0
    for found in find_dates(text, published.replace(tzinfo=UTC)):
        assert text[found.char_start : found.char_end] == found.text
        assert found.char_start >= done
        done = found.char_end
        if found.start and found.end:
            assert found.start < found.end or found.end.startswith("9999-12-31")
        assert (found.start is None) or not found.open_start


@pytest.mark.parametrize("soup", ["1", "12 ", "Oct. 8-", "the last ", "1999-", " "])
def test_a_megabyte_of_anything_is_read_to_its_end(soup):
    text = soup * (1_000_000 // len(soup)) + "... The gate opened on Friday"
    assert find_dates(text, PUBLISHED)[-1].text == "Friday"
