"""What surrounds a time expression: the day of publication, earlier dates, and what opens an interval."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from events._words import word_set
from events.model import Precision
from events.timex.grammar import Found
from events.timex.tense import Tense, last_word, tense_of
from events.timex.values import Value

_WINDOW = 80
# A day further from publication than this is no day that the clock times and evenings of news belong to.
_NEAR = 7  # days
_YEARS_AHEAD = 3
_BORDER = re.compile(
    r"\b(?:(?P<since>since(?:\sas\s(?:early|far\sback)\sas)?"
    r"|(?:starting|beginning|effective)(?:\s(?:on|from|in))?|no\s(?:earlier|sooner)\sthan|not\s(?:before|until))"
    r"|(?P<until>(?:up\s)?(?:until|till)(?:\sat\s(?:least|the\searliest))?|by|no\slater\sthan)"
    # "the three months through August" are a length told by its end.
    r"|(?P<through>(?<!months\s)(?<!weeks\s)(?<!days\s)(?<!years\s)(?<!year\s)(?<!quarter\s)through)"
    r"|(?P<before>before|prior\sto)|(?P<after>after))"
    r"\s{1,3}(?:(?:the|late|early|mid|on|around|about|at\sleast)\s)?$",
    re.IGNORECASE,
)
_BORDER_REACH = 40
# The words that what `_BORDER` and `_FROM` look for may end with: nothing is looked for behind any other.
_BORDER_ENDS = word_set(
    "since as starting beginning effective on in from than until till least earliest by through before to"
    " after the late early mid around about"
)
_FROM = re.compile(r"\bfrom\s(?:the\s)?$", re.IGNORECASE)
_ONWARDS = re.compile(r"\s(?:onwards?|on)(?=[\s,.;]*(?:[.,;]|$))|\sand (?:beyond|after)\b")
_IN_FORCE = re.compile(
    r"\b(?:serve[ds]?|valid|apply|applies|applied|in force|in effect|effective|ruled?|available|banned|barred"
    r"|closed|live[ds]?|work(?:s|ed)?|rationed)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\s(?!(?:and|but|or|in|at|on|when|while|with|for|he|she|it|they|was|were|is|had|has)\b)[a-z]{3,}"
)
_DAYS = frozenset({"weekday", "date", "holiday", "day_of_month"})
_RANGE_OF_DAYS = re.compile(r"\d{4}-\d\d-\d\d/")
_RANGE_OF_MONTHS = re.compile(r"\d{4}-\d\d/")
_YEAR = re.compile(r"(BC)?(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?![\d])")


@dataclass(slots=True)
class Anchor:
    """A date the text fixed; month and day are None where it did not. Years before Christ are 0 and less."""

    year: int
    month: int | None = None
    day: int | None = None
    at: int = 0


@dataclass(slots=True)
class Context:
    """One text being read from the publisher's day; `anchor` moves on as dates are resolved.

    `narrative` is set for histories: texts whose own years lie far behind the day of publication, where a
    date without a year belongs to the years told and not to the present. `years` are the years the text
    writes out, with the offset each stands at.
    """

    text: str
    now: datetime
    zone: tzinfo
    today: date = field(init=False)
    narrative: bool = False
    anchor: Anchor | None = None
    # The last date told down to its month, the one before it in another year, and how many such dates the
    # text told in one year running.
    fine: Anchor | None = None
    before_fine: Anchor | None = None
    streak: int = 0
    # The last day told that is near publication, the last clock time, the last value of each precision.
    near: date | None = None
    clock: datetime | None = None
    told: dict[Precision, Value] = field(default_factory=dict)
    years: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = self.now.date()

    def before(self, found: Found) -> str:
        return self.text[max(0, found.start - _WINDOW) : found.start]

    def after(self, found: Found) -> str:
        return self.text[found.end : found.end + _WINDOW]

    def words(self, found: Found) -> str:
        return self.text[found.start : found.end]

    def years_ahead(self, at: int) -> list[int]:
        """The next years written out behind an offset: what the text goes on to tell."""
        index = bisect_right(self.years, (at, 9999))
        return [year for _, year in self.years[index : index + _YEARS_AHEAD]]

    @property
    def quarter(self) -> tuple[int, int] | None:
        """Year and number of the last quarter told."""
        value = self.told.get("quarter")
        return (int(value.timex3[:4]), int(value.timex3[6])) if value and value.timex3[5:6] == "Q" else None

    def remember(self, value: Value, at: int = 0) -> None:
        """Makes a resolved date the one that "two days later" counts from."""
        if value.type in ("DURATION", "SET"):
            return
        anchor = _anchor(value, at)
        if anchor is None:
            return
        self.anchor = anchor
        self.told[value.precision] = value
        if anchor.month is not None:
            same = self.fine is not None and self.fine.year == anchor.year
            self.streak = self.streak + 1 if same else 1
            self.before_fine = self.before_fine if same else self.fine
            self.fine = anchor
        start = value.start
        if isinstance(start, datetime):
            self.clock, start = start, start.date()
        if start and value.precision in ("day", "hour", "minute") and abs((start - self.today).days) <= _NEAR:
            self.near = start


def _anchor(value: Value, at: int) -> Anchor | None:
    start = value.start
    if start is None:
        match = _YEAR.match(value.timex3)
        if not match:
            return None
        year = 1 - int(match[2]) if match[1] else int(match[2])
        return Anchor(year, int(match[3]) if match[3] else None, int(match[4]) if match[4] else None, at)
    if value.precision in ("minute", "hour", "day") or _RANGE_OF_DAYS.match(value.timex3):
        return Anchor(start.year, start.month, start.day, at)
    if value.precision in ("month", "quarter", "half") or _RANGE_OF_MONTHS.match(value.timex3):
        return Anchor(start.year, start.month, None, at)
    return Anchor(start.year, None, None, at) if value.precision in ("year", "range") else None


def tense(found: Found, context: Context) -> Tense:
    """ "future" or "past" as the clause around the expression speaks; "" where it does not tell."""
    return tense_of(context.before(found), context.after(found), of_a_day=found.kind in _DAYS)


def is_future(found: Found, context: Context) -> bool:
    """Whether the clause around the expression speaks of the future."""
    return tense(found, context) == "future"


def border(found: Found, context: Context) -> str:
    """ "since", "until", "through", "before" or "after" where such a word opens the interval, otherwise "".

    "after Friday's attack" happened on no open interval: a possessive keeps the day closed.
    """
    if context.after(found)[:2] in ("'s", "’s"):
        return ""
    before = context.before(found)
    if last_word(before) not in _BORDER_ENDS:
        return ""
    match = _BORDER.search(before[-_BORDER_REACH:])
    if match and (match["before"] or match["after"]) and _dates_a_noun(match[0], context.after(found)):
        return ""
    if match:
        return match.lastgroup or ""
    return "since" if _opens_from(found, context, before) else ""


def _dates_a_noun(opening: str, behind: str) -> bool:
    """ "after the Feb. 8 election" tells the day of an election."""
    return opening.lower().endswith(("the ", "a ", "an ")) and _NOUN.match(behind) is not None


def _opens_from(found: Found, context: Context, before: str) -> bool:
    """ "from 2027" begins something when it is still to come, in force, or goes on from there."""
    if not _FROM.search(before[-12:]):
        return False
    if _ONWARDS.match(context.after(found)):
        return True
    return _IN_FORCE.search(before) is not None or is_future(found, context)
