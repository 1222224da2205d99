"""English time expressions: the rules of the first stage, one file a noun.

A rule is a short pattern without unbounded repetition, tried only at words it can begin with. Where two rules
find the same words, the one that stands first counts.
"""

from __future__ import annotations

from events.timex.english import calendar, clock, lengths, prefixes, relative
from events.timex.grammar import Grammar

ENGLISH = Grammar((*calendar.RULES, *relative.RULES, *lengths.RULES, *clock.RULES, *prefixes.RULES))
