"""Verb groups: where they start and whether they are passive."""

from __future__ import annotations

from events._grammar import BE, DETERMINERS, MODALS, PREPOSITIONS, TIME_WORDS, is_adverb
from events._tagged import APPROXIMATORS, Tagged, approximates
from events._words import word_set

_OWN_INTENT = word_set(
    "threaten promise pledge vow offer agree refuse decline undertake consent volunteer demand want"
)
_GROUPED = frozenset(("to", "going", "have", "having", "being", "been", "be"))
_INTRANSITIVE = word_set("resign abdicate protest demonstrate")


def is_passive(tagged: Tagged, index: int) -> bool:
    """Whether the verb at `index` is a passive: "were sent", or "soldiers sent to Mali by ..."."""
    verb = tagged.verbs[index]
    if verb is None or verb[1] not in ("past", "participle", "base"):
        return False
    if has_be(tagged, index):
        return True
    if verb[1] == "base" or verb[0] in _INTRANSITIVE:
        return False
    if verb[0] in _OWN_INTENT and _infinitive_follows(tagged, index):
        return False
    after = tagged.low[index + 1] if index + 1 < len(tagged.low) else "."
    counted = tagged.low[index + 2 : index + 3]
    if after in APPROXIMATORS and counted and counted[0][0].isdigit():
        return False
    if after in ("as", "in") and approximates(tagged.low, index + 1):
        return False
    return (after in PREPOSITIONS and after != "that") or after in (".", ",") or is_adverb(after)


def _infinitive_follows(tagged: Tagged, index: int) -> bool:
    """ "promised to reform", "threatened on Monday to break off": whose act it is stands in front."""
    for at in range(index + 1, min(index + 5, len(tagged.low) - 1)):
        if tagged.low[at] == "to":
            return tagged.actor_at[at + 1] < 0 and tagged.low[at + 1] not in DETERMINERS
        if tagged.low[at] not in TIME_WORDS and tagged.low[at] != "on" and not is_adverb(tagged.low[at]):
            return False
    return False


def has_be(tagged: Tagged, index: int) -> bool:
    """Whether a form of "be" stands in front of the verb, past its adverbs."""
    verb = tagged.verbs[index]
    back = index - 1
    while back >= 0 and is_adverb(tagged.low[back]):
        back -= 1
    return back >= 0 and tagged.low[back] in BE and verb is not None and verb[1] not in ("ing", "s")


def group_start(tagged: Tagged, index: int) -> int:
    """The first token of the verb group that ends at `index` ("has already begun to" ...)."""
    at = index
    while at > 0:
        word = tagged.low[at - 1]
        in_group = word in MODALS or word in _GROUPED or is_adverb(word)
        if not in_group and tagged.verbs[at - 1] is None:
            break
        if not in_group and tagged.verbs[at - 1] is not None and not _chains(tagged, at - 1, at):
            break
        at -= 1
    return at


def _chains(tagged: Tagged, verb: int, following: int) -> bool:
    """Whether the verb before belongs to the same group: an auxiliary, or a verb with "to" or a gerund."""
    found = tagged.verbs[verb]
    if found is not None and found[0] in ("be", "have", "do"):
        return True
    after = tagged.verbs[following]
    return tagged.low[following] == "to" or (after is not None and after[1] == "ing")
