"""What looks like a time expression and is none: "may" as a verb, 2000 troops, a newspaper's name."""

from __future__ import annotations

import re

from events._words import word_set
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.no_length import is_no_duration, is_no_set, is_no_stretch, is_no_unit

_PLAIN_WORDS = word_set("is was as has this its his does us plus across versus")
_TIME_PREPOSITIONS = word_set(
    """
    in since by from of until till during between before after to through for the and or late early
    mid around circa c year fiscal on than at throughout into
    """
)
_MONTH_PREPOSITIONS = _TIME_PREPOSITIONS | word_set("last next this every each as starting beginning")
_CLEAR_PREPOSITIONS = word_set("in since by from until till during before after through late early mid circa")
_COUNT_WORDS = word_set(
    "about around some than least nearly almost over approximately roughly most another only exactly"
)
_CLOCK_PREPOSITIONS = word_set(
    "at by around about from until till before after since between to and past near"
)
_NOUN = re.compile(r"['\"”’]?\s(?!(?:on|of|to|when|as|and|in|at|local|today|tomorrow)\b)[a-z]{3,}")
# Months whose names, or whose short forms, are other words or people's names as well.
_AMBIGUOUS_MONTHS = word_set("may march mar jan dec sep oct nov apr jun jul aug april june august")
_COUNTED = re.compile(
    r"\s(?:[a-z]+\s)?(troops|soldiers|people|men|women|civilians|children|personnel|fighters|officers|dead|wounded"
    r"|killed|casualties|prisoners|missiles|drones|shells|tanks|vehicles|rounds|refugees|deaths|jobs|homes|houses"
    r"|kilometres|kilometers|km|miles|metres|meters|feet|tons|tonnes|kg|dollars|euros|pounds|percent|square|million"
    r"|billion|students|workers|residents|employees|members|police|votes|points|times|families|cases|victims"
    r"|rifles|guns|buildings|villages|pages|seats|trees|cars|trucks|flights|calories|volts|hectares|acres)\b"
)
_VERBS_OF_LOSS = word_set("dead wounded killed")
# Words behind which a four-digit number is a name or an address and no year.
_NUMBERED = word_set(
    """
    flight resolution resolutions article section unit room port page no number rfc highway route model
    building boeing airbus mirage form code chapter order agenda vision channel platform serial case score lot
    paragraph title rule windows office apollo bus line
    """
)
_ADDRESS = re.compile(r"\s(?:[A-Z][a-z]+\s){1,2}(?:Avenue|Street|Road|Drive|Boulevard|Lane|Square|Ave|St)\b")
_AMOUNT_OF = re.compile(
    r"\b(?:scores?|total|maximum|minimum|average|record|distance|altitude|range|speed|fleet|force|crowd|staff|salary"
    r"|population|fee|rate|capacity|height|depth|value|price)\sof\s$"
)
# "Jan", "Sept": what may be a name as well when a capital letter follows.
_SHORT_NAME = 4
# "1000-member" counts members; "1990s-era" and "2019-style" still tell of a year.
_COMPOUND = re.compile(r"-(?!era|style|built|vintage|born|level|model|dated)[a-z]")
_NEXT_WORD = re.compile(r"\s{1,3}([A-Za-z]+)")
_PUNCTUATION = ",;:()'\"“”‘’-–—"
_NOT_A_DAY = re.compile(
    r"\s(?:Times|Telegraph|Herald|Mail|Mirror|Express|Post|Night Live|Club|actress|Addams|Agreement|Mosque)\b"
)
_NAMED_DAY = re.compile(
    r"\b(?:Black|Good|Bloody|Super|Fat|Ash|Palm|Cyber|Girl|Maundy|Shrove|M[rs]s?\.?|Dr\.?)\s$"
)
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w.]+\s$")
_SEASON_PREPOSITIONS = word_set(
    "in by since until till before after during through throughout over and or early late"
)
_NO_SEASON = re.compile(r"\s(?:Olympics?|Games|Paralympics|Palace|Hill|Street|Offensive|of)\b|-")
_NO_FALL = re.compile(r"\s(?:in|of|from|to|on|by|was|is|for|short|victim|into|behind|below|under)\b")
# Games are played in quarters too.
_SPORTS = re.compile(
    r"\b(?:touchdowns?|yards?|field goal|interceptions?|fumbled?|quarterback|halftime|playoffs?|rebounds"
    r"|referee|scored|scoring|trailing|the game|puck|innings?|sacks?)\b|-yard\b"
)
_NO_HOLIDAY = re.compile(
    r"\s(?:trees?|markets?|cards?|gifts?|presents?|lights?|carols?|songs?|movies?|films?|decorations?|sweaters?"
    r"|shopp\w+|part(?:y|ies)|specials?|concerts?|pudding|turkey|dinner|eggs?|bunny|costumes?|resolutions?"
    r"|Islands?|Agreement|Accord|Rising|War|seals?)\b"
)
_HEADED_BY_PREPOSITION = re.compile(
    r"\b(?:in|during|through|throughout|into|by|over|until|till|since|for|of|before|after|from|around)\s$",
    re.IGNORECASE,
)
_DAY_OF_MONTH_BEFORE = re.compile(r"\b(?:on|until|till|by|since|from|before|after|of)\s$", re.IGNORECASE)


