"""Time zones as feeds name them: offsets, abbreviations, long names and IANA names.

A fixed table, never the host's own zone. A name with several meanings is read by the source's own zone
where that has one of them, and otherwise earns a flag.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

LARGEST_OFFSET = timedelta(hours=14)

_OFFSET = re.compile(r"(?:GMT|UTC?|Z)?\s*([+-])\s?(\d{1,2}):?([0-5]\d)?(?::?[0-5]\d)?(?!\d)", re.IGNORECASE)
_IANA = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|(?:EST5E|CST6C|MST7M|PST8P)DT")
_WORD = re.compile(r"[A-Za-z]+")
_LONG = re.compile(r"([a-z][a-z .]*?) (?:(standard|daylight|summer) )?time\b")

# Hours from UTC.
_ABBREVIATIONS = {
    "z": 0, "utc": 0, "ut": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "idt": 3, "gst": 4, "pkt": 5,
    "uzt": 5, "npt": 5.75, "bdt": 6, "mmt": 6.5, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8,
    "pht": 8, "myt": 8, "awst": 8, "kst": 9, "jst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "clt": -4, "clst": -3, "ast": -4,
    "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "sast": 2, "cat": 2, "eat": 3, "wat": 1, "irst": 3.5, "aft": 4.5,
    "samt": 4, "yekt": 5, "omst": 6, "krat": 7, "irkt": 8, "yakt": 9, "vlat": 10, "magt": 11, "pett": 12,
    "almt": 5, "kgt": 6, "aqtt": 5, "azt": 4, "amt": 4, "get": 4, "cot": -5, "pet": -5, "vet": -4, "bot": -4,
    "uyt": -3, "ect": -5, "gyt": -4, "chst": 10, "sst": -11,
}  # fmt: skip
# What else a name may mean. The first of each pair says whether its usual meaning is doubtful everywhere.
_NAMESAKES: dict[str, tuple[bool, tuple[float, ...]]] = {
    "ist": (True, (5.5, 2, 1)), "cst": (True, (-6, 8, -5, 9.5)), "bst": (True, (1, 6, 11)),
    "ast": (True, (-4, 3)), "gst": (True, (4, -2)), "bdt": (True, (6, 8)), "sst": (True, (-11, 8)),
    "amt": (True, (4, -4)), "adt": (False, (-3, 4)), "est": (False, (-5, 10)), "edt": (False, (-4, 11)),
    "cdt": (False, (-5, -4, 10.5)), "pst": (False, (-8, 8)), "mst": (False, (-7, 8)), "ect": (True, (-5, 1)),
}  # fmt: skip
# Names that stand for the clock of a place in winter and summer.
_CLOCKS = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
}  # fmt: skip
# The long names of operating systems and browsers, by the place whose clock they mean.
_PLACES = {
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "atlantic": "America/Halifax", "korea": "Asia/Seoul",
    "korean": "Asia/Seoul", "japan": "Asia/Tokyo", "tokyo": "Asia/Tokyo", "china": "Asia/Shanghai",
    "taipei": "Asia/Taipei", "hong kong": "Asia/Hong_Kong", "singapore": "Asia/Singapore",
    "india": "Asia/Kolkata", "pakistan": "Asia/Karachi", "israel": "Asia/Jerusalem", "gulf": "Asia/Dubai",
    "moscow": "Europe/Moscow", "russian": "Europe/Moscow", "fle": "Europe/Kyiv",
    "eastern european": "Europe/Kyiv", "central european": "Europe/Berlin",
    "w. europe": "Europe/Berlin", "central europe": "Europe/Budapest", "romance": "Europe/Paris",
    "western european": "Europe/Lisbon", "british": "Europe/London", "greenwich mean": "UTC",
    "coordinated universal": "UTC", "universal": "UTC", "turkey": "Europe/Istanbul",
    "australian eastern": "Australia/Sydney", "aus eastern": "Australia/Sydney",
    "new zealand": "Pacific/Auckland", "south africa": "Africa/Johannesburg",
}  # fmt: skip


def find_zone(text: str, wall: datetime, home: str) -> tuple[tzinfo, str]:
    """The zone that `text` names for the local time `wall`, and the flag it earns: "", assumed_zone or
    ambiguous_zone. `home` is the source's own IANA zone, which stands where the text names none.
    """
    name = text.strip(" ()[].:")
    if not name:
        return zone(home), "assumed_zone"
    match = _OFFSET.match(name)
    found = _fixed(match) if match else _named(name, wall, home)
    return found or (zone(home), "assumed_zone")


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """An IANA zone. Raises ZoneInfoNotFoundError, which is a KeyError, for a name nobody knows."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _fixed(match: re.Match[str]) -> tuple[tzinfo, str] | None:
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > LARGEST_OFFSET:
        return None
    return timezone(offset if match[1] == "+" else -offset), ""


def _named(name: str, wall: datetime, home: str) -> tuple[tzinfo, str] | None:
    iana = _IANA.search(name)
    if iana:
        return _by_iana(iana[0])
    long = _LONG.match(name.lower())
    if long and long[1] in _PLACES:
        return _by_long_name(zone(_PLACES[long[1]]), long[2])
    word = _WORD.match(name)
    return _by_abbreviation(word[0].lower(), wall, home) if word else None


def _by_iana(name: str) -> tuple[tzinfo, str] | None:
    try:
        return zone(name), ""
    except (KeyError, ValueError, OSError):
        return None


def _by_long_name(there: tzinfo, season: str | None) -> tuple[tzinfo, str]:
    """Browsers say which half of the year they mean; a year's two offsets tell the halves apart."""
    if not season:
        return there, ""
    offsets = [_offset(there, datetime(2024, month, 1)) for month in (1, 7)]  # noqa: DTZ001  a wall clock
    return timezone(min(offsets) if season == "standard" else max(offsets)), ""


def _by_abbreviation(word: str, wall: datetime, home: str) -> tuple[tzinfo, str] | None:
    if word in _CLOCKS:
        return zone(_CLOCKS[word]), ""
    if word not in _ABBREVIATIONS:
        return None
    usual = timezone(timedelta(hours=_ABBREVIATIONS[word]))
    if word not in _NAMESAKES:
        return usual, ""
    doubtful, meanings = _NAMESAKES[word]
    own = _offset(zone(home), wall)
    if own in [timedelta(hours=meaning) for meaning in meanings]:
        return timezone(own), ""
    return usual, "ambiguous_zone" if doubtful else ""


def _offset(zone: tzinfo, wall: datetime) -> timedelta:
    return zone.utcoffset(wall) or timedelta(0)
