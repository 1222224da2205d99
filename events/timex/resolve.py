"""Fixes under-specified expressions from the day of publication, the tense and the dates told before.

Second of two stages: each kind of expression has its resolver, in a file of its own noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from events.timex import values, words
from events.timex.absolute import ABSOLUTE
from events.timex.clock import CLOCK, clock_on, clocks_on
from events.timex.context import Context, border
from events.timex.grammar import Found
from events.timex.lengths import LENGTHS
from events.timex.other_use import is_other_use
from events.timex.relative import RELATIVE
from events.timex.values import Value
from events.timex.years import nearest

Resolver = Callable[[Found, Context], Value | None]
RESOLVERS: dict[str, Resolver] = ABSOLUTE | RELATIVE | LENGTHS | CLOCK
# In a history, what counts from the day of publication is no date of the story.
_FROM_TODAY = frozenset({"relative", "deictic", "weekday", "stretch", "day_part"})
_DEICTIC = frozenset({"last", "this", "next"})
# Told for comparison; the story does not move there.
_ASIDES = frozenset({"shift_back", "same_last"})
_UNTIL = re.compile(r"\b(?:until|till)\s(?:the\s|\w+\s(?:of|in)\s)*(?:\w+\s){0,5}$")
_STARTS, _ENDS = frozenset({"beginning", "start", "turn", "dawn"}), frozenset({"end", "close"})
# "through Friday" ends with it; "through the 1980s" is all of them.
_THROUGH = frozenset({"date", "weekday", "month", "numeric", "holiday"})

__all__ = ["RESOLVERS", "clock_on", "clocks_on", "nearest", "resolve"]


def resolve(found: Found, context: Context, *, closed: bool = False) -> Value | None:
    """The interval an expression stands for here; None when the words are no time or make no date.

    "since" and the like before it open the interval, unless it is to stay `closed`.
    """
    if is_other_use(found, context):
        return None
    try:
        value = RESOLVERS[found.kind](found, context)
    except (ValueError, OverflowError):
        return None
    if value is None:
        return None
    if _moves(found, value, context):
        context.remember(value, found.start)
    return value if closed else opened(value, found, context)


def counts_from_today(found: Found) -> bool:
    """Whether the expression can only be understood by who knows the day of publication."""
    if found.kind in ("weekday", "deictic", "shift"):
        return found.parts.get("direction", "ago").lower() == "ago"
    return found.kind in ("relative", "season", "month") and found.parts.get("which", "").lower() in _DEICTIC


def _moves(found: Found, value: Value, context: Context) -> bool:
    """Whether what is told next may count from this date."""
    if context.narrative:
        # "until the fall of the city in February 1945" looks ahead of the story.
        if found.kind == "anchored" or found.parts.get("which", "").lower() == "previous":
            return not words.BACK.intersection(context.words(found).lower().split())
        return found.kind not in _FROM_TODAY and _UNTIL.search(context.before(found)) is None
    return found.kind not in _ASIDES and not (
        found.kind == "shift" and value.precision in ("quarter", "year")
    )


def opened(value: Value, found: Found, context: Context) -> Value:
    """`value` with the side left open that "since", "until", "before" or "after" opens."""
    if value.type not in ("DATE", "TIME") or value.start is None:
        return value
    word = border(found, context)
    if not word or (value.type == "TIME" and word in ("before", "after")):
        return value
    if word == "through" and found.kind not in _THROUGH and not _is_to_come(value, context):
        return value
    edge = _edge(found)
    if word in ("since", "after"):
        return values.since(value, after_it=word == "after", exact=edge == "start")
    if edge == "end":
        return values.until(value, exact=True)
    return values.until(value, before_it=word == "before" or edge == "start", exact=False)


def _edge(found: Found) -> str:
    """ "start" or "end" where an expression names the one or the other of a month or year."""
    said = found.parts.get("third", "").lower().split()
    return "start" if _STARTS.intersection(said) else "end" if _ENDS.intersection(said) else ""


def _is_to_come(value: Value, context: Context) -> bool:
    end = value.end
    return end is not None and not isinstance(end, datetime) and end > context.today
