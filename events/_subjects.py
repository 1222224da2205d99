"""Which actors stand where in a clause: subject, object, or behind which preposition."""

from __future__ import annotations

from collections.abc import Iterator

from events._clause import Clause, Clauses, Placed
from events._grammar import (
    COORDINATORS,
    MODALS,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    RELATIVES,
    SUBORDINATORS,
    TIME_NOUNS,
    is_adverb,
)
from events._tagged import Tagged, approximates
from events.actors import ActorHit

_REACH = 6
_OPENERS = SUBORDINATORS | {",", ";", "that", "to", '"', "“", "”"}
_OWN = frozenset(("his", "her", "its", "their", "our"))
_COUNTRY = frozenset(
    ("country", "government", "nation", "side", "army", "military", "troops", "forces", "soldiers", "men")
)
_PRONOUNS = frozenset(("it", "they", "he", "she", "we"))


def placed_actors(tagged: Tagged, clauses: Clauses) -> list[Placed]:
    """Every actor of the sentence in order; in "A and B" both hang on the same word."""
    if clauses.placed is None:
        clauses.placed = _place_actors(tagged, clauses)
    return clauses.placed


def _place_actors(tagged: Tagged, clauses: Clauses) -> list[Placed]:
    found: list[Placed] = []
    for number, hit in enumerate(tagged.actors):
        if number not in tagged.actor_at:
            continue
        first, after = tagged.actor_tokens(number)
        link = _link(tagged, first)
        if link in COORDINATORS or link == ",":
            link = _shared(tagged, clauses, found, first)
        possessive = after < len(tagged.low) and tagged.low[after] in POSSESSIVES
        found.append(Placed(hit, first, after, link, possessive))
    return found


def _link(tagged: Tagged, first: int) -> str:
    """The preposition, verb or mark in front of a noun phrase, past its own modifiers."""
    for back in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = tagged.low[back]
        if (len(word) == 4 and word.isdigit()) or word in TIME_NOUNS:
            return ""
        if word == "of" and tagged.low[back - 1] == "support" and back:
            return "support"
        if word == "of" and back and _counts(tagged.low[back - 1]):
            continue
        if word in PREPOSITIONS and word != "of" and approximates(tagged.low, back):
            continue
        if word in PREPOSITIONS or word in COORDINATORS or word in (",", ";", ":", "–", "—"):
            return word
        if word == "that" or word in RELATIVES or word in SUBORDINATORS:
            return ""
        verb = tagged.verbs[back]
        if verb is not None:
            return verb[0]
        if tagged.actor_at[back] >= 0 or word in POSSESSIVES:
            return ""
    return ""


def _counts(word: str) -> bool:
    """ "hundreds of", "the first 90 of"."""
    return word in QUANTIFIERS or word[0].isdigit()


def _shared(tagged: Tagged, clauses: Clauses, found: list[Placed], first: int) -> str:
    """The link of the neighbour an "and" or a comma joins this actor to."""
    if not found or first - found[-1].after > 4:
        return ""
    if clauses.of_token[first] != clauses.of_token[found[-1].first]:
        return ""
    between = range(found[-1].after, first)
    if any(tagged.verbs[at] is not None or tagged.low[at] in PREPOSITIONS for at in between):
        return ""
    return found[-1].link


def subject_of(tagged: Tagged, clauses: Clauses, verb: int) -> ActorHit | None:
    """The first of the actors that are the subject of `verb`."""
    return next(iter(subjects_of(tagged, clauses, verb)), None)


def subjects_of(tagged: Tagged, clauses: Clauses, verb: int) -> list[ActorHit]:
    """The actors that are the subject of the verb at `verb`: in its clause, or where that clause gets
    its subject from (the noun before "which", the clause that "and" goes on with, the speaker "it" is)."""
    clause = clauses.at(verb)
    placed = placed_actors(tagged, clauses)
    for _ in range(5):
        own = [actor for actor in placed if actor.first < verb and _inside(clauses, actor, clause)]
        found = list(_free(tagged, own, clause, verb))
        if found:
            return found
        if clause.kind == "relative" and clause.outer is not None:
            return _antecedent(placed, clause)
        outer = _source(tagged, clauses, clause, verb)
        if outer is None:
            return []
        clause, verb = outer, _first_verb(tagged, outer)
    return []