def is_other_use(found: Found, context: Context) -> bool:
    """Whether the words are no time here."""
    check = _CHECKS.get(found.kind)
    return check is not None and check(found, context)


def _previous_word(found: Found, context: Context) -> str:
    words = context.before(found)[-24:].rsplit(None, 1)
    return words[-1].strip(_PUNCTUATION) if words else ""


def _is_no_month(found: Found, context: Context) -> bool:
    name = found.parts["month"]
    if not name[0].isupper():
        return True
    if found.has("year") or found.has("third") or found.has("which") or found.has("told_year"):
        return False
    following = _NEXT_WORD.match(context.after(found))
    if following and following[1][0].isupper() and len(name) <= _SHORT_NAME and name[-1] != ".":
        return True
    previous = _previous_word(found, context).lower()
    if previous in _MONTH_PREPOSITIONS:
        return previous == "the" and name.lower() in ("march", "mar") and not _is_dated_noun(found, context)
    if context.after(found)[:2] in ("'s", "’s"):
        return name.lower() in ("may", "april", "june", "august")
    if name.lower().rstrip(".") in _AMBIGUOUS_MONTHS:
        return not (following and following[1].islower() and name.lower() in ("april", "june", "august"))
    return bool(following and following[1][0].isupper())


def _is_dated_noun(found: Found, context: Context) -> bool:
    """ "the March vote" against "the March to Versailles"."""
    following = _NEXT_WORD.match(context.after(found))
    return following is not None and following[1] not in (
        "to",
        "on",
        "for",
        "of",
        "was",
        "is",
        "from",
        "through",
        "and",
    )


def _is_no_date(found: Found, _context: Context) -> bool:
    name = found.parts.get("month") or found.parts.get("month2") or "X"
    return not name[0].isupper()


def _is_no_year(found: Found, context: Context) -> bool:
    after, previous = context.after(found), _previous_word(found, context).lower()
    counted = _COUNTED.match(after)
    if counted and not (previous in _CLEAR_PREPOSITIONS and counted[1] in _VERBS_OF_LOSS):
        return True
    if found.parts.get("year") != context.words(found):
        return False
    following = _NEXT_WORD.match(after)
    word = following[1] if following else ""
    if previous in _NUMBERED or _ADDRESS.match(after) or _COMPOUND.match(after):
        return True
    if previous in _COUNT_WORDS and previous not in ("around", "about"):
        return previous != "than" or bool(word)
    if previous in _CLEAR_PREPOSITIONS:
        return False
    if word.islower() and word.endswith("s") and word not in _PLAIN_WORDS:
        return True
    number = int(found.parts["year"])
    if previous == "of" and _AMOUNT_OF.search(context.before(found)):
        return True
    return not (
        1900 <= number < 2100 or previous in _TIME_PREPOSITIONS or (context.narrative and number >= 1500)
    )


def _is_no_span_of_years(found: Found, context: Context) -> bool:
    first, last = found.parts["year"], found.parts["last_year"]
    end = int(first[:2] + last) if len(last) == 2 else int(last)
    counted = _COUNTED.match(context.after(found))
    if not 0 < end - int(first) <= 150 or (counted and counted[1] not in _VERBS_OF_LOSS):
        return True
    if int(first) >= 1900 or context.before(found).endswith("(") or context.narrative:
        return False
    return _previous_word(found, context).lower() not in _TIME_PREPOSITIONS


