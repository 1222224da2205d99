"""What one side tells another that it must do: "London said that Libya must hand over the suspects"."""

from __future__ import annotations

from collections.abc import Iterator

from events._clause import Clause, Clauses
from events._roles import Roles, same_side
from events._speaker_names import SpeakerReader
from events._subjects import subjects_of
from events._tagged import Tagged
from events._triggers import Trigger
from events.actors import ActorHit
from events.lexicon import Lexicon, Pattern
from events.model import Actor

MUST = "must"
_PATTERN = Pattern("demand", "demand.must", frozenset((MUST,)), (), ())
_SIDES = frozenset(("government", "military", "rebels", "organisation"))


def obligations(tagged: Tagged, clauses: Clauses, lexicon: Lexicon) -> list[Trigger]:
    """A demand for each "must" that a government, a force or an organisation says of another side."""
    if MUST not in tagged.low:
        return []
    found = (Trigger(_PATTERN, at, (at,), verbal=True) for at, word in enumerate(tagged.low) if word == MUST)
    return [trigger for trigger in found if obliging(tagged, clauses, trigger, lexicon).recipients]


def is_obligation(trigger: Trigger) -> bool:
    return trigger.pattern is _PATTERN


def obliging(tagged: Tagged, clauses: Clauses, trigger: Trigger, lexicon: Lexicon) -> Roles:
    """Who says what must be done, and who must do it; nobody where the two are one side."""
    speakers = [hit.actor for hit in _speakers(tagged, clauses, trigger.head, lexicon) if _is_side(hit.actor)]
    obliged = [hit.actor for hit in subjects_of(tagged, clauses, trigger.head) if _is_side(hit.actor)]
    if not speakers or any(same_side(speakers[0], actor) for actor in obliged):
        return Roles((), ())
    return Roles((speakers[0],), tuple(obliged))


def _is_side(actor: Actor) -> bool:
    return actor.sector in _SIDES and (bool(actor.country) or actor.sector == "organisation")


def _speakers(tagged: Tagged, clauses: Clauses, at: int, lexicon: Lexicon) -> Iterator[ActorHit]:
    """The one whose words the clause is, by the verb of saying above it or in the aside behind it."""
    reader = SpeakerReader(tagged, clauses)
    for verb in _saying_verbs(tagged, clauses, clauses.at(at), lexicon):
        _, hit, _ = reader.of_verb(verb)
        if hit is not None:
            yield hit


def _saying_verbs(tagged: Tagged, clauses: Clauses, clause: Clause, lexicon: Lexicon) -> Iterator[int]:
    if clause.governor is not None and tagged.verbs[clause.governor] is not None:
        yield clause.governor
    for other in clauses.items:
        if other.kind == "saying" and other.outer == clause.number and other.opener != "according":
            yield from (at for at in other.tokens if _says(tagged, at, lexicon))


def _says(tagged: Tagged, at: int, lexicon: Lexicon) -> bool:
    verb = tagged.verbs[at]
    return verb is not None and verb[0] in lexicon.attribution
