"""Who says so, with which word, and how sure that makes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from events._clause import Clause, Clauses
from events._grammar import BE, NEGATIONS
from events._records import quick
from events._speaker_names import SpeakerReader
from events._tagged import Tagged
from events._triggers import Trigger
from events.actors import ActorHit
from events.lexicon import Lexicon
from events.model import Assertion, Attribution, Span

_EXPECTS = frozenset(("expect", "await", "foresee", "anticipate", "estimate"))
_AUTHORITIES = frozenset(("government", "military", "intelligence", "police"))
_POSSIBLE = frozenset(("may", "might", "could", "possibly", "perhaps"))


@quick
@dataclass(frozen=True, slots=True)
class Said:
    """Who says a frame, how sure it is, and the clause that says it (for its date)."""

    attributions: tuple[Attribution, ...]
    assertion: Assertion
    clause: int | None = None
    speaker: ActorHit | None = None
    unnamed: str = ""
    earlier: bool = False


@quick
@dataclass(frozen=True, slots=True)
class _Cue:
    token: int
    word: str
    assertion: str
    speaker: str
    actor: ActorHit | None
    span: Span | None
    clause: int


def read_attribution(
    tagged: Tagged, clauses: Clauses, trigger: Trigger, governor: int | None, hearsay: bool, lexicon: Lexicon
) -> Said:
    """The attribution of the frame at `trigger`; `governor` is the verb a noun trigger is the object of."""
    reader = _Reader(tagged, clauses, lexicon)
    cues = reader.cues(trigger, governor)
    if not cues:
        return Said((), "alleged" if hearsay else _modal_assertion(tagged, clauses, trigger))
    first = cues[0]
    attributions = tuple(
        Attribution(cue.speaker, cue.word, cue.actor.actor.country if cue.actor else "", cue.span)
        for cue in cues
        if cue.speaker
    )
    assertion = _assertion(first, hearsay)
    unnamed = "" if attributions else first.word
    earlier = "had" in tagged.low[max(0, first.token - 2) : first.token]
    return Said(attributions, assertion, first.clause, first.actor, unnamed, earlier)


def _modal_assertion(tagged: Tagged, clauses: Clauses, trigger: Trigger) -> Assertion:
    before = [at for at in clauses.at(trigger.head).tokens if trigger.head - 4 <= at < trigger.head]
    return "possible" if any(tagged.low[at] in _POSSIBLE for at in before) else "fact"


def _assertion(cue: _Cue, hearsay: bool) -> Assertion:
    if hearsay:
        return "alleged"
    if cue.assertion == "confirmed":
        return "confirmed"
    if cue.assertion == "alleged":
        official = cue.actor is not None and cue.actor.actor.sector in _AUTHORITIES
        return "alleged_by_authority" if official else "alleged"
    return "claimed"


class _Reader:
    def __init__(self, tagged: Tagged, clauses: Clauses, lexicon: Lexicon) -> None:
        self.tagged, self.clauses, self.lexicon = tagged, clauses, lexicon
        self.low = tagged.low
        self.speakers = SpeakerReader(tagged, clauses)

    def cues(self, trigger: Trigger, governor: int | None) -> list[_Cue]:
        """The verbs and nouns of saying over a trigger, the nearest first, each speaker once."""
        found = [
            *self._over_noun(governor),
            *self._over_verb(trigger),
            *self._over_clause(self.clauses.at(trigger.head)),
            *self._beside(trigger.head),
            *self._headline(trigger.head),
        ]
        unique: dict[str, _Cue] = {}
        for cue in found:
            unique.setdefault(cue.speaker, cue)
        return list(unique.values())

    def _over_noun(self, governor: int | None) -> list[_Cue]:
        """ "confirmed the deployment", "the deployment was confirmed by"."""
        if governor is None:
            return []
        verb = self.tagged.verbs[governor]
        if (
            verb is None
            or verb[0] not in self.lexicon.attribution
            or verb[0] in ("announce", "declare", "expect")
        ):
            return []
        return self._cue(governor)

    def _over_verb(self, trigger: Trigger) -> list[_Cue]:
        """ "denied sending": the saying verb in the trigger's own chain."""
        if not trigger.verbal:
            return []
        for back in range(trigger.head - 1, max(-1, trigger.head - 6), -1):
            verb = self.tagged.verbs[back]
            if verb is not None and self.lexicon.attribution.get(verb[0]) in ("denied", "confirmed"):
                return self._cue(back)
        return self._expectation(trigger)

    def _expectation(self, trigger: Trigger) -> list[_Cue]:
        """ "the agency expects 10,000 to be sent": the subject speaks, and sends nobody."""
        passive = trigger.passive or trigger.pattern.continues
        for at in range(max(0, trigger.head - 8), trigger.head + 1):
            verb = self.tagged.verbs[at]
            expects = verb is not None and verb[0] in _EXPECTS and verb[1] in ("s", "past", "base")
            same = self.clauses.of_token[at] == self.clauses.of_token[trigger.head]
            if passive and expects and same and not self._is_passive(at):
                return [replace(cue, assertion="claimed") for cue in self._cue(at)]
        return []

    def _is_passive(self, at: int) -> bool:
        return any(self.low[back] in BE for back in range(max(0, at - 2), at))

    def _over_clause(self, clause: Clause) -> list[_Cue]:
        found: list[_Cue] = []
        for _ in range(4):
            if clause.governor is not None:
                found.extend(self._cue(clause.governor))
                clause = self.clauses.at(clause.governor)
            elif clause.outer is not None and clause.kind != "saying":
                clause = self.clauses.items[clause.outer]
            else:
                break
        return found

    def _cue(self, at: int) -> list[_Cue]:
        verb = self.tagged.verbs[at]
        if verb is None:
            return self._noun_cue(at)
        name, actor, span = self.speakers.of_verb(at)
        kind = self.lexicon.attribution.get(verb[0], "claimed")
        if self._negated(at):
            kind = "alleged"
        return [
            _Cue(at, self.tagged.tokens[at].text.lower(), kind, name, actor, span, self.clauses.of_token[at])
        ]

    def _negated(self, at: int) -> bool:
        return any(self.low[back] in NEGATIONS for back in range(max(0, at - 3), at))

    def _noun_cue(self, at: int) -> list[_Cue]:
        """ "Seoul's announcement that", "denied reports that"."""
        if self.low[at] not in self.lexicon.attribution_nouns:
            return []
        for back in range(at - 1, max(-1, at - 6), -1):
            verb = self.tagged.verbs[back]
            if verb is not None:
                name, actor, span = self.speakers.of_verb(back)
                word = self.tagged.tokens[back].text.lower()
                kind = self.lexicon.attribution.get(verb[0], "claimed")
                return [_Cue(back, word, kind, name, actor, span, self.clauses.of_token[back])]
            if self.tagged.actor_at[back] >= 0:
                hit = self.tagged.actors[self.tagged.actor_at[back]]
                span = hit.actor.span
                return [
                    _Cue(at, self.low[at], "claimed", hit.actor.name, hit, span, self.clauses.of_token[at])
                ]
        return []

    def _beside(self, head: int) -> list[_Cue]:
        """A saying clause that follows, or "according to" before or behind."""
        found = []
        for clause in self.clauses.items:
            if clause.kind != "saying" or not self._covers(clause, head):
                continue
            if clause.opener != "according" and not self._same_stretch(head, clause):
                continue
            found.extend(self._saying(clause))
        return found

    def _covers(self, clause: Clause, head: int) -> bool:
        """A saying clause covers what stands before it, and the clause it interrupts."""
        if clause.opener == "according" or clause.start > head:
            return True
        return clause.outer == self.clauses.of_token[head]

    def _same_stretch(self, head: int, clause: Clause) -> bool:
        """Whether no other saying clause stands between."""
        return not any(
            other.kind == "saying" and head < other.start < clause.start for other in self.clauses.items
        )

    def _saying(self, clause: Clause) -> list[_Cue]:
        if clause.opener == "according":
            name, actor, span = self.speakers.named(clause.tokens[2:])
            return [_Cue(clause.start, "according to", "claimed", name, actor, span, clause.number)]
        verb = next((at for at in clause.tokens if self._says(at)), None)
        return self._cue(verb) if verb is not None else []

    def _says(self, at: int) -> bool:
        verb = self.tagged.verbs[at]
        return verb is not None and verb[0] in self.lexicon.attribution

    def _headline(self, head: int) -> list[_Cue]:
        """ "Seoul: North to send troops" and "North to send troops: Seoul"."""
        if self.tagged.field != "title":
            return []
        for clause in self.clauses.items:
            tokens = [at for at in clause.tokens if self.low[at] not in (":", "-", "–", "—")]
            bare = tokens and not any(self.tagged.verbs[at] for at in tokens) and len(tokens) <= 6
            actors = [at for at in tokens if self.tagged.actor_at[at] >= 0]
            if bare and actors and head not in tokens and ":" in self.low:
                hit = self.tagged.actors[self.tagged.actor_at[actors[0]]]
                return [_Cue(tokens[0], ":", "claimed", hit.actor.name, hit, hit.actor.span, clause.number)]
        return []
