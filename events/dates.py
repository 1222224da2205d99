"""Time expressions in article text, as intervals with a precision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from events.language import language_of
from events.model import DateValue, Field
from events.timex.context import Context
from events.timex.english import ENGLISH
from events.timex.grammar import Found
from events.timex.languages import CODES, read
from events.timex.merge import merge, resolve_merged
from events.timex.other import scan_other
from events.timex.other_use import is_other_use
from events.timex.resolve import counts_from_today
from events.timex.values import Value
from events.timex.years import written_year

Reader = Callable[[str, Context], Iterable[tuple[Found, Value]]]
# How many years, and which share of them, make a history, and how few expressions that count from today.
_FEW, _MANY, _MOST, _LEAST = 4, 10, 0.7, 0.25
_FAR_BACK = 2  # years


def find_dates(
    text: str, published: datetime, *, language: str = "en", timezone: str = "UTC", field: Field = "body"
) -> list[DateValue]:
    """Every time expression in `text`, in reading order and without overlap.

    Relative expressions count from the day of `published` in `timezone` (an IANA name; an unknown one is
    read as UTC). A text in Hangul or Cyrillic is never read as English. Durations, sets and references such
    as "now" may have neither `start` nor `end`. Never raises for any text, and the time it takes grows
    linearly with the text.
    """
    zone = _zone(timezone)
    now = (published if published.tzinfo else published.replace(tzinfo=UTC)).astimezone(zone)
    language = language_of(language, text)
    reader = READERS.get(language)
    context = Context(text, now, zone)
    pairs = reader(text, context) if reader else scan_other(text, context, language)
    return [_date_value(found, value, text, field) for found, value in pairs]


def read_english(text: str, context: Context) -> Iterable[tuple[Found, Value]]:
    """What the English grammar finds, resolved in reading order."""
    found = merge(ENGLISH.scan(text), text)
    context.years = _years_written(found, context)
    context.narrative = _is_narrative(found, context)
    return [pair for item in found for pair in resolve_merged(item, context)]


# One grammar a language; a language without one is read by dateparser in simple forms.
READERS: dict[str, Reader] = {"en": read_english} | {code: partial(read, code) for code in CODES}


def _years_written(found: Iterable[Found], context: Context) -> list[tuple[int, int]]:
    """Where the text writes a year, and which."""
    written = []
    for item in found:
        for part in item.ends or (item,):
            year = written_year(part)
            if year is not None and not is_other_use(part, context):
                written.append((part.start, year))
    return written


def _is_narrative(found: Iterable[Found], context: Context) -> bool:
    """Whether the text is a history: it writes out years long gone, or many past ones, and hardly counts
    from today."""
    years = [year for _, year in context.years]
    today = context.today.year
    long_gone = sum(year < today - _FAR_BACK for year in years)
    past = sum(year < today for year in years)
    if not (
        (long_gone >= _FEW and long_gone >= _MOST * len(years))
        or (past >= _MANY and past >= _MOST * len(years))
    ):
        return False
    return sum(counts_from_today(item) for item in found) <= _LEAST * len(years)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC


def _date_value(found: Found, value: Value, text: str, field: Field) -> DateValue:
    return DateValue(
        text=text[found.start : found.end],
        field=field,
        char_start=found.start,
        char_end=found.end,
        start=value.start.isoformat() if value.start else None,
        end=value.end.isoformat() if value.end else None,
        precision=value.precision,
        edtf=value.edtf,
        timex3=value.timex3,
        type=value.type,
        open_start=value.open_start,
        open_end=value.open_end,
        approx=value.approx,
        rule=f"date.{found.kind}",
    )
