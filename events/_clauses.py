"""Clauses of a tagged sentence: where they begin, what opens them, who says them.

No parse tree: one pass over the marks, in the manner of a careful reader. A clause knows the verb of
saying that governs it, so that "confirmed that X has decided to send A and has begun deploying B" gives
two clauses under "confirmed", the second with the subject of the first.
"""

from __future__ import annotations

from events._clause import Clause, ClauseKind, Clauses
from events._grammar import (
    AUXILIARIES,
    BREAKS,
    COORDINATORS,
    DETERMINERS,
    MODALS,
    QUOTES,
    RELATIVES,
    SUBORDINATORS,
    is_adverb,
)
from events._lookahead import Lookahead
from events._sayings import Sayings
from events._tagged import Tagged
from events.lexicon import Lexicon

_NEEDS_VERB = frozenset(("after", "before", "since", "until", "as", "once", "when", "while"))
_FINITE = (AUXILIARIES | MODALS) - {"be", "been", "being", "having", "am", "'s", "'re", "'ve", "'d", "'ll"}
_SUBJECTS = frozenset(("who", "which", "that"))
_NO_VERB_GROUP = MODALS | COORDINATORS | {"that", "to"}
_TURNING = BREAKS | RELATIVES | SUBORDINATORS | COORDINATORS | {"that", "according"}
_BEFORE_TURNS = QUOTES | {","}
_CONDITIONS = frozenset(("if", "unless"))
_INVERTED = frozenset(("should", "were", "had"))


def split_clauses(tagged: Tagged, lexicon: Lexicon) -> Clauses:
    """The clauses of the sentence in order of their beginning."""
    return _Splitter(tagged, lexicon).run()


class _Splitter:
    def __init__(self, tagged: Tagged, lexicon: Lexicon) -> None:
        self.tagged, self.low = tagged, tagged.low
        self.ahead, self.sayings = Lookahead(tagged), Sayings(tagged, lexicon)
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
        if not self._may_turn(index, word):
            return
        if word in BREAKS:
            self._break(index, word)
        elif self.sayings.content_starts(index, self.current):
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

    def _may_turn(self, index: int, word: str) -> bool:
        """Whether another clause may begin or go on here: a look that spares most words the questions."""
        return (
            word in _TURNING
            or self.low[index - 1] in _BEFORE_TURNS
            or self.current.kind == "relative"
            or self.sayings.first < index <= self.sayings.last
        )

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
        return self.tagged.verbs[back] is None and self.low[back] not in _NO_VERB_GROUP

    def _first(self, word: str) -> None:
        """A subordinate clause that opens the sentence; "should Ghana send" is a condition."""
        inverted = word in _INVERTED and len(self.low) > 1 and self.tagged.verbs[1] is None
        if inverted and self.ahead.verb_before_comma(2):
            self.current.kind, self.current.opener = "subordinate", "if"
        elif word in _CONDITIONS or (
            word in SUBORDINATORS and self._subordinates(0) and self.ahead.verb_before_comma(1)
        ):
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
        governor = self.sayings.before_that(index)
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
        elif self.sayings.noun_of_content(index - 1):
            self.current = self._open("content", index, "that", self.current, index - 1)
        elif self._describes(index):
            self.current = self._open("relative", index, "that", self.current, self.current.governor)

    def _describes(self, index: int) -> bool:
        """ "the camp at Gao that French forces left": behind a name, with a subject and verb of its own."""
        named = self.tagged.place_at[index - 1] >= 0 or bool(self.tagged.classes[index - 1])
        return named and self.ahead.own_subject(index + 1)

    def _subordinates(self, index: int) -> bool:
        word = self.low[index]
        if word not in _NEEDS_VERB:
            return True
        if word == "once" and self.low[index - 1 : index] and self.low[index - 1] in AUXILIARIES:
            return False
        if word == "as" and {"many", "much", "few"} & {
            *self.low[index - 1 : index],
            *self.low[index + 1 : index + 2],
        }:
            return False
        return self.ahead.verb_before_comma(index + 1)

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
        if self.ahead.verb_group(ahead):
            self.current = self._open(
                "coordinate", index, self.low[index], self.current, self.current.governor
            )
        elif self.ahead.own_subject(ahead):
            outer = self.current if self.current.kind != "relative" else None
            governor = self.current.governor
            self.current = self._open("main", index, self.low[index], outer, governor)

    def _has_verb(self, clause: Clause) -> bool:
        return any(
            self.tagged.verbs[index] is not None or self.low[index] in MODALS for index in clause.tokens
        )

    def _is_whole(self, clause: Clause) -> bool:
        """A condition is one, whatever its verb."""
        return clause.opener in _CONDITIONS or self._has_verb(clause)

    def _behind_comma(self, index: int) -> bool:
        before = self.low[index - 1]
        return before == "," or (before in QUOTES and index > 1 and self.low[index - 2] in (",", "?", "!"))

    def _after_comma(self, index: int) -> None:
        verb = self.tagged.verbs[index]
        if self.current.kind == "saying" and not self.current.opener and not self._has_verb(self.current):
            return
        if self.sayings.starts(index):
            self.current = self._open("saying", index, "", self.current)
        elif self.current.kind == "saying":
            self._after_saying(index)
        elif verb is not None and verb[1] == "ing":
            self.current = self._open("participle", index, "", self.current, self.current.governor)
        elif self.current.kind == "relative" and self.current.outer is not None:
            if self._has_verb(self.current) and self.ahead.verb_group(self.ahead.past_adverbs(index)):
                self.current = self.items[self.current.outer]
        elif self.current.kind == "subordinate" and self._is_whole(self.current) and self.ahead.clause(index):
            self.current = self._open("main", index, "", None, self.current.governor)
        elif (
            self.current.kind == "participle" and self.ahead.clause(index) and self.low[index] in DETERMINERS
        ):
            self.current = self._open("main", index, "", None, None)

    def _after_saying(self, index: int) -> None:
        verb = self.tagged.verbs[index]
        if verb is not None and verb[1] == "ing":
            self.current = self._open("participle", index, "", self.current, None)
        elif self.current.outer is not None and self.ahead.verb_group(self.ahead.past_adverbs(index)):
            self.current = self.items[self.current.outer]
        elif self.ahead.clause(index):
            self.current = self._open("main", index)
