"""Which year a date without one belongs to.

Rules measured on news text: a month and day without a year is the nearest one; a bare month follows the
tense, and is past without one. In a history the years told decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from events.timex.context import Anchor, Context, is_future, tense
from events.timex.grammar import Found

_HALF_A_YEAR = 6  # months
_ENDS_SENTENCE = re.compile(r"[.!?]\s|\n")
_LONGEST_SENTENCE = 400  # characters
_STEP = 4  # years
_AGREEING, _AHEAD = 2, 3
_FAR_AHEAD = 100  # days
_FAR_BACK = 45  # days
_SOON = 3  # days
_SHIFT = {"last": -1, "this": 0, "next": 1, "previous": -1, "following": 1}


def written_year(found: Found) -> int | None:
    """The year the expression writes out; 499 BC is -498."""
    text = found.parts.get("year") or found.parts.get("year2")
    if text is None:
        short = found.parts.get("short_year")
        return None if short is None else full_year(int(short))
    number = int(text)
    return 1 - number if found.parts.get("era", "").upper().startswith("B") else number


def full_year(short: int) -> int:
    """A year of two digits: '22 is 2022 and '62 is 1962."""
    return short + (2000 if short < 50 else 1900)


def year_of(found: Found, context: Context) -> int | None:
    """The year the expression writes out or points at ("of that year"); None when it has none."""
    told = found.parts.get("told_year", "").lower()
    if not told:
        return written_year(found)
    word = told.split()[-1]
    if word in ("that", "same"):
        return context.anchor.year if context.anchor else context.today.year
    base = context.anchor.year if context.anchor and word in ("previous", "following") else context.today.year
    return base + _SHIFT[word]


def day_without_year(on: Callable[[int], date], found: Found, context: Context) -> date:
    """The day that `on` gives for the year told, in a history, and otherwise nearest to publication.

    A day ahead is not taken where the clause speaks of the past, one months ahead only where it speaks of the
    future, and one long past only where it does not.
    Raises ValueError when no year near has such a day.
    """
    told = told_year(found, context, lambda year: on(year).month)
    if told is not None and told > 0:
        return on(told)
    closest = _closest(on, context.today)
    ahead = (closest - context.today).days
    if -_FAR_BACK <= ahead <= _SOON:
        return closest
    spoken = tense(found, context)
    future = spoken == "future" if ahead < 0 or ahead > _FAR_AHEAD else spoken != "past"
    return closest if future == (ahead > 0) else _in_direction(on, context.today, closest, future=future)


def nearest(month: int, day: int, context: Context, *, future: bool = True) -> date:
    """The month and day nearest to publication; one months ahead only where the clause speaks of `future`.

    Raises ValueError when no year near has such a day.
    """
    closest = _closest(lambda year: date(year, month, day), context.today)
    if future or (closest - context.today).days <= _FAR_AHEAD:
        return closest
    return _in_direction(lambda year: date(year, month, day), context.today, closest, future=False)


def _closest(on: Callable[[int], date], today: date) -> date:
    options = _options(on, today)
    if not options:
        raise ValueError("no year near publication has that day")
    return min(options, key=lambda day: abs((day - today).days))


def _in_direction(on: Callable[[int], date], today: date, closest: date, *, future: bool) -> date:
    """The next such day, or the last one not after today; `closest` where none of the near years has one."""
    options = _options(on, today)
    if future:
        return min((day for day in options if day >= today), default=closest)
    return max((day for day in options if day <= today), default=closest)


def _options(on: Callable[[int], date], today: date) -> list[date]:
    return [day for day in (_or_none(on, today.year + step) for step in (-1, 0, 1)) if day]


def _or_none(on: Callable[[int], date], year: int) -> date | None:
    try:
        return on(year)
    except ValueError:
        return None


def told_year(found: Found, context: Context, month_in: Callable[[int], int]) -> int | None:
    """In a history, the year of a date without one: where the story stands.

    It moves on with every date. A year told alone moves it a few years; one further off does so only when
    the text goes on there, so that an aside ("papers released in 2005 show that on 4 August") does not carry
    it away. Within a year the months run on; one far behind the last belongs to the next year.
    """
    if not context.narrative:
        return None
    last, fine, ahead = context.anchor, context.fine, context.years_ahead(found.end)
    if last is None:
        return sorted(ahead)[len(ahead) // 2] if ahead else None
    if fine is None or fine.month is None:
        return last.year
    if last.month is None and last.year != fine.year and not _is_aside(last.year, fine.year, ahead):
        return last.year
    if _ENDS_SENTENCE.search(context.text, max(fine.at, found.start - _LONGEST_SENTENCE), found.start):
        fine = _before_aside(fine, ahead, context)
    if fine.month is None or fine.month - month_in(max(fine.year, 1)) < _HALF_A_YEAR:
        return fine.year
    return fine.year + (not ahead or ahead[0] > fine.year)


def _is_aside(year: int, story: int, ahead: list[int]) -> bool:
    """Whether a year told alone is left again at once for where the story stood."""
    following = ahead[:_AGREEING]
    if abs(year - story) > _STEP:
        return not ahead or abs(ahead[0] - story) < abs(ahead[0] - year)
    if len(following) < _AGREEING:
        return False
    if year > story:
        return all(number == story for number in following)
    return all(number >= story for number in following)


def _before_aside(fine: Anchor, ahead: list[int], context: Context) -> Anchor:
    """The date before the last, when that stands alone in its year and the text goes on in the one before."""
    before = context.before_fine
    if before is None or context.streak > 1:
        return fine
    return before if ahead[:_AHEAD].count(before.year) >= _AGREEING and fine.year not in ahead[:1] else fine


def year_of_month(month: int, found: Found, context: Context) -> int:
    """The year of a month that names none."""
    today, which = context.today, found.parts.get("which", "").lower()
    if which in ("previous", "following") and context.fine and context.fine.month:
        shift = month >= context.fine.month if which == "previous" else month <= context.fine.month
        return context.fine.year + (shift if which == "following" else -shift)
    if which in ("last", "previous"):
        return today.year - (month >= today.month)
    if which in ("next", "following"):
        return today.year + (month <= today.month)
    if which == "this":
        return today.year
    told = told_year(found, context, lambda _year: month)
    if told is not None:
        return told
    if month == today.month:
        return today.year
    if is_future(found, context) and not context.before(found).endswith((" for ", " since ")):
        return today.year + (month < today.month)
    return today.year - (month > today.month)


def year_of_part(start_month: int, months: int, found: Found, context: Context) -> int:
    """The year of a quarter, half or season that names none: this one once it has begun, else the last."""
    today, which = context.today, found.parts.get("which", "").lower()
    if which in ("last", "this", "next"):
        return today.year + _SHIFT[which]
    if found.has("the_year"):
        return context.anchor.year if context.narrative and context.anchor else today.year
    told = told_year(found, context, lambda _year: start_month)
    if told is not None:
        return told
    begun = start_month <= today.month
    if is_future(found, context):
        return today.year + (begun and start_month + months - 1 < today.month)
    return today.year if begun else today.year - 1
