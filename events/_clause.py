"""What a clause is: a run of tokens read as one, with what opens it and who says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from events._records import quick
from events.actors import ActorHit

ClauseKind = Literal[
    "main", "content", "relative", "subordinate", "coordinate", "participle", "break", "paren", "saying"
]


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


@quick
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
