"""Pieces of patterns that the English rules share.

None repeats without bound, so that a rule costs the same wherever it is tried.
"""

from __future__ import annotations

import re

from events._words import word_list
from events.timex import words
from events.timex.grammar import Rule

SP = r"\s{1,3}"
# Between a month and a day; "Dec.14" has nothing there.
MD_SP = r"(?:\s{1,3}|(?<=\.))"
DASH = r"[ \xa0]?[-–—][ \xa0]?"
# Names begin with a capital letter, also where other letters may be either.
CAPITAL = r"(?-i:(?=[A-Z]))"
MONTH = CAPITAL + (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
WEEKDAY_FULL = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
WEEKDAY = rf"(?:{WEEKDAY_FULL}|(?:mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\b\.?)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%:/]|[.,]\d)"
YEAR = r"(?:1\d{3}|20\d{2}|21\d{2})(?![\w%]|[.,/]\d)"
ERA = rf"(?:{SP}(?P<era>BCE?\b|B\.C\.?|AD\b|A\.D\.?|CE\b))?"
BC = r"(?:BCE?\b|B\.C\.?)"
ONES = "|".join(words.ONES[1:])
_UNDER_TEN = "|".join(words.ONES[1:10])
_TENS = "|".join(words.TENS)
NUMBER = (
    r"(?:\d{1,4}(?:\.\d)?(?![\d%]|[.,:]\d)|\d{1,3},\d{3}"
    rf"|(?:{_TENS})(?:[ -](?:{_UNDER_TEN}))?|{ONES}|(?:a{SP})?(?:hundred|dozen))"
)
VAGUE = (
    r"(?:(?:(?:the|a){SP})?(?:very{SP})?few|a{SP}couple(?:{SP}of)?|several|some|many|numerous|countless"
    r"|couple{SP}of|various|(?:dozens|scores|hundreds|thousands){SP}of)"
).replace("{SP}", SP)
UNIT = (
    r"(?:(?:second|minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade)s?"
    r"|centur(?:y|ies))\b"
)
CALENDAR_UNIT = r"(?:day|week|weekend|month|quarter|year|decade|century)\b"
PART = r"(?P<part>morning|afternoon|evening|night)"
# "the evening of", "early in the morning of", "the pre-dawn hours of"
PART_OF = (
    r"(?:(?:early|late){SP}(?:in|on){SP})?the{SP}(?:(?:early|late|small|pre-?dawn){SP})?"
    r"(?P<part>morning|afternoon|evening|night|hours)(?:{SP}hours)?{SP}of{SP}"
).replace("{SP}", SP)
QUARTER_NOMINAL = r"(?P<nominal>first|second|third|fourth|final|1st|2nd|3rd|4th)"
NOMINAL = r"(?P<nominal>first|second|third|fourth|final|last|latter|1st|2nd|3rd|4th)"

MONTH_STARTS = " ".join(words.MONTHS)
WEEKDAY_STARTS = " ".join(words.WEEKDAYS)
# A number before a word, a hyphen or a decimal point, as in lengths of time.
COUNTED = "#2w #2h #2- #2t #2/ #4w #4h"
NUMBER_STARTS = f"{COUNTED} {' '.join(words.ONES[1:])} {' '.join(words.TENS)} hundred dozen"
# What a length of time begins with behind "a" or "an".
A_STARTS = " ".join(
    f"a+{word}"
    for word in (
        *words.UNITS,
        *word_list(
            "few couple half quarter hundred dozen very full whole entire further more long short solid"
        ),
        *word_list(
            "bloody brutal single complete tense uneasy grim chaotic calendar working business trading"
        ),
    )
)
VAGUE_STARTS = "few several some many numerous countless couple various dozens scores hundreds thousands"
PART_OF_STARTS = (
    "early late the+morning the+afternoon the+evening the+night the+early the+late the+small the+pre"
    " the+predawn the+hours"
)


def rule(kind: str, starts: str, pattern: str) -> Rule:
    return Rule(kind, starts, re.compile(pattern, re.IGNORECASE))


def named(name: str, pattern: str) -> str:
    return f"(?P<{name}>{pattern})"


def with_the(starts: str) -> str:
    """Words a rule begins with, alone or behind "the"."""
    return f"{starts} {' '.join(f'the+{word}' for word in starts.split())}"


M = named("month", MONTH)
D = named("day", DAY)
Y = named("year", YEAR)
W = named("weekday", WEEKDAY)
# The same once more, for the other order of day and month in one pattern.
M2, D2 = named("month2", MONTH), named("day2", DAY)
LAST_D = named("last_day", DAY)
RELATIVE_YEAR = rf"(?P<told_year>last|this|next|that|the{SP}same|the{SP}(?:following|previous|next)){SP}year"
Y_AFTER = rf"(?:,?{SP}(?:(?:of|in){SP})?(?:{Y}{ERA}|{RELATIVE_YEAR}))?"
TO = rf"(?:{DASH}|{SP}(?:to|through|until|till){SP}(?:the{SP})?)"
