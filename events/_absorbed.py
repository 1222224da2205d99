"""Which of a sentence's triggers only say another one: they make no happening of their own."""

from __future__ import annotations

from events._clause import Clauses
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set

SPEECH = frozenset(("accuse", "demand", "threat", "reject", "deny_statement"))


def settled_triggers(triggers: list[Trigger], tagged: Tagged, clauses: Clauses) -> list[Trigger]:
    """The triggers of a sentence without those that only say another one: the accusation whose content
    is here, the demand for what is here, the killing that is the toll of a strike, the summit at which a
    treaty was signed."""
    return [
        second
        for second in triggers
        if not _recalled(second, tagged, clauses)
        and not _alluded(second, tagged)
        and not any(first is not second and _absorbs(first, second, tagged, clauses) for first in triggers)
    ]


def _alluded(trigger: Trigger, tagged: Tagged) -> bool:
    """ "defended Iraq against Western criticism": named as what was said before."""
    if trigger.verbal or trigger.kind not in SPEECH:
        return False
    first = min(trigger.tokens)
    return any(word in _AGAINST for word in tagged.low[max(0, first - 3) : first])


def _absorbs(one: Trigger, other: Trigger, tagged: Tagged, clauses: Clauses) -> bool:
    """Whether `other` is said by `one` already."""
    if one.kind == "accuse" and other.kind in SPEECH:
        return one.head < other.head and _governs(one.head, other, clauses)
    if other.kind == "accuse" and _inquires(other, tagged) and not one.verbal:
        return False
    if other.kind in SPEECH and one.kind not in SPEECH:
        if other.kind == "demand" or other.head > one.head or _only_cause(other, one, tagged):
            return False
        return _governs(other.head, one, clauses)
    if other.kind == "agreement" and _agrees_to(other, tagged):
        return one.kind != other.kind and other.head < one.head and _governs(other.head, one, clauses)
    if one.kind == "demand" and not one.passive and other.kind not in SPEECH:
        return one.head < other.head and _governs(one.head, other, clauses)
    if one.kind == "talks" and one.kind != other.kind and _is_topic(other, one, tagged):
        return True
    if other.kind in ("talks", "visit") and not other.verbal and one.kind != other.kind:
        before = tagged.low[max(0, min(other.tokens) - 5) : min(other.tokens)]
        return one.head < other.head and any(word in _OCCASIONS for word in before)
    toll = other.kind in _TOLL_KINDS and tagged.low[other.head].startswith(_TOLLED)
    return (toll or other.pattern.continues) and one.kind in TOLLS and not one.pattern.continues


def _inquires(trigger: Trigger, tagged: Tagged) -> bool:
    """ "opened an inquiry into the sale": more than saying who did it."""
    verb = tagged.verbs[trigger.head]
    return verb is not None and verb[0] in _INQUIRING


def _only_cause(speech: Trigger, one: Trigger, tagged: Tagged) -> bool:
    """ "vowed revenge for the killing of": the noun says why, not what."""
    between = tagged.low[speech.head + 1 : min(one.tokens)]
    return not one.verbal and any(word in _CAUSES for word in between)


def _is_topic(other: Trigger, talks: Trigger, tagged: Tagged) -> bool:
    """ "will meet for talks on a ceasefire": what is talked about has not happened."""
    if other.verbal or max(talks.tokens) >= min(other.tokens):
        return False
    between = range(max(talks.tokens) + 1, min(other.tokens))
    verbs = any(tagged.verbs[at] is not None for at in between)
    return not verbs and any(tagged.low[at] in _ABOUT for at in list(between)[-4:])


def _agrees_to(trigger: Trigger, tagged: Tagged) -> bool:
    verb = tagged.verbs[trigger.head]
    return verb is not None and verb[0] == "agree" and tagged.low[trigger.head + 1] == "to"


def _recalled(trigger: Trigger, tagged: Tagged, clauses: Clauses) -> bool:
    """ "the marines, who had been stationed in Haiti": told only to say who they are."""
    clause = clauses.at(trigger.head)
    return (
        clause.kind == "relative" and trigger.verbal and "had" in [tagged.low[at] for at in clause.tokens[:3]]
    )


def _governs(head: int, trigger: Trigger, clauses: Clauses) -> bool:
    clause = clauses.at(trigger.head)
    if clauses.of_token[head] == clause.number:
        return True
    for _ in range(4):
        if clause.governor == head:
            return True
        if clause.governor is not None:
            clause = clauses.at(clause.governor)
        elif clause.outer is not None:
            clause = clauses.items[clause.outer]
        else:
            break
    return clauses.of_token[head] == clause.number and clause.kind != "main"


_TOLLED = ("kill", "injur", "wound", "leav", "left")
TOLLS = word_set(
    "air_strike drone_strike shelling_missile ied_bombing suicide_bombing grenade chemical ambush clash "
    "mob disaster accident disease violent_protest protest_repressed crime assassination coup "
    "civilian_attack"
)
_AGAINST = frozenset(("against", "despite", "amid", "amidst"))
_INQUIRING = frozenset(("open", "launch", "order", "begin", "start", "investigate", "probe", "lodge", "file"))
_CAUSES = frozenset(("for", "over", "after", "following", "about"))
_ABOUT = frozenset(("on", "about", "over", "for", "toward", "towards"))
_OCCASIONS = frozenset(("during", "after", "following", "at"))
_TOLL_KINDS = frozenset(("civilian_attack", "clash", "ied_bombing"))
