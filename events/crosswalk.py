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

from events._records import quick
from events._words import word_set
from events.lexicon.schema import KindEntry
from events.model import Actor, Mention, Status

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
_PEACE = ("peacekeep", "peace-keep")
_AGAINST = ("against", "invade", "invasion", "threaten", "attack", "occupy", "war on")
_OBLIGING = frozenset(("AID", "RETREAT", "CONSULT", "COOPERATE", "CONCEDE", "SUPPORT"))
_WARNED = frozenset(("COERCE", "SANCTION", "PROTEST"))
_ENVOYS = ("ambassador", "diplomat", "envoy", "attache", "consul")
_OFFERS = word_set("offer offers offered ready willing willingness readiness prepared")
_DECISIONS = word_set("decide decides decided approve approves approved vote votes voted")
_OPEN = frozenset(("planned", "hypothetical"))
_AHEAD = frozenset(("planned", "announced"))
_SOMEWHERE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "THREATEN"))
_COERCIVE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST"))


@quick
@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one mention; "" where a scheme has none."""

    plover: str
    cameo: str


def side_of(words: Sequence[str]) -> Side:
    """Whether forces move for or against the other side, by the words of their clause."""
    if any(word in words for word in _SUPPORT) or any(word.startswith(_PEACE) for word in words):
        return "in_support_of"
    return "against" if any(word in words for word in _AGAINST) else "unspecified"


def dyad(mention: Mention, mutual: bool, text: str) -> tuple[list[str], list[str]]:
    """The countries of PLOVER's source and target of a mention in `text`, "" for a side without one.

    Its gold records read "A met with B" and "A hosted talks between B and C" as A's act towards the others,
    where Watchline's mutual kinds have parties only; an assault by unknown hands and a measure or a protest
    without an addressee are those of the country they are in.
    """
    sources, targets = list(mention.actors), list(mention.recipients)
    if mutual and not targets:
        sources, targets = _sides(sources, text)
    here = [place.country for place in mention.places if place.role != "origin" and place.country][:1]
    nobody = [""]
    return (
        [actor.country for actor in sources] or (here if mention.plover == "ASSAULT" else []) or nobody,
        [actor.country for actor in targets] or (here if mention.plover in _SOMEWHERE else []) or nobody,
    )


def _sides(parties: list[Actor], text: str) -> tuple[list[Actor], list[Actor]]:
    """The parties before and behind "with" or the first "between"."""
    parties = sorted(parties, key=lambda actor: actor.span.start)
    for number in range(1, len(parties)):
        between = text[parties[number - 1].span.end : parties[number].span.start].split()
        if "with" in between or (number == 1 and "between" in between):
            return parties[:number], parties[number:]
    return parties, []


def codes(
    kind: str,
    entry: KindEntry,
    status: Status,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    side: Side,
    cue: str = "",
) -> Codes:
    """The codes of a mention of `kind`; `cue` is the word that gave the status. What is only imagined has
    none, but a readiness or an offer is an agreement, and what a court or a parliament decides is done."""
    if cue in _OFFERS and status in _OPEN and entry.plover in _OBLIGING | {"MOBILIZE"}:
        return Codes("AGREE", "030")
    if cue in _DECISIONS and status == "planned" and entry.plover == "CONCEDE":
        return Codes(entry.plover, entry.cameo)
    if status == "hypothetical":
        return Codes("", "")
    if kind in _MOVES and recipients and side == "in_support_of":
        return Codes("AID", "072")
    if kind == "expulsion" and any(_is_mission(actor) for actor in recipients):
        return Codes(*(_by_status("SANCTION", status) or ("SANCTION", "166")))
    if kind == "sanction" and _same_country(actors, recipients):
        return Codes(*(_by_status("COERCE", status) or ("COERCE", "172")))
    if entry.joint and _parties(actors) > 1:
        return Codes(entry.joint, "062")
    if kind == "ceasefire" and status == "completed" and _parties(actors) > 1:
        return Codes("AGREE", "0871")
    return Codes(*(_by_status(entry.plover, status) or (entry.plover, entry.cameo)))


def _is_mission(actor: Actor) -> bool:
    """An organisation or an envoy: whoever throws them out breaks relations."""
    return actor.sector == "organisation" or any(word in actor.name.lower() for word in _ENVOYS)


def _same_country(actors: Sequence[Actor], recipients: Sequence[Actor]) -> bool:
    """Whether a state restricts its own people."""
    ours = {actor.country for actor in actors}
    return "" not in ours and bool(ours) and {actor.country for actor in recipients} == ours


def _parties(actors: Sequence[Actor]) -> int:
    return len({actor.country or actor.name for actor in actors})


def _by_status(plover: str, status: Status) -> tuple[str, str] | None:
    """The type and CAMEO code of what is only threatened, promised or refused."""
    if status == "threatened":
        return "THREATEN", "138" if plover in _COERCIVE else "130"
    if plover in _WARNED and status == "planned":
        return "THREATEN", "138"
    if plover in _OBLIGING and status in _AHEAD:
        return "AGREE", "030"
    if plover in _OBLIGING | {"AGREE"} and status == "negated":
        return "REJECT", "120"
    return None
