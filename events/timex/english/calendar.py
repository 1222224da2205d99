"""English rules for what stands in a calendar: days, months, quarters, seasons, years, centuries."""

from __future__ import annotations

from events.timex import words
from events.timex.english.fragments import (
    BC,
    CAPITAL,
    D2,
    DASH,
    ERA,
    LAST_D,
    M2,
    MD_SP,
    MONTH,
    MONTH_STARTS,
    NOMINAL,
    PART,
    PART_OF,
    PART_OF_STARTS,
    QUARTER_NOMINAL,
    SP,
    TO,
    WEEKDAY_STARTS,
    Y_AFTER,
    D,
    M,
    W,
    Y,
    named,
    rule,
    with_the,
)
from events.timex.holidays import HOLIDAY_NAMES, HOLIDAY_STARTS

_WD_PREFIX = rf"(?:{W},?{SP})?"
_DATE = rf"(?:{M}{MD_SP}{D}|{D2}{SP}(?:of{SP})?{M2})"
_SEASON = named("season", "spring|summer|autumn|fall|winter")
_WHICH_YEAR = (
    rf"(?:(?:of|in){SP})?(?:the{SP})?(?:(?:fiscal|financial){SP}(?:year{SP})?)?"
    rf"(?:{Y}|(?P<which>this|last|next){SP}(?:fiscal{SP})?year|(?P<the_year>year)\b)"
)
_FISCAL = rf"(?:(?:fiscal|financial|calendar)(?:{SP}year)?{SP}|FY[ -]?)"
_CENTURY = rf"(?P<century>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(words.ORDINALS)})"
_DECADE_WORDS = "twenties thirties forties fifties sixties seventies eighties nineties"

