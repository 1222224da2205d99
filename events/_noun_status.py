"""The status of a happening told by a noun: its adjectives, the verb it is the object of ("began the
deployment"), or the one it is the subject of ("the deployment will begin")."""

from __future__ import annotations

from collections.abc import Iterator

from events._chain import PARTICLES, REALITY, ChainReader, Link
from events._grammar import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_adverb
from events._words import word_set

# "The deployment signals": such a predicate comments on the noun and does not say that it happened.
_COMMENTS = word_set(
    "be see regard consider view mark signal represent mean raise show reflect become remain suggest "
    "indicate highlight underscore underline constitute pose seem appear violate breach fuel deepen reveal "
    "hint serve"
)

# Who does it is the object: "accused India of an air strike".
ACCUSING = frozenset(("accuse", "suspect", "blame"))
_LINKING = frozenset(("be", "remain", "seem", "look", "appear", "become", "stay"))
_COMPLEMENTS: dict[str, str] = {
    "under": "under_way",
    "underway": "under_way",
    "ongoing": "under_way",
    "imminent": "planned",
    "likely": "hypothetical",
    "possible": "hypothetical",
    "option": "hypothetical",
    "unlikely": "negated",
    "off": "negated",
    "impossible": "negated",
}


class NounReader(ChainReader):
    """Reads the status of a noun trigger."""

    def of_noun(self) -> tuple[str, int | None, bool, int | None]:
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
            told = self.lemma(predicate) not in _COMMENTS or status != "completed"
            return (*self._less_real(status, cue, adjective), told, predicate)
        worst = self.worst(links)
        bare: tuple[str, int | None] = (worst.status, worst.token) if worst else self._untold(first)
        return (*self._less_real(*bare, adjective), worst is not None, None)

    def _behind_preposition(self, first: int) -> bool:
        """ "during a visit to the base": no subject, so what follows says nothing about its status."""
        for back in range(first - 1, max(-1, first - 4), -1):
            if self.low[back] in PREPOSITIONS:
                return self.clause.start != back
            if self.low[back] not in DETERMINERS and self.low[back] in self.lexicon.verbs:
                return False
        return False

    def _under(self, governor: int, links: list[Link]) -> tuple[str, int | None]:
        """The status a noun gets from the verb it is the object of and the nouns between."""
        found = [*links, *self.chain(governor)]
        own = self.verb_status(governor, self.lemma(governor))
        if own:
            found.append(Link(governor, own))
        worst = self.worst(found)
        return (worst.status, worst.token) if worst else (self.by_tense(governor), governor)

    def _less_real(self, status: str, cue: int | None, adjective: Link | None) -> tuple[str, int | None]:
        if adjective is not None and REALITY[adjective.status] > REALITY[status]:
            return adjective.status, adjective.token
        return status, cue

    def _adjective(self, first: int) -> Link | None:
        found = (link for link in self._adjectives(first) if link.status != "alleged")
        return next(found, None)

    def _adjectives(self, first: int) -> Iterator[Link]:
        for at in range(max(0, first - 4), self.trigger.head):
            status = self.lexicon.adjectives.get(self.low[at], "")
            if status and self.tagged.verbs[at] is None:
                yield Link(at, status)

    def _untold(self, first: int) -> tuple[str, int | None]:
        """A noun of which no verb tells has happened: but "a suspected arms trade" is not known to.

        Of "a suspected air strike" only who did it is in doubt.
        """
        if self.lexicon.kinds[self.trigger.pattern.kind].plover == "AID":
            doubt = next((link for link in self._adjectives(first) if link.status == "alleged"), None)
            if doubt is not None:
                return "hypothetical", doubt.token
        return "completed", None

    def _governing(self, first: int) -> tuple[int | None, list[Link]]:
        """The light or status verb the noun phrase is the object of, and the status nouns on the way."""
        links: list[Link] = []
        for back in range(first - 1, max(-1, first - 10), -1):
            if self.clauses.of_token[back] != self.clauses.of_token[first]:
                break
            word = self.low[back]
            verb = self.tagged.verbs[back]
            if verb is not None:
                known = (
                    verb[0] in self.lexicon.light_verbs
                    or self.verb_status(back, verb[0])
                    or verb[0] == "be"
                    or verb[0] in ACCUSING
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
                links.append(Link(back, self.lexicon.status_nouns[word]))
            elif word in PARTICLES and self.tagged.verbs[back - 1] is not None:
                continue
            elif word in ("no", "not"):
                links.append(Link(back, "negated", negation=True))
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
        lemma = self.lemma(predicate)
        links = self.chain(predicate)
        own = self.verb_status(predicate, lemma)
        if own and own not in ("hypothetical", "historical"):
            links.append(Link(predicate, own))
        worst = self.worst(links)
        if worst is not None:
            return worst.status, worst.token
        return self._of_complement(predicate) or (self.by_tense(predicate), predicate)

    def _of_complement(self, predicate: int) -> tuple[str, int] | None:
        """ "the deployment is under way", "is unlikely"."""
        if self.lemma(predicate) not in _LINKING:
            return None
        if self.low[predicate + 1 : predicate + 3] == ["on", "hold"]:
            return "negated", predicate + 1
        for at in range(predicate + 1, min(predicate + 3, len(self.low))):
            found = _COMPLEMENTS.get(self.low[at])
            if found:
                return found, at
        return None
