"""Named installations that no gazetteer has: "the 2nd Corps Headquarters", "Camp Lemonnier"."""

from __future__ import annotations

import re

from events._grammar import DETERMINERS, TIME_WORDS
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


def add_named_towns(tagged: Tagged) -> list[Place]:
    """Marks places that no gazetteer has but the text names ("near Bilopillia", "the village of Singa",
    "Haiti's Artibonite"), in the country that owns them or the only one the sentence names; returns them."""
    known = len(tagged.places)
    if tagged.field != "body":
        return []
    for at in range(1, len(tagged.low)):
        if not tagged.tokens[at].text[0].isupper():
            continue
        last = _run_end(tagged, at)
        if last is None:
            continue
        owner = _owner(tagged, at)
        if owner is None and not (_introduced(tagged, at) or _called_area(tagged, at, last)):
            continue
        tagged.places.append(_place(tagged, at, last, owner or _only_country(tagged)))
        tagged.place_at[at : last + 1] = [len(tagged.places) - 1] * (last + 1 - at)
    return tagged.places[known:]


def _run_end(tagged: Tagged, first: int) -> int | None:
    """The last token of a run of capitalised words that is no known name, day, month or noun of a person."""
    last = first - 1
    for at in range(first, min(first + 3, len(tagged.low))):
        if not _TOWN.match(tagged.tokens[at].text) or tagged.actor_at[at] >= 0 or tagged.place_at[at] >= 0:
            break
        if tagged.low[at] in _NO_TOWNS or tagged.low[at] in DETERMINERS:
            return None
        last = at
    after = tagged.low[last + 1] if last + 1 < len(tagged.low) else "."
    return last if last >= first and after not in ("'s", "s'", "'") else None


def _owner(tagged: Tagged, at: int) -> str | None:
    """The country in front of "'s"."""
    if at < 2 or tagged.low[at - 1] != "'s" or tagged.place_at[at - 2] < 0:
        return None
    return tagged.places[tagged.place_at[at - 2]].country


def _introduced(tagged: Tagged, at: int) -> bool:
    if not at:
        return False
    if tagged.low[at - 1] == "of":
        return at > 1 and tagged.low[at - 2] in _TOWNS
    if tagged.low[at - 1] in _ALONG:
        return _lies_by(tagged, at)
    return tagged.low[at - 1] in _WHERE or _reached(tagged, at)


def _called_area(tagged: Tagged, first: int, last: int) -> bool:
    """ "to Gedo region", "on Baengnyeong island"."""
    return tagged.low[first - 1] in _TOWARDS and tagged.low[last + 1 : last + 2] in _AREA_NOUNS


def _reached(tagged: Tagged, at: int) -> bool:
    """ "left Rukla in Lithuania": the object of a verb that takes a place, in a country."""
    verb = tagged.verbs[at - 1]
    return verb is not None and verb[0] in _TAKES_PLACE and _lies_by(tagged, at)


def _lies_by(tagged: Tagged, at: int) -> bool:
    """Whether the text says at once where the name at `at` is: "in Lithuania", "near the Chadian border"."""
    if tagged.low[at + 1 : at + 2] not in (["in"], ["near"], ["on"]):
        return False
    ahead = at + 3 if tagged.low[at + 2 : at + 3] == ["the"] else at + 2
    known = tagged.place_at[ahead : ahead + 1] > [-1] or tagged.actor_at[ahead : ahead + 1] > [-1]
    return known and tagged.low[at + 1] != "on"


def _only_country(tagged: Tagged) -> str:
    countries = {place.country for place in tagged.places if place.country}
    return countries.pop() if len(countries) == 1 else ""


_ALONG = frozenset(("to", "into", "from", "for", "towards"))
_TOWARDS = frozenset(("to", "on", "from", "into", "in", "at", "near", "for"))
_AREA_NOUNS = [
    [noun] for noun in ("region", "island", "province", "district", "state", "town", "village", "airport")
]
_TAKES_PLACE = word_set("leave reach enter capture seize take shell bomb hit strike storm attack raid retake")
_TOWN = re.compile(r"[A-Z][a-z][\w'’-]*$")
_WHERE = frozenset(("in", "near", "at", "outside", "around", "off"))
_TOWNS = word_set(
    "village town city hamlet district province region island port suburb settlement area camp county"
)
_NO_TOWNS = TIME_WORDS | word_set(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun "
    "jul aug sept oct nov dec parliament congress senate english russian arabic islam christmas easter "
    "ramadan "
    "telegram twitter facebook youtube monday god i world war"
)