def _inside(clauses: Clauses, actor: Placed, clause: Clause) -> bool:
    return clauses.of_token[actor.first] == clause.number


def _free(tagged: Tagged, actors: list[Placed], clause: Clause, verb: int) -> Iterator[ActorHit]:
    """Subjects: not behind a preposition, not an object of an earlier verb, not a possessor of more."""
    first_verb = _first_verb(tagged, clause)
    for actor in actors:
        if actor.hit.modifier or actor.possessive or _is_owned(tagged, actor):
            continue
        if actor.link in PREPOSITIONS and not (_compared(actor) or _plans(tagged, actor)):
            continue
        late = actor.first > first_verb and actor.link not in ("", ",", ":")
        if late and not _object_subject(tagged, actor) and not _adjoins(tagged, actor, verb):
            continue
        yield actor.hit


def _compared(actor: Placed) -> bool:
    return actor.link in ("than", "like", "as")


def _plans(tagged: Tagged, actor: Placed) -> bool:
    """ "plans by Ghana to send": who plans stands behind the noun."""
    by = actor.first - 1
    if actor.link != "by" or tagged.low[actor.after : actor.after + 1] != ["to"]:
        return False
    return by > 0 and tagged.low[by] == "by" and tagged.verbs[by - 1] is None


def _is_owned(tagged: Tagged, actor: Placed) -> bool:
    """ "its soldiers", "his government": whose they are is said elsewhere."""
    return (
        actor.hit.agent
        and not actor.hit.actor.country
        and tagged.low[actor.first - 1] in _OWN
        and actor.first > 0
    )


def _object_subject(tagged: Tagged, actor: Placed) -> bool:
    """The object of a verb of control is the subject of what follows: "urged Russia to withdraw"."""
    return actor.after < len(tagged.low) and tagged.low[actor.after] in ("to", "of")


def _adjoins(tagged: Tagged, actor: Placed, verb: int) -> bool:
    """Whether only the verb's own group stands between: "the first time the North has deployed"."""
    return (
        all(
            tagged.verbs[at] is not None or tagged.low[at] in MODALS or is_adverb(tagged.low[at])
            for at in range(actor.after, verb)
        )
        and actor.link not in PREPOSITIONS
    )


def _antecedent(placed: list[Placed], clause: Clause) -> list[ActorHit]:
    """The actor right before "which" or "who"."""
    before = [
        actor for actor in placed if actor.after <= clause.start and clause.start - actor.after <= _REACH
    ]
    return [before[-1].hit] if before and not before[-1].hit.modifier else []


def _source(tagged: Tagged, clauses: Clauses, clause: Clause, verb: int) -> Clause | None:
    """The clause this one takes its subject from, None where it has a subject that is no known actor."""
    before = [at for at in clause.tokens if at < _group_start(tagged, clause, verb)]
    words = [at for at in before if not _silent(tagged, at)]
    if words and not all(tagged.low[at] in _PRONOUNS for at in words) and not _own_country(tagged, words):
        return None
    if clause.governor is not None and clause.kind == "content" and words:
        return clauses.at(clause.governor)
    return clauses.items[clause.outer] if clause.outer is not None else None


def _own_country(tagged: Tagged, words: list[int]) -> bool:
    """ "his country", "its army", "2,000 of its men": the speaker's own."""
    if len(words) < 2 or tagged.low[words[-2]] not in _OWN or tagged.low[words[-1]] not in _COUNTRY:
        return False
    return len(words) == 2 or tagged.low[words[-3]] == "of"


def _group_start(tagged: Tagged, clause: Clause, verb: int) -> int:
    """The first verb of the clause up to `verb`: what stands before is its subject."""
    return next((at for at in clause.tokens if tagged.verbs[at] or tagged.low[at] in MODALS), verb)


def _silent(tagged: Tagged, at: int) -> bool:
    word = tagged.low[at]
    return word in COORDINATORS or word in RELATIVES or is_adverb(word) or word in _OPENERS


def _first_verb(tagged: Tagged, clause: Clause) -> int:
    found = (at for at in clause.tokens if tagged.verbs[at] is not None or tagged.low[at] in MODALS)
    return next(found, len(tagged.low))
