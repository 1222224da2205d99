"""English rules for what counts from the day of publication or from a date told before."""

from __future__ import annotations

from events.timex import words
from events.timex.english.fragments import (
    A_STARTS,
    NUMBER,
    NUMBER_STARTS,
    PART,
    PART_OF,
    PART_OF_STARTS,
    SP,
    UNIT,
    VAGUE,
    VAGUE_STARTS,
    WEEKDAY_FULL,
    WEEKDAY_STARTS,
    YEAR,
    M,
    Y,
    named,
    rule,
    with_the,
)

_W = named("weekday", WEEKDAY_FULL)
_COUNT = rf"(?P<count>{NUMBER}|{VAGUE}|an?(?=\s))"
_UNIT = named("unit", UNIT)
_DAY_PART = r"(?P<part>morning|afternoon|evening|night|dawn|midday)"
_WEEK_UNIT = named("unit", r"(?:week|weekend|month|quarter|year|decade|century)\b")
_COUNT_STARTS = " ".join(start for start in NUMBER_STARTS.split() if not start.startswith(("#2-", "#2t")))
_WEEKDAYS_STARTS = " ".join(f"{day}s" for day in words.WEEKDAYS)

_WEEKDAYS = (
    rule("weekday", WEEKDAY_STARTS, rf"{_W}(?:{SP}{_DAY_PART}\b)?"),
    rule("weekday", WEEKDAY_STARTS, r"(?P<weekday>(?:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\.)"),
    rule(
        "weekday",
        "last this next past previous coming following that preceding the+last the+next the+past the+previous"
        " the+coming the+following the+preceding",
        rf"(?:the{SP}|this{SP})?(?P<which>last|this|next|past|previous|coming|following|that|preceding)"
        rf"{SP}{_W}(?:{SP}{_DAY_PART}\b)?",
    ),
    rule("weekday", WEEKDAY_STARTS, rf"{_W}(?:{SP}of|,)?{SP}(?P<which>last|this|next){SP}week\b"),
    rule("weekday", PART_OF_STARTS, rf"{PART_OF}(?:(?P<which>last|this|next){SP})?{_W}"),
    rule(
        "weekday",
        "#2w one two three four five six a+week",
        rf"(?P<weeks>{NUMBER}|a){SP}weeks?{SP}(?:from|on){SP}(?:next{SP})?{_W}",
    ),
    rule("weekday_set", _WEEKDAYS_STARTS, r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b"),
)
_DAYS = (
    rule(
        "deictic",
        "today yesterday tomorrow tonight",
        rf"(?P<word>today|yesterday|tomorrow|tonight)\b(?:{SP}{PART}\b)?",
    ),
    rule("deictic", "the+day", rf"(?P<word>the{SP}day{SP}(?:before{SP}yesterday|after{SP}tomorrow))"),
    rule(
        "day_part",
        "this last that the+next the+following the+same the+previous",
        rf"(?P<which>this|last|that|the{SP}next|the{SP}following|the{SP}previous|the{SP}same"
        rf"|that{SP}same){SP}{PART}\b",
    ),
    rule(
        "day_part",
        "the+morning the+afternoon the+evening the+night the+early the+late early late",
        rf"(?:(?:early|late){SP}in{SP})?(?P<which>the){SP}(?:(?:early|late){SP})?{PART}\b(?:{SP}hours)?"
        rf"(?!{SP}(?:of|before|after)\b)",
    ),
    rule("day_part", "the+night the+evening the+day", rf"the{SP}{PART}{SP}(?P<which>before|earlier)\b"),
    rule("day_part", "the+morning", rf"the{SP}{PART}{SP}(?P<which>after)\b"),
    rule("day_part", "overnight", r"(?P<part>overnight)\b"),
    rule("same", "the+same that", rf"(?:the{SP}same|that{SP}(?:same|very)|that){SP}(?P<unit>day)\b"),
    rule(
        "anchored",
        "the+next the+following the+previous the+preceding the+day",
        rf"the{SP}(?:(?P<which>next|following|previous|preceding){SP}(?P<unit>day)\b"
        rf"|day{SP}(?P<which2>before|after|earlier|later|following|previous)\b(?!{SP}(?:the|a|an|his|her|their|its"
        rf"|he|she|it|they|we|i|[A-Z]\w+|tomorrow|yesterday)\b))",
    ),
)
_SHIFTS = (
    rule(
        "shift",
        f"{_COUNT_STARTS} {VAGUE_STARTS} {A_STARTS} half days weeks months years hours minutes"
        " decades centuries",
        rf"(?:(?:{_COUNT}(?P<half>{SP}and{SP}a{SP}half|-and-a-half)?"
        rf"|(?P<half_a>half{SP}an?|a{SP}half))[ -]{{1,3}})?(?:more{SP}|full{SP}|short{SP})?{_UNIT}"
        rf"(?P<half2>{SP}and{SP}a{SP}half)?{SP}(?P<direction>ago|earlier|later|previously|from{SP}now"
        rf"|from{SP}today|hence|afterwards?|on(?=[.,;])|before(?=[.,;])|after(?=[.,;]))\b(?!{SP}than\b)"
        rf"(?:{SP}(?P<point>(?:this|last|next){SP}(?:week|month)|{WEEKDAY_FULL}|today|yesterday)\b)?",
    ),
    rule(
        "shift",
        "in",
        rf"(?P<direction>in){SP}(?:about{SP})?(?P<count>{NUMBER}|an?|a{SP}few){SP}"
        r"(?P<unit>(?:day|week|month|year)s?)['’]s?\stime",
    ),
    rule(
        "shift_back",
        "the+year the+month",
        rf"the{SP}(?P<unit>year|month)[ -](?:ago|earlier){SP}(?P<what>quarter|period|month|week|level)\b",
    ),
)
_UNITS = (
    rule(
        "relative",
        "last this next previous coming following current preceding past the+current the+coming",
        rf"(?:the{SP})?(?P<which>last|this|next|previous|coming|following|current|preceding){SP}"
        rf"(?:(?P<fiscal>fiscal|financial|calendar){SP})?{_WEEK_UNIT}(?!-|{SP}of{SP}(?!{WEEKDAY_FULL}))",
    ),
    rule("relative", "this", rf"this{SP}(?P<which>past|coming){SP}(?P<unit>week|weekend|month|year)\b"),
    rule(
        "relative",
        "year month the+year the+month",
        rf"(?:the{SP})?(?P<unit>year|month)(?:['’]s{SP}|-|{SP})(?P<third>end)\b(?P<which>)",
    ),
    rule(
        "relative", "mid midweek midyear midmonth", r"(?P<third>mid)-?(?P<unit>week|year|month)\b(?P<which>)"
    ),
    rule("relative", "the+weekend", rf"(?P<which>the){SP}(?P<unit>weekend)\b"),
    rule("relative", "the+week", rf"the{SP}(?P<unit>week){SP}(?P<which>before{SP}last|after{SP}next)\b"),
    rule("relative", "the+year the+month", rf"the{SP}(?P<unit>year|month){SP}(?P<which>before{SP}last)\b"),
    rule(
        "unit_now",
        "the+quarter the+year the+week the+month the+day the+decade the+century the+latest the+fiscal"
        " the+financial the+full the+most the+entire the+whole",
        rf"the{SP}(?:(?P<soft>latest|full|most{SP}recent|entire|whole){SP})?(?:(?P<fiscal>fiscal|financial){SP})?"
        rf"(?P<unit>quarter|year|month|week|day|decade|century)\b"
        rf"(?!{SP}(?:of|ended|ending|before|after|in{SP}which)\b|-|['’]s{SP}end)",
    ),
    rule(
        "anchored",
        "the+next the+following the+previous the+preceding the+week the+month the+year next",
        rf"the{SP}(?:(?P<which>next|following|previous|preceding){SP}(?P<unit>week|month|year|decade|century)\b"
        rf"|(?P<unit2>week|month|year){SP}(?P<which2>before|after|earlier|later)(?=[.,;)]|{SP}and\b|$))",
    ),
    rule(
        "same",
        "the+same that",
        rf"(?:the{SP}same|that{SP}same|that){SP}(?P<unit>week|weekend|month|quarter|year)\b",
    ),
    rule(
        "same_last",
        "the+same the+corresponding the+comparable",
        rf"the{SP}(?:same|corresponding|comparable){SP}(?P<unit>time|period|quarter|month|week|day|point){SP}"
        rf"(?:(?:of|in){SP})?(?:{Y}|a{SP}year{SP}(?P<ago>ago|earlier|before)\b"
        rf"|(?:the{SP})?(?P<which>last|this|previous|prior|preceding){SP}year\b)",
    ),
)
_STRETCHES = (
    rule(
        "stretch",
        "last past next previous following the+last the+past the+next the+previous the+following"
        " the+preceding the+first the+final the+opening the+closing this+past first final its his her their",
        rf"(?:(?:the|this|these|its|his|her|their){SP})?(?P<which>last|past|next|previous|following|preceding"
        rf"|first|final|opening|closing){SP}(?:(?P<count>{NUMBER}|few|several|couple{SP}of|many){SP})?"
        rf"(?:full{SP})?{_UNIT}(?!-)",
    ),
    rule(
        "stretch",
        f"coming the+coming {with_the(_COUNT_STARTS)} the+few",
        rf"(?:the{SP})?(?:(?P<which>coming){SP}(?P<count>{NUMBER}|few|several|couple{SP}of)"
        rf"|(?P<count2>{NUMBER}|few){SP}(?P<which2>previous|preceding|following)){SP}{_UNIT}",
    ),
    rule(
        "stretch_of",
        "the+first the+last the+final the+opening the+closing first",
        rf"(?:the{SP})?(?P<which>first|last|final|opening|closing){SP}(?P<count>{NUMBER}|few){SP}"
        rf"(?P<unit>(?:day|week|month)s){SP}(?:of|in){SP}(?:{M}(?:,?{SP}(?:of{SP})?{Y})?"
        rf"|(?P<year2>{YEAR})|(?P<told>last|this|next|the){SP}(?:(?:fiscal|financial){SP})?(?P<unit2>year|month)\b)",
    ),
    rule(
        "recent",
        "recent coming the+coming",
        rf"(?:the{SP})?(?P<which>recent|coming){SP}(?P<unit>days|weeks|months|years|decades)\b",
    ),
    rule(
        "recent",
        "the+days the+weeks the+months the+years",
        rf"the{SP}(?P<unit>days|weeks|months|years){SP}(?P<which>ahead|to{SP}come)\b",
    ),
    rule("reference", "these those", rf"(?P<present>these){SP}days\b"),
    rule("reference", "now currently nowadays", r"(?P<present>now|currently|nowadays)\b"),
    rule(
        "reference",
        "at the+moment the+present to",
        rf"(?P<present>(?:at{SP}present|the{SP}moment|the{SP}present(?:{SP}(?:day|time))?|the{SP}time{SP}being|to{SP}date))\b"
        r"(?!{SP}(?:of|when|that|he|she|it|they|we|the)\b)".replace("{SP}", SP),
    ),
    rule("reference", "recently lately", r"(?P<past>recently|lately)\b(?!\s{1,3}as\b)"),
    rule(
        "reference",
        "the+past the+recent",
        rf"(?P<past>the{SP}(?:recent{SP})?past)\b(?=[.,;:)!?\"”’]|\s(?:and|but|he|she|it|they|the|has|had|have|was|were|is)\b|$)",
    ),
    rule(
        "reference",
        "the+future the+near the+foreseeable",
        rf"(?P<future>the{SP}(?:(?:near|foreseeable|distant){SP})?future)\b(?!{SP}of\b)",
    ),
)

RULES = (*_WEEKDAYS, *_DAYS, *_SHIFTS, *_UNITS, *_STRETCHES)
