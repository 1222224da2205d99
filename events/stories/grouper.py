"""Articles in, one at a time, past only; out comes which text, storyline and happening each belongs to.

The same articles in the same order give the same ids, in batches of any size: ids follow from the key of
the first article, and nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from events.stories.clusters import Fit, Subject, Tuning, cosine, fit, needed, shared
from events.stories.copies import CopyIndex
from events.stories.doubts import is_doubtful, judge_again
from events.stories.ids import cluster_id, story_id
from events.stories.memory import Memory
from events.stories.model import Decision, Grouping, Item, Move, Rival, Why
from events.stories.state import Cluster, Doubt, State, Storyline, absorb
from events.stories.terms import heaviest, read_terms

_DAY = 86400.0
ACTIVE_DAYS = 30
# Clusters are looked up by the heaviest terms of an article, and only the nearest are compared in full.
_LOOKED_UP = 24
_NEAREST = 20
_COMPARED = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article goes: an active cluster, or a new one in a storyline that may be new, too.

    `rivals` are the clusters of the storyline that it was compared with.
    """

    storyline: Storyline | None
    cluster: Cluster | None
    story_why: Decision
    cluster_why: Decision
    rivals: Sequence[Cluster] = ()


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
        original = self._known(self.copies.cluster_of(copy)) if copy_why.joined and not item.before else None
        if original:
            return self._repeat(item, copy, copy_why, *original)
        terms = read_terms(item.title, item.body)
        subject = Subject(terms.weights, terms.words, item.slots, at)
        place = self._edited(item) or self._place(item, subject)
        storyline, cluster = self._join(item, copy, subject, place)
        self.copies.assign(copy, cluster.id)
        moved = self._judge_again(copy, storyline, cluster, place.rivals)
        why = Why(copy_why, place.story_why, place.cluster_why)
        return Grouping(copy, storyline.id, cluster.id, why, moved)

    def expire(self, now: float) -> None:
        """Forget what is no longer active at `now`, in seconds since 1970."""
        self.state.expire(now - ACTIVE_DAYS * _DAY)
        self.copies.expire(now)

    def _known(self, cluster_id: str) -> tuple[Storyline, Cluster] | None:
        """What an edit or a copy tells of: the happening of its original, while that is active."""
        cluster = self.state.cluster(cluster_id) if cluster_id else None
        storyline = self.state.storyline(cluster.story) if cluster else None
        return (storyline, cluster) if storyline and cluster else None

    def _repeat(
        self, item: Item, copy: str, copy_why: Decision, storyline: Storyline, cluster: Cluster
    ) -> Grouping:
        """A copy tells nothing new: its cluster stays as it was, and active for longer."""
        cluster.doubts = tuple(
            replace(doubt, keys=(*doubt.keys, item.key)) if doubt.copy == copy else doubt
            for doubt in cluster.doubts
        )
        _touch(storyline, cluster, item.at.timestamp())
        self.state.save(storyline, cluster, ())
        why = Why(copy_why, _same(storyline.id, "same text"), _same(cluster.id, "same text"))
        return Grouping(copy, storyline.id, cluster.id, why)

    def _edited(self, item: Item) -> _Place | None:
        known = self._known(item.before)
        if known is None:
            return None
        storyline, cluster = known
        return _Place(
            storyline, cluster, _same(storyline.id, "same article"), _same(cluster.id, "same article")
        )

    def _place(self, item: Item, subject: Subject) -> _Place:
        near = self.state.near(heaviest(subject.weights, _LOOKED_UP), _NEAREST)
        ranked = sorted(((cosine(subject.weights, c), c) for c in near), key=lambda p: (-p[0], p[1].id))
        threshold = self._tuning.story
        if not ranked or ranked[0][0] < threshold:
            return _apart(item, ranked[0] if ranked else None, threshold)
        score, nearest = ranked[0]
        storyline = self.state.storyline(nearest.story)
        assert storyline is not None, "a cluster is kept no longer than its storyline"
        other = next((Rival(c.story, s, {"text": s}) for s, c in ranked if c.story != storyline.id), None)
        words = shared(subject.weights, nearest)
        why = Decision(storyline.id, True, score, threshold, {"text": score}, words, other)
        rivals = [c for _, c in ranked if c.story == storyline.id and c.size][:_COMPARED]
        best, decision = self._choose(item, subject, fit(subject, rivals, self._tuning))
        return _Place(storyline, best, why, decision, rivals)

    def _choose(self, item: Item, subject: Subject, fits: list[Fit]) -> tuple[Cluster | None, Decision]:
        threshold = needed(subject.words, self._tuning)
        best = fits[0]
        is_joined = best.score >= threshold
        rival = (fits[1] if len(fits) > 1 else None) if is_joined else best
        decision = Decision(
            best.cluster.id if is_joined else cluster_id(item.key),
            is_joined,
            best.score,
            threshold,
            best.terms,
            shared(subject.weights, best.cluster),
            Rival(rival.cluster.id, rival.score, rival.terms) if rival else None,
            is_doubtful(fits, threshold, self._tuning.doubt),
        )
        return best.cluster if is_joined else None, decision

    def _join(self, item: Item, copy: str, subject: Subject, place: _Place) -> tuple[Storyline, Cluster]:
        at = subject.at
        storyline = place.storyline or Storyline(story_id(item.key), at, at)
        cluster = place.cluster
        if cluster is None:
            cluster = Cluster(cluster_id(item.key), storyline.id, at, at)
            storyline.clusters += 1
        absorb(cluster, subject.weights, subject.slots)
        if place.cluster_why.tentative:
            left = self._tuning.rejudged
            doubt = Doubt(copy, (item.key,), at, subject.words, left, subject.slots, subject.weights)
            cluster.doubts += (doubt,)
        _touch(storyline, cluster, at)
        self.state.save(storyline, cluster, heaviest(subject.weights, _LOOKED_UP))
        return storyline, cluster

    def _judge_again(
        self, copy: str, storyline: Storyline, joined: Cluster, rivals: Sequence[Cluster]
    ) -> tuple[Move, ...]:
        pool = [*rivals, *([] if joined in rivals else [joined])]
        if all(doubt.copy == copy for cluster in pool for doubt in cluster.doubts):
            return ()
        doubted = [cluster for cluster in pool if cluster.doubts]
        moves: list[Move] = []
        for revision in judge_again(pool, copy, self._tuning):
            weights = revision.doubt.weights
            if self.state.cluster(revision.cluster.id) is None:
                storyline.clusters += 1
            self.state.save(storyline, revision.cluster, heaviest(weights, _LOOKED_UP))
            self.copies.assign(revision.doubt.copy, revision.cluster.id)
            moves.extend(revision.moves())
        for cluster in doubted:
            self.state.save(storyline, cluster, ())
        return tuple(moves)


def _apart(item: Item, nearest: tuple[float, Cluster] | None, threshold: float) -> _Place:
    score = nearest[0] if nearest else 0.0
    terms = {"text": score} if nearest else {}
    other = Rival(nearest[1].story, score, terms) if nearest else None
    story = Decision(story_id(item.key), False, score, threshold, terms, runner_up=other)
    return _Place(None, None, story, Decision(cluster_id(item.key), False))


def _same(group: str, reason: str) -> Decision:
    return Decision(group, True, 1.0, 1.0, {reason: 1.0})


def _touch(storyline: Storyline, cluster: Cluster, at: float) -> None:
    for row in (storyline, cluster):
        row.first, row.last = min(row.first, at), max(row.last, at)
