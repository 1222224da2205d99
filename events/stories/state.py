"""The hot state of a grouping: active storylines and their clusters, found by their terms.

`State` is all that the grouping asks for, so that a database can keep the same rows in tables keyed by
term. `memory.Memory` is the plain form. A row that was handed out is the caller's: what changes in it
counts from the next `save` on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import Any, Protocol, TypeVar

from events.stories.model import Slots
from events.stories.terms import DECIMALS, heaviest

Json = dict[str, Any]
Key = TypeVar("Key")

# A cluster keeps the terms that weigh most, and is found by fewer still.
MAX_CLUSTER_TERMS = 100
_PRUNE_AT = 180
MAX_INDEXED = 120
# Terms are looked up from the rarest on, until so many clusters have been met.
MOST_MET = 250
# A cluster that shares less weight than this, or less than this part of what the nearest one shares, is none
# that an article joins (measured: the one joined shares 0.5 at least).
_LEAST_SHARED = 0.4
_LEAST_PART = 0.3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text that fitted its cluster barely, or was barely left out of another.

    All that it takes to judge it again: `copy` is its copy group, `keys` are its articles, `at`, `words`,
    `slots` and `weights` (its vector) are those of the first of them, `left` is how many more times it is
    judged.
    """

    copy: str
    keys: tuple[str, ...]
    at: float
    words: int
    left: int
    slots: Slots
    weights: Mapping[str, float]

    def to_json(self) -> Json:
        """As JSON values."""
        return {
            "copy": self.copy,
            "keys": list(self.keys),
            "at": self.at,
            "words": self.words,
            "left": self.left,
            "slots": self.slots.to_json(),
            "weights": dict(self.weights),
        }

    @classmethod
    def from_json(cls, row: Json) -> Doubt:
        """The doubt that `to_json` wrote."""
        return cls(**row | {"keys": tuple(row["keys"]), "slots": Slots.from_json(row["slots"])})


@dataclass(slots=True)
class Cluster:
    """Articles on one happening. `first` and `last` are seconds since 1970.

    `size` counts texts, since copies tell nothing new; all of them may have moved to another cluster.
    `terms` add up the texts' vectors, `length` is the length of that sum, and `doubts` are those texts that
    may yet move.
    """

    id: str
    story: str
    first: float
    last: float
    size: int = 0
    denials: int = 0
    length: float = 0.0
    terms: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def to_json(self) -> Json:
        """As JSON values."""
        return asdict(self) | {"doubts": [doubt.to_json() for doubt in self.doubts]}

    @classmethod
    def from_json(cls, row: Json) -> Cluster:
        """The cluster that `to_json` wrote."""
        return cls(**row | {"doubts": tuple(Doubt.from_json(doubt) for doubt in row["doubts"])})


@dataclass(slots=True)
class Storyline:
    """Happenings that follow from each other; `clusters` is how many of them are active."""

    id: str
    first: float
    last: float
    clusters: int = 0


class State(Protocol):
    """Where storylines and clusters are kept between articles."""

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The active clusters that share most of `terms` by weight, at most `limit`; see `within_reach`."""

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both after an article joined; the cluster is to be found by `found_by`, too."""

    def expire(self, before: float) -> None:
        """Forget clusters without an article since `before`, and storylines with their last cluster."""


def within_reach(shared: Mapping[Key, float], limit: int) -> dict[Key, float]:
    """Of clusters and the weight they share, those worth a closer look; more than `limit` where some tie."""
    least = max(_LEAST_SHARED, _LEAST_PART * max(shared.values(), default=0.0))
    near = {key: weight for key, weight in shared.items() if weight >= least}
    if len(near) <= limit:
        return near
    least = sorted(near.values(), reverse=True)[limit - 1]
    return {key: weight for key, weight in near.items() if weight >= least}


def absorb(cluster: Cluster, weights: Mapping[str, float], slots: Slots) -> None:
    """Add a text to a cluster."""
    terms = cluster.terms
    for term, weight in weights.items():
        known = terms.get(term)
        terms[term] = round(known + weight, DECIMALS) if known else weight
    if len(terms) > _PRUNE_AT:
        cluster.terms = heaviest(terms, MAX_CLUSTER_TERMS)
    _tally(cluster, slots, 1)


def take_out(cluster: Cluster, weights: Mapping[str, float], slots: Slots) -> None:
    """Undo `absorb`, but for the terms that have been dropped since."""
    left = {t: round(v - weights.get(t, 0.0), DECIMALS) for t, v in cluster.terms.items()}
    cluster.terms = {term: value for term, value in left.items() if value > 0}
    _tally(cluster, slots, -1)


def _tally(cluster: Cluster, slots: Slots, by: int) -> None:
    cluster.length = sqrt(sum(value * value for value in cluster.terms.values()))
    cluster.size += by
    cluster.denials += by * (slots.stance == "denies")
    _count(cluster.kinds, slots.kinds, by)
    _count(cluster.places, slots.places, by)
    _count(cluster.speakers, slots.speakers, by)


def _count(into: dict[str, int], names: Iterable[str], by: int) -> None:
    """In an order that a set does not change."""
    for name in sorted(names):
        into[name] = into.get(name, 0) + by
        if not into[name]:
            del into[name]
