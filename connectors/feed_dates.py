"""When a feed says an entry was published: the raw text as a UTC instant, with flags for every doubt.

feedparser's parsed dates are silently wrong (KST, MSK, JST read as UTC; a missing month filled from
today), so the raw text is read here first: strict ISO 8601, then the RFC 822 family with a fixed zone
table, epoch numbers, and dateparser as the last resort. Never a fabricated day, never a guessed zone
without its flag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import dateparser

MAX_LENGTH = 64
EARLIEST_YEAR = 1990
FUTURE_TOLERANCE = timedelta(hours=24)

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T ,]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<zone>\S.*)?)?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2}),?"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<zone>\S.*)?)?",
    re.IGNORECASE,
)
_US = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4}),?"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<zone>\S.*)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s*(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_MERIDIEM = re.compile(r"^(?P<half>[ap])\.?m\.?(?![a-z])\s*", re.IGNORECASE)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# Hours from UTC. A name with several meanings is in _AMBIGUOUS too.
_ZONES = {
    "z": 0, "utc": 0, "ut": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "idt": 3, "gst": 4, "pkt": 5,
    "uzt": 5, "npt": 5.75, "bdt": 6, "mmt": 6.5, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8,
    "pht": 8, "myt": 8, "awst": 8, "kst": 9, "jst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "clt": -4, "ast": -4, "adt": -3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9,
    "akdt": -8, "hst": -10, "sast": 2, "cat": 2, "eat": 3, "wat": 1,
}  # fmt: skip
_AMBIGUOUS = {"bst", "ist", "cst", "ast", "gst", "bdt"}


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


@dataclass(frozen=True, slots=True)
class _Local:
    """Fields as written; the zone still a text."""

    wall: datetime
    zone: str
    date_only: bool


def parse_feed_date(
    raw: str, *, timezone: str = "UTC", language: str = "en", now: datetime | None = None
) -> FeedDate:
    """Read the date text of a feed entry.

    `timezone` is the source's IANA zone, used where the text names none; `now` is the time of the fetch,
    against which a date more than 24 h ahead is flagged.
    """
    text = " ".join(raw.split())[:MAX_LENGTH].strip(" .,")
    if not text:
        return FeedDate(None)
    found = _epoch(text) or _written(text, timezone) or _last_resort(text, timezone, language)
    return _judged(found, now) if found else FeedDate(None)


def _written(text: str, home: str) -> FeedDate | None:
    for pattern in (_ISO, _RFC822, _US):
        match = pattern.fullmatch(text)
        local = _local(match) if match else None
        if local:
            return _placed(local, home)
    return None


def _local(match: re.Match[str]) -> _Local | None:
    month = _month(match["month"])
    if month is None:
        return None
    zone, half = _split_meridiem(match["zone"] or "")
    hour = _hour(int(match["hour"] or 0), half)
    if hour is None:
        return None
    try:
        # 24:00 is the next day's midnight.
        wall = datetime(_year(match["year"]), month, int(match["day"]), hour % 24, int(match["minute"] or 0))  # noqa: DTZ001
        wall += timedelta(days=hour // 24, seconds=min(int(match["second"] or 0), 59))
    except (ValueError, OverflowError):
        return None
    return _Local(wall, zone, match["hour"] is None)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return _MONTHS.get(text[:3].lower())


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 69 else 1900)


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour if hour <= 24 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half == "p" else 0)


def _split_meridiem(zone: str) -> tuple[str, str]:
    match = _MERIDIEM.match(zone)
    if not match:
        return zone, ""
    return zone[match.end() :], match["half"].lower()


def _placed(local: _Local, home: str) -> FeedDate | None:
    zone, doubt = _zone(local.zone, local.wall, home)
    flag = "date_only" if local.date_only else doubt
    try:
        return FeedDate(local.wall.replace(tzinfo=zone).astimezone(UTC), (flag,) if flag else ())
    except OverflowError:
        return None


def _zone(text: str, wall: datetime, home: str) -> tuple[timezone | ZoneInfo, str]:
    """The zone a text names, and the flag it earns."""
    name = text.strip(" ()").lower()
    offset = _OFFSET.match(text.strip(" ("))
    if offset:
        zone = _fixed(offset)
        return (zone, "") if zone else (ZoneInfo(home), "assumed_zone")
    word = re.split(r"[\s(/]", name, maxsplit=1)[0] if "/" not in name else name
    if word in _AMBIGUOUS:
        return _ambiguous(word, wall, home)
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word])), ""
    if "/" in name:
        try:
            return ZoneInfo(text.strip(" ()")), ""
        except (KeyError, ValueError, OSError):
            pass
    return ZoneInfo(home), "assumed_zone"


def _ambiguous(word: str, wall: datetime, home: str) -> tuple[timezone | ZoneInfo, str]:
    """A name with several meanings is the source's own zone where that uses it; otherwise it is flagged."""
    own = ZoneInfo(home)
    if wall.replace(tzinfo=own).tzname().lower() == word:  # type: ignore[union-attr]
        return own, ""
    return timezone(timedelta(hours=_ZONES[word])), "ambiguous_zone"


def _fixed(match: re.Match[str]) -> timezone | None:
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if match["sign"] == "+" else -offset)


def _epoch(text: str) -> FeedDate | None:
    if not re.fullmatch(r"\d{10}|\d{13}", text):
        return None
    return FeedDate(datetime.fromtimestamp(int(text[:10]), UTC))


def _last_resort(text: str, home: str, language: str) -> FeedDate | None:
    for languages in ((language,), None):
        wall = _dateparser(text, languages)
        if wall is None:
            continue
        if wall.tzinfo is not None:
            return FeedDate(wall.astimezone(UTC))
        date_only = not re.search(r"\d:\d\d|\d\s*[시時时]", text)
        return _placed(_Local(wall, "", date_only), home)
    return None


@lru_cache(maxsize=4096)
def _dateparser(text: str, languages: tuple[str, ...] | None) -> datetime | None:
    try:
        return dateparser.parse(
            text,
            languages=list(languages) if languages else None,
            settings={
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "PREFER_DAY_OF_MONTH": "first",
            },
        )
    except Exception:
        # A third-party parser on hostile text may raise anything; no date is the honest answer.
        return None


def _judged(found: FeedDate, now: datetime | None) -> FeedDate:
    if found.utc is None:
        return found
    if found.utc.year < EARLIEST_YEAR or found.utc.year > 2200:
        return FeedDate(found.utc, (*found.flags, "implausible"))
    if now is not None and found.utc > now + FUTURE_TOLERANCE:
        return FeedDate(found.utc, (*found.flags, "future"))
    return found
