"""Where it happens: the places of a frame with their roles, by the words in front of them."""

from __future__ import annotations

from dataclasses import replace

from events._grammar import (
    CLOSED,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TIME_NOUNS,
)
from events._roles import Scope
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set
from events.lexicon.schema import KindEntry
from events.model import Place, PlaceRole

_INTO = frozenset(("to", "into", "toward", "towards", "onto", "for"))
_FROM = frozenset(("from", "off"))
_AT = frozenset(
    (
        "in",
        "at",
        "near",
        "on",
        "over",
        "around",
        "inside",
        "outside",
        "across",
        "along",
        "of",
        "within",
        "through",
    )
)


def read_places(tagged: Tagged, scope: Scope, entry: KindEntry, trigger: Trigger) -> list[Place]:
    """The places of a frame with their roles, by the preposition in front."""
    found = []
    subject = trigger.verbal and (trigger.passive or _takes_place(trigger))
    for number, place in enumerate(tagged.places):
        if number not in tagged.place_at:
            continue
        first = tagged.place_at.index(number)
        if not scope.holds(first):
            continue
        role = _place_role(tagged, first, scope, entry, trigger)
        if role is not None and _is_left(tagged, first, trigger):
            role = "origin"
        if role is None and _is_reached(tagged, first, trigger):
            role = entry.inside
        if role is None and subject and first < trigger.head and _is_subject(tagged, first, trigger):
            role = entry.inside
        if role is not None:
            found.append(replace(place, role=role))
    return found


def _is_left(tagged: Tagged, first: int, trigger: Trigger) -> bool:
    """ "left Kherson for Crimea": the object of leaving is where it starts."""
    verb = tagged.verbs[trigger.head]
    bare = _preposition(tagged, first) not in PREPOSITIONS
    return bare and first > trigger.head and verb is not None and verb[0] in _LEAVE


def _is_reached(tagged: Tagged, first: int, trigger: Trigger) -> bool:
    """ "have reached Bamako": the object of arriving is a place, though it may stand for its government."""
    verb = tagged.verbs[trigger.head]
    own = verb is not None and verb[0] in _REACH and 0 < first - trigger.head <= 3
    return own and _preposition(tagged, first) == ""


def _takes_place(trigger: Trigger) -> bool:
    """Whether the subject of the pattern is what it happens to: "the town fell to"."""
    return any(element.place for element in trigger.pattern.before)


def _is_subject(tagged: Tagged, first: int, trigger: Trigger) -> bool:
    """ "Kharkiv was shelled", "the village of Sake was taken": the place is what it is done to."""
    preposition = _preposition(tagged, first)
    if preposition in PREPOSITIONS or preposition == ",":
        return False
    return tagged.actor_at[first] < 0 or not trigger.passive


def _place_role(
    tagged: Tagged, first: int, scope: Scope, entry: KindEntry, trigger: Trigger
) -> PlaceRole | None:
    preposition = _preposition(tagged, first)
    if _colours_noun(tagged, first, preposition) or _of_conflict(tagged, first, trigger):
        return None
    if preposition in _INTO:
        moves = entry.inside == "destination" or entry.to == "site" or "to" in entry.recipient
        return entry.to if moves and (preposition != "for" or entry.inside == "destination") else None
    if preposition == "off" and entry.inside == "site":
        return "site"
    if preposition in _FROM:
        return "origin"
    if preposition == "between" and entry.inside == "site" and not entry.mutual:
        return "site" if "border" not in tagged.low else None
    if preposition == "of" and (first not in scope.behind or entry.inside != "site"):
        return None
    if preposition in _AT:
        return entry.inside
    if preposition == "," or preposition in PREPOSITIONS:
        return None
    object_is_place = tagged.actor_at[first] < 0 or entry.to == "site" or entry.plover in _PLACED
    if first in scope.behind and object_is_place and preposition not in RELATIVES:
        return entry.inside
    return None


def _colours_noun(tagged: Tagged, first: int, preposition: str) -> bool:
    """ "talks on Gaza ceasefire": the place only says which; "on the Gaza border" is still somewhere."""
    if preposition not in ("on", "over", "for", "of"):
        return False
    after = first
    while after < len(tagged.low) and tagged.place_at[after] == tagged.place_at[first]:
        after += 1
    word = tagged.low[after] if after < len(tagged.low) else "."
    verb = tagged.verbs[after] if after < len(tagged.low) else None
    closed = word in PREPOSITIONS or word in CLOSED or verb is not None or not word.isalpha()
    return not closed and word not in _AREAS


def _of_conflict(tagged: Tagged, first: int, trigger: Trigger) -> bool:
    """ "for the war in Ukraine" says why, not where to, unless the war itself is told."""
    back = first - 1
    while back > 0 and tagged.low[back] in DETERMINERS:
        back -= 1
    if back <= 0 or tagged.low[back] not in _AT or back - 1 in trigger.tokens:
        return False
    return tagged.low[back - 1] in _CONFLICTS


def _preposition(tagged: Tagged, first: int) -> str:
    """The preposition a toponym hangs on, past the rest of its noun phrase ("in the city of Kherson",
    "in northern Nigeria", "Diffa in Niger, near Chad")."""
    for back in range(first - 1, max(-1, first - 7), -1):
        word = tagged.low[back]
        if word == "of" and tagged.low[back - 1] in _AREAS:
            continue
        if word == "of" and tagged.low[back - 1] == "out":
            return "from"
        if (len(word) == 4 and word.isdigit()) or word in TIME_NOUNS:
            return ""
        if word in POSSESSIVES and back and tagged.place_at[back - 1] >= 0:
            return _preposition(tagged, tagged.place_at.index(tagged.place_at[back - 1]))
        if word in PREPOSITIONS:
            return word
        if word in RELATIVES or word in SUBORDINATORS or word == "that":
            return ""
        if word == "," or tagged.verbs[back] is not None:
            return _enclosing(tagged, back) if word == "," else ""
    return ""


def _enclosing(tagged: Tagged, comma: int) -> str:
    """ "in Dar es Salaam, Tanzania": the second name hangs where the first does."""
    if comma and tagged.place_at[comma - 1] >= 0:
        first = comma - 1
        while first and tagged.place_at[first - 1] == tagged.place_at[comma - 1]:
            first -= 1
        return _preposition(tagged, first)
    return ","


_REACH = frozenset(("reach", "enter", "invade"))
_LEAVE = frozenset(("leave", "depart", "quit", "vacate", "flee", "abandon", "evacuate"))


_PLACED = frozenset(("ASSAULT", "COERCE", ""))
_AREAS = word_set(
    "city town village province region capital port island district state coast outskirts north south "
    "east west suburb border frontier coast strip line front shore waters airspace"
)
_CONFLICTS = word_set("war conflict crisis struggle invasion campaign fighting")
