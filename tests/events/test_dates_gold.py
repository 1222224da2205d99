"""`find_dates` on the gold sentences stays at least as good as it has been, and the gold itself is sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events.model import DateValue
from tests.gold.dates.corpus import LANGUAGES, Expected, Sentence, development, negatives, sealed
from tests.gold.dates.scores import compare, false_hits, score

# Percent of the development dates read exactly; texts without a date in which one is found.
EXACT = {"en": 99.0, "ko": 95.0, "ru": 95.0, "uk": 95.0, "de": 95.0, "fr": 95.0, "es": 95.0, "zh": 95.0}
WEEKDAYS, MONTH_DAYS = 98.0, 97.0
FALSE_HITS = 1

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASON = re.compile(r"\b\d{4}-2[1-4]\b")
ALL = [row for group in (*development().values(), *sealed().values()) for row in group]
DATES = [(row, expected) for row in ALL for expected in row.dates]

ONE_DAY = Expected(
    "Friday", 3, 9, "2024-10-18", "2024-10-19", "day", "2024-10-18", "2024-10-18", about="weekday"
)
RANGE = Expected("Oct. 8-13", 24, 33, "2024-10-08", "2024-10-14", "range", "2024-10-08/2024-10-13")
SENTENCE = Sentence(
    "On Friday they spoke of Oct. 8-13.", datetime(2024, 10, 18, 9, tzinfo=UTC), "UTC", "en", (ONE_DAY, RANGE)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_read_exactly(language: str) -> None:
    assert score(development()[language]).exact.percent >= EXACT[language]


def test_english_weekdays_and_days_without_a_year_are_read_exactly() -> None:
    told = score(development()["en"])
    assert told.weekday.percent >= WEEKDAYS
    assert told.month_day.percent >= MONTH_DAYS


def test_few_dates_are_found_where_there_are_none() -> None:
    texts = [text for group in negatives().values() for text in group]
    assert len(false_hits(texts)) <= FALSE_HITS


def test_the_gold_is_large_enough_and_a_good_part_of_it_is_sealed() -> None:
    held_back = sealed()
    assert len(ALL) >= 320
    assert sum(map(len, held_back.values())) >= 100
    assert all(len(rows) >= 8 for rows in held_back.values())
    assert sum(map(len, negatives().values())) >= 135


def test_no_sentence_is_both_sealed_and_open() -> None:
    opened = {row.text for rows in development().values() for row in rows}
    assert not opened & {row.text for rows in sealed().values() for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_sentences_without_a_date(language: str) -> None:
    assert sum(not row.dates for row in development()[language]) >= 2


def test_rows_are_published_at_an_instant_of_a_known_zone() -> None:
    for row in ALL:
        assert row.language in LANGUAGES, row.text
        assert row.published.utcoffset() is not None, row.text
        assert ZoneInfo(row.timezone), row.text


def test_rows_list_their_dates_as_the_text_has_them() -> None:
    assert [e for row, e in DATES if row.text[e.char_start : e.char_end] != e.text] == []


def test_a_side_is_missing_only_where_it_is_open_or_the_whole_is_no_interval() -> None:
    for _, expected in DATES:
        missing, opened = (not expected.start, not expected.end), (expected.open_start, expected.open_end)
        assert missing == opened or (all(missing) and not expected.edtf), expected


def test_intervals_begin_before_they_end() -> None:
    assert [e for _, e in DATES if e.start and e.end and e.start >= e.end] == []


def test_plain_edtf_has_the_borders_of_the_interval() -> None:
    plain = [e for _, e in DATES if re.fullmatch(r"[\d./-]+", e.edtf) and not _SEASON.search(e.edtf)]
    assert len(plain) > len(DATES) / 2
    assert [e for e in plain if _edtf_borders(e.edtf) != (e.start, e.end)] == []


def test_english_weekdays_are_those_of_the_calendar() -> None:
    named = [(day, e) for row, e in DATES for day in WEEKDAY_NAMES if row.language == "en" and day in e.text]
    fixed = [(day, e) for day, e in named if e.start or e.end]
    assert len(fixed) > 60
    assert [e for day, e in fixed if day not in _border_weekdays(e)] == []


def test_every_edtf_expression_is_valid() -> None:
    valid = pytest.importorskip("edtf_validate.valid_edtf")
    wrong = [expected.edtf for _, expected in DATES if expected.edtf and not valid.is_valid(expected.edtf)]
    assert wrong == []


def _as_found(expected: Expected) -> DateValue:
    fields = ("text", "char_start", "char_end", "start", "end", "precision", "edtf")
    return DateValue(
        field="body", timex3=expected.timex3 or "", **{name: getattr(expected, name) for name in fields}
    )


def test_a_reader_that_says_the_same_is_exact() -> None:
    told = score([SENTENCE], lambda row: [_as_found(expected) for expected in row.dates])
    assert (told.found.percent, told.exact.percent, told.extra) == (100, 100, 0)
    assert (told.timex3.hits, told.timex3.total, told.weekday.hits, told.month_day.total) == (1, 1, 1, 0)


def test_a_reader_that_says_nothing_finds_nothing() -> None:
    told = score([SENTENCE], lambda row: [])
    assert (told.found.hits, told.exact.hits, told.extra, told.exact.total) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"start": "2024-10-11"}, {"end": "2024-10-20"}, {"precision": "week"}, {"edtf": "2024-10"}],
)
def test_one_field_that_differs_is_found_but_not_exact(wrong: dict[str, Any]) -> None:
    told = score([SENTENCE], lambda row: [replace(_as_found(ONE_DAY), **wrong)])
    assert (told.found.hits, told.exact.hits, told.weekday.hits) == (1, 0, 0)


def test_a_span_may_be_wider_or_narrower_but_must_overlap() -> None:
    wider = replace(_as_found(ONE_DAY), char_start=0, char_end=10)
    elsewhere = replace(_as_found(ONE_DAY), char_start=10, char_end=14)
    assert score([SENTENCE], lambda row: [wider]).exact.hits == 1
    told = score([SENTENCE], lambda row: [elsewhere])
    assert (told.found.hits, told.extra) == (0, 1)


def test_a_range_found_in_two_pieces_is_one_wrong_and_one_extra() -> None:
    found = _as_found(RANGE)
    pieces: Sequence[DateValue] = (
        replace(found, char_end=30, end="2024-10-09"),
        replace(found, char_start=31),
    )
    pairs = compare(replace(SENTENCE, dates=(RANGE,)), pieces)
    assert [(pair.expected is not None, pair.exact) for pair in pairs] == [(True, False), (False, False)]


def test_a_text_without_a_date_counts_once_however_much_is_found() -> None:
    texts = [replace(SENTENCE, dates=()), replace(SENTENCE, text="Nothing.", dates=())]
    hits = false_hits(texts, lambda row: [_as_found(ONE_DAY), _as_found(RANGE)] if len(row.text) > 9 else [])
    assert [pair.sentence.text for pair in hits] == [SENTENCE.text]


def _border_weekdays(expected: Expected) -> set[str]:
    """The weekdays at the borders; beside an open side also the day just outside, which "before" names."""
    days = []
    if expected.start:
        start = date.fromisoformat(expected.start[:10])
        days += [start, start - timedelta(days=1)] if expected.open_end else [start]
    if expected.end:
        end = date.fromisoformat(expected.end[:10])
        last = end if "T" in expected.end else end - timedelta(days=1)
        days += [last, end] if expected.open_start else [last]
    return {WEEKDAY_NAMES[day.weekday()] for day in days}


def _edtf_borders(text: str) -> tuple[str | None, str | None]:
    """The borders of an exact EDTF day, month, year or interval of them, computed anew."""
    first, _, last = text.partition("/")
    last = last or first
    return (None if first == ".." else _first_day(first), None if last == ".." else _first_day(last, after=1))


def _first_day(text: str, after: int = 0) -> str:
    """The first day of a year, month or day, or of the next such."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return (date(*parts) + timedelta(days=after)).isoformat()
    months = 12 * parts[0] + (parts[1] - 1 + after if len(parts) == 2 else 12 * after)
    return date(months // 12, months % 12 + 1, 1).isoformat()
