"""How well a grouping agrees with the labels.

Groupings are sequences of labels, one an item, in the same order. B-cubed: Bagga and Baldwin 1998.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Labels = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a reader would have been told if each new group sent one alert."""

    per_happening: float
    missed: tuple[Hashable, ...]


def b_cubed(gold: Labels, found: Labels) -> Score:
    """The mean over items of how pure and how complete each item's group is."""
    both, golds, founds = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    precision = sum(n * n / founds[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / golds[g] for (g, _), n in both.items()) / len(gold)
    return Score(precision, recall)


def pairs(gold: Labels, found: Labels) -> Score:
    """Of the pairs put together, how many belong there, and the other way round; 1 where there is none."""
    right = _pairs(Counter(zip(gold, found, strict=True)))
    together, belonging = _pairs(Counter(found)), _pairs(Counter(gold))
    return Score(right / together if together else 1.0, right / belonging if belonging else 1.0)


def macro_f1(gold: Labels, found: Labels) -> float:
    """The mean over happenings of the F1 of the group that fits best, so that small ones count as much."""
    both, golds, founds = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    best: dict[Hashable, float] = defaultdict(float)
    for (g, f), shared in both.items():
        best[g] = max(best[g], 2 * shared / (golds[g] + founds[f]))
    return sum(best.values()) / len(best)


def alerts(gold: Labels, found: Labels, counts: Sequence[bool]) -> Alerts:
    """An item that opens a group sends an alert; only items that count are charged for theirs."""
    seen: set[Hashable] = set()
    sent: Counter[Hashable] = Counter()
    for label, group, charged in zip(gold, found, counts, strict=True):
        if group not in seen and charged:
            sent[label] += 1
        seen.add(group)
    happenings = {label for label, charged in zip(gold, counts, strict=True) if charged}
    missed = tuple(sorted(happenings - sent.keys(), key=str))
    return Alerts(sum(sent.values()) / len(happenings), missed)


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values())
