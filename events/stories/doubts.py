"""Tentative decisions, judged again when the next article has told more.

A text moves once at most. Whatever has moved depends on the articles before and on their order alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from events.stories.clusters import Fit, Subject, Tuning, fit, needed, shared
from events.stories.ids import cluster_id
from events.stories.model import Decision, Move, Rival
from events.stories.state import Cluster, Doubt, absorb, take_out


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that goes from one cluster to another, which may be new."""

    doubt: Doubt
    before: Cluster
    cluster: Cluster
    why: Decision

    def moves(self) -> Iterator[Move]:
        """One for each article of the text."""
        for key in self.doubt.keys:
            yield Move(key, self.before.id, self.cluster.id, self.why)


def is_doubtful(fits: Sequence[Fit], threshold: float, band: float) -> bool:
    """Whether a little more or less would have led elsewhere."""
    if not fits:
        return False
    best = fits[0].score
    rival = max(threshold, fits[1].score if len(fits) > 1 else threshold)
    return abs(best - (rival if best >= threshold else threshold)) < band


def judge_again(pool: Sequence[Cluster], new: str, tuning: Tuning) -> Iterator[Revision]:
    """The texts among these clusters that go elsewhere; clusters change as they go. `new` came just now."""
    for cluster in pool:
        doubts, cluster.doubts = cluster.doubts, ()
        for doubt in doubts:
            revision = None if doubt.copy == new else _revision(doubt, cluster, pool, tuning)
            if revision is not None:
                yield revision
            elif doubt.copy == new:
                cluster.doubts += (doubt,)
            elif doubt.left > 1:
                cluster.doubts += (replace(doubt, left=doubt.left - 1),)


def _revision(doubt: Doubt, home: Cluster, pool: Sequence[Cluster], tuning: Tuning) -> Revision | None:
    is_alone = home.size == 1
    rest = _without(home, doubt)
    subject = Subject(doubt.weights, doubt.words, doubt.slots, doubt.at)
    rivals = [rest if cluster is home else cluster for cluster in pool]
    fits = fit(subject, [cluster for cluster in rivals if cluster.size], tuning)
    threshold = needed(doubt.words, tuning)
    own = next((found for found in fits if found.cluster is rest), None)
    stays = threshold if own is None else own.score
    best = fits[0] if fits else None
    if best and best.cluster is not rest and best.score >= max(threshold, stays) + tuning.margin:
        return _gone(doubt, home, best.cluster, _why(doubt, best, own, threshold))
    is_opener = home.id == cluster_id(doubt.keys[0])
    if own and not (is_alone or is_opener) and own.score < threshold - tuning.margin:
        opened = Cluster(cluster_id(doubt.keys[0]), home.story, doubt.at, doubt.at)
        why = Decision(opened.id, False, own.score, threshold, own.terms, runner_up=_rival(own))
        return _gone(doubt, home, opened, why)
    return None


def _without(home: Cluster, doubt: Doubt) -> Cluster:
    """The cluster as it would be without a text."""
    if home.size == 1:
        return Cluster(home.id, home.story, home.first, home.last)
    known = (dict(home.kinds), dict(home.places), dict(home.speakers))
    rest = replace(home, terms=home.terms, kinds=known[0], places=known[1], speakers=known[2])
    take_out(rest, doubt.weights, doubt.slots)
    return rest


def _gone(doubt: Doubt, home: Cluster, cluster: Cluster, why: Decision) -> Revision:
    take_out(home, doubt.weights, doubt.slots)
    absorb(cluster, doubt.weights, doubt.slots)
    cluster.first, cluster.last = min(cluster.first, doubt.at), max(cluster.last, doubt.at)
    return Revision(doubt, home, cluster, why)


def _why(doubt: Doubt, best: Fit, own: Fit | None, threshold: float) -> Decision:
    words = shared(doubt.weights, best.cluster)
    runner_up = _rival(own) if own else None
    return Decision(best.cluster.id, True, best.score, threshold, best.terms, words, runner_up)


def _rival(fit: Fit) -> Rival:
    return Rival(fit.cluster.id, fit.score, fit.terms)
