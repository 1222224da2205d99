"""Words of saying: where what is said begins, and where an aside tells who said it."""

from __future__ import annotations

from events._clause import Clause
from events._grammar import (
    BREAKS,
    COORDINATORS,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    TIME_WORDS,
    is_adverb,
)
from events._tagged import Tagged, Verb
from events._words import word_set
from events.lexicon import Lexicon

# "called a meeting", "called it a lie": what follows is an object, no sentence.
_NAMING = frozenset(("call",))
_TOLD = frozenset(("tell", "inform", "assure", "remind", "notify", "warn"))
# What may stand between "said" and what is said: "on Friday", "in a statement", "late on Tuesday".
_ASIDE = TIME_WORDS | word_set(
    "on in at a an the statement interview briefing press news conference reporters lawmakers television "
    "radio state post broadcast report message speech letter local military communique jan feb march april "
    "may june july august september october november december"
)
_ASIDE_ONLY = _ASIDE - DETERMINERS
_LONGEST_ASIDE = 8
_EVIDENCE = word_set("evidence proof sign signs indication indications doubt fact view belief")
_REACHED = frozenset(("reach", "contact", "interview", "quote"))
_LIVES = frozenset(("life", "lives", "victims"))
_UNCERTAIN = word_set(
    "untrue false incorrect wrong possibility likelihood unlikely likely clear unclear possible risk "
    "true correct accurate"
)


