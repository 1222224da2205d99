"""Clauses of a tagged sentence: where they begin, what opens them, who says them.

No parse tree: one pass over the marks, in the manner of a careful reader. A clause knows the verb of
saying that governs it, so that "confirmed that X has decided to send A and has begun deploying B" gives
two clauses under "confirmed", the second with the subject of the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from events._grammar import (
    AUXILIARIES,
    BREAKS,
    COORDINATORS,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    SUBORDINATORS,
    TIME_WORDS,
    is_adverb,
)
from events._tagged import Tagged, Verb
from events._words import word_set
from events.actors import ActorHit
from events.lexicon import Lexicon

ClauseKind = Literal[
    "main", "content", "relative", "subordinate", "coordinate", "participle", "break", "paren", "saying"
]
_TOLD = frozenset(("tell", "inform", "assure", "remind", "notify", "warn"))
# What may stand between "said" and what is said: "on Friday", "in a statement", "late on Tuesday".
_ASIDE = TIME_WORDS | word_set(
    "on in at a an the statement interview briefing press news conference reporters lawmakers television "
    "radio "
    "state post broadcast report message speech letter local military communique jan feb march april may "
    "june "
    "july august september october november december"
)
_ASIDE_ONLY = _ASIDE - DETERMINERS
_LONGEST_ASIDE = 8
_NEEDS_VERB = frozenset(("after", "before", "since", "until", "as", "once", "when", "while"))


@dataclass(slots=True)
class Clause:
    """A run of tokens read as one clause.

    `opener` is the word that opens it; `outer` the clause it belongs to; `governor` the token of the verb
    or noun of saying whose content it is; `spans` the token ranges that are its own.
    """

    number: int
    kind: ClauseKind
    start: int
    opener: str = ""
    outer: int | None = None
    governor: int | None = None
    tokens: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """An actor of the sentence with the word it hangs on: a preposition, a verb's lemma, or ""."""

    hit: ActorHit
    first: int
    after: int
    link: str
    possessive: bool


@dataclass(slots=True)
class Clauses:
    """The clauses of a sentence, and for each token the number of its clause; `placed` keeps the actors'
    positions once they are worked out."""

    items: list[Clause]
    of_token: list[int]
    placed: list[Placed] | None = None

    def at(self, index: int) -> Clause:
        return self.items[self.of_token[index]]


def split_clauses(tagged: Tagged, lexicon: Lexicon) -> Clauses:
    """The clauses of the sentence in order of their beginning."""
    return _Splitter(tagged, lexicon).run()


