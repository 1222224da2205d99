"""Time expressions in article text, as intervals with a precision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from events.model import DateValue, Field
from events.timex.context import Context
from events.timex.english import ENGLISH
from events.timex.grammar import Found
from events.timex.languages import CODES, read
from events.timex.merge import merge, resolve_merged
from events.timex.other import scan_other
from events.timex.values import Value

Reader = Callable[[str, Context], Iterable[tuple[Found, Value]]]
# A text is a history when at least this many of its written years, and this share, lie far back.
_NARRATIVE_YEARS, _NARRATIVE_SHARE, _FAR_BACK = 4, 0.75, 2


def find_dates(
    text: str, published: datetime, *, language: str = "en", timezone: str = "UTC", field: Field = "body"
) -> list[DateValue]:
    """Every time expression in `text`, in reading order and without overlap.

    Relative expressions count from the day of `published` in `timezone` (an IANA name; an unknown one is
    read as UTC). Durations, sets and references such as "now" may have neither `start` nor `end`. Never
    raises for any text, and the time it takes grows linearly with the text.
    """
    zone = _zone(timezone)
    now = (published if published.tzinfo else published.replace(tzinfo=UTC)).astimezone(zone)
    reader = READERS.get(language.lower().split("-")[0])
    context = Context(text, now, zone)
    pairs = reader(text, context) if reader else scan_other(text, context, language)
    return [_date_value(found, value, text, field) for found, value in pairs]


def read_english(text: str, context: Context) -> Iterable[tuple[Found, Value]]:
    """What the English grammar finds, resolved in reading order."""
    found = merge(ENGLISH.scan(text), text)
    context.narrative = _is_narrative(found, context)
    return [pair for item in found for pair in resolve_merged(item, context)]


# One grammar a language; a language without one is read by dateparser in simple forms.
READERS: dict[str, Reader] = {"en": read_english} | {code: partial(read, code) for code in CODES}


def _is_narrative(found: Iterable[Found], context: Context) -> bool:
    years = [int(item.parts["year"]) for item in found if item.has("year")]
    far = [year for year in years if year < context.today.year - _FAR_BACK]
    return len(far) >= _NARRATIVE_YEARS and len(far) >= _NARRATIVE_SHARE * len(years)


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
