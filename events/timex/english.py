"""English time expressions: the rules of the first stage.

A rule is a short pattern without unbounded repetition, tried only at words it can begin with.
"""

from __future__ import annotations

import re

from events.timex import words
from events.timex.grammar import Grammar, Rule

_SP = r"[ \t\n\r\xa0]{1,3}"
_DASH = r"[ \xa0]?[-–—][ \xa0]?"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_WEEKDAY_FULL = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_WEEKDAY = rf"(?:{_WEEKDAY_FULL}|(?:mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%:/]|[.,]\d)"
_YEAR = r"(?:1\d{3}|20\d{2}|21\d{2})(?![\w%]|[.,/]\d)"
_ERA = rf"(?:{_SP}(?P<era>BCE?\b|B\.C\.|AD\b|A\.D\.|CE\b))?"
_ONES = "|".join(words.ONES[1:])
_TENS = "|".join(words.TENS)
_NUMBER = rf"(?:\d{{1,4}}|(?:{_TENS})(?:[ -](?:{'|'.join(words.ONES[1:10])}))?|{_ONES})"
_VAGUE = r"(?:a few|a couple of|a couple|several|some|many|few|couple of)"
_COUNT = rf"(?P<count>{_NUMBER}|{_VAGUE}|an?)"
_UNIT = (
    r"(?:(?:second|minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade)s?"
    r"|centur(?:y|ies))\b"
)
_THIRD = (
    rf"(?P<third>(?:early|mid|late)(?:{_SP}(?:in|on))?(?:{_SP}the)?"
    rf"|(?:the{_SP})?(?:beginning|start|turn|dawn|middle|end|close){_SP}of(?:{_SP}the)?)"
)
_MOD = rf"(?:{_THIRD}[- \t\n\xa0]{{1,3}})?"
_PART = r"(?P<part>morning|afternoon|evening|night)"
_NOMINAL = r"(?P<nominal>first|second|third|fourth|final|last|latter|1st|2nd|3rd|4th)"
_WHICH = r"(?P<which>last|this|next|past|previous|coming|following|same|that|current|preceding)"
_QUALIFIER = (
    rf"(?:(?P<qualifier>at least|at most|more than|less than|fewer than|nearly|almost|about|around|over|up to"
    rf"|roughly|approximately|some|just over|just under|only|under|another|an additional){_SP})?"
)

_MONTH_STARTS = " ".join(words.MONTHS)
_WEEKDAY_STARTS = " ".join(words.WEEKDAYS)
_NUMBER_STARTS = f"#2 #4 {' '.join(words.ONES[1:])} {' '.join(words.TENS)}"
_THIRD_STARTS = "early mid late the beginning start turn dawn middle end close"
_VAGUE_STARTS = "a an few several some many couple"
_QUALIFIER_STARTS = (
    "at more less fewer nearly almost about around over up roughly approximately just only under another"
)
_WHICH_STARTS = "last this next past previous coming following same that current preceding the"


def _rule(kind: str, starts: str, pattern: str) -> Rule:
    return Rule(kind, starts, re.compile(pattern, re.IGNORECASE))


def _names(name: str, pattern: str) -> str:
    return f"(?P<{name}>{pattern})"


_M, _D, _Y, _W = (
    _names("month", _MONTH),
    _names("day", _DAY),
    _names("year", _YEAR),
    _names("weekday", _WEEKDAY),
)
_LAST_D = _names("last_day", _DAY)
_WD_PREFIX = rf"(?:{_W},?{_SP})?"
_Y_AFTER = rf"(?:,?{_SP}(?:of{_SP})?{_Y}{_ERA})?"
_TO = rf"(?:{_DASH}|{_SP}(?:to|through|until|till){_SP})"
_AND_NEXT = rf"(?:{_DASH}|{_SP}(?:to|through|until|till|and){_SP})"