class _Splitter:
    def __init__(self, tagged: Tagged, lexicon: Lexicon) -> None:
        self.tagged, self.low, self.lexicon = tagged, tagged.low, lexicon
        self.items: list[Clause] = []
        self.of_token: list[int] = []
        self.current = self._open("main", 0)

    def run(self) -> Clauses:
        for index in range(len(self.low)):
            self._step(index)
            self.of_token.append(self.current.number)
            self.current.tokens.append(index)
        return Clauses(self.items, self.of_token)

    def _open(
        self,
        kind: ClauseKind,
        start: int,
        opener: str = "",
        outer: Clause | None = None,
        governor: int | None = None,
    ) -> Clause:
        clause = Clause(len(self.items), kind, start, opener, outer.number if outer else None, governor)
        self.items.append(clause)
        return clause

    def _step(self, index: int) -> None:
        word = self.low[index]
        if index == 0:
            self._first(word)
            return
        if word in BREAKS:
            self._break(index, word)
        elif self._follows_saying(index):
            self._content(index)
        elif word in RELATIVES:
            self._relative(index)
        elif word == "that":
            self._that(index)
        elif word in SUBORDINATORS and self._subordinates(index):
            self.current = self._open("subordinate", index, word, self.current, self.current.governor)
        elif word in COORDINATORS and not self._not_yet(index):
            self._coordinator(index)
        elif word == "according" and self.low[index + 1 : index + 2] == ["to"]:
            self.current = self._open("saying", index, word, self.current)
        elif self._behind_comma(index):
            self._after_comma(index)
        elif self.current.kind == "relative" and self._resumes(index):
            assert self.current.outer is not None
            self.current = self.items[self.current.outer]

    def _resumes(self, index: int) -> bool:
        """ "a man who had written about the army was taken": the second finite verb is the outer clause's."""
        if (
            self.low[index] not in _FINITE
            or self.current.outer is None
            or self.current.opener not in _SUBJECTS
        ):
            return False
        own = [
            at for at in self.current.tokens if self.tagged.verbs[at] is not None or self.low[at] in MODALS
        ]
        if not own or own[0] - self.current.start > 3:
            return False
        back = index - 1
        while is_adverb(self.low[back]):
            back -= 1
        return self.tagged.verbs[back] is None and self.low[back] not in MODALS | COORDINATORS | {
            "that",
            "to",
        }

    def _first(self, word: str) -> None:
        """A subordinate clause that opens the sentence; "should Ghana send" is a condition."""
        inverted = word in _INVERTED and len(self.low) > 1 and self.tagged.verbs[1] is None
        if inverted and self._verb_before_comma(2):
            self.current.kind, self.current.opener = "subordinate", "if"
        elif word in SUBORDINATORS and self._verb_before_comma(1):
            self.current.kind, self.current.opener = "subordinate", word
        elif word == "according" and self.low[1:2] == ["to"]:
            self.current.kind, self.current.opener = "saying", word

    def _break(self, index: int, word: str) -> None:
        if word == "(":
            self.current = self._open("paren", index, word, self.current)
        elif word == ")" and self.current.kind == "paren" and self.current.outer is not None:
            self.current = self.items[self.current.outer]
        elif self.current.kind != "paren":
            self.current = self._open(
                "break", index, word, None, self.current.governor if word == ";" else None
            )

    def _follows_saying(self, index: int) -> bool:
        """Whether the content of a verb of saying starts here without "that"."""
        if (
            self.tagged.actor_at[index] >= 0
            and self.tagged.actor_at[index] == self.tagged.actor_at[index - 1]
        ):
            return False
        verb = self.tagged.verbs[index - 1]
        if self.low[index - 1] in QUOTES and index > 1:
            verb = self.tagged.verbs[index - 2] or (self.tagged.verbs[index - 3] if index > 2 else None)
        if verb is None:
            verb = self._told(index) or self._said_aside(index)
        if (
            verb is None
            or verb[0] not in self.lexicon.attribution
            or self.low[index] in ("that", ",", "by", ".")
        ):
            return False
        if verb[0] in _TOLD and self.tagged.verbs[index - 1] is verb:
            return False
        if self._passive_saying(index - 1) or (
            self.current.kind == "content" and self.current.start == index
        ):
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

    def _said_aside(self, index: int) -> Verb | None:
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
                return verb if said and self.current.governor != back else None
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
            if (
                word == ","
                and ahead > index
                and (not self._apposition(ahead) or self._saying_ahead(ahead + 1))
            ):
                return False
            if self.tagged.verbs[ahead] is not None or word in MODALS:
                return ahead > index
        return False

    def _apposition(self, comma: int) -> bool:
        return self.low[comma + 1 : comma + 2] == ["a"] or self.low[comma + 1 : comma + 2] == ["the"]

    def _content(self, index: int) -> None:
        governor = index - 1
        while governor > 0 and self.tagged.verbs[governor] is None:
            governor -= 1
        self.current = self._open("content", index, "", self.current, governor)
        if self.low[index] in SUBORDINATORS:
            self.current = self._open("subordinate", index, self.low[index], self.current, governor)

    def _relative(self, index: int) -> None:
        if (
            self.low[index] == "where"
            and self.low[index - 1] not in (",",)
            and self.tagged.place_at[index - 1] < 0
        ):
            return
        self.current = self._open("relative", index, self.low[index], self.current, self.current.governor)

    def _that(self, index: int) -> None:
        governor = self._saying_before(index)
        if governor is not None:
            self.current = self._open("content", index, "that", self.current, governor)
        elif index + 1 < len(self.low) and (
            self.tagged.verbs[index + 1] is not None
            or self.low[index + 1] in MODALS
            or is_adverb(self.low[index + 1])
        ):
            self.current = self._open("relative", index, "that", self.current, self.current.governor)
        elif self.low[index - 1] in COORDINATORS and self.current.governor is not None:
            self.current = self._open("content", index, "that", self.current, self.current.governor)
        elif self._noun_of_content(index - 1):
            self.current = self._open("content", index, "that", self.current, index - 1)

    def _noun_of_content(self, index: int) -> bool:
        word = self.low[index]
        return word in _EVIDENCE or word in self.lexicon.status_nouns or word in _UNCERTAIN

    def _saying_before(self, index: int) -> int | None:
        """The verb or noun of saying right before "that", past a short object or time word."""
        for back in range(index - 1, max(-1, index - 6), -1):
            verb = self.tagged.verbs[back]
            if verb is not None and verb[0] in self.lexicon.attribution:
                return back
            if back == index - 1 and self.low[back] in self.lexicon.cues.attribution_nouns:
                return back
            if verb is not None or (
                self.low[back] in PREPOSITIONS and self.low[back] not in ("on", "to", "in")
            ):
                return None
        return None

    def _subordinates(self, index: int) -> bool:
        word = self.low[index]
        if word not in _NEEDS_VERB:
            return True
        return self._verb_before_comma(index + 1)

    def _verb_before_comma(self, index: int) -> bool:
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

    def _not_yet(self, index: int) -> bool:
        """ "has not yet signed", "have yet to sign"."""
        return self.low[index] == "yet" and (
            self.low[index - 1] in AUXILIARIES | MODALS or self.low[index - 1] in ("not", "n't", "n’t", "as")
        )

    def _coordinator(self, index: int) -> None:
        ahead = index + 1
        while ahead < len(self.low) and is_adverb(self.low[ahead]):
            ahead += 1
        if ahead >= len(self.low) or not self._has_verb(self.current):
            return
        if self._starts_verb_group(ahead):
            self.current = self._open(
                "coordinate", index, self.low[index], self.current, self.current.governor
            )
        elif self._own_subject(ahead):
            outer = self.current if self.current.kind != "relative" else None
            governor = self.current.governor
            self.current = self._open("main", index, self.low[index], outer, governor)

    def _starts_verb_group(self, index: int) -> bool:
        word = self.low[index]
        if word in AUXILIARIES or word in MODALS:
            return True
        if word == "to":
            return index + 1 < len(self.low) and self.tagged.verbs[index + 1] is not None
        return self.tagged.verbs[index] is not None

    def _own_subject(self, index: int) -> bool:
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

    def _has_verb(self, clause: Clause) -> bool:
        return any(
            self.tagged.verbs[index] is not None or self.low[index] in MODALS for index in clause.tokens
        )

    def _behind_comma(self, index: int) -> bool:
        before = self.low[index - 1]
        return before == "," or (before in QUOTES and index > 1 and self.low[index - 2] in (",", "?", "!"))

    def _after_comma(self, index: int) -> None:
        verb = self.tagged.verbs[index]
        if self.current.kind == "saying" and not self.current.opener and not self._has_verb(self.current):
            return
        if self._saying_ahead(index):
            self.current = self._open("saying", index, "", self.current)
        elif self.current.kind == "saying":
            self._after_saying(index)
        elif verb is not None and verb[1] == "ing":
            self.current = self._open("participle", index, "", self.current, self.current.governor)
        elif self.current.kind == "relative" and self.current.outer is not None:
            if self._has_verb(self.current) and self._starts_verb_group(self._past_adverbs(index)):
                self.current = self.items[self.current.outer]
        elif (
            self.current.kind == "subordinate" and self._has_verb(self.current) and self._clause_ahead(index)
        ):
            self.current = self._open("main", index, "", None, self.current.governor)
        elif (
            self.current.kind == "participle" and self._clause_ahead(index) and self.low[index] in DETERMINERS
        ):
            self.current = self._open("main", index, "", None, None)

    def _after_saying(self, index: int) -> None:
        verb = self.tagged.verbs[index]
        if verb is not None and verb[1] == "ing":
            self.current = self._open("participle", index, "", self.current, None)
        elif self.current.outer is not None and self._starts_verb_group(self._past_adverbs(index)):
            self.current = self.items[self.current.outer]
        elif self._clause_ahead(index):
            self.current = self._open("main", index)

    def _saying_ahead(self, index: int) -> bool:
        """Whether ", the ministry said on Friday" or ", said a spokesman" starts here."""
        for ahead in range(index, min(index + 16, len(self.low))):
            verb = self.tagged.verbs[ahead]
            if verb is not None and verb[0] != "be":
                said = verb[0] in self.lexicon.attribution and self._told_now(ahead)
                return said and not self._content_ahead(ahead)
            if self.low[ahead] in MODALS or self.low[ahead] in RELATIVES or self.low[ahead] in COORDINATORS:
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

    def _past_adverbs(self, index: int) -> int:
        while index + 1 < len(self.low) and is_adverb(self.low[index]):
            index += 1
        return index

    def _clause_ahead(self, index: int) -> bool:
        for ahead in range(index, min(index + 20, len(self.low))):
            if self.low[ahead] in MODALS or self.tagged.verbs[ahead] is not None:
                return True
        return False


_EVIDENCE = word_set("evidence proof sign signs indication indications doubt fact view belief")
_FINITE = (AUXILIARIES | MODALS) - {"be", "been", "being", "having", "am", "'s", "'re", "'ve", "'d", "'ll"}
_SUBJECTS = frozenset(("who", "which", "that"))
_INVERTED = frozenset(("should", "were", "had"))
_UNCERTAIN = frozenset(
    [
        "untrue",
        "false",
        "incorrect",
        "wrong",
        "possibility",
        "likelihood",
        "unlikely",
        "likely",
        "clear",
        "unclear",
        "possible",
        "risk",
    ]
)
