"""What a number counts: its role, by the words beside it and the happening it stands in."""

from __future__ import annotations

from dataclasses import replace

from events._quantity_words import SMALL, UNITS
from events._tagged import Tagged
from events._words import word_set
from events.lexicon.schema import KindEntry
from events.model import Quantity

_CASUALTY: dict[str, str] = {
    "kill": "killed",
    "killed": "killed",
    "killing": "killed",
    "kills": "killed",
    "dead": "killed",
    "die": "killed",
    "dies": "killed",
    "perished": "killed",
    "bodies": "killed",
    "behead": "killed",
    "beheaded": "killed",
    "beheading": "killed",
    "executed": "killed",
    "murdered": "killed",
    "murdering": "killed",
    "slaughtered": "killed",
    "massacring": "killed",
    "lynched": "killed",
    "drowned": "killed",
    "drowning": "killed",
    "homeless": "displaced",
    "fled": "displaced",
    "flee": "displaced",
    "lives": "killed",
    "died": "killed",
    "deaths": "killed",
    "slain": "killed",
    "slaying": "killed",
    "massacred": "killed",
    "wounded": "wounded",
    "wounding": "wounded",
    "wounds": "wounded",
    "injured": "wounded",
    "injuring": "wounded",
    "injuries": "wounded",
    "wound": "wounded",
    "injure": "wounded",
    "injures": "wounded",
    "hurt": "wounded",
    "captured": "captured",
    "capturing": "captured",
    "missing": "missing",
    "displaced": "displaced",
    "displacing": "displaced",
    "abducted": "abducted",
    "kidnapped": "abducted",
    "arrested": "arrested",
    "detained": "arrested",
    "detaining": "arrested",
    "infected": "infected",
    "infecting": "infected",
}
_PEOPLE = frozenset(("people", "troops", ""))
_NO_THINGS = frozenset(
    ("usd", "eur", "gbp", "percent", "km", "miles", "people", "troops", "days", "hours", "")
)
_PERSON_ROLES = word_set(
    "sent withdrawn additional present demobilised called_up taking_part abducted arrested expelled "
    "released protesters infected killed"
)
_MOVED = word_set("sent withdrawn additional delivered released demobilised called_up taking_part expelled")
# "400 of them" in a happening that moves troops.
_OF_TROOPS = frozenset(("sent", "withdrawn", "additional"))
_AHEAD = frozenset(("announced", "planned", "threatened", "hypothetical"))
_ADDING = (
    "reinforc",
    "strengthen",
    "bolster",
    "beef",
    "boost",
    "doubl",
    "tripl",
    "increas",
    "expand",
    "rais",
    "add",
)
_MORE = frozenset(("additional", "more", "another", "extra", "further", "fresh"))
_PRESENT = frozenset(("stationed", "based", "present", "remain", "remaining", "already", "currently", "stay"))
_TAKEN = frozenset(("captured", "abducted", "arrested"))
_SO_FAR = frozenset(("already", "currently"))
# What behind a count begins something else: "two men accused of killing".
_PARTING = word_set("by who and accused charged suspected convicted") | {",", "."}
_REACHING = word_set("to at now is was reached hit hits passed")
_DONE_TO_PERSONS = frozenset(("arrested", "abducted", "expelled", "released"))
# The units of nouns that the quantity grammar knows; what else is counted goes by its own plural.
_THINGS = frozenset(UNITS.values()) - _PEOPLE


def count(tagged: Tagged, quantity: Quantity, entry: KindEntry, status: str) -> Quantity | None:
    """The quantity with its role in a happening of this kind, or None when it counts something else."""
    quantity = _of_people(tagged, quantity, entry.counts)
    role = casualty(tagged, quantity)
    if entry.counts == "released" and role in _TAKEN:
        # "Freed 23 captured soldiers".
        role = None
    if role is not None and quantity.text.endswith(" men"):
        quantity = replace(quantity, unit="people")
    if role is not None:
        return replace(quantity, role=role) if quantity.unit in _PEOPLE else None
    role = entry.counts
    if not role or role == "killed" or not _fits(quantity, role, entry.counted):
        return None
    if role == "additional" and not _is_added(tagged, quantity):
        role = "sent"
    if role in _MOVED:
        role = _moved(tagged, quantity, role, status)
    if not quantity.unit and entry.counts in _OF_TROOPS and entry.counted == "people":
        quantity = replace(quantity, unit="troops")
    return replace(quantity, role=role)


