"""Articles in, one at a time, past only; out comes which text, storyline and happening each belongs to.

The same articles in the same order give the same ids, in batches of any size: ids follow from the key of
the first article, and nothing here reads a clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from events.stories.clusters import Fit, Tuning, cosine, fit, needed, shared
from events.stories.copies import CopyIndex
from events.stories.model import Decision, Grouping, Item, Why
from events.stories.state import Cluster, Memory, State, Storyline, absorb, count, widen
from events.stories.terms import Terms, heaviest, read_terms

_DAY = 86400.0
ACTIVE_DAYS = 30
# Clusters are looked up by the heaviest terms of an article, and only the nearest are compared in full.
_LOOKED_UP = 40
_NEAREST = 20
_COMPARED = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article goes: an active cluster, or a new one in a storyline that may be new, too.

    `beside` is the nearest cluster of the storyline that a new one is opened in.
    """

    storyline: Storyline | None
    cluster: Cluster | None
    story_why: Decision
    cluster_why: Decision
    beside: Cluster | None = None


class Grouper:
    """Groups articles by text, storyline and happening; `state` and `copies` hold all it remembers."""

    def __init__(
        self, state: State | None = None, copies: CopyIndex | None = None, tuning: Tuning | None = None
    ) -> None:
        self.state: State = Memory() if state is None else state
        self.copies = CopyIndex() if copies is None else copies
        self._tuning = tuning or Tuning()

    def add(self, item: Item) -> Grouping:
        """Group an article and remember it."""
        at = item.at.timestamp()
        self.expire(at)
        copy, copy_why = self.copies.add(item.key, item.title, item.body, at)
        terms = read_terms(item.title, item.body)
        place = (
            self._known(item.before, "same article")
            or (self._known(self.copies.cluster_of(copy), "same text") if copy_why.joined else None)
            or self._place(item, terms, at)
        )
        storyline, cluster = self._join(item, terms, at, place)
        self.copies.assign(copy, cluster.id)
        why = Why(copy_why, place.story_why, place.cluster_why)
        return Grouping(copy, storyline.id, cluster.id, why)

    def expire(self, now: float) -> None:
        """Forget what is no longer active at `now`, in seconds since 1970."""
        self.state.expire(now - ACTIVE_DAYS * _DAY)
        self.copies.expire(now)

    def _known(self, cluster_id: str, reason: str) -> _Place | None:
        """An edit or a copy tells of the happening that its original told of, while that is active."""
        cluster = self.state.cluster(cluster_id)
        storyline = self.state.storyline(cluster.story) if cluster else None
        if cluster is None or storyline is None:
            return None
        story = Decision(storyline.id, True, 1.0, self._tuning.story, {reason: 1.0})
        return _Place(
            storyline, cluster, story, Decision(cluster.id, True, 1.0, self._tuning.short, {reason: 1.0})
        )

    def _place(self, item: Item, terms: Terms, at: float) -> _Place:
        near = self.state.near(heaviest(terms.weights, _LOOKED_UP), _NEAREST)
        ranked = sorted(((cosine(terms.weights, c), c) for c in near), key=lambda p: (-p[0], p[1].id))
        threshold = self._tuning.story
        if not ranked or ranked[0][0] < threshold:
            return self._apart(item, ranked[0] if ranked else None, threshold)
        score, nearest = ranked[0]
        storyline = self.state.storyline(nearest.story)
        assert storyline is not None, "a cluster is kept no longer than its storyline"
        other = next(((c.story, s) for s, c in ranked if c.story != storyline.id), None)
        words = shared(terms.weights, nearest)
        why = Decision(storyline.id, True, score, threshold, {"text": score}, words, other)
        rivals = [c for _, c in ranked if c.story == storyline.id][:_COMPARED]
        fits = fit(terms, item.slots, at, storyline, rivals, self._tuning)
        return self._choose(item, terms, storyline, fits, why)

    def _choose(
        self, item: Item, terms: Terms, storyline: Storyline, fits: list[Fit], why: Decision
    ) -> _Place:
        threshold = needed(terms.words, self._tuning)
        best = fits[0]
        words = shared(terms.weights, best.cluster)
        if best.score >= threshold:
            second = (fits[1].cluster.id, fits[1].score) if len(fits) > 1 else None
            found = Decision(best.cluster.id, True, best.score, threshold, best.terms, words, second)
            return _Place(storyline, best.cluster, why, found)
        nearest = (best.cluster.id, best.score)
        opened = Decision(_id("cl", item.key), False, best.score, threshold, best.terms, words, nearest)
        return _Place(storyline, None, why, opened, best.cluster)

    def _apart(self, item: Item, nearest: tuple[float, Cluster] | None, threshold: float) -> _Place:
        score = nearest[0] if nearest else 0.0
        other = (nearest[1].story, score) if nearest else None
        terms = {"text": score} if nearest else {}
        story = Decision(_id("st", item.key), False, score, threshold, terms, runner_up=other)
        return _Place(None, None, story, Decision(_id("cl", item.key), False))

    def _join(self, item: Item, terms: Terms, at: float, place: _Place) -> tuple[Storyline, Cluster]:
        storyline = place.storyline or Storyline(_id("st", item.key), at, at)
        cluster = place.cluster
        if cluster is None:
            cluster = Cluster(_id("cl", item.key), storyline.id, at, at)
            if storyline.clusters == 1 and place.beside:
                widen(storyline, place.beside)
            storyline.clusters += 1
        absorb(storyline, cluster, terms.weights)
        cluster.size += 1
        cluster.denials += item.slots.stance == "denies"
        count(cluster.kinds, item.slots.kinds)
        count(cluster.places, item.slots.places)
        for row in (storyline, cluster):
            row.first, row.last = min(row.first, at), max(row.last, at)
        self.state.save(storyline, cluster, heaviest(terms.weights, _LOOKED_UP))
        return storyline, cluster


def _id(kind: str, key: str) -> str:
    return f"{kind}_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
