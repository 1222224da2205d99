"""The sub-event type of ACLED of a mention, where it depends on more than the kind.

Who takes a town decides whether a government regains it; whether somebody was hurt or shot at decides how
the police treated a protest; a protest that is broken up is a protest with intervention.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from events._words import word_set
from events.lexicon.schema import KindEntry
from events.model import Actor, Mention, Quantity

_FORCES = frozenset(("police", "military", "government"))
_ON_CIVILIANS = frozenset(("civilian_attack", "assassination", "clash", "arrest", "protest_repressed"))
_PROTEST = word_set(
    "protest protests protesters protester protesting demonstrators demonstration demonstrations "
    "demonstrating rally rallies rallying march marchers marching sit-in strikers crowd crowds vigil "
    "picket procession "
)
_FORCE = word_set(
    "shot shooting shoots killed killing kills dead died beat beating beaten batons clubbed clubs truncheons "
    "live wounded wounding injured injuring gunfire gunned whipped trampled blinded hospitalised"
)
_CROWDS = word_set(
    "villagers residents crowd crowds mob locals neighbours people students youths vigilantes drivers "
    "traders "
    "worshippers townspeople passers-by pupils herders farmers fans supporters"
)
_ACCORD = word_set(
    "accord agreement deal truce ceasefire pact handed handover unopposed peacefully unresisted"
)
_INTERVENTION = "Protest with intervention"
_EXCESSIVE = "Excessive force against protesters"
_ON_PROTESTS = frozenset((_INTERVENTION, _EXCESSIVE))


def sub_event(
    kind: str,
    entry: KindEntry,
    actors: Sequence[Actor],
    quantities: Sequence[Quantity],
    words: Collection[str],
) -> str:
    """The sub-event type of a mention of `kind` told in a sentence of `words`; "" where ACLED has none."""
    sectors = {actor.sector for actor in actors}
    if kind == "territory_gain" and "rebels" in sectors:
        return "Non-state actor overtakes territory"
    if kind == "troop_withdrawal":
        return entry.acled if _ACCORD.isdisjoint(words) else "Non-violent transfer of territory"
    if kind == "civilian_attack" and sectors == {"people"}:
        return "Mob violence" if _crowd(actors) else entry.acled
    if kind not in _ON_CIVILIANS or (sectors and not sectors & _FORCES):
        return entry.acled
    if kind != "protest_repressed" and (not sectors or _PROTEST.isdisjoint(words)):
        return entry.acled
    hurt = any(quantity.role in ("killed", "wounded") for quantity in quantities)
    return _EXCESSIVE if hurt or not _FORCE.isdisjoint(words) else _INTERVENTION


def _crowd(actors: Sequence[Actor]) -> bool:
    return actors[0].name.lower().rsplit(" ", 1)[-1] in _CROWDS


def settled(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of one article, its peaceful protest under the type of what was done to it."""
    done = next((mention.acled for mention in mentions if mention.acled in _ON_PROTESTS), "")
    if not done:
        return list(mentions)
    return [
        replace(mention, acled=done) if mention.acled == "Peaceful protest" else mention
        for mention in mentions
    ]
