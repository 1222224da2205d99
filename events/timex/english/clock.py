"""English rules for clock times."""

from __future__ import annotations

from events.timex import words
from events.timex.english.fragments import SP, rule

_LETTERS = "|".join(sorted((zone for zone in words.ZONES), key=len, reverse=True))
_PLACES = "|".join(place.replace(" ", SP) for place in words.PLACE_ZONES if len(place) > 2)
_ZONE = (
    rf"(?:{SP}(?:(?-i:(?P<zone>{_LETTERS.upper()}))\b|(?-i:(?P<place_letters>[ECMP]T))\b"
    rf"|(?P<place>{_PLACES})(?:{SP}(?:standard|daylight|summer))?{SP}time\b|local{SP}time\b))?"
)
_TWELVE = r"(?:1[0-2]|0?[1-9])"
_HALF_DAY = r"(?:[ap]\.[ ]?m\.|[ap]m\b|[ap]\.m\b)"
_IN_PART = rf"(?:{SP}(?:in{SP}the{SP}(?P<part>morning|afternoon|evening)|at{SP}(?P<night>night)))"
_TO_CLOCK = rf"(?:[ ]?[-–][ ]?|{SP}(?:to|and|until|till){SP})"
_HOUR_STARTS = f"#2w {' '.join(words.ONES[1:13])}"
_HOUR_WORD = rf"(?P<hour_word>{_TWELVE}|{'|'.join(words.ONES[1:13])})"

RULES = (
    rule(
        "clock",
        "#2: #2/ #2w #2a",
        rf"(?P<hour>{_TWELVE})(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?[ \xa0]?"
        rf"(?P<half_day>{_HALF_DAY}){_ZONE}",
    ),
    rule(
        "clock",
        "#2:",
        rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:[ \xa0]?(?P<hours>hrs?|hours|h)\b)?"
        rf"{_ZONE}{_IN_PART}?(?![:\d]|\.\d)",
    ),
    rule(
        "clock", "#4w #4a", rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:[ ]?(?P<hours>hrs|hours))?{_ZONE}"
    ),
    rule("clock", _HOUR_STARTS, rf"{_HOUR_WORD}{SP}o['’]clock\b{_ZONE}{_IN_PART}?"),
    rule("clock", _HOUR_STARTS, rf"{_HOUR_WORD}{_IN_PART}(?=\s?[.,;)]|{SP}(?:on|of)\b|$)"),
    rule("clock", "noon midnight", rf"(?P<named>(?-i:noon|midnight))\b{_ZONE}"),
    rule("day_part", "midday", r"(?P<part>(?-i:midday))\b"),
    rule(
        "clocks",
        "#2: #2/ #2- #2t #2w #2a from between",
        rf"(?:(?:from|between){SP})?(?P<hour>{_TWELVE})(?:[:.](?P<minute>[0-5]\d))?[ \xa0]?"
        rf"(?P<half_day>{_HALF_DAY})?{_TO_CLOCK}(?:(?P<hour2>{_TWELVE})(?:[:.](?P<minute2>[0-5]\d))?[ \xa0]?"
        rf"(?P<half_day2>{_HALF_DAY})|(?P<named2>noon|midnight)\b){_ZONE}",
    ),
    rule(
        "clocks",
        "#2: from between",
        rf"(?:(?:from|between){SP})?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d){_TO_CLOCK}"
        rf"(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![:\d]){_ZONE}",
    ),
)