def _is_no_weekday(found: Found, context: Context) -> bool:
    if not found.parts["weekday"][0].isupper():
        return True
    return bool(_NOT_A_DAY.match(context.after(found)) or _NAMED_DAY.search(context.before(found)))


def _is_no_clock(found: Found, context: Context) -> bool:
    if found.has("half_day") or found.has("zone") or found.has("hours"):
        return False
    previous = _previous_word(found, context).lower()
    if found.has("named"):
        return previous not in _CLOCK_PREPOSITIONS and _NOUN.match(context.after(found)) is not None
    if found.has("hour_word"):
        return previous not in _CLOCK_PREPOSITIONS
    if re.match(r"\s(?:local|Moscow|Kyiv|Kiev)\b", context.after(found)) or found.has("place"):
        return False
    if re.search(r"\blocal\stime\b|\btime\b", context.words(found)):
        return False
    # "14:05" needs "at" before it; four digits alone are more often a year or a number.
    return ":" not in context.words(found) or previous not in _CLOCK_PREPOSITIONS


def _is_no_season(found: Found, context: Context) -> bool:
    after = context.after(found)
    if _NO_SEASON.match(after):
        return True
    if found.has("which") or found.has("year") or found.has("bc") or found.has("third"):
        return False
    previous = _previous_word(found, context).lower()
    with_article = context.words(found).lower().startswith("the")
    if found.parts["season"].lower() == "fall":
        return not (with_article and previous in _SEASON_PREPOSITIONS) or _NO_FALL.match(after) is not None
    if with_article:
        return bool(found.parts["season"][0].isupper() and re.match(r"\s[A-Z]", after))
    return previous not in _SEASON_PREPOSITIONS or found.parts["season"][0].isupper()


def _is_no_holiday(found: Found, context: Context) -> bool:
    name = found.parts["holiday"]
    if not name[0].isupper() or name.rpartition(" ")[2].islower():
        return True
    return _NO_HOLIDAY.match(context.after(found)) is not None


def _is_no_quarter(found: Found, context: Context) -> bool:
    """The quarters of a game are none of a year."""
    if found.has("year") or found.has("year2") or found.has("which") or found.has("the_year"):
        return False
    return (
        _SPORTS.search(context.before(found)) is not None or _SPORTS.search(context.after(found)) is not None
    )


def _is_no_reference(found: Found, context: Context) -> bool:
    """ "the moment" is now only in "at the moment"."""
    words = found.parts.get("present", "").lower()
    return words.endswith("moment") and _previous_word(found, context).lower() not in ("at", "for")


def _is_no_day_part(found: Found, context: Context) -> bool:
    return found.parts.get("which", "").lower() == "the" and (
        _HEADED_BY_PREPOSITION.search(context.before(found)) is None
    )


def _is_no_day_of_month(found: Found, context: Context) -> bool:
    return _DAY_OF_MONTH_BEFORE.search(context.before(found)) is None


def _is_no_deictic(found: Found, context: Context) -> bool:
    """ "USA Today" and "Russia Today" are names."""
    word = found.parts["word"]
    return word == "Today" and _CAPITAL_BEFORE.search(context.before(found)[-16:]) is not None


_CHECKS = {
    "month": _is_no_month,
    "date": _is_no_date,
    "days": _is_no_date,
    "nights": _is_no_date,
    "two_days": _is_no_date,
    "date_part": _is_no_date,
    "day_of_month": _is_no_day_of_month,
    "year": _is_no_year,
    "years": _is_no_span_of_years,
    "quarter": _is_no_quarter,
    "season": _is_no_season,
    "holiday": _is_no_holiday,
    "weekday": _is_no_weekday,
    "weekday_set": _is_no_weekday,
    "deictic": _is_no_deictic,
    "day_part": _is_no_day_part,
    "unit_now": is_no_unit,
    "clock": _is_no_clock,
    "duration": is_no_duration,
    "shift": is_no_duration,
    "stretch": is_no_stretch,
    "set": is_no_set,
    "reference": _is_no_reference,
}
