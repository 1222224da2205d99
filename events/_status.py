"""How far a happening has got, by the words that govern it.

The words in front of a trigger form a chain ("has decided to", "denied planning to"). The least real of
them decides, so that a denied plan is denied and a considered deployment stays hypothetical; without
any, tense decides. Clause openers ("if"), the verb of saying above the clause ("denied that"), adjectives
("planned") and words of the past ("before", "previously") come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from events._clauses import Clause, Clauses
from events._grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    is_adverb,
)
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set
from events.lexicon import Lexicon
from events.model import Status

_REALITY: dict[str, int] = {
    "completed": 0,
    "under_way": 1,
    "announced": 2,
    "planned": 3,
    "attempted": 4,
    "threatened": 5,
    "historical": 6,
    "hypothetical": 7,
    "negated": 8,
    "denied": 9,
}
_UNREAL = 3
_CONDITIONAL = frozenset(("if", "unless", "whether", "lest"))
_REPORT_DENIERS = frozenset(("deny", "dismiss", "reject", "refute", "rebut", "disavow", "debunk"))
_LINKING = frozenset(("to", "of", "from", "for", "into", "on", "about", "against", "any"))
_OBJECT_CONTROL = 8
# "The deployment signals": such a predicate comments on the noun and does not say that it happened.
_COMMENTS = word_set(
    "be see regard consider view mark signal represent mean raise show reflect become remain suggest "
    "indicate highlight underscore underline constitute pose seem appear violate breach fuel deepen reveal "
    "hint serve"
)
_PARTICLES = frozenset(("out", "off", "up", "down", "back", "ahead", "on"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A status, the token of the cue it was read from, and whether the words state it outright."""

    status: Status
    cue: int | None
    stated: bool
    governor: int | None = None
    hearsay: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    """One word of the chain in front of a trigger."""

    token: int
    status: str
    negation: bool = False


def read_status(tagged: Tagged, clauses: Clauses, trigger: Trigger, lexicon: Lexicon) -> Reading:
    """The status of the happening a trigger tells of."""
    return _Reader(tagged, clauses, trigger, lexicon).read()


