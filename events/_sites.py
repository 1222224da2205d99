"""Named installations that no gazetteer has: "the 2nd Corps Headquarters", "Camp Lemonnier"."""

from __future__ import annotations

import re

from events._grammar import DETERMINERS
from events._tagged import Tagged
from events._words import word_set
from events.model import Place, Span

_HEADS = word_set(
    "headquarters base airbase academy shipyard palace airport port camp centre center plant factory "
    "barracks garrison station facility airfield arsenal cosmodrome outpost command"
)
_NAME = re.compile(r"[A-Z][\w'’-]*$|\d+(?:st|nd|rd|th)$")


def named_site(tagged: Tagged, start: int, country: str) -> Place | None:
    """The installation named in the noun phrase at token `start`, in `country`, without coordinates."""
    first = start
    for at in range(start, min(start + 12, len(tagged.low))):
        word = tagged.low[at]
        if word in ("'s", "s'") or word in DETERMINERS or word == "to":
            first = at + 1
        elif not _NAME.match(tagged.tokens[at].text):
            return None
        elif word in _HEADS and at > first:
            return _place(tagged, first, at, country)
    return None


def _place(tagged: Tagged, first: int, last: int, country: str) -> Place:
    begin, end = tagged.tokens[first].start, tagged.tokens[last].end
    offset = tagged.sentence.start
    name = tagged.sentence.text[begin - offset : end - offset]
    return Place(name, country, None, None, "site", None, Span(tagged.field, begin, end, name), "site")
