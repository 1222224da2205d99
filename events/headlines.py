"""The title of an event as it stands, from its fields as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from events._titles import compose
from events.languages.counts import in_english
from events.lexicon import load
from events.model import Actor, Json, Place, Quantity, Span, Status

_NOWHERE = Span("body", 0, 0, "")


def headline(
    kind: str,
    status: str,
    actors: Sequence[Json],
    recipients: Sequence[Json],
    places: Sequence[Json],
    quantities: Json,
) -> str:
    """For example "North Korea sends at least 3,000 troops to Russia"; "" for a kind the lexicon lacks.

    `quantities` are the rows by role, of which the best figures are told.
    """
    entry = load().kinds.get(kind)
    if entry is None:
        return ""
    return compose(
        entry,
        cast(Status, status),
        [_party(party) for party in actors],
        [_party(party) for party in recipients],
        [_place(place) for place in places],
        [_figure(role, row) for role, row in quantities.items()],
    )


def _party(party: Json) -> Actor:
    return Actor(party["name"], party["country"], party["sector"], _NOWHERE)


def _place(place: Json) -> Place:
    return Place(**place, span=_NOWHERE)


def _figure(role: str, row: Json) -> Quantity:
    best = row["best"]
    found = Quantity(best, None, None, row["qualifier"], row["unit"], row["text"], _NOWHERE, role)
    return found if best is None else in_english(found)
