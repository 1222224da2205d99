"""How far a happening has got, by the forms of Russian and Ukrainian verbs and by what governs them."""

from __future__ import annotations

from typing import cast

from events.languages.inflected import Parsed, Verb
from events.languages.inflected_speakers import Speech
from events.languages.telling import Stated
from events.model import Status

_GOVERNING = frozenset(
    ("planned", "under_way", "completed", "negated", "threatened", "attempted", "hypothetical", "ruled_out")
)
_DONE = frozenset(("under_way", "completed"))


def verb_status(parsed: Parsed, at: int, verb: Verb) -> Stated:
    """The status of a happening told by the verb at `at`."""
    clause = parsed.clause(parsed.clause_of[at])
    if _unreal(parsed, clause):
        return Stated("hypothetical")
    governor = _governor(parsed, at, clause) if verb.sense == "infinitive" else None
    if governor is not None:
        return _governed(parsed, *governor)
    if parsed.negated(at):
        return Stated("negated", _span(parsed, at - 1))
    own = parsed.tables.cues.get(verb.lemma, "")
    if own in _DONE:
        return Stated(_started(own, verb))
    if _will(parsed, at, clause):
        return Stated("planned")
    return Stated(_by_form(verb), stated=verb.sense != "infinitive")


def noun_status(parsed: Parsed, at: int) -> Stated:
    """The status of a happening told by a noun: by the verb over it, else merely referred to."""
    clause = parsed.clause(parsed.clause_of[at])
    if _unreal(parsed, clause):
        return Stated("hypothetical")
    for other in sorted(clause, key=lambda index: abs(index - at)):
        for verb in parsed.verbs(other):
            if parsed.tables.cues.get(verb.lemma) in _GOVERNING:
                return _governed(parsed, other, verb)
    passive = next((v for other in clause for v in parsed.verbs(other) if v.sense == "participle"), None)
    return Stated("completed", stated=passive is not None)


def denied(stated: Stated, speech: Speech | None) -> Stated:
    """What a speaker denies is denied, unless the words deny it themselves."""
    if speech is None or speech.cue != "denied" or stated.status == "negated":
        return stated
    if speech.negated:
        return Stated("hypothetical", speech.cue_span)
    return Stated("denied", speech.cue_span)


def _unreal(parsed: Parsed, clause: range) -> bool:
    return any(parsed.is_word(at, "conditional") for at in clause)


def _governor(parsed: Parsed, at: int, clause: range) -> tuple[int, Verb] | None:
    """The verb an infinitive hangs on: the nearest before it that says how far things are."""
    for other in range(at - 1, clause.start - 1, -1):
        for verb in parsed.verbs(other):
            if parsed.tables.cues.get(verb.lemma) in _GOVERNING:
                return other, verb
    return None


def _governed(parsed: Parsed, at: int, verb: Verb) -> Stated:
    cue = parsed.tables.cues[verb.lemma]
    span = _span(parsed, at)
    if cue == "ruled_out":
        return Stated("hypothetical" if parsed.negated(at) else "negated", span)
    if parsed.negated(at):
        return Stated("negated", span)
    if cue in _DONE:
        return Stated(_started(cue, verb), span)
    return Stated(cast(Status, cue), span)


def _started(cue: str, verb: Verb) -> Status:
    """ "will begin" is a plan, "began" and "has ended" are what they say."""
    ahead = verb.sense == "nonpast" and verb.perfective
    return "planned" if ahead else cast(Status, cue)


def _will(parsed: Parsed, at: int, clause: range) -> bool:
    return any(parsed.is_word(other, "future") for other in clause if abs(other - at) <= 3)


def _by_form(verb: Verb) -> Status:
    if verb.sense == "nonpast":
        return "planned" if verb.perfective else "under_way"
    if verb.sense == "infinitive":
        return "planned"
    return "completed"


def _span(parsed: Parsed, at: int) -> tuple[int, int]:
    return parsed.tokens[at].start, parsed.tokens[at].end
