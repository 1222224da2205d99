"""Words of length and of coming back that measure no time: ages, "glory days", the quarters of a game."""

from __future__ import annotations

import re

from events.timex.context import Context
from events.timex.grammar import Found

_AGE = re.compile(r"[ -]olds?\b|\s-\solds?\b|\s(?:of age|old)\b")
_AGE_OF_SOMEONE = re.compile(r"\s(?:olds?|of age)\b")
_NO_LENGTH_BEFORE = re.compile(
    r"\b(?:working|office|opening|business|peak|rush|light|leap|school|glory|golden|formative|teenage|visiting"
    r"|old|early|final|last|first|early-morning|happy|dark|man|the Fed['’]s|wee|small|waking|zero"
    r"|off-peak)[ -]$",
    re.IGNORECASE,
)
_NOTHING, _SINGLE = frozenset({"0", "00", "zero"}), frozenset({"1", "one", "a", "an", "another", ""})
_NUMBERED_UNIT = re.compile(r"\s\d")
# A length without a number is one only beside such words; "the minutes of a meeting" are not.
_LENGTH_BEFORE = re.compile(
    r"\b(?:within|for|in|mere|just|only|took|takes?|taking|few|many|last(?:s|ed|ing)?|after|of|over|during"
    r"|through|throughout|spen[dt]|spending|wait(?:s|ed|ing)?|by|until|most|all|some|more|than|from"
    r"|between|if not|or|and|are|were|was|is|needs?|required?|costs?|counting|ago,)\s(?:the\s|those\s)?$",
    re.IGNORECASE,
)
_LENGTH_BEHIND = re.compile(
    r"\s(?:after|before|later|earlier|ago|away|into|apart|long|since|following|leading|to come|until|ahead"
    r"|on end|of (?:talks|fighting|debate|war|isolation|negotiations?|delays?|neglect|violence|unrest))\b"
    r"|-old\b"
)
_QUOTED_TITLE = re.compile(
    r"\s(?:Mail|Telegraph|Mirror|Express|News|Star|Post|Times|Show|Beast|Record|Maverick|Sabah)\b"
)
_ONE_DAY_MODAL = re.compile(r"\b(?:will|would|could|may|might|hopes?|that)\s(?:\w+\s){0,3}$")
_UNIT_BEFORE = re.compile(
    r"\b(?:for|during|through|throughout|over|so far|in|from|of)\s$",
    re.IGNORECASE,
)
_UNIT_BEHIND = re.compile(
    r"\s(?:since|following|that|to|when|after|before|he|she|they|it|we|of|leading|ended|ending|\d|[A-Z])"
)
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w.]+\s$")


def is_no_duration(found: Found, context: Context) -> bool:
    """ "a second convoy" and "a quarter of" measure nothing; ages describe people."""
    unit, count = found.parts.get("unit", "").lower(), found.parts.get("count", "").lower()
    before, after = context.before(found), context.after(found)
    if count in _NOTHING or before.endswith("-"):
        return True
    if unit == "second" and count not in _SINGLE and "-" not in context.words(found):
        return True
    if unit == "second" or (unit == "quarter" and not found.has("half_a")):
        return not (count and count not in ("a", "an", "another")) or unit == "quarter"
    if unit == "quarters" and not re.search(
        r"\bfor\s$|\blast|\bpast|\bnext|straight|consecutive", before[-8:] + context.words(found)
    ):
        return True
    if found.kind == "duration" and not found.has("count") and not found.has("half_a"):
        said = context.words(found).lower()
        return not said.endswith("long") and not said.startswith("all") and _is_no_bare_length(before, after)
    if _AGE.match(after) or (count.isdigit() and before.endswith(("aged ", "age "))):
        return True
    if unit == "day" and (count == "some" or (count == "one" and _is_some_day(before, after))):
        return True
    return unit == "minute" and count in ("last",)


def _is_some_day(before: str, after: str) -> bool:
    """ "One day" that nobody can tell, and no length: "they would one day return"."""
    return _ONE_DAY_MODAL.search(before) is not None or after.startswith(" soon")


def _is_no_bare_length(before: str, after: str) -> bool:
    """Lengths without a number: "for years", "days after", against "glory days" and "Week 11"."""
    if _NO_LENGTH_BEFORE.search(before) or _AGE_OF_SOMEONE.match(after):
        return True
    if after.startswith("-old"):
        return before.endswith("-") or before[-2:-1].isdigit()
    if _NUMBERED_UNIT.match(after) or after.startswith(" of the "):
        return True
    return not (_LENGTH_BEFORE.search(before) or _LENGTH_BEHIND.match(after))


def is_no_stretch(found: Found, _context: Context) -> bool:
    """ "at the last minute" is no minute."""
    unit = found.parts["unit"].lower()
    if unit in ("minute", "second", "hour", "hours") and not found.has("count"):
        return True
    return unit in ("quarter", "second", "seconds") or (unit == "night" and not found.has("count"))


def is_no_set(found: Found, context: Context) -> bool:
    """The names of newspapers are no sets."""
    if not found.has("adverb"):
        return False
    capital = found.parts["adverb"][0].isupper()
    return capital and bool(
        _QUOTED_TITLE.match(context.after(found)) or _CAPITAL_BEFORE.search(context.before(found)[-16:])
    )


def is_no_unit(found: Found, context: Context) -> bool:
    """ "the year" told alone is a date in few places: "for the year", "so far in the quarter"."""
    if found.parts["unit"].lower() in ("day", "decade", "century"):
        return True
    if found.has("soft") or found.has("fiscal"):
        return False
    before = context.before(found)
    if found.parts["unit"].lower() != "quarter" and re.search(r"\bof\s$", before):
        return re.search(r"\b(?:half|rest|most|much|part)\sof\s$", before) is None
    return _UNIT_BEFORE.search(before) is None or _UNIT_BEHIND.match(context.after(found)) is not None
