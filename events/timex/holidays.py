"""Holidays and named days that news uses, and the day each falls on in a given year.

Days of the Islamic calendar follow its arithmetic form and may be a day off where the moon is looked for;
they are marked as approximate.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from events._words import word_list

DayOfYear = Callable[[int], date]
_FIRST_LUNAR_YEAR = 1990
# First day of the first month and fifteenth of the eighth in the East Asian lunar calendar, from 1990 on.
_LUNAR_NEW_YEARS = word_list(
    """
0127 0215 0204 0123 0210 0131 0219 0207 0128 0216 0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203
0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211 0131
0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 0130
"""
)
_MID_AUTUMNS = word_list(
    """
1003 0922 0911 0930 0920 0909 0927 0916 1005 0924 0912 1001 0921 0911 0928 0918 1006 0925 0914 1003 0922 0912
0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 0910 0929 0917 1006 0925 0915 1003 0922 0912 1001 0919 0908
0927 0916 1004 0924 0913 1002 0920 0910 0928 0917 1005
"""
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """`days` long from the day that `on` gives for a year; `approx` where that may be a day off."""

    on: DayOfYear
    days: int = 1
    approx: bool = False


def _fixed(month: int, day: int) -> DayOfYear:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, count: int, plus: int = 0) -> DayOfYear:
    """The `count`th weekday (Monday is 0) of a month, and `plus` days; count -1 is the last one."""

    def on(year: int) -> date:
        if count < 0:
            last = date(year, month + 1, 1) - timedelta(days=1)
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1) + plus)

    return on


def _easter(offset: int = 0) -> DayOfYear:
    return lambda year: western_easter(year) + timedelta(days=offset)


def _orthodox(offset: int = 0) -> DayOfYear:
    return lambda year: orthodox_easter(year) + timedelta(days=offset)


def western_easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar by Meeus's algorithm, as a Gregorian date."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _islamic(month: int, day: int) -> DayOfYear:
    """The first such day that falls into the Gregorian year."""

    def on(year: int) -> date:
        hijri = int((year - 622) * 33 / 32) - 1
        while (found := _from_islamic(hijri, month, day)).year < year:
            hijri += 1
        return found

    return on


def _from_islamic(year: int, month: int, day: int) -> date:
    """The arithmetic Islamic calendar: leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of 30."""
    days = day + -(-59 * (month - 1) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date(622, 7, 18) + timedelta(days=days)


def _passover(year: int) -> date:
    """15 Nisan by Gauss's formula."""
    a, b = (12 * year + 12) % 19, year % 4
    shift = 20.0955877 + 1.5542418 * a + 0.25 * b - 0.003177794 * year
    whole, rest = int(shift), shift % 1
    weekday = (whole + 3 * year + 5 * b + 1) % 7
    if weekday in (2, 4, 6):
        whole += 1
    elif (weekday == 1 and a > 6 and rest >= 0.63287037) or (weekday == 0 and a > 11 and rest >= 0.89772376):
        whole += {1: 2, 0: 1}[weekday]
    julian_to_gregorian = year // 100 - year // 400 - 2
    return date(year, 3, 1) + timedelta(days=whole - 1 + julian_to_gregorian)


def _rosh_hashanah(year: int) -> date:
    return _passover(year) + timedelta(days=163)


def _yom_kippur(year: int) -> date:
    return _rosh_hashanah(year) + timedelta(days=9)


def _hanukkah(year: int) -> date:
    """25 Kislev; the month before it has a 30th day in years of 355 or 385 days."""
    start = _rosh_hashanah(year)
    full = (_rosh_hashanah(year + 1) - start).days in (355, 385)
    return start + timedelta(days=83 + full)


def _listed(table: list[str]) -> DayOfYear:
    """From a table of months and days; raises ValueError for a year outside it."""

    def on(year: int) -> date:
        index = year - _FIRST_LUNAR_YEAR
        if not 0 <= index < len(table):
            raise ValueError(f"no lunar calendar for {year}")
        return date(year, int(table[index][:2]), int(table[index][2:]))

    return on