class _Reader:
    def __init__(self, tagged: Tagged, clauses: Clauses, trigger: Trigger, lexicon: Lexicon) -> None:
        self.tagged, self.clauses, self.trigger, self.lexicon = tagged, clauses, trigger, lexicon
        self.low = tagged.low
        self.clause = clauses.at(trigger.head)

    def read(self) -> Reading:
        if self.trigger.verbal:
            status, cue, stated, governor = *self._of_verb(self.trigger.head), None
        else:
            status, cue, stated, governor = self._of_noun()
        status, cue = self._in_clause(status, cue)
        hearsay = any(self.low[at] in self.lexicon.cues.hearsay for at in self._near())
        return Reading(status, cue, stated, governor, hearsay)  # type: ignore[arg-type]

    def _near(self) -> Iterator[int]:
        yield from self.clause.tokens

    def _of_verb(self, head: int) -> tuple[str, int | None, bool]:
        """The status a verb has by its chain and tense."""
        links = self._chain(head)
        worst = self._worst(links)
        if worst is not None:
            return worst.status, worst.token, True
        return self._by_tense(head), head, True

    def _worst(self, links: list[_Link]) -> _Link | None:
        unreal = [link for link in links if _REALITY[link.status] >= 1]
        negation = next((link for link in links if link.negation), None)
        if negation is None:
            return max(unreal, key=lambda link: _REALITY[link.status], default=None)
        if any(link.status in ("negated", "denied") and not link.negation for link in links):
            return _Link(negation.token, "hypothetical")
        if any(link.status == "hypothetical" and link.token < negation.token for link in links):
            return _Link(negation.token, "negated")
        return _Link(negation.token, "negated")

    def _chain(self, head: int, depth: int = 0) -> list[_Link]:
        """The links in front of `head`, the nearest first."""
        links: list[_Link] = []
        at = head
        while at > 0:
            at, link = self._step(at, head)
            if link is not None:
                links.append(link)
            if at < 0:
                break
        return links or self._shared_chain(head, depth)

    def _step(self, at: int, head: int) -> tuple[int, _Link | None]:
        """One word further left: the next position (-1 at the end of the chain) and what was met."""
        back = at - 1
        word = self.low[back]
        if (
            self.clauses.of_token[back] != self.clauses.of_token[head]
            and self.clauses.at(back).kind != "paren"
        ):
            return -1, None
        if word in NEGATIONS or word in ("no", "without"):
            return back, _Link(back, "negated", negation=True)
        if word in self.lexicon.modals and (word in MODALS or word == "going"):
            return back, self._modal(back)
        if is_adverb(word):
            return back, None
        if word == "to":
            return self._infinitive(back)
        verb = self.tagged.verbs[back]
        if word in _PARTICLES and back and self.tagged.verbs[back - 1] is not None:
            return self._control(back - 1, at, self._lemma(back - 1))
        if verb is not None and verb[0] in ("be", "have", "do"):
            return back, None
        if verb is not None:
            return self._control(back, at, verb[0])
        if self.low[at] in _LINKING or self._gerund(at):
            return self._noun_or_adjective(back)
        return -1, None

    def _gerund(self, at: int) -> bool:
        verb = self.tagged.verbs[at]
        return verb is not None and verb[1] == "ing"

    def _modal(self, at: int) -> _Link:
        word = self.low[at]
        if word in ("would", "'d"):
            reported = self.clause.governor is not None or self._said_after()
            return _Link(at, "planned" if reported else "hypothetical")
        return _Link(at, self.lexicon.modals[word])

    def _said_after(self) -> bool:
        return any(
            clause.kind == "saying" and clause.start > self.trigger.head for clause in self.clauses.items
        )

    def _infinitive(self, back: int) -> tuple[int, _Link | None]:
        """ "is to send", a headline's "UK to send", or a verb that takes an object and "to"."""
        before = self.low[back - 1] if back else ""
        if before in BE:
            return back - 1, _Link(back, "planned")
        if self.tagged.verbs[back - 1] is not None if back else False:
            return back, None
        if before in self.lexicon.status_nouns or before in _ADJECTIVE_TO or is_adverb(before):
            return back, None
        controller = self._object_control(back)
        if controller is not None:
            return controller
        return -1, _Link(back, "planned")

    def _object_control(self, to: int) -> tuple[int, _Link | None] | None:
        """The verb in "ordered his troops to withdraw"."""
        for back in range(to - 1, max(-1, to - 1 - _OBJECT_CONTROL), -1):
            verb = self.tagged.verbs[back]
            if verb is None:
                if self.low[back] in (",", ";") or self.clauses.of_token[back] != self.clauses.of_token[to]:
                    return None
                continue
            if verb[0] in ("use", "help", "force", "lead", "cause", "join", "send"):
                return back, None
            found = self._verb_status(back, verb[0])
            return (back, _Link(back, found)) if found else None
        return None

    def _control(self, back: int, at: int, lemma: str) -> tuple[int, _Link | None]:
        linked = self.low[at] in _LINKING or self._gerund(at) or self.low[at] in DETERMINERS
        if not linked:
            return -1, None
        found = self._verb_status(back, lemma)
        return (back, _Link(back, found)) if found else (-1, None)

    def _verb_status(self, at: int, lemma: str) -> str:
        particle = self.low[at + 1] if at + 1 < len(self.low) else ""
        if particle in _PARTICLES:
            phrasal = self.lexicon.phrasal.get(f"{lemma} {particle}", "")
            if phrasal or particle != "on":
                return phrasal
        for status, lemmas in self.lexicon.status_verbs.items():
            if lemma in lemmas:
                return status
        return "denied" if self.lexicon.attribution.get(lemma) == "denied" else ""

    def _noun_or_adjective(self, back: int) -> tuple[int, _Link | None]:
        word = self.low[back]
        if word in _ADJECTIVE_TO:
            return back, _Link(back, _ADJECTIVE_TO[word])
        if word in self.lexicon.status_nouns:
            return self._past_determiners(back), _Link(back, self.lexicon.status_nouns[word])
        if word in ("of", "from", "for", "into", "on", "about", "against"):
            return back, None
        return -1, None

    def _past_determiners(self, back: int) -> int:
        """From a noun of the chain to the verb it is the object of ("cancelled a plan to")."""
        at = back
        while at > 0 and (
            self.low[at - 1] in DETERMINERS
            or (self.low[at - 1] in ("new", "any", "possible") and at > back - 3)
        ):
            at -= 1
        return at

    def _shared_chain(self, head: int, depth: int) -> list[_Link]:
        """ "plans to send A and deploy B": the second verb is under the first one's chain."""
        verb = self.tagged.verbs[head]
        if depth or self.clause.kind != "coordinate" or self.clause.outer is None or verb is None:
            return []
        outer = self.clauses.items[self.clause.outer]
        twins = [at for at in outer.tokens if (found := self.tagged.verbs[at]) and found[1] == verb[1]]
        if not twins or (verb[1] not in ("base", "ing") and not self._same_group(twins[-1])):
            return []
        return [link for link in self._chain_elsewhere(twins[-1]) if not link.negation or verb[1] == "base"]

    def _same_group(self, twin: int) -> bool:
        """A past form shares a chain only as a participle: "will be sent and deployed"."""
        return any(self.low[back] in BE for back in range(max(0, twin - 2), twin))

    def _chain_elsewhere(self, head: int) -> list[_Link]:
        links: list[_Link] = []
        at = head
        while at > 0:
            at, link = self._step(at, head)
            if link is not None:
                links.append(link)
            if at < 0:
                break
        return links

    def _by_tense(self, head: int) -> str:
        verb = self.tagged.verbs[head]
        if verb is None:
            return "completed"
        before = [
            self.low[at]
            for at in range(max(0, head - 4), head)
            if is_adverb(self.low[at]) or self.low[at] in AUXILIARIES
        ]
        if verb[1] == "ing" and any(word in BE for word in before):
            return "under_way"
        return "under_way" if "being" in before else "completed"

    def _of_noun(self) -> tuple[str, int | None, bool, int | None]:
        """A noun's status: its adjectives, the verb it is the object of, or the one it is the subject of."""
        first = min(self.trigger.tokens)
        adjective = self._adjective(first)
        governor, links = self._governing(first)
        if governor is not None:
            status, cue = self._under(governor, links)
            return (*self._less_real(status, cue, adjective), True, governor)
        predicate = None if self._behind_preposition(first) else self._predicate()
        if predicate is not None and not links:
            status, cue = self._of_predicate(predicate)
            told = self._lemma(predicate) not in _COMMENTS or status != "completed"
            return (*self._less_real(status, cue, adjective), told, predicate)
        worst = self._worst(links)
        bare: tuple[str, int | None] = (worst.status, worst.token) if worst else ("completed", None)
        return (*self._less_real(*bare, adjective), worst is not None, None)

    def _behind_preposition(self, first: int) -> bool:
        """ "during a visit to the base": no subject, so what follows says nothing about its status."""
        for back in range(first - 1, max(-1, first - 4), -1):
            if self.low[back] in PREPOSITIONS:
                return self.clause.start != back
            if self.low[back] not in DETERMINERS and self.low[back] in self.lexicon.verbs:
                return False
        return False

    def _under(self, governor: int, links: list[_Link]) -> tuple[str, int | None]:
        """The status a noun gets from the verb it is the object of and the nouns between."""
        found = [*links, *self._chain(governor)]
        own = self._verb_status(governor, self._lemma(governor))
        if own:
            found.append(_Link(governor, own))
        worst = self._worst(found)
        return (worst.status, worst.token) if worst else (self._by_tense(governor), governor)

    def _lemma(self, at: int) -> str:
        verb = self.tagged.verbs[at]
        return verb[0] if verb else ""

    def _less_real(self, status: str, cue: int | None, adjective: _Link | None) -> tuple[str, int | None]:
        if adjective is not None and _REALITY[adjective.status] > _REALITY[status]:
            return adjective.status, adjective.token
        return status, cue

    def _adjective(self, first: int) -> _Link | None:
        for at in range(max(0, first - 4), self.trigger.head):
            status = self.lexicon.adjectives.get(self.low[at], "")
            if status and status != "alleged" and self.tagged.verbs[at] is None:
                return _Link(at, status)
        return None

    def _governing(self, first: int) -> tuple[int | None, list[_Link]]:
        """The light or status verb the noun phrase is the object of, and the status nouns on the way."""
        links: list[_Link] = []
        for back in range(first - 1, max(-1, first - 10), -1):
            if self.clauses.of_token[back] != self.clauses.of_token[first]:
                break
            word = self.low[back]
            verb = self.tagged.verbs[back]
            if verb is not None:
                known = (
                    verb[0] in self.lexicon.cues.light_verbs
                    or self._verb_status(back, verb[0])
                    or verb[0] == "be"
                )
                return (back if known else None), links
            if word in self.lexicon.status_nouns and self.low[back + 1] in (
                "of",
                "for",
                "on",
                "to",
                "against",
                "at",
            ):
                links.append(_Link(back, self.lexicon.status_nouns[word]))
            elif word in _PARTICLES and self.tagged.verbs[back - 1] is not None:
                continue
            elif word in ("no", "not"):
                links.append(_Link(back, "negated", negation=True))
            elif word in (",", ":") or (
                word in PREPOSITIONS and word not in ("of", "for", "on", "to", "against", "in", "at")
            ):
                break
        return None, links

    def _predicate(self) -> int | None:
        """The last verb of the first verb group behind the noun phrase that is its subject."""
        found = None
        for at in range(max(self.trigger.tokens) + 1, min(max(self.trigger.tokens) + 16, len(self.low))):
            if self.clauses.of_token[at] != self.clause.number:
                if self.clauses.at(at).kind == "paren":
                    continue
                break
            verb = self.tagged.verbs[at]
            if verb is not None and self._reduced(at):
                continue
            if verb is not None:
                found = at
            elif found is not None and not is_adverb(self.low[at]):
                break
        return found

    def _reduced(self, at: int) -> bool:
        """A participle that only describes the noun: "talks held in Cairo ended"."""
        verb = self.tagged.verbs[at]
        return (
            verb is not None
            and verb[1] in ("past", "participle")
            and self.low[at - 1] not in AUXILIARIES
            and any(self.tagged.verbs[later] for later in self.clause.tokens if later > at)
        )

    def _of_predicate(self, predicate: int) -> tuple[str, int | None]:
        lemma = self._lemma(predicate)
        links = self._chain(predicate)
        own = self._verb_status(predicate, lemma)
        if own and own not in ("hypothetical", "historical"):
            links.append(_Link(predicate, own))
        worst = self._worst(links)
        return (worst.status, worst.token) if worst else (self._by_tense(predicate), predicate)

    def _in_clause(self, status: str, cue: int | None) -> tuple[str, int | None]:
        """What the clause's opener, its governors and its words of the past add."""
        for found in (self._condition(status), self._governed_by(), self._past(status)):
            if found is not None and _REALITY[found.status] > _REALITY[status]:
                status, cue = found.status, found.token
        return status, cue

    def _condition(self, status: str) -> _Link | None:
        clause: Clause | None = self.clause
        while clause is not None:
            if clause.opener in _CONDITIONAL:
                return _Link(clause.start, "hypothetical")
            clause = self.clauses.items[clause.outer] if clause.outer is not None else None
        if _REALITY[status] < _UNREAL:
            return None
        for other in self.clauses.items:
            if other.opener in ("if", "unless"):
                return _Link(other.start, "hypothetical")
        text = " ".join(self.low[at] for at in self.clause.tokens)
        conditions = (phrase for phrase in self.lexicon.cues.conditions if " " in phrase)
        return (
            _Link(self.clause.start, "hypothetical") if any(phrase in text for phrase in conditions) else None
        )

    def _governed_by(self) -> _Link | None:
        clause = self.clause
        worst: _Link | None = None
        for _ in range(4):
            if clause.governor is not None:
                found = self._governor_status(clause.governor)
                if found and (worst is None or _REALITY[found.status] > _REALITY[worst.status]):
                    worst = found
                clause = self.clauses.at(clause.governor)
            elif clause.outer is not None:
                clause = self.clauses.items[clause.outer]
            else:
                break
        return worst

    def _governor_status(self, at: int) -> _Link | None:
        verb = self.tagged.verbs[at]
        if verb is None:
            return self._noun_governor(at)
        kind = self.lexicon.attribution.get(verb[0], "")
        negated = any(self.low[back] in NEGATIONS for back in range(max(0, at - 3), at))
        if kind == "denied":
            return _Link(at, "hypothetical" if negated else "denied")
        if kind == "threatened" or (verb[0] in ("warn", "vow") and self._future()):
            return _Link(at, "threatened")
        return _Link(at, "hypothetical") if kind == "demanded" else None

    def _future(self) -> bool:
        return any(self.low[at] in ("will", "would") for at in self.clause.tokens if at < self.trigger.head)

    def _noun_governor(self, at: int) -> _Link | None:
        """ "denied reports that", "no evidence that", "the possibility that"."""
        word = self.low[at]
        for back in range(at - 1, max(-1, at - 7), -1):
            verb = self.tagged.verbs[back]
            if self.low[back] == "no" and word not in ("doubt",):
                return _Link(back, "negated")
            if verb is not None:
                if verb[0] in _REPORT_DENIERS:
                    return _Link(back, "denied")
                break
        status = self.lexicon.status_nouns.get(word) or self.lexicon.adjectives.get(word, "")
        if word in ("unclear", "possibility", "likelihood", "risk", "possible"):
            status = "hypothetical"
        return _Link(at, status) if status in _REALITY else None

    def _past(self, status: str) -> _Link | None:
        if status not in ("completed", "under_way"):
            return None
        words = [self.low[at] for at in self.clause.tokens if self.low[at] not in (".", ",", '"')]
        text = f" {' '.join(words)} "
        if any(f" {phrase} " in text for phrase in self.lexicon.cues.history):
            return _Link(self.clause.start, "historical")
        return _Link(self.clause.start, "historical") if self._past_word_after() else None

    def _past_word_after(self) -> bool:
        """ "has sent trainers before": the word of the past not followed by what it would govern."""
        for number, at in enumerate(self.clause.tokens):
            if at <= self.trigger.head or self.low[at] not in self.lexicon.cues.history_final:
                continue
            after = self.clause.tokens[number + 1 : number + 2]
            if not after or self.low[after[0]] in (".", ",", "as", "and", "but", '"'):
                return True
        return False


_ADJECTIVE_TO: dict[str, str] = {
    "set": "planned",
    "ready": "planned",
    "poised": "planned",
    "due": "planned",
    "about": "planned",
    "prepared": "planned",
    "likely": "hypothetical",
    "unlikely": "negated",
    "able": "completed",
    "willing": "hypothetical",
    "eager": "hypothetical",
    "unwilling": "negated",
    "reluctant": "negated",
    "unable": "negated",
    "capable": "hypothetical",
    "possible": "hypothetical",
}
