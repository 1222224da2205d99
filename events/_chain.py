"""The chain of words in front of a verb ("has decided to", "denied planning to") and its status.

The least real link decides, so that a denied plan is denied and a considered deployment stays
hypothetical; without any link, tense decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from events._clause import Clauses
from events._grammar import AUXILIARIES, BE, DETERMINERS, MODALS, NEGATIONS, POSSESSIVES, is_adverb
from events._records import quick
from events._tagged import Tagged
from events._triggers import Trigger
from events._words import word_set
from events.lexicon import Lexicon

REALITY: dict[str, int] = {
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
PARTICLES = frozenset(("out", "off", "up", "down", "back", "ahead", "on"))
_LINKING = frozenset(("to", "of", "from", "for", "into", "on", "about", "against", "any"))
_OBJECT_CONTROL = 8
_NOBODY = frozenset(("no", "nobody", "none", "neither", "no-one"))
# "Is thought to have sent": somebody holds it for true.
BELIEF = frozenset(("believe", "suspect", "understand", "think", "allege", "report", "say", "claim", "know"))
_TALK = frozenset(("talk", "suggestion", "notion", "rumour", "rumor", "idea"))
# What comes "from doing" with these was done.
_SPRINGS = word_set("return come benefit result stem profit gain recover be have")
_NO_WAY = frozenset(("circumstances", "account", "means", "way", "point", "time", "stage", "case", "event"))
_HOLDS = frozenset(("hold", "ice"))
_REACH = 12
_STARTS = frozenset(("begin", "start"))


@quick
@dataclass(frozen=True, slots=True)
class Link:
    """One word of the chain in front of a trigger."""

    token: int
    status: str
    negation: bool = False


class ChainReader:
    """Reads the chains of one trigger's sentence."""

    def __init__(self, tagged: Tagged, clauses: Clauses, trigger: Trigger, lexicon: Lexicon) -> None:
        self.tagged, self.clauses, self.trigger, self.lexicon = tagged, clauses, trigger, lexicon
        self.low = tagged.low
        self.clause = clauses.at(trigger.head)

    def lemma(self, at: int) -> str:
        verb = self.tagged.verbs[at]
        return verb[0] if verb else ""

    def of_verb(self, head: int) -> tuple[str, int | None, bool]:
        """The status a verb has by its chain and tense."""
        links = [*self.chain(head), *self._nobody(head), *self._by_no_means(head)]
        worst = self.worst([*links, *self._fate(links)])
        if worst is not None:
            return worst.status, worst.token, True
        none = next((at for at in range(head + 1, max(self.trigger.tokens)) if self.low[at] == "no"), None)
        if none is not None and head == self.trigger.head:
            return "negated", none, True
        return self._of_head(head), head, True

    def _nobody(self, head: int) -> list[Link]:
        """ "no soldiers were sent", "neither country has": the subject denies the verb."""
        for at in self.clause.tokens[:4]:
            if at >= head or self.tagged.verbs[at] is not None or self.low[at] in MODALS:
                break
            if self.low[at] in _NOBODY and self.low[at + 1] not in ("fewer", "less", "doubt", "longer"):
                return [Link(at, "negated", negation=True)]
        return []

    def _fate(self, links: list[Link]) -> list[Link]:
        """ "plans to send troops were dropped": what became of the plan the verb hangs on."""
        plan = next((link.token for link in links if self.low[link.token] in self.lexicon.status_nouns), None)
        if plan is None or any(self.tagged.verbs[at] is not None for at in range(plan)):
            return []
        behind = range(max(self.trigger.tokens) + 1, len(self.low))
        be = next((at for at in behind if self.low[at] in BE), None)
        if be is None or be + 1 >= len(self.low):
            return []
        status = self.verb_status(be + 1, self.lemma(be + 1))
        return [Link(be + 1, status)] if status in ("negated", "denied") else []

    def _by_no_means(self, head: int) -> list[Link]:
        """ "will under no circumstances send", "at no point sent"."""
        own = [at for at in self.clause.tokens if at < head and self.low[at] == "no"]
        return [Link(at, "negated", negation=True) for at in own if self.low[at + 1] in _NO_WAY]

    def _of_head(self, head: int) -> str:
        """What the verb itself says: "ordered a battalion to", "foiled a coup", else its tense."""
        own = self.verb_status(head, self.lemma(head))
        pattern = self.trigger.pattern
        if pattern.status:
            return pattern.status
        if pattern.continues and own == "planned":
            return "planned"
        return "attempted" if own == "attempted" else self.by_tense(head)

    def worst(self, links: list[Link]) -> Link | None:
        unreal = [link for link in links if REALITY[link.status] >= 1]
        negation = next((link for link in links if link.negation), None)
        if negation is None:
            return max(unreal, key=lambda link: REALITY[link.status], default=None)
        if any(link.status in ("negated", "denied") and not link.negation for link in links):
            return Link(negation.token, "hypothetical")
        if any(link.status == "hypothetical" and link.token < negation.token for link in links):
            return Link(negation.token, "negated")
        return Link(negation.token, "negated")

    def chain(self, head: int, depth: int = 0) -> list[Link]:
        """The links in front of `head`, the nearest first, or else those it shares with another verb."""
        return self._own_chain(head) or self._shared_chain(head, depth)

    def _own_chain(self, head: int) -> list[Link]:
        links: list[Link] = []
        at = head
        while at > 0:
            at, link = self._step(at, head)
            if link is not None:
                links.append(link)
            if at < 0:
                break
        return links

    def _step(self, at: int, head: int) -> tuple[int, Link | None]:
        """One word further left: the next position (-1 at the end of the chain) and what was met."""
        back = at - 1
        word = self.low[back]
        if (
            self.clauses.of_token[back] != self.clauses.of_token[head]
            and self.clauses.at(back).kind != "paren"
        ):
            return -1, None
        if word == "not" and self.low[max(0, back - 2) : back] in (["or", "may"], ["or", "might"]):
            return -1, Link(back, "hypothetical")
        if word in NEGATIONS or word in ("no", "without"):
            return back, Link(back, "negated", negation=True)
        if word in self.lexicon.modals and (word in MODALS or word == "going"):
            return back, self._modal(back)
        if is_adverb(word):
            return back, None
        if word == "to":
            return self._infinitive(back)
        verb = self.tagged.verbs[back]
        if word in PARTICLES and back and self.tagged.verbs[back - 1] is not None:
            return self._control(back - 1, at, self.lemma(back - 1))
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

    def _modal(self, at: int) -> Link:
        word = self.low[at]
        if word in ("would", "'d"):
            reported = self.clause.governor is not None or self._said_after()
            return Link(at, "planned" if reported else "hypothetical")
        return Link(at, self.lexicon.modals[word])

    def _said_after(self) -> bool:
        return any(
            clause.kind == "saying" and clause.start > self.trigger.head for clause in self.clauses.items
        )

    def _infinitive(self, back: int) -> tuple[int, Link | None]:
        """ "is to send", a headline's "UK to send", or a verb that takes an object and "to"."""
        before = self.low[back - 1] if back else ""
        if before in BE:
            return back - 1, Link(back, "planned")
        if before == "yet":
            return -1, Link(back - 1, "negated", negation=True)
        if before == "about":
            return back - 1, Link(back - 1, "planned")
        if before == "used" and back > 1 and self.low[back - 2] not in BE:
            return back - 1, Link(back - 1, "historical")
        if self.tagged.verbs[back - 1] is not None if back else False:
            return back, None
        if before in self.lexicon.status_nouns or before in _ADJECTIVE_TO or is_adverb(before):
            return back, None
        planned = self._planned_by(back)
        if planned is not None:
            return planned, Link(planned, self.lexicon.status_nouns[self.low[planned]])
        controller = self._object_control(back)
        if controller is not None:
            return controller
        return -1, Link(back, "planned")

    def _planned_by(self, to: int) -> int | None:
        """The noun in "plans by Ghana to send"."""
        for back in range(to - 1, max(-1, to - 6), -1):
            if self.low[back] in ("by", "of", "from") and back:
                return back - 1 if self.low[back - 1] in self.lexicon.status_nouns else None
            if self.tagged.verbs[back] is not None or self.low[back] == ",":
                return None
        return None

    def _object_control(self, to: int) -> tuple[int, Link | None] | None:
        """The verb in "ordered his troops to withdraw"."""
        for back in range(to - 1, max(-1, to - 1 - _OBJECT_CONTROL), -1):
            verb = self.tagged.verbs[back]
            if verb is None:
                if self.low[back] in (",", ";") or self.clauses.of_token[back] != self.clauses.of_token[to]:
                    return None
                continue
            if verb[0] in ("use", "help", "force", "lead", "cause", "join", "send"):
                return back, None
            found = self.verb_status(back, verb[0])
            return (back, Link(back, found)) if found else None
        return None

    def _control(self, back: int, at: int, lemma: str) -> tuple[int, Link | None]:
        linked = self.low[at] in _LINKING or self._gerund(at) or self.low[at] in DETERMINERS
        linked = linked or self.low[at] in self.lexicon.status_nouns
        if not linked:
            return -1, None
        if lemma in BELIEF and self.low[at] == "to" and self.low[max(0, back - 1)] in BE:
            return back, None
        found = self.verb_status(back, lemma)
        return (back, Link(back, found)) if found else (-1, None)

    def verb_status(self, at: int, lemma: str) -> str:
        particle = self.low[at + 1] if at + 1 < len(self.low) else ""
        if lemma in ("put", "place") and self._on_hold(at):
            return "negated"
        if particle == "against":
            return self.lexicon.phrasal.get(f"{lemma} against", "")
        if particle in PARTICLES:
            phrasal = self.lexicon.phrasal.get(f"{lemma} {particle}", "")
            if phrasal or particle != "on":
                return phrasal
        for status, lemmas in self.lexicon.status_verbs.items():
            if lemma in lemmas:
                return status
        return "denied" if self.lexicon.attribution.get(lemma) == "denied" else ""

    def _on_hold(self, at: int) -> bool:
        """ "put the deployment on hold", "put on ice"."""
        ahead = self.low[at + 1 : at + _REACH]
        return any(word in _HOLDS and ahead[n : n + 1] == ["on"] for n, word in enumerate(ahead[1:]))

    def _noun_or_adjective(self, back: int) -> tuple[int, Link | None]:
        word = self.low[back]
        if word in _ADJECTIVE_TO:
            return back, Link(back, _ADJECTIVE_TO[word])
        if word in self.lexicon.status_nouns:
            return self._past_determiners(back), Link(back, self.lexicon.status_nouns[word])
        if word == "from" and self._gerund(back + 1):
            return self._kept_from(back)
        if word in ("of", "from", "for", "into", "on", "about", "against"):
            return back, None
        if word in self.lexicon.attribution_nouns or word in _TALK:
            return self._report(back)
        return -1, None

    def _kept_from(self, back: int) -> tuple[int, Link | None]:
        """ "shied away from sending": whoever is kept from it, or keeps from it, does not do it."""
        for at in range(back - 1, max(-1, back - 4), -1):
            if self.tagged.verbs[at] is None:
                continue
            known = self.lemma(at) in _SPRINGS or self.verb_status(at, self.lemma(at))
            return back, None if known else Link(back, "negated")
        unknown = back - 1
        while unknown > 0 and self.low[unknown] in ("away", "back", "off"):
            unknown -= 1
        told_of = unknown > 0 and self.tagged.actor_at[unknown - 1] >= 0 and self.tagged.actor_at[unknown] < 0
        return back, Link(back, "negated") if told_of else None

    def _report(self, back: int) -> tuple[int, Link | None]:
        """ "dismissed talk of sending": what is said of the report is said of what it reports."""
        at = self._past_determiners(back)
        verb = self.tagged.verbs[at - 1] if at else None
        denied = verb is not None and self.verb_status(at - 1, verb[0]) in ("negated", "denied")
        return -1, Link(at - 1, "denied") if denied else None

    def _past_determiners(self, back: int) -> int:
        """From a noun of the chain to the verb it is the object of ("cancelled a plan to")."""
        at = back
        while at > 0 and (
            (self.low[at - 1] in DETERMINERS and self.low[at - 1] != "no")
            or (self._describes(at - 1) and at > back - 3)
        ):
            at -= 1
        return at

    def _describes(self, at: int) -> bool:
        """ "new", or whose it is: "an Indian proposal", "its neighbour's offer"."""
        if self.low[at] in ("new", "any", "possible") or self.low[at] in POSSESSIVES:
            return True
        number = self.tagged.actor_at[at]
        owns = self.low[at + 1] in POSSESSIVES
        return number >= 0 and (self.tagged.actors[number].modifier or owns)

    def _shared_chain(self, head: int, depth: int) -> list[Link]:
        """ "plans to send A and deploy B": the second verb is under the first one's chain."""
        verb = self.tagged.verbs[head]
        if depth or self.clause.kind != "coordinate" or self.clause.outer is None or verb is None:
            return []
        outer = self.clauses.items[self.clause.outer]
        twins = [at for at in outer.tokens if (found := self.tagged.verbs[at]) and found[1] == verb[1]]
        if not twins or (verb[1] not in ("base", "ing") and not self._same_group(twins[-1])):
            return []
        return [link for link in self._own_chain(twins[-1]) if not link.negation or verb[1] == "base"]

    def _same_group(self, twin: int) -> bool:
        """A past form shares a chain only as a participle: "will be sent and deployed"."""
        return any(self.low[back] in BE for back in range(max(0, twin - 2), twin))

    def by_tense(self, head: int) -> str:
        verb = self.tagged.verbs[head]
        if verb is None:
            return "completed"
        before = self._auxiliaries(head)
        if verb[1] == "ing" and any(word in BE for word in before):
            return "under_way"
        return "under_way" if "being" in before or verb[0] in _STARTS else "completed"

    def _auxiliaries(self, head: int) -> list[str]:
        """The auxiliaries and adverbs right in front of a verb."""
        at = head
        while at > 0 and (is_adverb(self.low[at - 1]) or self.low[at - 1] in AUXILIARIES):
            at -= 1
        return self.low[at:head]


_ADJECTIVE_TO: dict[str, str] = {
    "set": "planned",
    "close": "hypothetical",
    "near": "hypothetical",
    "short": "negated",
    "far": "negated",
    "determined": "planned",
    "bound": "planned",
    "certain": "planned",
    "scheduled": "planned",
    "committed": "planned",
    "prone": "hypothetical",
    "keen": "hypothetical",
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
