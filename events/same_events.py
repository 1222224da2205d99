"""Which event of one reading of the articles is which of another, by what was read where. Pure.

Ids follow from an event's first mention, so a reading that finds one mention more, or one less, shifts them:
what tells that two events are one is that the same articles tell of them, in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from events.merge import family


class Claim(NamedTuple):
    """What is compared of a mention: where it stands, and what it says. `words` are those that told it."""

    article: int
    revision: int
    ordinal: int
    kind: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Matched:
    """`known` names the event of before that one of now is; `heirs` where the claims of others went."""

    known: dict[str, str] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)


def match(before: Mapping[str, Sequence[Claim]], now: Mapping[str, Sequence[Claim]]) -> Matched:
    """Each event of now is at most one of before; those with most in common find each other first.

    What is left of before has an heir where the words that told of it tell of another event now.
    """
    found, taken = Matched(), set[str]()
    common = _in_common(before, now, _likeness)
    ranked = sorted(common, key=lambda pair: (-common[pair], pair[0] != pair[1], pair))
    for ours, theirs in ranked:
        if ours not in taken and theirs not in found.known:
            found.known[theirs] = ours
            taken.add(ours)
    left = {event: claims for event, claims in before.items() if event not in taken}
    words = _in_common(
        left, now, lambda one, other: int(_likeness(one, other) > 0 and one.words == other.words)
    )
    for ours, theirs in sorted(words, key=lambda pair: (-words[pair], pair)):
        found.heirs.setdefault(ours, theirs)
    return found


def _in_common(
    before: Mapping[str, Sequence[Claim]],
    now: Mapping[str, Sequence[Claim]],
    likeness: Callable[[Claim, Claim], int],
) -> dict[tuple[str, str], int]:
    at: dict[tuple[int, int], list[tuple[str, Claim]]] = {}
    for event, claim in _each(before):
        at.setdefault((claim.article, claim.revision), []).append((event, claim))
    common: dict[tuple[str, str], int] = {}
    for theirs, claim in _each(now):
        for ours, other in at.get((claim.article, claim.revision), ()):
            if score := likeness(other, claim):
                common[ours, theirs] = common.get((ours, theirs), 0) + score
    return common


def _each(events: Mapping[str, Sequence[Claim]]) -> Iterator[tuple[str, Claim]]:
    return ((event, claim) for event, claims in events.items() for claim in claims)


def _likeness(one: Claim, other: Claim) -> int:
    if other.kind not in family(one.kind):
        return 0
    said = 2 * (one.words == other.words) + (one.kind == other.kind) + (one.status == other.status)
    return 1 + said + (one.ordinal == other.ordinal)
