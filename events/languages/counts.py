"""Counts in further languages: their bounds, their roles, and their words in English for a title."""

from __future__ import annotations

from dataclasses import replace

from events.lexicon.schema import KindEntry
from events.model import Field, Qualifier, Quantity, Span, Status

_AHEAD = frozenset(("announced", "planned", "threatened", "hypothetical"))
_PEOPLE = frozenset(("troops", "people", ""))
_MOVED = frozenset(("sent", "withdrawn"))
_WORDS: dict[Qualifier, str] = {
    "exact": "",
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "up_to": "up to ",
    "fewer_than": "fewer than ",
    "nearly": "nearly ",
}


def quantity(value: float, qualifier: Qualifier, unit: str, field: Field, start: int, text: str) -> Quantity:
    """A count with the bounds its qualifier leaves."""
    low = None if qualifier in ("about", "up_to", "fewer_than", "nearly") else value
    high = None if qualifier in ("about", "at_least", "more_than") else value
    return Quantity(value, low, high, qualifier, unit, text, Span(field, start, start + len(text), text))


def vague(bounds: tuple[float, float], unit: str, field: Field, start: int, text: str) -> Quantity:
    """ "thousands of soldiers": no value, only bounds."""
    span = Span(field, start, start + len(text), text)
    return Quantity(None, *bounds, "vague", unit, text, span)


def with_role(found: Quantity, entry: KindEntry, status: Status, *, added: bool) -> Quantity | None:
    """The count with its role in a happening that moves or fires something; None where it counts others."""
    role = entry.counts
    if not role or role == "killed":
        return None
    fits = (
        found.unit in _PEOPLE if entry.counted == "people" and role != "fired" else found.unit == "missiles"
    )
    if not fits:
        return None
    if added:
        role = "additional"
    elif role in _MOVED and status in _AHEAD:
        role = "planned_total"
    return replace(found, role=role, unit=found.unit or ("troops" if role != "fired" else "missiles"))


def in_english(found: Quantity) -> Quantity:
    """The count with English words for its text, as a title needs it ("about 12,000 troops")."""
    unit = found.unit or "people"
    if found.value is None:
        return replace(found, text=f"{found.low:,.0f} to {found.high:,.0f} {unit}")
    value = f"{found.value:,.0f}" if found.value == int(found.value) else f"{found.value:,}"
    return replace(found, text=f"{_WORDS.get(found.qualifier, '')}{value} {unit}")
