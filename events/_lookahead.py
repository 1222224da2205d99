"""What lies ahead of a token: a verb group, a subject of its own, a clause."""

from __future__ import annotations

from events._grammar import AUXILIARIES, BREAKS, COORDINATORS, MODALS, PREPOSITIONS, is_adverb
from events._tagged import Tagged


class Lookahead:
    """The verbs that follow a token of one sentence."""

    def __init__(self, tagged: Tagged) -> None:
        self.tagged, self.low = tagged, tagged.low

    def verb_before_comma(self, index: int) -> bool:
        for ahead in range(index, min(index + 14, len(self.low))):
            if self.low[ahead] == "," or self.low[ahead] in BREAKS:
                return False
            if self._finite(ahead) or (index == 2 and self.tagged.verbs[ahead] is not None):
                return True
        return False

    def _finite(self, index: int) -> bool:
        if self.low[index] in MODALS:
            return self.tagged.tokens[index].text != "May"
        return self.tagged.verbs[index] is not None and self.low[index - 1] != "to"

    def verb_group(self, index: int) -> bool:
        word = self.low[index]
        if word in AUXILIARIES or word in MODALS:
            return True
        if word == "to":
            return index + 1 < len(self.low) and self.tagged.verbs[index + 1] is not None
        return self.tagged.verbs[index] is not None

    def own_subject(self, index: int) -> bool:
        """Whether a noun phrase and a finite verb follow before anything closes it."""
        for ahead in range(index, min(index + 9, len(self.low))):
            word = self.low[ahead]
            if word in (",", "to") or word in BREAKS or word in COORDINATORS:
                return False
            verb = self.tagged.verbs[ahead]
            if (
                word in MODALS
                or word in AUXILIARIES
                or (verb is not None and verb[1] in ("s", "past", "base"))
            ):
                return ahead > index
            if verb is not None or (word in PREPOSITIONS and word != "of"):
                return False
        return False

    def clause(self, index: int) -> bool:
        for ahead in range(index, min(index + 20, len(self.low))):
            if self.low[ahead] in MODALS or self.tagged.verbs[ahead] is not None:
                return True
        return False

    def past_adverbs(self, index: int) -> int:
        while index + 1 < len(self.low) and is_adverb(self.low[index]):
            index += 1
        return index
