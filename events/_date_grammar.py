"""English time expressions: where they stand in a text and what they leave open.

First of two stages. A rule is a short pattern without unbounded repetition, tried only at words it can
begin with, so the cost grows with the length of the text. What a rule found is under-specified ("friday",
"october 17"); `_date_resolve` fixes it from the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from events import _date_words as words

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
_UNIT = r"(?:(?:second|minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade)s?|centur(?:y|ies))\b"
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
_NUMBER_STARTS = f"# {' '.join(words.ONES[1:])} {' '.join(words.TENS)}"
_THIRD_STARTS = "early mid late the beginning start turn dawn middle end close"
_VAGUE_STARTS = "a an few several some many couple"
_QUALIFIER_STARTS = (
    "at more less fewer nearly almost about around over up roughly approximately just only under another"
)
_WHICH_STARTS = "last this next past previous coming following same that current preceding the"


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression in the text: the rule that found it, and the words it is made of by name."""

    start: int
    end: int
    kind: str
    parts: dict[str, str] = field(default_factory=dict)
    ends: tuple[Found, Found] | None = None

    def has(self, *names: str) -> bool:
        return all(name in self.parts for name in names)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, the words it can begin with ("#" is a digit) and the kind of expression it finds."""

    kind: str
    starts: str
    pattern: re.Pattern[str]


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
        "#",
        r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)(?![\w:])",
    ),
    _rule("numeric", "#", r"(?P<year>\d{4})(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\w/-]|[.,]\d)"),
    _rule("numeric", "#", r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\w/-]|[.,]\d)"),
    _rule("days", _MONTH_STARTS, rf"{_M}{_SP}{_D}{_TO}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "between", rf"between{_SP}{_M}{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "from", rf"from{_SP}{_M}{_SP}{_D}{_TO}{_LAST_D}{_Y_AFTER}"),
    _rule("days", "#", rf"{_D}{_TO}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("days", "from", rf"from{_SP}(?:the{_SP})?{_D}{_TO}(?:the{_SP})?{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("days", "between", rf"between{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("two_days", _MONTH_STARTS, rf"{_M}{_SP}{_D}{_SP}and{_SP}{_LAST_D}{_Y_AFTER}"),
    _rule("two_days", "#", rf"{_D}{_SP}and{_SP}{_LAST_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("date", f"{_MONTH_STARTS} {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}{_M}{_SP}{_D}{_Y_AFTER}"),
    _rule("date", f"# {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}{_D}{_SP}(?:of{_SP})?{_M}{_Y_AFTER}"),
    _rule("date", f"the {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}the{_SP}{_D}{_SP}of{_SP}{_M}{_Y_AFTER}"),
    _rule("date", f"# {_WEEKDAY_STARTS}", rf"{_WD_PREFIX}(?P<day>\d{{1,2}})-{_M}-{_Y}"),
    _rule(
        "date_part",
        f"{_MONTH_STARTS} #",
        rf"(?:{_M}{_SP}{_D}|{_D.replace('day', 'day2')}{_SP}{_M.replace('month', 'month2')}){_SP}{_PART}",
    ),
    _rule(
        "date_part",
        "the early late",
        rf"(?:early{_SP}|late{_SP})?(?:in{_SP})?the{_SP}(?:early{_SP}|late{_SP})?{_PART}(?:{_SP}hours)?{_SP}of{_SP}"
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
        "the first second third fourth final last 1st 2nd 3rd 4th #",
        rf"(?:the{_SP})?{_NOMINAL}[ -](?:fiscal[ -])?quarter(?:{_SP}(?:of{_SP})?(?:{_Y}|(?P<which>this|last|next){_SP}year"
        rf"|(?P<the_year>the{_SP}year)))?",
    ),
    _rule("quarter", "q1 q2 q3 q4", rf"Q(?P<nominal>[1-4])(?:{_SP}(?:of{_SP})?{_Y})?"),
    _rule(
        "half",
        "the first second latter last",
        rf"(?:the{_SP})?{_NOMINAL}[ -]half{_SP}of{_SP}(?:{_Y}|(?P<which>this|last|next){_SP}year|(?P<the_year>the{_SP}year))",
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
    _rule("years", "#", rf"{_Y.replace('[.,]', '[.,:]')}{_DASH}(?P<last_year>(?:1\d|20|21)\d\d|\d\d)(?![\w%/-]|[.,]\d)"),
    _rule(
        "decade",
        f"{_THIRD_STARTS} #",
        rf"{_MOD}(?:the{_SP})?(?:{_THIRD.replace('third', 'third2')}[ -])?(?P<decade>(?:1[0-9]|20)\d0)['’]?s\b(?:{_SP}(?P<era>BC))?",
    ),
    _rule("decade", "the", rf"the{_SP}(?:{_THIRD}[ -])?['’]?(?P<short>[2-9]0)['’]?s\b"),
    _rule(
        "century",
        f"{_THIRD_STARTS} # {' '.join(words.ORDINALS)} twenty",
        rf"{_MOD}(?:the{_SP})?(?:{_THIRD.replace('third', 'third2')}[ -])?"
        rf"(?P<century>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(words.ORDINALS)})[ -]century\b(?:{_SP}(?P<era>BCE?))?",
    ),
    _rule("year", f"# {_THIRD_STARTS}", rf"{_MOD}(?:the{_SP}year{_SP})?{_Y}{_ERA}(?!['’]?s\b)"),
    _rule("year", "#", rf"(?P<year>\d{{1,4}})(?:{_SP}(?P<era>BCE?\b|B\.C\.|AD\b|A\.D\.))"),
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
        rf"(?:the{_SP}|this{_SP})?(?P<which>last|this|next|past|previous|coming|following|that|preceding){_SP}"
        rf"{_names('weekday', _WEEKDAY_FULL)}(?:{_SP}{_PART})?",
    ),
    _rule("weekday", _WEEKDAY_STARTS, rf"{_names('weekday', _WEEKDAY_FULL)}{_SP}(?:of{_SP})?(?P<which>last|this|next){_SP}week"),
    _rule("weekday_set", _WEEKDAY_STARTS, r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b"),
    _rule("deictic", "today yesterday tomorrow tonight", rf"(?P<word>today|yesterday|tomorrow|tonight)\b(?:{_SP}{_PART})?"),
    _rule("deictic", "the", rf"(?P<word>the{_SP}day{_SP}(?:before{_SP}yesterday|after{_SP}tomorrow))"),
    _rule("deictic", "early late", rf"(?:early|late|earlier|later){_SP}(?P<word>today|yesterday|tomorrow|tonight)\b"),
    _rule("deictic", "earlier later", rf"(?:earlier|later){_SP}(?P<word>today|yesterday)\b"),
    _rule("day_part", "this last that the early late", rf"(?:(?:early|late){_SP})?(?P<which>this|last|that|the{_SP}next|the{_SP}following|the{_SP}same|that{_SP}same){_SP}{_PART}"),
    _rule("day_part", "overnight", r"(?P<part>overnight)\b"),
    _rule(
        "shift",
        f"{_NUMBER_STARTS} {_VAGUE_STARTS} {_QUALIFIER_STARTS} days weeks months years",
        rf"{_QUALIFIER}(?:{_COUNT}{_SP})?(?:more{_SP})?{_names('unit', _UNIT)}{_SP}"
        rf"(?P<direction>ago|earlier|later|previously|from{_SP}now|from{_SP}today|hence|afterwards?|(?:before|after)(?=[.,;]))\b",
    ),
    _rule("shift", "in", rf"(?P<direction>in){_SP}{_names('count', _NUMBER)}{_SP}(?P<unit>(?:day|week|month)s?)['’]{_SP}time"),
    _rule(
        "relative",
        f"{_WHICH_STARTS} {_THIRD_STARTS} earlier later",
        rf"(?:(?P<third>early|late|mid|earlier|later)[ -]|(?P<third2>(?:the{_SP})?(?:end|beginning|start|middle|close){_SP}of){_SP})?"
        rf"(?:the{_SP})?(?P<which>last|this|next|previous|coming|following|current|preceding){_SP}"
        rf"(?P<unit>week|weekend|month|quarter|year|decade|century)\b(?!-)",
    ),
    _rule(
        "relative",
        "the by end beginning start middle",
        rf"(?P<third>(?:the{_SP})?(?:end|beginning|start|middle|close){_SP}of){_SP}(?P<which>the){_SP}(?P<unit>week|month|quarter|year|decade|century)\b",
    ),
    _rule("relative", "late early mid", rf"(?P<third>late|early|mid){_SP}(?:in{_SP})(?P<which>the){_SP}(?P<unit>week|month|year)\b"),
    _rule("relative", "the", rf"(?P<which>the){_SP}(?P<unit>weekend)\b"),
    _rule("relative", "year", rf"(?P<third>year)[ -]end\b(?P<unit>)(?P<which>)"),
    _rule("relative", "later earlier", rf"(?P<third>later|earlier){_SP}(?:in{_SP}the{_SP})(?P<unit>day|week|month|year)\b(?P<which>)"),
    _rule(
        "stretch",
        "the last past next previous coming following recent",
        rf"(?:the{_SP})?(?P<which>last|past|next|previous|coming|following|preceding|first|final){_SP}"
        rf"(?:(?P<count>{_NUMBER}|few|several|couple{_SP}of){_SP})?{_names('unit', _UNIT)}",
    ),
    _rule("set", "every each", rf"(?:every|each){_SP}(?:(?P<count>{_NUMBER}|other){_SP})?(?:{_names('unit', _UNIT)}|(?P<weekday>{_WEEKDAY_FULL})|{_PART})"),
    _rule("set", "daily weekly monthly quarterly yearly annually hourly nightly", r"(?P<adverb>daily|weekly|monthly|quarterly|yearly|annually|hourly|nightly)\b"),
    _rule(
        "duration",
        f"{_NUMBER_STARTS} {_VAGUE_STARTS} {_QUALIFIER_STARTS} half",
        rf"{_QUALIFIER}(?:{_COUNT}|(?P<half>half{_SP}an?))(?:[ -]|{_SP})(?:(?P<more>more|full|whole|straight|consecutive){_SP})?"
        rf"{_names('unit', _UNIT)}(?:-long)?(?![ -]olds?\b)",
    ),
    _rule("duration", "days weeks months years hours minutes decades centuries", r"(?P<unit>days|weeks|months|years|hours|minutes|decades|centuries)\b"),
    _rule("duration", "months days weeks years month day week year hour decades", r"(?P<unit>day|week|month|year|hour|decade)s?-?long\b"),
    _rule(
        "clock",
        "#",
        rf"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?[ \xa0]?(?P<half_day>[ap]\.m\.|[ap]m\b)"
        rf"(?:{_SP}\(?(?P<zone>GMT|UTC|BST|CES?T|EES?T|MSK|[ECMP][SD]T|JST|KST)\b\)?)?",
    ),
    _rule(
        "clock",
        "#",
        rf"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:[ \xa0]?(?P<hours>hrs?|hours)\b)?"
        rf"(?:{_SP}\(?(?P<zone>GMT|UTC|BST|CES?T|EES?T|MSK|[ECMP][SD]T|JST|KST)\b\)?)?(?![:\d])",
    ),
    _rule("clock", "#", rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d){_SP}(?P<zone>GMT|UTC)\b"),
    _rule("clock", "noon midnight midday", r"(?P<named>noon|midday|midnight)\b"),
    _rule("holiday", "christmas new valentine halloween may", rf"(?P<holiday>{'|'.join(words.HOLIDAYS)})\b(?:,?{_SP}{_Y})?"),
    _rule("same", "the that this", rf"(?:the{_SP}same|that{_SP}same|that|that{_SP}very){_SP}(?P<unit>day|week|month|year)\b"),
    _rule("anchored", "the", rf"the{_SP}(?P<which>next|following|previous|preceding){_SP}(?P<unit>day|week|month|year)\b"),
    _rule("reference", "now currently nowadays", r"(?P<present>now|currently|nowadays)\b"),
    _rule("reference", "recently lately", r"(?P<past>recently|lately)\b"),
)  # fmt: skip


def _index(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    index: dict[str, list[Rule]] = {}
    for rule in rules:
        for start in dict.fromkeys(rule.starts.split()):
            index.setdefault(start, []).append(rule)
    return index


_BY_START = _index(RULES)
_TOKEN = re.compile(r"[A-Za-z]+\d?|\d+")
_LONGEST_NUMBER = 4
_FOLLOWED = re.compile(r"[-:/.–—A-Za-z'’]|[ \t\n\r\xa0]{1,3}[-–—A-Za-z]")


def scan(text: str) -> Iterator[Found]:
    """The expressions of the grammar in reading order, not overlapping, the longest at each place."""
    done = 0
    for token in _TOKEN.finditer(text):
        if token.start() < done:
            continue
        found = _longest(text, token)
        if found:
            done = found.end
            yield found


def _longest(text: str, token: re.Match[str]) -> Found | None:
    word = token[0].lower()
    if word[0].isdigit():
        word = "#" if _may_begin(text, token) else ""
    best: re.Match[str] | None = None
    kind = ""
    for rule in _BY_START.get(word, ()):
        match = rule.pattern.match(text, token.start())
        if match and (best is None or match.end() > best.end()) and _is_whole(text, match, rule.kind):
            best, kind = match, rule.kind
    if best is None:
        return None
    return Found(best.start(), best.end(), kind, {k: v for k, v in best.groupdict().items() if v is not None})


def _may_begin(text: str, number: re.Match[str]) -> bool:
    """Whether a rule is worth trying at a number: a cheap look at its length and its neighbours."""
    length = number.end() - number.start()
    if length > _LONGEST_NUMBER or _glued(text, number.start()):
        return False
    return length == _LONGEST_NUMBER or _FOLLOWED.match(text, number.end()) is not None


def _glued(text: str, start: int) -> bool:
    """Whether the digits at `start` belong to a price, a decimal, a version, a longer number or a name."""
    before = text[max(0, start - 2) : start]
    if not before:
        return False
    if before[-1] in "$€£¥₩#/@_" or before[-1].isalpha():
        return True
    return before[-1] in ".,:-−" and before[0].isalnum()


def _is_whole(text: str, match: re.Match[str], kind: str) -> bool:
    """Not the beginning of a longer word, and two days only where the second follows the first."""
    end = match.end()
    if end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or text[end] == "_"):
        return False
    return kind != "two_days" or _digits(match["last_day"]) - _digits(match["day"]) == 1


def _digits(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()))
