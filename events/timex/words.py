"""The English words of time expressions and the numbers they stand for."""

from __future__ import annotations

import re

from events._word_lists import word_list

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
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
    | {"a": 1, "an": 1, "hundred": 100}
)
# Counts that leave the number open.
VAGUE = frozenset(
    {"a few", "few", "several", "some", "many", "a couple of", "a couple", "couple of", "couple", ""}
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
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "daytime": "DT",
    "overnight": "NI",
}
HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year’s eve": (12, 31),
    "new year's day": (1, 1),
    "new year’s day": (1, 1),
    "valentine's day": (2, 14),
    "valentine’s day": (2, 14),
    "may day": (5, 1),
    "halloween": (10, 31),
}
# Hours that clock zones are ahead of UTC. Ambiguous letters are read as in English-language wires.
ZONES = {
    "gmt": 0,
    "utc": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "jst": 9,
    "kst": 9,
}

_THIRDS = (
    ("early", ("early", "beginning", "start", "opening", "turn", "dawn")),
    ("mid", ("mid", "middle")),
    ("late", ("late", "end", "close")),
)


def number(text: str) -> int | None:
    """The number `text` writes in digits or words; None for a vague or unknown one."""
    word = re.sub(r"[\s-]+", "-", text.strip().lower())
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


def third(text: str | None) -> str:
    """Which third a modifier such as "late in" or "the beginning of" means, "" for none."""
    words = re.findall("[a-z]+", (text or "").lower())
    return next((name for name, known in _THIRDS if any(word in known for word in words)), "")
