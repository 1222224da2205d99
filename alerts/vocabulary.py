"""The words rules may use, and which of them mean the same."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Literal, get_args

from events import lexicon
from events.gazetteer import countries

# From coarse to fine; `near` asks for at least one of them.
PlacePrecision = Literal["region", "country", "admin1", "city", "site"]
PLACE_PRECISIONS: tuple[PlacePrecision, ...] = get_args(PlacePrecision)

# A rule that counts people counts soldiers too; one that counts troops does not count civilians.
_TROOPS = frozenset({"troops", "soldiers", "personnel", "fighters", "servicemen", "marines", "forces"})
_PEOPLE = _TROOPS | {"people", "persons", "civilians", "police", "prisoners", "advisers", "workers"}


def units_like(unit: str) -> frozenset[str]:
    """Every unit that a condition on `unit` counts: "troops" and "soldiers" are one, "people" all persons."""
    wanted = unit.casefold()
    if wanted in _TROOPS:
        return _TROOPS
    if wanted in ("people", "persons"):
        return _PEOPLE
    return frozenset({wanted})


def kinds() -> tuple[str, ...]:
    """Every kind of event the lexicon knows, in the order of their names."""
    return tuple(sorted(lexicon.load().kinds))


def check_kind(value: str) -> str:
    """`value`, if it is a kind the lexicon knows. Raises ValueError with the nearest one."""
    return _one_of(value, lexicon.load().kinds, "kind of event")


def check_country(value: str) -> str:
    """`value`, if it is an ISO 3166-1 alpha-2 code (XK for Kosovo). Raises ValueError with the remedy."""
    if value in countries():
        return value
    raise ValueError(f"{value!r} is not a country code; write two capital letters, for example KP or KR")


def _one_of(value: str, known: Collection[str], what: str) -> str:
    if value in known:
        return value
    close = difflib.get_close_matches(value, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}"
    raise ValueError(f"{value!r} is not a {what}; {hint}")