RULES = (
    _rule(
        "instant",
        "#4",
        r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)(?![\w:])",
    ),
    _rule(
        "numeric",
        "#4",
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\w/-]|[.,]\d)",
    ),
    _rule(
        "numeric",
        "#2",
        r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\w/-]|[.,]\d)",
    ),
    _rule("days", _MONTH_STARTS, rf"{_M}{_SP}{_D}{_TO}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "between", rf"between{_SP}{_M}{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "from", rf"from{_SP}{_M}{_SP}{_D}{_TO}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "#2", rf"{_D}{_TO}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule(
        "days",
        "from",
        rf"from{_SP}(?:the{_SP})?{_D}{_TO}(?:the{_SP})?{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}",
    ),
    _rule("days", "between", rf"between{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("two_days", _MONTH_STARTS, rf"{_M}{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_Y_AFTER}"),
    _rule("two_days", "#2", rf"{_D}{_SP}and{_SP}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("date", f"{_MONTH_STARTS} {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}{_M}{_SP}{_D}{_Y_AFTER}"),
    _rule("date", f"#2 {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}{_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("date", f"the {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}the{_SP}{_D}{_SP}of{_SP}{_M}{_Y_AFTER}"),
    _rule("date", f"#2 {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}(?P<day>\d{{1,2}})-{_M}-{_Y}"),
    _rule(
        "date_part",
        f"{_MONTH_STARTS} #2",
        rf"(?:{_M}{_SP}{_D}|{_D.replace('day', 'day2')}{_SP}{_M.replace('month', 'month2')}){_SP}{_PART}",
    ),
    _rule(
        "date_part",
        "the early late",
        rf"(?:early{_SP}|late{_SP})?(?:in{_SP})?the{_SP}(?:early{_SP}|late{_SP})?{_PART}(?:{_SP}"
        rf"hours)?{_SP}of{_SP}"
        rf"(?:{_M}{_SP}{_D}|{_D.replace('day', 'day2')}{_SP}{_M.replace('month', 'month2')}){_Y_AFTER}",
    ),
    _rule(
        "month",
        f"{_MONTH_STARTS} {_THIRD_STARTS}",
        rf"{_MOD}{_M}(?:,?{_SP}(?:of{_SP})?{_Y}{_ERA}|{_SP}(?:of{_SP})?(?P<which>last|this|next){_SP}year)?",
    ),
    _rule("month", "last this next", rf"(?P<which>last|this|next){_SP}{_M}"),
    _rule("month", _MONTH_STARTS, rf"{_M}{_SP}(?P<year>\d{{1,4}}){_SP}(?P<era>BCE?\b|B\.C\.|AD\b)"),
    _rule(
        "quarter",
        "the first second third fourth final last 1st 2nd 3rd 4th #2",
        rf"(?:the{_SP})?{_NOMINAL}[ -](?:fiscal[ -])?quarter(?:{_SP}(?:of{_SP})?(?:{_Y}"
        rf"|(?P<which>this|last|next){_SP}year"
        rf"|(?P<the_year>the{_SP}year)))?",
    ),
    _rule("quarter", "q1 q2 q3 q4", rf"Q(?P<nominal>[1-4])(?:{_SP}(?:of{_SP})?{_Y})?"),
    _rule(
        "half",
        "the first second latter last",
        rf"(?:the{_SP})?{_NOMINAL}[ -]half{_SP}of{_SP}(?:{_Y}|(?P<which>this|last|next){_SP}year"
        rf"|(?P<the_year>the{_SP}year))",
    ),
    _rule("half", "h1 h2", rf"H(?P<nominal>[12]){_SP}(?:of{_SP})?{_Y}"),
    _rule(
        "season",
        f"{_THIRD_STARTS} spring summer autumn fall winter",
        rf"{_MOD}(?:the{_SP})?(?P<season>spring|summer|autumn|fall|winter),?{_SP}(?:of{_SP})?(?:{_Y}{_ERA}"
        rf"|(?P<bc>\d{{1,4}}){_SP}(?:BCE?|B\.C\.))",
    ),
    _rule(
        "season",
        f"{_WHICH_STARTS} {_THIRD_STARTS}",
        rf"{_MOD}(?:the{_SP})?(?:{_WHICH}{_SP})?(?P<season>spring|summer|autumn|fall|winter)\b(?![ -]of\b)",
    ),
    _rule("season", "spring summer autumn winter", r"(?<=[Ii]n )(?P<season>spring|summer|autumn|winter)\b"),
    _rule(
        "years",
        "#4",
        rf"{_Y.replace('[.,]', '[.,:]')}{_DASH}(?P<last_year>(?:1\d|20|21)\d\d|\d\d)(?![\w%/-]|[.,]\d)",
    ),
    _rule(
        "decade",
        f"{_THIRD_STARTS} #4",
        rf"{_MOD}(?:the{_SP})?(?:{_THIRD.replace('third', 'third2')}[ -])?(?P<decade>(?:1[0-9]|20)"
        rf"\d0)['’]?s\b(?:{_SP}(?P<era>BC))?",
    ),
    _rule("decade", "the", rf"the{_SP}(?:{_THIRD}[ -])?['’]?(?P<short>[2-9]0)['’]?s\b"),
    _rule(
        "century",
        f"{_THIRD_STARTS} #2 {' '.join(words.ORDINALS)} twenty",
        rf"{_MOD}(?:the{_SP})?(?:{_THIRD.replace('third', 'third2')}[ -])?"
        rf"(?P<century>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(words.ORDINALS)})[ -]century\b(?:{_SP}"
        rf"(?P<era>BCE?))?",
    ),
    _rule("year", f"#4 {_THIRD_STARTS}", rf"{_MOD}(?:the{_SP}year{_SP})?{_Y}{_ERA}(?!['’]?s\b)"),
    _rule("year", "#2 #4", rf"(?P<year>\d{{1,4}})(?:{_SP}(?P<era>BCE?\b|B\.C\.|AD\b|A\.D\.))"),
    _rule("year", "ad", rf"(?P<era>AD){_SP}(?P<year>\d{{1,4}})\b"),
    _rule(
        "weekday",
        f"{_WEEKDAY_STARTS} early late mid",
        rf"(?:(?P<third>early|late|mid)[ -])?(?:on{_SP})?{_names('weekday', _WEEKDAY_FULL)}(?:{_SP}{_PART})?",
    ),
    _rule("weekday", _WEEKDAY_STARTS, r"(?P<weekday>(?:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\.)"),
    _rule(
        "weekday",
        _WHICH_STARTS,
        rf"(?:the{_SP}|this{_SP})?(?P<which>last|this|next|past|previous|coming|following|that"
        rf"|preceding){_SP}"
        rf"{_names('weekday', _WEEKDAY_FULL)}(?:{_SP}{_PART})?",
    ),
    _rule(
        "weekday",
        _WEEKDAY_STARTS,
        rf"{_names('weekday', _WEEKDAY_FULL)}{_SP}(?:of{_SP})?(?P<which>last|this|next){_SP}week",
    ),
    _rule("weekday_set", _WEEKDAY_STARTS, r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b"),
    _rule(
        "deictic",
        "today yesterday tomorrow tonight",
        rf"(?P<word>today|yesterday|tomorrow|tonight)\b(?:{_SP}{_PART})?",
    ),
    _rule("deictic", "the", rf"(?P<word>the{_SP}day{_SP}(?:before{_SP}yesterday|after{_SP}tomorrow))"),
    _rule(
        "deictic",
        "early late",
        rf"(?:early|late|earlier|later){_SP}(?P<word>today|yesterday|tomorrow|tonight)\b",
    ),
    _rule("deictic", "earlier later", rf"(?:earlier|later){_SP}(?P<word>today|yesterday)\b"),
    _rule(
        "day_part",
        "this last that the early late",
        rf"(?:(?:early|late){_SP})?(?P<which>this|last|that|the{_SP}next|the{_SP}following"
        rf"|the{_SP}same|that{_SP}same){_SP}{_PART}",
    ),
    _rule("day_part", "overnight", r"(?P<part>overnight)\b"),
    _rule(
        "shift",
        f"{_NUMBER_STARTS} {_VAGUE_STARTS} {_QUALIFIER_STARTS} days weeks months years",
        rf"{_QUALIFIER}(?:{_COUNT}{_SP})?(?:more{_SP})?{_names('unit', _UNIT)}{_SP}"
        rf"(?P<direction>ago|earlier|later|previously|from{_SP}now|from{_SP}today|hence"
        rf"|afterwards?|(?:before|after)(?=[.,;]))\b",
    ),
    _rule(
        "shift",
        "in",
        rf"(?P<direction>in){_SP}{_names('count', _NUMBER)}{_SP}(?P<unit>(?:day|week|month)s?)['’]{_SP}time",
    ),
    _rule(
        "anchored",
        "the",
        rf"the{_SP}(?P<which>next|following|previous|preceding){_SP}(?P<unit>day|week|month|year)\b",
    ),
    _rule(
        "relative",
        f"{_WHICH_STARTS} {_THIRD_STARTS} earlier later",
        rf"(?:(?P<third>early|late|mid|earlier|later)[ -]|(?P<third2>(?:the{_SP})?(?:end|beginning"
        rf"|start|middle|close){_SP}of){_SP})?"
        rf"(?:the{_SP})?(?P<which>last|this|next|previous|coming|following|current|preceding){_SP}"
        rf"(?P<unit>week|weekend|month|quarter|year|decade|century)\b(?!-)",
    ),
    _rule(
        "relative",
        "the by end beginning start middle",
        rf"(?P<third>(?:the{_SP})?(?:end|beginning|start|middle|close){_SP}of){_SP}"
        rf"(?P<which>the){_SP}(?P<unit>week|month|quarter|year|decade|century)\b",
    ),
    _rule(
        "relative",
        "late early mid",
        rf"(?P<third>late|early|mid){_SP}(?:in{_SP})(?P<which>the){_SP}(?P<unit>week|month|year)\b",
    ),
    _rule(
        "week_of",
        "the first last second third fourth final",
        rf"(?:the{_SP})?{_NOMINAL}{_SP}week{_SP}(?:of|in){_SP}{_M}{_Y_AFTER}",
    ),
    _rule("relative", "the", rf"(?P<which>the){_SP}(?P<unit>weekend)\b"),
    _rule("relative", "year", r"(?P<third>year)[ -]end\b(?P<unit>)(?P<which>)"),
    _rule(
        "relative",
        "later earlier",
        rf"(?P<third>later|earlier){_SP}(?:in{_SP}the{_SP})(?P<unit>day|week|month|year)\b(?P<which>)",
    ),
    _rule(
        "stretch",
        "the last past next previous coming following recent",
        rf"(?:the{_SP})?(?P<which>last|past|next|previous|coming|following|preceding|first|final){_SP}"
        rf"(?:(?P<count>{_NUMBER}|few|several|couple{_SP}of){_SP})?{_names('unit', _UNIT)}",
    ),
    _rule(
        "set",
        "every each",
        rf"(?:every|each){_SP}(?:(?P<count>{_NUMBER}|other){_SP})?(?:{_names('unit', _UNIT)}"
        rf"|(?P<weekday>{_WEEKDAY_FULL})|{_PART})",
    ),
    _rule(
        "set",
        "daily weekly monthly quarterly yearly annually hourly nightly",
        r"(?P<adverb>daily|weekly|monthly|quarterly|yearly|annually|hourly|nightly)\b",
    ),
    _rule(
        "duration",
        f"{_NUMBER_STARTS} {_VAGUE_STARTS} {_QUALIFIER_STARTS} half",
        rf"{_QUALIFIER}(?:{_COUNT}|(?P<half>half{_SP}an?))(?:[ -]|{_SP})(?:(?P<more>more|full"
        rf"|whole|straight|consecutive){_SP})?"
        rf"{_names('unit', _UNIT)}(?:-long)?(?![ -]olds?\b)",
    ),
    _rule(
        "duration",
        "days weeks months years hours minutes decades centuries",
        r"(?P<unit>days|weeks|months|years|hours|minutes|decades|centuries)\b",
    ),
    _rule(
        "duration",
        "months days weeks years month day week year hour decades",
        r"(?P<unit>day|week|month|year|hour|decade)s?-?long\b",
    ),
    _rule(
        "clock",
        "#2",
        rf"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?[ \xa0]?(?P<half_day>[ap]\.m\.|[ap]m\b)"
        rf"(?:{_SP}\(?(?P<zone>GMT|UTC|BST|CES?T|EES?T|MSK|[ECMP][SD]T|JST|KST)\b\)?)?",
    ),
    _rule(
        "clock",
        "#2",
        rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:[ \xa0]?(?P<hours>hrs?|hours)\b)?"
        rf"(?:{_SP}\(?(?P<zone>GMT|UTC|BST|CES?T|EES?T|MSK|[ECMP][SD]T|JST|KST)\b\)?)?(?![:\d])",
    ),
    _rule("clock", "#4", rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d){_SP}(?P<zone>GMT|UTC)\b"),
    _rule("clock", "noon midnight midday", r"(?P<named>(?-i:noon|midday|midnight))\b"),
    _rule(
        "holiday",
        "christmas new valentine halloween may",
        rf"(?P<holiday>{'|'.join(words.HOLIDAYS)})\b(?:,?{_SP}{_Y})?",
    ),
    _rule(
        "same",
        "the that this",
        rf"(?:the{_SP}same|that{_SP}same|that|that{_SP}very){_SP}(?P<unit>day|week|month|year)\b",
    ),
    _rule("reference", "now currently nowadays", r"(?P<present>now|currently|nowadays)\b"),
    _rule("reference", "recently lately", r"(?P<past>recently|lately)\b"),
)

ENGLISH = Grammar(RULES)