_MON, _THU, _SUN = 0, 3, 6
_LABOUR, _VETERANS, _VICTORY = _fixed(5, 1), _fixed(11, 11), _fixed(5, 9)
_RAMADAN, _EID_AL_FITR, _EID_AL_ADHA = (
    Holiday(_islamic(9, 1), days=30, approx=True),
    Holiday(_islamic(10, 1), approx=True),
    Holiday(_islamic(12, 10), approx=True),
)
_LUNAR_NEW_YEAR, _MID_AUTUMN = Holiday(_listed(_LUNAR_NEW_YEARS)), Holiday(_listed(_MID_AUTUMNS))
HOLIDAYS = {
    "christmas eve": Holiday(_fixed(12, 24)),
    "christmas day": Holiday(_fixed(12, 25)),
    "christmas": Holiday(_fixed(12, 25)),
    "orthodox christmas": Holiday(_fixed(1, 7)),
    "boxing day": Holiday(_fixed(12, 26)),
    "new year's eve": Holiday(_fixed(12, 31)),
    "new year's day": Holiday(_fixed(1, 1)),
    "new year's": Holiday(_fixed(1, 1)),
    "epiphany": Holiday(_fixed(1, 6)),
    "martin luther king jr day": Holiday(_nth(1, _MON, 3)),
    "martin luther king day": Holiday(_nth(1, _MON, 3)),
    "presidents day": Holiday(_nth(2, _MON, 3)),
    "presidents' day": Holiday(_nth(2, _MON, 3)),
    "valentine's day": Holiday(_fixed(2, 14)),
    "international women's day": Holiday(_fixed(3, 8)),
    "st patrick's day": Holiday(_fixed(3, 17)),
    "nowruz": Holiday(_fixed(3, 20), approx=True),
    "april fools' day": Holiday(_fixed(4, 1)),
    "earth day": Holiday(_fixed(4, 22)),
    "anzac day": Holiday(_fixed(4, 25)),
    "may day": Holiday(_LABOUR),
    "labour day": Holiday(_LABOUR),
    "victory day": Holiday(_VICTORY),
    "ve day": Holiday(_fixed(5, 8)),
    "mother's day": Holiday(_nth(5, _SUN, 2)),
    "memorial day": Holiday(_nth(5, _MON, -1)),
    "father's day": Holiday(_nth(6, _SUN, 3)),
    "juneteenth": Holiday(_fixed(6, 19)),
    "fourth of july": Holiday(_fixed(7, 4)),
    "july fourth": Holiday(_fixed(7, 4)),
    "bastille day": Holiday(_fixed(7, 14)),
    "labor day": Holiday(_nth(9, _MON, 1)),
    "columbus day": Holiday(_nth(10, _MON, 2)),
    "halloween": Holiday(_fixed(10, 31)),
    "all saints' day": Holiday(_fixed(11, 1)),
    "election day": Holiday(_nth(11, _MON, 1, plus=1)),
    "veterans day": Holiday(_VETERANS),
    "armistice day": Holiday(_VETERANS),
    "remembrance day": Holiday(_VETERANS),
    "remembrance sunday": Holiday(_nth(11, _SUN, 2)),
    "thanksgiving day": Holiday(_nth(11, _THU, 4)),
    "thanksgiving": Holiday(_nth(11, _THU, 4)),
    "black friday": Holiday(_nth(11, _THU, 4, plus=1)),
    "cyber monday": Holiday(_nth(11, _THU, 4, plus=4)),
    "mardi gras": Holiday(_easter(-47)),
    "shrove tuesday": Holiday(_easter(-47)),
    "ash wednesday": Holiday(_easter(-46)),
    "palm sunday": Holiday(_easter(-7)),
    "maundy thursday": Holiday(_easter(-3)),
    "good friday": Holiday(_easter(-2)),
    "easter sunday": Holiday(_easter()),
    "easter monday": Holiday(_easter(1)),
    "easter": Holiday(_easter()),
    "ascension day": Holiday(_easter(39)),
    "pentecost": Holiday(_easter(49)),
    "orthodox good friday": Holiday(_orthodox(-2)),
    "orthodox easter sunday": Holiday(_orthodox()),
    "orthodox easter": Holiday(_orthodox()),
    "ramadan": _RAMADAN,
    "eid al-fitr": _EID_AL_FITR,
    "eid al-adha": _EID_AL_ADHA,
    "islamic new year": Holiday(_islamic(1, 1), approx=True),
    "ashura": Holiday(_islamic(1, 10), approx=True),
    "passover": Holiday(_passover, days=8),
    "rosh hashanah": Holiday(_rosh_hashanah, days=2),
    "yom kippur": Holiday(_yom_kippur),
    "hanukkah": Holiday(_hanukkah, days=8),
    "lunar new year": _LUNAR_NEW_YEAR,
    "chinese new year": _LUNAR_NEW_YEAR,
    "seollal": _LUNAR_NEW_YEAR,
    "mid-autumn festival": _MID_AUTUMN,
    "chuseok": _MID_AUTUMN,
}
# Days so well known by what happened that the year goes without saying ("the Sept. 11 attacks").
KNOWN_YEARS = {(9, 11): 2001, (10, 7): 2023, (1, 6): 2021, (7, 7): 2005}
HOLIDAY_NAMES = "|".join(
    re.sub(r"\b(st|jr)\b", r"\1\\.?", name).replace("'", "['’]").replace(" ", r"\s{1,3}")
    for name in sorted(HOLIDAYS, key=len, reverse=True)
)
_FIRST_WORDS = tuple(dict.fromkeys(re.findall("[a-z]+", name)[0] for name in HOLIDAYS))
HOLIDAY_STARTS = " ".join((*_FIRST_WORDS, *(f"the+{word}" for word in _FIRST_WORDS), "last", "this", "next"))


def holiday(name: str) -> Holiday:
    """The holiday of that name, however its words are spaced and its apostrophe is written."""
    return HOLIDAYS[" ".join(name.lower().replace("’", "'").replace(".", "").split())]
