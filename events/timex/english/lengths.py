"""English rules for lengths of time and for what comes back: durations and sets."""

from __future__ import annotations

from events.timex.english.fragments import (
    A_STARTS,
    MONTH,
    NUMBER,
    NUMBER_STARTS,
    PART,
    SP,
    UNIT,
    VAGUE,
    VAGUE_STARTS,
    WEEKDAY_FULL,
    named,
    rule,
    with_the,
)

_UNIT = named("unit", UNIT)
_BARE = "days|weeks|months|years|hours|minutes|seconds|decades|centuries"
# What may stand between a number and its unit.
_BETWEEN = (
    r"(?:(?:more|full|whole|entire|straight|consecutive|additional|extra|further|long|short|solid|bloody|brutal"
    r"|calendar|working|business|trading|successive|tense|uneasy|grim|chaotic|single|complete|gruel?ling){SP})"
).replace("{SP}", SP)
_COUNT = rf"(?P<count>{NUMBER}|{VAGUE}|an?(?=\s)|another)"
_RANGE = rf"(?:(?P<low>{NUMBER}){SP}?(?:to|or|and|[-–]){SP}?)?"
_ADVERBS = "hourly|daily|nightly|weekly|fortnightly|biweekly|monthly|quarterly|yearly|annually|semiannually"

_AND_HALF = rf"(?P<half>{SP}and{SP}(?:a{SP})?half|[- ]and[- ]a[- ]half)?"
_LENGTH = (
    rf"{_UNIT}(?P<half2>{SP}and{SP}a{SP}half|[- ]and[- ]a[- ]half)?"
    r"(?:-long\b)?(?![ -]olds?\b)"
)
_DURATIONS = (
    rule(
        "duration",
        f"{NUMBER_STARTS} {VAGUE_STARTS} {A_STARTS} another between",
        rf"(?:between{SP})?{_RANGE}{_COUNT}{_AND_HALF}(?:[ -]|{SP}){_BETWEEN}?{_LENGTH}",
    ),
    rule(
        "duration",
        f"{' '.join(f'the+{start}' for start in NUMBER_STARTS.split())} the+few those these",
        rf"(?:the|those|these){SP}{_RANGE}{_COUNT}{_AND_HALF}{SP}{_BETWEEN}?{_LENGTH}",
    ),
    rule(
        "compound",
        NUMBER_STARTS,
        rf"(?P<count>{NUMBER}){SP}(?P<unit>(?:year|week|day|hour|minute)s?)(?:,{SP}|{SP}(?:and{SP})?)"
        rf"(?P<count2>{NUMBER}){SP}(?P<unit2>(?:month|week|day|hour|minute|second)s?)\b",
    ),
    rule(
        "duration",
        "half quarter a+half a+quarter the+half",
        rf"(?:a{SP}|the{SP})?(?P<half_a>half|quarter)(?:{SP}an?{SP}|[- ]{{1,2}})"
        r"(?P<unit>hour|day|year|decade|century|minute|month)s?\b(?![ -]olds?\b)",
    ),
    rule(
        "duration",
        f"{with_the(_BARE.replace('|', ' '))} those",
        rf"(?:(?:the|those){SP})?(?P<unit>{_BARE})\b",
    ),
    rule(
        "duration",
        "hour day week month year decade century days weeks months years decades centuries",
        r"(?P<unit>(?:day|week|month|year|hour|decade)s?|centur(?:y|ies))-?long\b",
    ),
    rule(
        "duration",
        "hourlong daylong weeklong monthlong yearlong decadelong decadeslong",
        r"(?P<unit>hour|day|week|month|year|decades?)long\b",
    ),
    rule("duration", "all", rf"all{SP}(?P<unit>day|night|week|month|year){{1}}\b(?:{SP}long\b)?"),
)
_SETS = (
    rule(
        "set",
        "every each",
        rf"(?:every|each){SP}(?:single{SP})?(?:(?P<count>{NUMBER}|other|few){SP})?(?:{_UNIT}"
        rf"|{PART}\b|(?P<month>{MONTH})"
        r"|(?P<season>spring|summer|autumn|fall|winter)\b)",
    ),
    rule(
        "set", "every each", rf"(?:every|each){SP}(?:single{SP})?(?P<weekday>{WEEKDAY_FULL})(?:{SP}{PART}\b)?"
    ),
    rule("set", _ADVERBS.replace("|", " "), rf"(?P<adverb>{_ADVERBS})\b"),
    rule(
        "set",
        "once twice several two three four five six #2w",
        rf"(?:once|twice|(?:{NUMBER}|several){SP}times){SP}(?:an?|per|every|each){SP}(?:(?P<count>{NUMBER}){SP})?"
        r"(?P<unit>(?:hour|day|night|week|month|quarter|year|decade)s?)\b",
    ),
    rule("set", "per", rf"per{SP}(?:(?P<unit>day|week|month|year|quarter)|(?P<annum>annum))\b"),
    rule("set", "weekends weekdays", r"(?P<days>weekends|weekdays)\b"),
)

RULES = (*_DURATIONS, *_SETS)
