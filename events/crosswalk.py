"""From Watchline's kinds to the codes of PLOVER and CAMEO where they depend on more than the kind.

Rules after the PLOVER manual (2021): forces sent in support of their receiver are aid, sent against or
without one they are a show of force; an exercise of several countries is cooperation; a threat to do
something is a threat, whatever would be done; what obliges the other side is an agreement while it is only
promised, and a rejection where it is refused.
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
    """The codes of a mention of `kind`; what is only imagined has none, a readiness is an agreement."""
    if status == "hypothetical":
        return Codes("", "")
    if kind in _MOVES and recipients and side == "in_support_of":
        return Codes("AID", "072")
    if entry.joint and _parties(actors) > 1:
        return Codes(entry.joint, "062")
    if kind == "ceasefire" and status == "completed" and _parties(actors) > 1:
        return Codes("AGREE", "0871")
    return Codes(*(_by_status(entry.plover, status) or (entry.plover, entry.cameo)))


def _parties(actors: Sequence[Actor]) -> int:
    return len({actor.country or actor.name for actor in actors})


def _by_status(plover: str, status: Status) -> tuple[str, str] | None:
    """The type and CAMEO code of what is only threatened, promised or refused."""
    if status == "threatened":
        return "THREATEN", "138" if plover in _COERCIVE else "130"
    if plover in _WARNED and status in _AHEAD:
        return "THREATEN", "138"
    if plover in _OBLIGING and status in _AHEAD:
        return "AGREE", "030"
    if plover in _OBLIGING | {"AGREE"} and status == "negated":
        return "REJECT", "120"
    return None