_DAYS = (
    rule(
        "instant",
        "#4-",
        r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)(?![\w:])",
    ),
    rule(
        "numeric",
        "#4- #4/",
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<mm>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\w/-]|[.,]\d)",
    ),
    rule(
        "numeric",
        "#2/",
        r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\w/-]|[.,]\d)",
    ),
    rule(
        "numeric",
        "#2/",
        r"(?P<first>[01]?\d)(?P<sep>/)(?P<second>[0-3]?\d)/(?P<short_year>\d\d)(?![\w/-]|[.,]\d)",
    ),
    rule("known_day", "#2/", r"9/11(?![/\d])"),
    rule("days", MONTH_STARTS, rf"{M}{MD_SP}{D}{TO}{LAST_D}{Y_AFTER}"),
    rule("days", "from", rf"from{SP}{M}{MD_SP}(?:the{SP})?{D}{TO}{LAST_D}{Y_AFTER}"),
    rule("days", "between", rf"between{SP}{M}{MD_SP}(?:the{SP})?{D}{SP}and{SP}(?:the{SP})?{LAST_D}{Y_AFTER}"),
    rule("days", "#2- #2h #2t #2a", rf"{D}{TO}{LAST_D}{SP}(?:of{SP})?{M}{Y_AFTER}"),
    rule("days", "from", rf"from{SP}(?:the{SP})?{D}{TO}{LAST_D}{SP}(?:of{SP})?{M}{Y_AFTER}"),
    rule(
        "days",
        "between",
        rf"between{SP}(?:the{SP})?{D}{SP}and{SP}(?:the{SP})?{LAST_D}{SP}(?:of{SP})?{M}{Y_AFTER}",
    ),
    rule(
        "nights",
        "the+night the+weekend",
        rf"the{SP}(?P<unit>night|weekend){SP}of{SP}(?:{M}{MD_SP}{D}{TO}{LAST_D}"
        rf"|{D2}{TO}{LAST_D.replace('last_day', 'last_day2')}{SP}{M2}){Y_AFTER}",
    ),
    rule("two_days", MONTH_STARTS, rf"{M}{MD_SP}{D}{SP}and{SP}(?:the{SP})?{LAST_D}{Y_AFTER}"),
    rule("two_days", "#2t #2a", rf"{D}{SP}and{SP}{LAST_D}{SP}(?:of{SP})?{M}{Y_AFTER}"),
    rule("date", f"{MONTH_STARTS} {WEEKDAY_STARTS}", rf"{_WD_PREFIX}{M}{MD_SP}(?:the{SP})?{D}{Y_AFTER}"),
    rule("date", f"#2m #2a {WEEKDAY_STARTS}", rf"{_WD_PREFIX}(?:the{SP})?{D}{SP}(?:of{SP})?{M}{Y_AFTER}"),
    rule("date", "the+#2m the+#2a", rf"the{SP}{D}{SP}of{SP}{M}{Y_AFTER}"),
    rule("date", f"#2h {WEEKDAY_STARTS}", rf"{_WD_PREFIX}(?P<day>\d{{1,2}})-{M}-{Y}"),
    rule("date_part", f"{MONTH_STARTS} #2m #2a", rf"{_DATE}{Y_AFTER}{SP}{PART}"),
    rule("date_part", PART_OF_STARTS, rf"{PART_OF}{_WD_PREFIX}{_DATE}{Y_AFTER}"),
    rule(
        "day_of_month",
        "the+#2a",
        rf"the{SP}(?P<day>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))\b(?:{SP}of{SP}(?P<which>that|this|last"
        rf"|next|the){SP}month)?(?=\s?(?:[.,;:)]|$|\n)|\s(?:and|but|in|at|when|after|before|while|to|with"
        r"|by|the|was|were|they|he|she|it)\b)",
    ),
    rule(
        "holiday",
        HOLIDAY_STARTS,
        rf"(?:the{SP}(?=\w+{SP}(?:new|of)\b)|(?P<which>last|this|next){SP})?{CAPITAL}(?P<holiday>{HOLIDAY_NAMES})\b(?:,?{SP}(?:(?:of|in){SP})?{Y})?"
        rf"(?:{SP}(?P<part>morning|night)\b)?",
    ),
)
_MONTHS = (
    rule(
        "month",
        f"{MONTH_STARTS} the+month",
        rf"(?:the{SP}month{SP}of{SP})?{M}(?:[ ]['’](?P<short_year>\d\d)\b|{Y_AFTER})",
    ),
    rule("month", "last this next", rf"(?P<which>last|this|next){SP}{M}"),
    rule("month", "the+previous the+following", rf"the{SP}(?P<which>previous|following){SP}{M}"),
    rule("month", MONTH_STARTS, rf"{M}{SP}(?P<year>\d{{1,4}}){SP}(?P<era>BCE?\b|B\.C\.|AD\b)"),
    rule(
        "week_of",
        with_the("first last second third fourth final"),
        rf"(?:the{SP})?{NOMINAL}{SP}week{SP}(?:of|in){SP}{M}{Y_AFTER}",
    ),
    rule(
        "week_on",
        "the+week",
        rf"the{SP}week{SP}(?:of|to|ending|ended|beginning|starting)(?:{SP}on)?{SP}{_DATE}{Y_AFTER}",
    ),
    rule(
        "month_quarter",
        f"{' '.join(f'the+{month}' for month in words.MONTHS)} {MONTH_STARTS}",
        rf"(?:the{SP})?{M}(?:{DASH}|{SP}to{SP})(?P<last_month>{MONTH}){SP}(?:quarter|period)\b"
        rf"(?:{SP}of{SP}{Y})?",
    ),
)
_PARTS_OF_YEARS = (
    rule(
        "quarter",
        with_the("first second third fourth final #2a fiscal #4w"),
        rf"(?:the{SP})?(?:{Y.replace('<year>', '<year2>')}{SP})?(?:fiscal{SP})?{QUARTER_NOMINAL}[ -]"
        rf"(?:fiscal[ -])?quarter\b(?!{SP}of{SP}(?:the{SP})?\w+[ -]century)(?:,?{SP}{_WHICH_YEAR})?",
    ),
    rule("quarter", "last the+last", rf"(?:the{SP})?(?P<nominal>last){SP}quarter{SP}of{SP}{_WHICH_YEAR}"),
    rule(
        "quarters",
        with_the("first second third #2a"),
        rf"(?:the{SP})?{QUARTER_NOMINAL}{SP}and{SP}(?P<last>second|third|fourth|2nd|3rd|4th){SP}quarters\b"
        rf"(?:{SP}{_WHICH_YEAR})?",
    ),
    rule("quarter", "q1 q2 q3 q4", rf"Q(?P<nominal>[1-4])(?:{SP}(?:of{SP})?{_FISCAL}?{Y})?(?![\w-])"),
    rule("quarter", "#2a", rf"(?P<nominal>[1-4])Q(?:{SP}(?:of{SP})?{_FISCAL}?{Y})(?![\w-])"),
    rule(
        "half",
        with_the("first second latter last #2a"),
        rf"(?:the{SP})?{NOMINAL}[ -]half{SP}(?:of|in){SP}{_WHICH_YEAR}",
    ),
    rule("half", "h1 h2", rf"H(?P<nominal>[12]){SP}(?:of{SP})?{Y}"),
    rule(
        "half_of",
        with_the("first second latter"),
        rf"(?:the{SP})?(?P<half>first|second|latter)[ -]half{SP}of{SP}(?:the{SP})?"
        rf"(?:{M}{Y_AFTER}|(?P<decade>\d{{3}}0)['’]?s\b|{_CENTURY}[ -]century\b)",
    ),
    rule(
        "season",
        with_the("spring summer autumn fall winter"),
        rf"(?:the{SP})?{_SEASON},?{SP}(?:of{SP})?(?:{Y}(?:[-–/]\d\d(?:\d\d)?\b)?{ERA}"
        rf"|(?P<bc>\d{{1,4}}){SP}{BC})",
    ),
    rule(
        "season",
        with_the("#4w #4- #4/"),
        rf"(?:the{SP})?{Y}(?:[-–/]\d\d(?:\d\d)?)?{SP}{_SEASON}\b(?!{SP}(?:olympic|games|in|of)\b)",
    ),
    rule(
        "season",
        "last this next that the+following the+previous the+past the+last the+next",
        rf"(?:the{SP}|this{SP})?(?P<which>last|this|next|that|past|coming|following|previous|same){SP}"
        rf"{_SEASON}\b",
    ),
    rule(
        "season",
        "the+spring the+summer the+autumn the+fall the+winter",
        rf"the{SP}{_SEASON}\b(?!\sof\b)",
    ),
    rule("season", "spring summer autumn winter", rf"{_SEASON}\b"),
)
_YEARS = (
    rule("years", "#4-", rf"{Y}{DASH}(?P<last_year>(?:1\d|20|21)\d\d|\d\d)(?![\w%/-]|[.,]\d)"),
    rule(
        "years",
        "fy fy1 fy2 fiscal financial the+#4- the+#4/ the+fiscal the+financial",
        rf"(?:the{SP})?{_FISCAL}?(?P<year>20\d\d|19\d\d)[-–/](?P<last_year>(?:20)?\d\d)\b(?:{SP}(?:fiscal|financial){SP}year)?",
    ),
    rule(
        "years", "#4/", rf"{Y.replace('/', '')}/(?P<last_year>\d\d)(?=\s(?:season|campaign|winter|budget)\b)"
    ),
    rule(
        "years_bc",
        "#2- #2t #2w #4- #4t #4w",
        rf"(?P<first>\d{{1,4}})(?:{SP}{BC})?(?:{DASH}|{SP}(?:to|until){SP})(?P<last>\d{{1,4}}){SP}{BC}",
    ),
    rule("decade", with_the("#4a"), rf"(?:the{SP})?(?P<decade>(?:1\d|20)\d0)['’]?s\b"),
    rule("decade", "the+#2a the+#4a", rf"the{SP}(?P<bc_decade>\d{{1,2}}0)s{SP}BCE?\b"),
    rule(
        "decade",
        f"the+#2a the+early the+mid the+late {' '.join(f'the+{word}' for word in _DECADE_WORDS.split())}",
        rf"the{SP}(?:(?P<third>early|mid|late)[ -])?(?:['’‘]?(?P<short>[2-9]0)['’]?s"
        rf"|(?P<spelled>{_DECADE_WORDS.replace(' ', '|')}))\b",
    ),
    rule(
        "century",
        with_the(f"#2a {' '.join(words.ORDINALS)} twenty"),
        rf"(?:the{SP})?{_CENTURY}[ -]century\b"
        rf"(?:{SP}(?P<era>BCE?))?",
    ),
    rule(
        "centuries",
        with_the(f"#2a {' '.join(words.ORDINALS)}"),
        rf"(?:the{SP})?{_CENTURY}{SP}and{SP}(?P<last_century>\d{{1,2}}(?:st|nd|rd|th)"
        rf"|{'|'.join(words.ORDINALS)}){SP}centuries\b",
    ),
    rule("year", "#4", rf"{Y}{ERA}(?!s\b)"),
    rule(
        "year",
        "fy fy1 fy2 fiscal financial calendar the+fiscal the+financial the+calendar",
        rf"(?:the{SP})?{_FISCAL}(?:{Y}|(?P<short_year>\d\d)(?![\w.,%-]))",
    ),
    rule("year", "the+year", rf"the{SP}year{SP}{Y}{ERA}"),
    rule("year", "the+#4w", rf"the{SP}{Y}{SP}(?:fiscal|financial|calendar){SP}year"),
    rule("year", "#2w #4w", rf"(?P<year>\d{{1,4}})(?:{SP}(?P<era>BCE?\b|B\.C\.?|AD\b|A\.D\.))"),
    rule("year", "ad", rf"(?P<era>AD){SP}(?P<year>\d{{1,4}})\b"),
)

RULES = (*_DAYS, *_MONTHS, *_PARTS_OF_YEARS, *_YEARS)
