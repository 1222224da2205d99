"""What surrounds a time expression: the day of publication, earlier dates, tense, and what rules it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from events._word_lists import word_set
from events.timex.grammar import Found
from events.timex.values import Value

_WINDOW = 80
_PLAIN_WORDS = word_set(
    """
    is was as has this its his does us plus across versus
    """
)
_TIME_PREPOSITIONS = word_set(
    """
    in since by from of until till during between before after to through for the and or late early
    mid around circa c year fiscal on than at
    """
)
_COUNT_WORDS = word_set(
    """
    about around some than least nearly almost over approximately roughly most another only
    """
)
_CLOCK_PREPOSITIONS = word_set("at by around about from until till before after since between to and")
_COUNTED = re.compile(
    r"\s(?:[a-z]+\s)?(?:troops|soldiers|people|men|women|civilians|children|personnel|fighters|officers|dead|wounded"
    r"|killed|casualties|prisoners|missiles|drones|shells|tanks|vehicles|rounds|refugees|deaths|jobs|homes|houses"
    r"|kilometres|kilometers|km|miles|metres|meters|feet|tons|tonnes|kg|dollars|euros|pounds|percent|square|million"
    r"|billion|students|workers|residents|employees|members|police|votes|points|times|families|cases|victims)\b"
)
_NEXT_WORD = re.compile(r"\s{1,3}([A-Za-z]+)")
_PUNCTUATION = ",;:()'\"“”‘’-–—"
_CUE = re.compile(
    r"\b(?:(?P<future>will|shall|would|may|might|won['’]t|going to|expect(?:s|ed)?|awaits?|foresees?"
    r"|scheduled|due|set to|slated|plans?|planned|planning|intends?|hopes?|begins|starts|vows?|about to"
    r"|ahead of|is to|are to|upcoming)"
    r"|(?P<past>said|says|told|reported|announced|vowed|confirmed|added|warned|claimed|stated|was|were|had"
    r"|has|did"
    r"|(?<!be )(?<!been )\w{3,}(?<!ne)ed"
    r"|killed|fired|launched|met|took|came|went|began|held|struck|hit|attacked|signed|sent))\b|['’](?P<ll>ll)\b"
)
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]?\s+(?=[A-Z“\"'‘(])|;\s|\n\s*\n")
_BORDER = re.compile(
    r"\b(?:(?P<since>since)|(?P<until>by|until|till|no later than)"
    r"|(?P<before>before|prior to)|(?P<after>after))"
    r"\s{1,3}(?:the\s|late\s|on\s|around\s|about\s)?$",
    re.IGNORECASE,
)
_BORDER_REACH = 40
_ONWARDS = re.compile(r"\s(?:onwards?|on)(?=[\s,.;]*(?:[.,;]|$))|\sand (?:beyond|after)\b")
_NOT_A_DAY = re.compile(r"\s(?:Times|Telegraph|Herald|Mail|Mirror|Express|Post|Night Live)\b")
_NAMED_DAY = re.compile(r"\b(?:Black|Good|Bloody|Super|Fat|Ash|Palm|Cyber|Girl)\s$")


@dataclass(slots=True)
class Anchor:
    """The last date the text fixed; months and days are None where it did not."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(slots=True)
class Context:
    """One text being read from the publisher's day; `anchor` moves on as dates are resolved.

    `narrative` is set for histories: texts whose own years lie far behind the day of publication, where a
    date without a year belongs to the last year told and not to the present.
    """

    text: str
    now: datetime
    zone: tzinfo
    narrative: bool = False
    anchor: Anchor | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    def before(self, found: Found) -> str:
        return self.text[max(0, found.start - _WINDOW) : found.start]

    def after(self, found: Found) -> str:
        return self.text[found.end : found.end + _WINDOW]

    def words(self, found: Found) -> str:
        return self.text[found.start : found.end]

    def remember(self, value: Value) -> None:
        """Makes a resolved date the one that "two days later" counts from."""
        match = re.match(r"(BC)?(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?![\d])", value.timex3)
        if value.type in ("DURATION", "SET") or not match:
            return
        year = 1 - int(match[2]) if match[1] else int(match[2])
        self.anchor = Anchor(year, int(match[3]) if match[3] else None, int(match[4]) if match[4] else None)


def is_future(found: Found, context: Context) -> bool:
    """Whether the clause around the expression speaks of the future.

    The nearest cue before it decides; where the clause has none before, the first one behind it does.
    """
    clause = _SENTENCE_END.split(context.before(found))[-1]
    cues = list(_CUE.finditer(clause))
    if cues:
        return cues[-1]["past"] is None
    following = _SENTENCE_END.split(context.after(found))[0]
    cue = _CUE.search(following[:50])
    return cue is not None and cue["past"] is None


