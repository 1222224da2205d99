"""How far a happening has got, by the words that govern it.

The chain in front of its verb or noun comes first; then the clause's opener ("if"), the verb of saying
above it ("denied that") and words of the past ("before", "previously").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from events._chain import BELIEF, REALITY, Link
from events._clause import Clause, Clauses
from events._grammar import BE, NEGATIONS, TIME_NOUNS
from events._noun_status import NounReader
from events._records import quick
from events._tagged import Tagged
from events._triggers import Trigger
from events.lexicon import Lexicon
from events.model import Status

_UNREAL = 3
_CONDITIONAL = frozenset(("if", "unless", "whether", "lest"))
_FALSE = frozenset(
    ("false", "untrue", "baseless", "fake", "groundless", "unfounded", "fabricated", "incorrect")
)
_TRUE = frozenset(("true", "correct", "accurate", "right"))
_CLAIMS = frozenset(("charge", "charges", "version", "account", "something"))
_ASKING = frozenset(("how", "when", "where", "why", "what", "which", "who"))
# "In the past two days" is no look back.
_RECENT = tuple(
    f" in the past {word} "
    for word in (
        "few",
        "two",
        "three",
        "four",
        "five",
        "six",
        "24",
        "48",
        "day",
        "days",
        "week",
        "month",
        "several",
    )
)
_REPORT_DENIERS = frozenset(("deny", "dismiss", "reject", "refute", "rebut", "disavow", "debunk"))


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """A status, the token of the cue it was read from, and whether the words state it outright."""

    status: Status
    cue: int | None
    stated: bool
    governor: int | None = None
    hearsay: bool = False


def read_status(tagged: Tagged, clauses: Clauses, trigger: Trigger, lexicon: Lexicon) -> Reading:
    """The status of the happening a trigger tells of."""
    return _Reader(tagged, clauses, trigger, lexicon).read()


class _Reader(NounReader):
    def read(self) -> Reading:
        governor: int | None = None
        if self.trigger.verbal:
            status, cue, stated = self.of_verb(self.trigger.head)
        else:
            status, cue, stated, governor = self.of_noun()
        status, cue = self._in_clause(status, cue)
        hearsay = any(self._is_hearsay(at) or self._believed(at) for at in self._cues_of_hearsay())
        return Reading(cast(Status, status), cue, stated, governor, hearsay)

    def _cues_of_hearsay(self) -> list[int]:
        words, verbs, cues = self.low, self.tagged.verbs, self.lexicon.hearsay
        return [at for at in self.clause.tokens if words[at] in cues or verbs[at] is not None]

    def _is_hearsay(self, at: int) -> bool:
        """ "reportedly", "suspected militants killed"; not what the victim is suspected of."""
        word = self.low[at]
        if word not in self.lexicon.hearsay:
            return False
        return at < self.trigger.head or word.endswith("ly") or word in ("rumoured", "rumored", "unconfirmed")

    def _believed(self, at: int) -> bool:
        """ "is believed to have sent": nobody vouches for it."""
        verb = self.tagged.verbs[at]
        return (
            verb is not None
            and verb[0] in BELIEF
            and at < self.trigger.head
            and self.low[at + 1] == "to"
            and any(word in BE for word in self.low[max(0, at - 2) : at])
        )

    def _in_clause(self, status: str, cue: int | None) -> tuple[str, int | None]:
        """What the clause's opener, its governors and its words of the past add."""
        if status == "threatened":
            return status, cue
        for found in (
            self._condition(status),
            self._governed_by(),
            self._disputed(),
            self._past(status),
        ):
            if found is not None and REALITY[found.status] > REALITY[status]:
                status, cue = found.status, found.token
        if status == "negated" and any(clause.opener == "unless" for clause in self.clauses.items):
            return "hypothetical", cue
        return status, cue

    def _condition(self, status: str) -> Link | None:
        clause: Clause | None = self.clause
        while clause is not None:
            if clause.opener in _CONDITIONAL:
                return Link(clause.start, "hypothetical")
            clause = self.clauses.items[clause.outer] if clause.outer is not None else None
        if REALITY[status] < _UNREAL:
            return None
        for other in self.clauses.items:
            if other.opener == "unless" and status == "planned" and self._future():
                return Link(other.start, "threatened")
            if other.opener in ("if", "unless"):
                return Link(other.start, "hypothetical")
        text = " ".join(self.low[at] for at in self.clause.tokens)
        conditions = (phrase for phrase in self.lexicon.cues.conditions if " " in phrase)
        return (
            Link(self.clause.start, "hypothetical") if any(phrase in text for phrase in conditions) else None
        )

    def _governed_by(self) -> Link | None:
        clause = self.clause
        worst: Link | None = None
        for _ in range(4):
            if clause.governor is not None:
                found = self._governor_status(clause.governor)
                if found and (worst is None or REALITY[found.status] > REALITY[worst.status]):
                    worst = found
                clause = self.clauses.at(clause.governor)
            elif clause.outer is not None:
                clause = self.clauses.items[clause.outer]
            else:
                break
        return worst

    def _governor_status(self, at: int) -> Link | None:
        verb = self.tagged.verbs[at]
        if verb is None:
            return self._noun_governor(at)
        kind = self.lexicon.attribution.get(verb[0], "")
        negated = self._negated(at)
        if kind == "denied":
            return Link(at, "hypothetical" if negated else "denied")
        if kind == "threatened" or (verb[0] in ("warn", "vow") and self._future()):
            return Link(at, "threatened")
        unsaid = negated and kind in ("claimed", "confirmed", "alleged") and not self._open_question(at)
        return Link(at, "hypothetical") if kind in ("demanded", "doubted") or unsaid else None

    def _open_question(self, at: int) -> bool:
        """ "did not say how many soldiers it had sent" leaves no doubt that it has."""
        return any(word in _ASKING for word in self.low[at + 1 : at + 3])

    def _disputed(self) -> Link | None:
        """ "sent troops, a claim the army denies", "which the army denies": what follows takes it back."""
        after = range(max(self.trigger.tokens) + 1, len(self.low))
        comma = next((at for at in after if self.low[at] == ","), None)
        if comma is None:
            return None
        for at in after[after.index(comma) :]:
            verb = self.tagged.verbs[at]
            if verb is not None and verb[0] in _REPORT_DENIERS:
                told = "which" in self.low[comma:at] or self._claim_in(comma, at)
                ends = self.low[at + 1 : at + 2] in ([], ["."], [","])
                return Link(at, "denied") if told and ends else None
        return None

    def _claim_in(self, start: int, end: int) -> bool:
        words = self.low[start:end]
        return any(word in self.lexicon.attribution_nouns or word in _CLAIMS for word in words)

    def _future(self) -> bool:
        return any(self.low[at] in ("will", "would") for at in self.clause.tokens if at < self.trigger.head)

    def _noun_governor(self, at: int) -> Link | None:
        """ "denied reports that", "no evidence that", "the possibility that"."""
        word = self.low[at]
        if (
            word in _FALSE
            or (word in _TRUE and self._negated(at))
            or (word in self.lexicon.attribution_nouns and self._called_false(at))
        ):
            return Link(at, "denied")
        for back in range(at - 1, max(-1, at - 7), -1):
            verb = self.tagged.verbs[back]
            if self.low[back] == "no" and word not in ("doubt",):
                return Link(back, "negated")
            if verb is not None:
                if verb[0] in _REPORT_DENIERS:
                    return Link(back, "denied")
                break
        status = self.lexicon.status_nouns.get(word) or self.lexicon.adjectives.get(word, "")
        if word in ("unclear", "possibility", "likelihood", "risk", "possible"):
            status = "hypothetical"
        return Link(at, status) if status in REALITY else None

    def _negated(self, at: int) -> bool:
        return any(word in NEGATIONS for word in self.low[max(0, at - 3) : at])

    def _called_false(self, at: int) -> bool:
        """ "reports that Ghana sent soldiers are false"."""
        return any(word in _FALSE for word in self.low[at + 1 :])

    def _past(self, status: str) -> Link | None:
        if status not in ("completed", "under_way"):
            return None
        words = [self.low[at] for at in self.clause.tokens if self.low[at] not in (".", ",", '"')]
        text = f" {' '.join(words)} "
        text = text.replace(" once again ", " ").replace(" once more ", " ")
        if " in the past " in text:
            for span in _RECENT:
                text = text.replace(span, " ")
        if any(phrase in text for phrase in self.lexicon.history):
            return Link(self.clause.start, "historical")
        return Link(self.clause.start, "historical") if self._past_word_after() else None

    def _past_word_after(self) -> bool:
        """ "has sent trainers before": the word of the past not followed by what it would govern."""
        for number, at in enumerate(self.clause.tokens):
            if at <= self.trigger.head or self.low[at] not in self.lexicon.cues.history_final:
                continue
            after = self.clause.tokens[number + 1 : number + 2]
            if self.low[at - 1] in TIME_NOUNS:
                # "The day before" is a date, and may be yesterday.
                continue
            if not after or self.low[after[0]] in (".", ",", "as", "and", "but", '"'):
                return True
        return False