def _of_people(tagged: Tagged, quantity: Quantity, role: str) -> Quantity:
    """Teachers, miners and whoever else the text counts that acts in it are people; so is who is arrested
    or freed, whatever the noun."""
    if quantity.unit in _PEOPLE:
        return quantity
    first, after = tagged.token_range(quantity.span.start, quantity.span.end)
    number = tagged.actor_at[after - 1]
    people = number >= 0 and tagged.actors[number].actor.sector == "people"
    if not people and role in _DONE_TO_PERSONS and quantity.unit not in _THINGS:
        people = tagged.verbs[first - 1] is not None or tagged.low[after : after + 1] == ["were"]
    return replace(quantity, unit="people") if people else quantity


def casualty(tagged: Tagged, quantity: Quantity) -> str | None:
    """killed, wounded, captured ... when the words right beside the number say so."""
    first, after = tagged.token_range(quantity.span.start, quantity.span.end)
    inside = next((_CASUALTY[word] for word in tagged.low[first:after] if word in _CASUALTY), None)
    if inside:
        return inside
    return _cost_before(tagged, first) or _cost_behind(tagged, after) or _tolled(tagged, first)


def _cost_before(tagged: Tagged, first: int) -> str | None:
    """ "killed 12 soldiers", "killed 12 soldiers and three civilians"."""
    low, near = tagged.low, 3
    if first > 3 and low[first - 1] == "and" and any(_counts(word) for word in low[first - 4 : first - 1]):
        first, near = first - 1, 5
    for word in reversed(low[max(0, first - near) : first]):
        if word in (",", "and", "of", "to", "in", "by"):
            return None
        if word in _CASUALTY:
            return _CASUALTY[word]
    return None


def _cost_behind(tagged: Tagged, after: int) -> str | None:
    """ "12 soldiers were killed", "12 soldiers and three civilians were killed"."""
    low, near = tagged.low, 5
    if low[after : after + 1] == ["and"] and any(_counts(word) for word in low[after + 1 : after + 2]):
        after, near = after + 1, 6
    for word in low[after : after + near]:
        if word in _PARTING:
            return None
        if word == "to" and "flee" not in low[after : after + 4]:
            return None
        if word in _CASUALTY:
            return _CASUALTY[word]
    return None


def _counts(word: str) -> bool:
    return word[0].isdigit() or word in SMALL or word in ("a", "an")


def _tolled(tagged: Tagged, first: int) -> str | None:
    """ "the toll rose to 17", "the number of people killed in the raid has risen to 11"."""
    before = tagged.low[max(0, first - 20) : first]
    if not before or before[-1] not in _REACHING:
        return None
    if "toll" in before:
        return "killed"
    if "number" not in before and tagged.low[0] != "dead":
        return None
    return next((_CASUALTY[word] for word in before if word in _CASUALTY), None)


def _is_added(tagged: Tagged, quantity: Quantity) -> bool:
    """ "strengthened its guard with 300 men" adds them; "tripled its force to 900 men" tells of them all, and
    "sent 300 police officers" does not say so."""
    first, _ = tagged.token_range(quantity.span.start, quantity.span.end)
    if tagged.low[max(0, first - 1)] == "to":
        return False
    return any(word.startswith(_ADDING) for word in tagged.low)


def _fits(quantity: Quantity, role: str, counted: str) -> bool:
    if role in _PERSON_ROLES and counted == "people":
        return quantity.unit in _PEOPLE
    return quantity.unit not in _NO_THINGS


def _moved(tagged: Tagged, quantity: Quantity, role: str, status: str) -> str:
    first, after = tagged.token_range(quantity.span.start, quantity.span.end)
    words = set(tagged.low[max(0, first - 2) : after + 1])
    if words & _MORE and "than" not in words:
        return "additional"
    if status in _AHEAD:
        return "planned_total"
    return "present" if role == "sent" and _stays(tagged, after) else role


def _stays(tagged: Tagged, after: int) -> bool:
    """ "are already in the camp", but not "have already been flown"."""
    nearby = set(tagged.low[after : after + 3])
    if not nearby & _PRESENT:
        return False
    verbs = [verb for verb in tagged.verbs[after : after + 5] if verb is not None]
    return bool(nearby & _PRESENT - _SO_FAR) or all(verb[0] in ("be", "have") for verb in verbs)
