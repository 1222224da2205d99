"""When a feed says an entry was published: the raw text as a UTC instant, with flags for every doubt.

feedparser's parsed dates are silently wrong (KST, MSK, JST read as UTC; a missing month filled from
today), so the raw text is read here first: epoch numbers, then the shapes that feeds use with a fixed
table of zones, and dateparser as the last resort, for the names of months alone. Never a fabricated day,
never a guessed zone without its flag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from connectors._date_shapes import DayOrder, Written, at_clock, read_written
from connectors._month_names import with_short_names
from connectors._zones import find_zone

MAX_LENGTH = 64
EARLIEST_YEAR = 1990
LATEST_YEAR = 2200
FUTURE_TOLERANCE = timedelta(hours=24)
# Years up to here are what programs write that have no date: 1970, 1969 and 0001.
_NOTHING_YEAR = 1970
# Languages whose months are not in our own table; all that dateparser knows cost two seconds to load.
_OTHER_LANGUAGES = (
    "vi", "fa", "bn", "ur", "sr", "hr", "lt", "lv", "et", "sk", "sl", "ka", "hy", "az", "kk", "uz", "sq",
    "mk", "ms", "sw", "is", "ca",
)  # fmt: skip
# A text that dateparser cannot read costs milliseconds, and a hostile feed has thousands.
_MOST_GUESSES = 200
_MOST_MISSES = 10

# Nineteen dates of twenty are written in one of these two ways.
_INTERNET = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) ([12]\d{3}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) "
    r"(?:GMT|UTC|UT|Z|([+-](?:0\d|1[0-3])[0-5]\d))"
)
_ISO = re.compile(
    r"([12]\d{3})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?"
    r"(?:Z|([+-](?:0\d|1[0-3]):?[0-5]\d))"
)
_ENGLISH = {
    "Jan": "1", "Feb": "2", "Mar": "3", "Apr": "4", "May": "5", "Jun": "6",
    "Jul": "7", "Aug": "8", "Sep": "9", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
_EPOCH = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
_CLOCK = re.compile(r"[\s,T]*(?:[^\s\d]{1,6}\s)?\d{1,2}[:h]\d\d")
_CLOCK_LIKE = re.compile(r"\d\s?[:h]\s?\d")
_NAME = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+")
_MOST_NAMES = 6
# Where the short form of a date begins with its year.
_YEAR_FIRST = frozenset({"ja", "ko", "zh"})
_SIGNS = str.maketrans("−–،’ʼ，：", "--,'',:")


@dataclass(frozen=True, slots=True)
class FeedDate:
    """`utc` is None where the text holds no date.

    Flags: assumed_zone, ambiguous_zone, date_only, future, implausible.
    """

    utc: datetime | None
    flags: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the instant can stand as the time of publication."""
        return self.utc is not None and not {"future", "implausible"} & set(self.flags)


def parse_feed_date(
    raw: str, *, timezone: str = "UTC", language: str = "en", now: datetime | None = None
) -> FeedDate:
    """Read the date text of a feed entry.

    `timezone` is the source's IANA zone, used where the text names none; `now` is the time of the fetch,
    against which a date more than 24 h ahead is flagged.
    """
    return FeedDates(timezone, language, now).read(raw)