class Sayings:
    """The words of saying in one sentence, and the content that hangs on them."""

    def __init__(self, tagged: Tagged, lexicon: Lexicon) -> None:
        self.tagged, self.low, self.lexicon = tagged, tagged.low, lexicon
        known, verbs = lexicon.attribution, enumerate(tagged.verbs)
        said = [at for at, verb in verbs if verb is not None and verb[0] in known]
        # Content can only start behind the first of them and near the last.
        self.first, self.last = (said[0], said[-1] + _LONGEST_ASIDE) if said else (0, -1)

    def content_starts(self, index: int, current: Clause) -> bool:
        """Whether the content of a verb of saying starts here without "that"."""
        if index > self.last or index <= self.first:
            return False
        if (
            self.tagged.actor_at[index] >= 0
            and self.tagged.actor_at[index] == self.tagged.actor_at[index - 1]
        ):
            return False
        verb = self.tagged.verbs[index - 1]
        if self.low[index - 1] in QUOTES and index > 1:
            verb = self.tagged.verbs[index - 2] or (self.tagged.verbs[index - 3] if index > 2 else None)
        if verb is None:
            verb = self._told(index) or self._said_aside(index, current)
        if (
            verb is None
            or verb[0] not in self.lexicon.attribution
            or self.low[index] in ("that", ",", "by", ".")
        ):
            return False
        if verb[0] == "charge":
            # "Charged that" says something; "driver charged" does not.
            return False
        if verb[0] == "claim" and not _LIVES.isdisjoint(self.low[index : index + 5]):
            return False
        if self.tagged.verbs[index - 1] is verb and (
            verb[0] in _TOLD or verb[0] in _NAMING or self.low[index] in TIME_WORDS
        ):
            return False
        if self._passive_saying(index - 1) or (current.kind == "content" and current.start == index):
            return False
        if (
            self.low[index] in ("to", "of", "for", "about", "on", "in")
            or self.tagged.verbs[index] is not None
        ):
            return False
        return self._verb_ahead(index)

    def _told(self, index: int) -> Verb | None:
        """ "told reporters Russia would": the content starts behind the one who is told."""
        for back in (2, 3):
            if index - back < 0:
                return None
            verb = self.tagged.verbs[index - back]
            if verb is not None:
                return verb if verb[0] in _TOLD and index - back >= 0 else None
        return None

    def _said_aside(self, index: int, current: Clause) -> Verb | None:
        """ "said on Friday it would": the content starts behind the day and the place of the saying."""
        before = self.low[index - 1]
        if before in DETERMINERS or not (before in _ASIDE or before[0].isdigit()):
            return None
        if self.low[index] in _ASIDE_ONLY:
            return None
        for back in range(index - 1, max(-1, index - _LONGEST_ASIDE), -1):
            verb = self.tagged.verbs[back]
            if verb is not None:
                said = verb[0] in self.lexicon.attribution and verb[1] in ("past", "s")
                return verb if said and current.governor != back else None
            if self.low[back] not in _ASIDE and not self.low[back][0].isdigit():
                return None
        return None

    def _passive_saying(self, index: int) -> bool:
        back = index - 1
        while back >= 0 and is_adverb(self.low[back]):
            back -= 1
        return back >= 0 and self.low[back] in ("was", "were", "is", "are", "been", "being", "be")

    def _verb_ahead(self, index: int) -> bool:
        """Whether a verb comes before the noun phrase here ends in a comma, a relative or a break."""
        for ahead in range(index, min(index + 18, len(self.low))):
            word = self.low[ahead]
            if word in RELATIVES or word in BREAKS or (word == "that" and ahead > index):
                return False
            if word == "," and ahead > index and (not self._apposition(ahead) or self.starts(ahead + 1)):
                return False
            if self.tagged.verbs[ahead] is not None or word in MODALS:
                return ahead > index
        return False

    def _apposition(self, comma: int) -> bool:
        return self.low[comma + 1 : comma + 2] == ["a"] or self.low[comma + 1 : comma + 2] == ["the"]

    def before_that(self, index: int) -> int | None:
        """The verb or noun of saying right before "that", past a short object or time word."""
        for back in range(index - 1, max(-1, index - 6), -1):
            verb = self.tagged.verbs[back]
            if verb is not None and verb[0] in self.lexicon.attribution:
                return back
            if back == index - 1 and self.low[back] in self.lexicon.attribution_nouns:
                return back
            if verb is not None or (
                self.low[back] in PREPOSITIONS and self.low[back] not in ("on", "to", "in")
            ):
                return None
        return None

    def noun_of_content(self, index: int) -> bool:
        word = self.low[index]
        return word in _EVIDENCE or word in self.lexicon.status_nouns or word in _UNCERTAIN

    def starts(self, index: int) -> bool:
        """Whether ", the ministry said on Friday" or ", said a spokesman" starts here."""
        for ahead in range(index, min(index + 16, len(self.low))):
            verb = self.tagged.verbs[ahead]
            if verb is not None and verb[0] != "be":
                if verb[0] in _REACHED and self.low[ahead + 1 : ahead + 2] == ["by"]:
                    # "A trader reached by telephone said".
                    continue
                known = verb[0] in self.lexicon.attribution and verb[0] != "charge"
                said = known and self._told_now(ahead)
                return said and not self._content_ahead(ahead)
            if self.low[ahead] in MODALS or self.low[ahead] in RELATIVES or self.low[ahead] in COORDINATORS:
                return False
            if self.low[ahead] in PREPOSITIONS | {"out"} and self.low[ahead - 1] == "," and ahead > index:
                return False
            if self.low[ahead] in BREAKS and self.low[ahead] not in "()":
                return False
        return False

    def _told_now(self, at: int) -> bool:
        """A finite verb of saying: "said", "says", "aid workers say"."""
        verb = self.tagged.verbs[at]
        plural = self.low[at - 1].endswith("s") or self.low[at - 1] in ("police", "people", "media")
        return verb is not None and (verb[1] in ("past", "s") or (verb[1] == "base" and plural))

    def _content_ahead(self, index: int) -> bool:
        """Whether what is said follows the verb, instead of standing before it."""
        if index + 1 >= len(self.low):
            return False
        word = self.low[index + 1]
        verb = self.tagged.verbs[index]
        if verb is not None and verb[0] in _TOLD and word != "that":
            return self._verb_ahead(index + 1)
        if word == "to" and self.tagged.verbs[index + 2 : index + 3] not in ([], [None]):
            return True
        if (
            word in (",", ".", "in", "on", "at", "during", "after", "to")
            or word in TIME_WORDS
            or word in QUOTES
        ):
            return "that" in self.low[index + 1 : index + 6]
        if word == "that" or self.low[index - 1] in (",", *QUOTES):
            return word == "that"
        return True
