"""How well an article fits a cluster: words that are rare inside the storyline, age, and what is known.

Inside a storyline every article shares its names, so a word counts for the less the more of the rival
clusters hold it. Coverage of a happening comes in a burst, so a cluster is the harder to join the older
its first report. A shared number is no evidence: denials and recaps repeat figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum, log, sqrt
from operator import mul

from events.stories.model import Slots
from events.stories.state import Cluster
from events.stories.terms import NAME

_DAY = 86400.0
_SHARED_SHOWN = 5
_ONE_WORD = 0.15


@dataclass(frozen=True, slots=True)
class Tuning:
    """Thresholds and weights, tuned on the development data that benchmarks/group.py names.

    `story` joins a storyline. `short` to `full` is what a cluster asks for, by the words of the article:
    a headline shares few words with the best of matches. `age` is a day's, from `age_free` days to
    `age_most`; of it and of the kind only `full_text` counts for a full text, whose words tell more. The
    other numbers are
    taken from or added to a cosine between 0 and 1. What comes within `doubt` of going elsewhere is
    `tentative` and is judged again with the next `rejudged` articles of its neighbourhood; it moves to what
    fits better by a `margin`.
    """

    story: float = 0.2
    short: float = 0.15
    full: float = 0.36
    short_words: int = 60
    full_words: int = 180
    age: float = 0.16
    age_free: float = 0.2
    age_most: float = 3.0
    full_text: float = 0.5
    name: float = 0.6
    stance: float = 0.5
    kind: float = 0.1
    kind_clash: float = 0.12
    place: float = 0.05
    place_clash: float = 0.1
    speaker: float = 0.0
    speaker_clash: float = 0.15
    doubt: float = 0.15
    rejudged: int = 3
    margin: float = 0.05


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be placed: the vector of a text, how many words it has, what is known of it, and when."""

    weights: Mapping[str, float]
    words: int
    slots: Slots
    at: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A cluster and how well an article fits it; `terms` add up to `score`."""

    cluster: Cluster
    score: float
    terms: Mapping[str, float]


def needed(words: int, tuning: Tuning) -> float:
    """The score an article of so many words must reach."""
    return tuning.short + (tuning.full - tuning.short) * _fullness(words, tuning)


def _fullness(words: int, tuning: Tuning) -> float:
    """0 for a headline to 1 for a full text, on a logarithmic scale."""
    longer = log(max(words, 1) / tuning.short_words) / log(tuning.full_words / tuning.short_words)
    return min(1.0, max(0.0, longer))


def fit(subject: Subject, rivals: Sequence[Cluster], tuning: Tuning) -> list[Fit]:
    """Every rival of one storyline, the best first."""
    counts = _what_counts(rivals, tuning.name)
    own = {t: v * (counts.get(t) or _unmet(t, tuning.name)) for t, v in subject.weights.items()}
    length = sqrt(fsum(map(mul, own.values(), subject.weights.values())))
    weight = 1 - (1 - tuning.full_text) * _fullness(subject.words, tuning)
    fits = []
    for cluster in rivals:
        parts = {"text": _cosine(own, length, cluster.terms, counts)}
        parts |= _against(subject, cluster, tuning, weight)
        fits.append(Fit(cluster, sum(parts.values()), parts))
    return sorted(fits, key=lambda found: (-found.score, found.cluster.id))


def cosine(weights: Mapping[str, float], cluster: Cluster) -> float:
    """Similarity by rarity in the language alone, which tells storylines apart.

    One word gives no more than `_ONE_WORD` of it: a town in common makes no storyline.
    """
    known, most = cluster.terms, _ONE_WORD * cluster.length
    if not cluster.length:
        return 0.0
    # Sets have no order, so the sum must not depend on one.
    common = weights.keys() & known.keys()
    return fsum([min(weights[term] * known[term], most) for term in common]) / cluster.length


def shared(weights: Mapping[str, float], cluster: Cluster) -> tuple[str, ...]:
    """The words that weigh most among those the article shares with the cluster."""
    common = {t.removeprefix(NAME): v * cluster.terms[t] for t, v in weights.items() if t in cluster.terms}
    return tuple(sorted(common, key=lambda term: (-common[term], term))[:_SHARED_SHOWN])


def _what_counts(rivals: Sequence[Cluster], name: float) -> dict[str, float]:
    """What a term counts for among rivals: 1 where one of them holds it, little where all do."""
    number = len(rivals)
    most = log(1 + number)
    by_spread = [1.0, *(log(1 + number / held) / most for held in range(1, number + 1))]
    of_names = [value * name for value in by_spread]
    spread = Counter(chain.from_iterable(rival.terms for rival in rivals))
    return {t: of_names[held] if t[0] == NAME else by_spread[held] for t, held in spread.items()}


def _unmet(term: str, name: float) -> float:
    return name if term[0] == NAME else 1.0


def _cosine(
    own: Mapping[str, float], length: float, known: Mapping[str, float], counts: Mapping[str, float]
) -> float:
    product = fsum([own[term] * known[term] for term in own.keys() & known.keys()])
    if not product:
        return 0.0
    values = known.values()
    theirs = fsum(map(mul, map(mul, values, values), map(counts.__getitem__, known)))
    return product / (length * sqrt(theirs))


def _against(subject: Subject, cluster: Cluster, tuning: Tuning, weight: float) -> dict[str, float]:
    """What speaks against a cluster or, for typed events, for it; what is unknown says nothing."""
    slots = subject.slots
    days = max(0.0, abs(subject.at - cluster.first) / _DAY - tuning.age_free)
    stance = abs((slots.stance == "denies") - cluster.denials / max(cluster.size, 1))
    parts = {
        "age": -weight * tuning.age * min(days, tuning.age_most),
        "stance": -tuning.stance * stance,
        "kind": weight * _slot(_agreement(slots.kinds, cluster.kinds), tuning.kind, tuning.kind_clash),
        "place": _slot(_agreement(slots.places, cluster.places), tuning.place, tuning.place_clash),
        "speaker": _slot(_agreement(slots.speakers, cluster.speakers), tuning.speaker, tuning.speaker_clash),
    }
    return {name: value for name, value in parts.items() if value}


def _slot(agreement: float, match: float, clash: float) -> float:
    return agreement * (match if agreement > 0 else clash)


def _agreement(ours: frozenset[str], theirs: Mapping[str, int]) -> float:
    """From 1 where both are known and agree to -1 where they do not; 0 where one is unknown."""
    if not ours or not theirs:
        return 0.0
    return 2 * max(theirs.get(name, 0) for name in ours) / max(theirs.values()) - 1
