"""The English words of time expressions and the numbers they stand for."""

from __future__ import annotations

import re
from functools import lru_cache

from events._words import word_list


def _numbered(lines: str, first: int) -> dict[str, int]:
    """Every word of a line stands for the line's number, counted from `first`."""
    return {
        word: number for number, line in enumerate(lines.split("/"), start=first) for word in line.split()
    }


MONTHS = _numbered(
    "january jan/february feb/march mar/april apr/may/june jun/july jul/august aug/september sept sep"
    "/october oct/november nov/december dec",
    first=1,
)
WEEKDAYS = _numbered(
    "monday mon/tuesday tues tue/wednesday wed/thursday thurs thur thu/friday fri/saturday sat/sunday sun",
    first=0,
)
ONES = word_list(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """
)
TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBERS = (
    {word: number for number, word in enumerate(ONES)}
    | {word: 10 * number for number, word in enumerate(TENS, start=2)}
    | {
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(TENS, start=2)
        for ones, one in enumerate(ONES[1:10], start=1)
    }
    | {"a": 1, "an": 1, "another": 1, "hundred": 100, "a-hundred": 100, "a-dozen": 12, "dozen": 12}
)
ORDINALS = {
    word: number
    for number, word in enumerate(
        word_list(
            """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    """
        ),
        start=1,
    )
} | {"twenty-first": 21}
UNITS = word_list("second minute hour day night week weekend fortnight month quarter year decade century")
# TIMEX3 durations; hours and shorter stand behind a T.
UNIT_CODES = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "week": "W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {
    "morning": "MO",
    "dawn": "MO",
    "sunrise": "MO",
    "midday": "MI",
    "afternoon": "AF",
    "evening": "EV",
    "dusk": "EV",
    "sunset": "EV",
    "night": "NI",
    "daytime": "DT",
    "overnight": "NI",
}
# Hours that clock zones are ahead of UTC. Ambiguous letters are read as in English-language wires.
ZONES: dict[str, float] = {
    "gmt": 0,
    "utc": 0,
    "bst": 1,
    "wat": 1,
    "cet": 1,
    "cest": 2,
    "cat": 2,
    "sast": 2,
    "eet": 2,
    "eest": 3,
    "eat": 3,
    "msk": 3,
    "pkt": 5,
    "wib": 7,
    "sgt": 8,
    "hkt": 8,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "aedt": 11,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
# Clock zones that go by a place and so know summer time ("Moscow time", "Eastern time", "ET").
PLACE_ZONES = {
    "et": "America/New_York",
    "eastern": "America/New_York",
    "ct": "America/Chicago",
    "central": "America/Chicago",
    "mt": "America/Denver",
    "mountain": "America/Denver",
    "pt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "washington": "America/New_York",
    "new york": "America/New_York",
    "london": "Europe/London",
    "british": "Europe/London",
    "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
    "brussels": "Europe/Brussels",
    "central european": "Europe/Berlin",
    "kyiv": "Europe/Kyiv",
    "kiev": "Europe/Kyiv",
    "moscow": "Europe/Moscow",
    "istanbul": "Europe/Istanbul",
    "israel": "Asia/Jerusalem",
    "baghdad": "Asia/Baghdad",
    "tehran": "Asia/Tehran",
    "indian standard": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "hong kong": "Asia/Hong_Kong",
    "taipei": "Asia/Taipei",
    "manila": "Asia/Manila",
    "tokyo": "Asia/Tokyo",
    "japan": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "korean": "Asia/Seoul",
    "sydney": "Australia/Sydney",
}

# Words that count backwards and forwards.
BACK = frozenset({"last", "past", "previous", "preceding", "before", "earlier", "prior", "before last"})
ON = frozenset({"next", "coming", "following", "after", "later", "after next"})

_THIRDS = {
    "early": "early beginning start opening turn dawn first",
    "mid": "mid middle",
    "late": "late end close closing last latter later final",
}
_THIRD_OF = {word: name for name, known in _THIRDS.items() for word in known.split()}


def number(text: str) -> int | None:
    """The number `text` writes in digits or words; None for a vague or unknown one."""
    word = re.sub(r"[\s-]+", "-", text.strip().lower().replace(",", ""))
    if word.isascii() and word.isdigit():
        return int(word)
    return NUMBERS.get(word)


def ordinal(text: str) -> int | None:
    """The number of "third" or "3rd"."""
    digits = re.match(r"\d{1,2}", text)
    return int(digits[0]) if digits else ORDINALS.get(re.sub(r"[\s-]+", "-", text.lower()))


def unit(text: str) -> str:
    """The singular of a unit of time."""
    word = text.lower().rstrip("s")
    return "century" if word.startswith("centur") else word


@lru_cache(maxsize=256)
def third(text: str | None) -> str:
    """Which third a modifier such as "late in" or "the beginning of" means, "" for none."""
    words = re.findall("[a-z]+", (text or "").lower())
    return next((_THIRD_OF[word] for word in words if word in _THIRD_OF), "")