def border(found: Found, context: Context) -> str:
    """ "since", "until", "before" or "after" where such a word opens the interval, otherwise "".

    "after Friday's attack" happened on no open interval: a possessive keeps the day closed.
    """
    if context.after(found)[:2] in ("'s", "’s"):
        return ""
    match = _BORDER.search(context.before(found)[-_BORDER_REACH:])
    if match:
        return next(name for name, word in match.groupdict().items() if word)
    onwards = context.before(found).endswith("from ") and _ONWARDS.match(context.after(found))
    return "since" if onwards else ""


def is_other_use(found: Found, context: Context) -> bool:
    """Whether the words are no time here: "may" as a verb, 2000 troops, a newspaper's name."""
    check = _CHECKS.get(found.kind)
    return check is not None and check(found, context)


def _previous_word(found: Found, context: Context) -> str:
    words = context.before(found)[-24:].rsplit(None, 1)
    return words[-1].strip(_PUNCTUATION) if words else ""


def _is_no_month(found: Found, context: Context) -> bool:
    name = found.parts["month"]
    if not name[0].isupper():
        return True
    if found.has("year") or found.has("third") or found.has("which"):
        return False
    if _previous_word(found, context).lower() in _TIME_PREPOSITIONS | {
        "last",
        "next",
        "this",
        "every",
        "throughout",
    }:
        return False
    if name.lower().rstrip(".") in (
        "may",
        "march",
        "mar",
        "jan",
        "dec",
        "sep",
        "oct",
        "nov",
        "apr",
        "jun",
        "jul",
        "aug",
    ):
        return True
    following = _NEXT_WORD.match(context.after(found))
    return bool(following and following[1][0].isupper())


def _is_no_date(found: Found, _context: Context) -> bool:
    name = found.parts.get("month") or found.parts.get("month2") or "X"
    return not name[0].isupper()


def _is_no_year(found: Found, context: Context) -> bool:
    if _COUNTED.match(context.after(found)):
        return True
    if found.has("third") or found.has("era") or context.words(found).lower().startswith("the year"):
        return False
    number, previous = int(found.parts["year"]), _previous_word(found, context).lower()
    if previous in _COUNT_WORDS and previous not in ("around", "about"):
        return True
    if previous in _TIME_PREPOSITIONS:
        return False
    following = _NEXT_WORD.match(context.after(found))
    word = following[1] if following else ""
    if word.islower() and word.endswith("s") and word not in _PLAIN_WORDS:
        return True
    return not (1900 <= number < 2100 or (context.narrative and number >= 1500))


def _is_no_span_of_years(found: Found, context: Context) -> bool:
    first, last = found.parts["year"], found.parts["last_year"]
    end = int(first[:2] + last) if len(last) == 2 else int(last)
    in_parentheses = context.before(found).endswith("(")
    if not 0 < end - int(first) <= 150 or _COUNTED.match(context.after(found)):
        return True
    if int(first) >= 1900 or in_parentheses or context.narrative:
        return False
    return _previous_word(found, context).lower() not in _TIME_PREPOSITIONS


def _is_no_weekday(found: Found, context: Context) -> bool:
    if not found.parts["weekday"][0].isupper():
        return True
    return bool(_NOT_A_DAY.match(context.after(found)) or _NAMED_DAY.search(context.before(found)))


def _is_no_clock(found: Found, context: Context) -> bool:
    if found.has("half_day") or found.has("zone") or found.has("hours") or found.has("named"):
        return False
    if re.match(r"\s(?:local|Moscow|Kyiv|Kiev)\b", context.after(found)):
        return False
    return _previous_word(found, context).lower() not in _CLOCK_PREPOSITIONS


def _is_no_duration(found: Found, context: Context) -> bool:
    """ "a second convoy" and "a quarter of" measure nothing; ages describe people."""
    unit, count = found.parts.get("unit", "").lower(), found.parts.get("count", "").lower()
    if unit in ("second", "quarter", "quarters"):
        return True
    if re.match(r"[ -]olds?\b|\s(?:of age|old)\b", context.after(found)):
        return True
    return count.isdigit() and context.before(found).endswith(("aged ", "age "))


_CHECKS = {
    "month": _is_no_month,
    "date": _is_no_date,
    "days": _is_no_date,
    "two_days": _is_no_date,
    "date_part": _is_no_date,
    "year": _is_no_year,
    "years": _is_no_span_of_years,
    "weekday": _is_no_weekday,
    "weekday_set": _is_no_weekday,
    "clock": _is_no_clock,
    "duration": _is_no_duration,
    "shift": _is_no_duration,
    "stretch": _is_no_duration,
}