class FeedDates:
    """Reads the dates of one document; see `parse_feed_date`.

    Dates that are nothing but trouble are given up after a while, so that one document cannot stop the
    program.
    """

    def __init__(self, timezone: str = "UTC", language: str = "en", now: datetime | None = None) -> None:
        self._home = timezone
        self._language = language
        self._latest = now + FUTURE_TOLERANCE if now else None
        self._order = DayOrder(
            month_first=_is_month_first(timezone, language),
            year_first=language in _YEAR_FIRST,
            latest=self._latest.date() if self._latest else None,
        )
        self._guesses = 0
        self._misses = 0

    def read(self, raw: str) -> FeedDate:
        """The date of one entry."""
        try:
            found = _ordinary(raw) or self.read_in_full(raw)
        except (ValueError, OverflowError):
            return FeedDate(None)
        return self._judged(found) if found else FeedDate(None)

    def read_in_full(self, raw: str) -> FeedDate | None:
        """`read` without its short way, and before the instant is judged; ValueError is no date."""
        text = _plain(raw)
        return (_epoch(text) or self._written(text)) if text else None

    def _written(self, text: str) -> FeedDate | None:
        written = read_written(text, self._order) or self._guessed(text)
        if not written:
            return None
        zone, doubt = find_zone(written.zone, written.wall, self._home)
        flag = "date_only" if written.date_only else doubt
        return FeedDate(written.wall.replace(tzinfo=zone).astimezone(UTC), (flag,) if flag else ())

    def _guessed(self, text: str) -> Written | None:
        """What dateparser makes of the date alone; time and zone are read here."""
        clock = _CLOCK.search(text)
        words = text[: clock.start()] if clock else text
        exhausted = self._guesses >= _MOST_GUESSES or self._misses >= _MOST_MISSES
        if exhausted or not _may_be_date(words):
            return None
        self._guesses += 1
        day = _dateparser(words, (self._language,)) or _dateparser(words, _OTHER_LANGUAGES)
        if day is None or not _stands_in(day, words):
            self._misses += 1
            return None
        return at_clock(day, text[clock.start() :] if clock else "")

    def _judged(self, found: FeedDate) -> FeedDate:
        assert found.utc is not None
        year = found.utc.year
        if year <= _NOTHING_YEAR:
            return FeedDate(None, ("implausible",))
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            return FeedDate(found.utc, (*found.flags, "implausible"))
        if self._latest is not None and found.utc > self._latest:
            return FeedDate(found.utc, (*found.flags, "future"))
        return found


def _ordinary(raw: str) -> FeedDate | None:
    """The date of an ordinary text. Raises ValueError for a day that no calendar has."""
    match = _INTERNET.fullmatch(raw)
    if match:
        day, name, year, hour, minute, second, offset = match.groups()
        month = _ENGLISH.get(name, "")
    elif match := _ISO.fullmatch(raw):
        year, month, day, hour, minute, second, offset = match.groups()
    else:
        return None
    if not month:
        return None
    utc = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    return FeedDate(utc - _ahead(offset) if offset else utc)


@lru_cache(maxsize=1024)
def _ahead(offset: str) -> timedelta:
    """How far +09:00 or -0500 is ahead of UTC."""
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return ahead if offset[0] == "+" else -ahead


def _plain(raw: str) -> str:
    """The text with single blanks, ASCII digits and plain signs."""
    text = " ".join(raw[: 4 * MAX_LENGTH].split())[:MAX_LENGTH].strip(" .,").lstrip("([")
    if text.isascii():
        return text
    digits = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    return with_short_names(digits.translate(_SIGNS))


def _is_month_first(timezone: str, language: str) -> bool:
    """Whether 04/10 is the tenth of April there, as in America."""
    return language == "en" and timezone.startswith(("UTC", "America/", "US/", "Pacific/Honolulu"))


def _epoch(text: str) -> FeedDate | None:
    match = _EPOCH.fullmatch(text)
    return FeedDate(datetime.fromtimestamp(int(match[1]), UTC)) if match else None


def _may_be_date(text: str) -> bool:
    """Numbers alone are read by their shape or not at all; a date has a day, a year and a few words.

    A time that could not be split off must not get lost.
    """
    if _CLOCK_LIKE.search(text):
        return False
    return len(_NUMBER.findall(text)) > 1 and 1 <= len(_NAME.findall(text)) <= _MOST_NAMES


def _stands_in(day: date, text: str) -> bool:
    """Whether day and year were written, not made up."""
    written = {int(number) for number in _NUMBER.findall(text)}
    return day.day in written and not written.isdisjoint({day.year, day.year % 100})


@lru_cache(maxsize=4096)
def _dateparser(text: str, languages: tuple[str, ...]) -> date | None:
    # A tenth of a second, and half of one for all languages, that only feeds with odd dates shall pay.
    import dateparser

    try:
        found = dateparser.parse(
            text,
            languages=list(languages),
            settings={
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "PREFER_DAY_OF_MONTH": "first",
            },
        )
    except Exception:
        # A third-party parser on hostile text may raise anything; no date is the honest answer.
        return None
    return found.date() if found else None
