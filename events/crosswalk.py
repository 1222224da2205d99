"""From Watchline's kinds to the codes of PLOVER, CAMEO and ACLED where they depend on more than the kind.

Rules after the PLOVER manual (2021): forces sent in support of their receiver are aid, sent against or
without one they are a show of force; an exercise of several countries is cooperation; a threat to do
something is a threat, whatever would be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from events.lexicon.schema import KindEntry
from events.model import Actor, Status

Side = Literal["in_support_of", "against", "unspecified"]
_MOVES = frozenset(("troop_deployment", "reinforcement", "rotation", "weapons_or_ships_move"))
_SUPPORT = (
    "support",
    "help",
    "assist",
    "aid",
    "backing",
    "bolster",
    "defend",
    "alongside",
    "training",
    "train",
)
_AGAINST = ("against", "invade", "invasion", "threaten", "attack", "occupy", "war on")
_OBLIGING = frozenset(("AID", "RETREAT", "CONSULT", "COOPERATE", "CONCEDE", "SUPPORT"))
_WARNED = frozenset(("COERCE", "SANCTION", "PROTEST"))
_AHEAD = frozenset(("planned", "announced"))
_COERCIVE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST"))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one mention; "" where a scheme has none."""

    plover: str
    cameo: str
    acled: str


def side_of(words: Sequence[str]) -> Side:
    """Whether forces move for or against the other side, by the words of their clause."""
    if any(word in words for word in _SUPPORT):
        return "in_support_of"
    return "against" if any(word in words for word in _AGAINST) else "unspecified"


def codes(
    kind: str,
    entry: KindEntry,
    status: Status,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    side: Side,
) -> Codes:
    """The codes of a mention of `kind`."""
    plover, cameo = entry.plover, entry.cameo
    if kind in _MOVES and recipients and side == "in_support_of":
        plover, cameo = "AID", "072"
    if entry.joint and len({actor.country for actor in actors if actor.country}) > 1:
        plover, cameo = entry.joint, "062"
    if entry.plover in _COERCIVE and (status == "threatened" or entry.plover in _WARNED and status in _AHEAD):
        plover, cameo = "THREATEN", "138"
    if entry.plover in _OBLIGING and status in _AHEAD:
        plover, cameo = "AGREE", "030"
    if entry.plover in _OBLIGING | {"AGREE"} and status == "negated":
        plover, cameo = "REJECT", "120"
    return Codes(plover, cameo, entry.acled)
