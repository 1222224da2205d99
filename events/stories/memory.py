"""The plain form of `State`: packed rows in dictionaries, written to and read from JSON.

A cluster is packed while nobody looks at it, since tens of thousands are active: a dictionary of its
terms takes ten times the space. Nothing here depends on how often the state was written and read.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from sys import intern

from events.stories.state import MAX_INDEXED, MOST_MET, Cluster, Doubt, Json, Storyline, within_reach

_EMPTY: dict[str, int] = {}


@dataclass(slots=True)
class _Packed:
    """A cluster, and the terms it is found by."""

    number: int
    id: str
    story: str
    first: float
    last: float
    size: int
    denials: int
    length: float
    terms: tuple[str, ...]
    values: array[float]
    known: tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]
    doubts: tuple[Doubt, ...]
    found_by: tuple[str, ...]

    def cluster(self) -> Cluster:
        kinds, places, speakers = (dict(slot) for slot in self.known)
        terms = dict(zip(self.terms, self.values, strict=True))
        return Cluster(
            self.id,
            self.story,
            self.first,
            self.last,
            self.size,
            self.denials,
            self.length,
            terms,
            kinds,
            places,
            speakers,
            self.doubts,
        )


class Memory:
    """State in dictionaries. Every method costs what the active window costs, never what history does."""

    def __init__(self) -> None:
        self._clusters: dict[str, _Packed] = {}
        self._by_number: dict[int, _Packed] = {}
        self._storylines: dict[str, Storyline] = {}
        self._by_term: dict[str, array[int]] = {}
        # When clusters were last told of, the oldest first; entries that no longer hold are skipped.
        self._last: list[tuple[float, str]] = []
        self._next = 0

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The clusters that share most of `terms` by weight; of equals, the one with the smaller id."""
        overlap = within_reach(self._overlap(terms), limit)
        found = ((-value, self._by_number[number]) for number, value in overlap.items())
        ranked = sorted(found, key=lambda pair: (pair[0], pair[1].id))
        return [packed.cluster() for _, packed in ranked[:limit]]

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""
        packed = self._clusters.get(cluster_id)
        return packed.cluster() if packed else None

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""
        return self._storylines.get(story_id)

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both after an article joined; the cluster is to be found by `found_by`, too."""
        self._storylines[storyline.id] = storyline
        old = self._clusters.get(cluster.id)
        if old is None or old.last != cluster.last:
            heappush(self._last, (cluster.last, cluster.id))
        number = old.number if old else self._next
        self._next += old is None
        found = dict.fromkeys(old.found_by if old else ())
        for term in found_by:
            if len(found) >= MAX_INDEXED:
                break
            if term not in found:
                found[term] = None
                self._list(term, number)
        packed = _pack(cluster, number, tuple(found))
        self._clusters[cluster.id] = self._by_number[number] = packed

    def expire(self, before: float) -> None:
        """Forget clusters without an article since `before`, and storylines with their last cluster."""
        while self._last and self._last[0][0] < before:
            last, old = heappop(self._last)
            packed = self._clusters.get(old)
            if packed is None or packed.last != last:
                continue
            del self._clusters[old]
            del self._by_number[packed.number]
            storyline = self._storylines[packed.story]
            storyline.clusters -= 1
            if not storyline.clusters:
                del self._storylines[storyline.id]
            for term in packed.found_by:
                self._strike(term, packed.number)

    def __len__(self) -> int:
        return len(self._clusters)

    def to_json(self) -> Json:
        """All of it as JSON values."""
        return {
            "storylines": [asdict(storyline) for storyline in self._storylines.values()],
            "clusters": [
                packed.cluster().to_json() | {"indexed": list(packed.found_by)}
                for packed in self._clusters.values()
            ],
        }

    @classmethod
    def from_json(cls, state: Json) -> Memory:
        """The state that `to_json` wrote."""
        memory = cls()
        memory._storylines = {row["id"]: Storyline(**row) for row in state["storylines"]}
        for row in state["clusters"]:
            plain = {name: value for name, value in row.items() if name != "indexed"}
            cluster = Cluster.from_json(plain)
            found_by = tuple(map(intern, row["indexed"]))
            memory.save(memory._storylines[cluster.story], cluster, found_by)
        return memory

    def _overlap(self, terms: Mapping[str, float]) -> dict[int, float]:
        """By the number of a cluster, the weight of the rarer terms it shares."""
        overlap: dict[int, float] = {}
        shared = overlap.get
        met = 0
        listed = ((len(self._by_term[term]), term) for term in terms if term in self._by_term)
        for length, term in sorted(listed):
            met += length
            if met > MOST_MET and overlap:
                break
            weight = terms[term]
            for number in self._by_term[term]:
                overlap[number] = shared(number, 0.0) + weight
        return overlap

    def _list(self, term: str, number: int) -> None:
        numbers = self._by_term.get(term)
        if numbers is None:
            self._by_term[term] = array("I", (number,))
        else:
            insort(numbers, number)

    def _strike(self, term: str, number: int) -> None:
        numbers = self._by_term[term]
        del numbers[bisect_left(numbers, number)]
        if not numbers:
            del self._by_term[term]


def _pack(cluster: Cluster, number: int, found_by: tuple[str, ...]) -> _Packed:
    known = (cluster.kinds or _EMPTY, cluster.places or _EMPTY, cluster.speakers or _EMPTY)
    return _Packed(
        number,
        cluster.id,
        cluster.story,
        cluster.first,
        cluster.last,
        cluster.size,
        cluster.denials,
        cluster.length,
        tuple(map(intern, cluster.terms)),
        array("d", cluster.terms.values()),
        known,
        cluster.doubts,
        found_by,
    )
