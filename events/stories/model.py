"""What goes into a grouping and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Stance = Literal["denies", "affirms", ""]


@dataclass(frozen=True, slots=True)
class Slots:
    """What is known of the happening an article is about; an empty slot is unknown.

    `kinds` are kind families and `places` towns of its typed events (see `slots.slots_of`).
    """

    stance: Stance = ""
    kinds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """An article to group. `key` is unique to the article for ever and mints ids.

    `at` (aware) is when it was published, or first seen where that is unknown or later than the fetch.
    `before` is the cluster of an earlier revision of the same article: an edit stays with its happening.
    """

    key: str
    title: str
    body: str
    at: datetime
    slots: Slots = Slots()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why an article joined a group, or opened it.

    `score` is that of the group joined, or of the nearest one that was not; `terms` add up to it, `shared`
    are the words that weighed most. `runner_up` is the best group not joined, with its score.
    """

    group: str
    joined: bool
    score: float = 0.0
    threshold: float = 0.0
    terms: Mapping[str, float] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    runner_up: tuple[str, float] | None = None

    def in_words(self) -> str:
        """One line for a person: "joined cl_1: 0.52 (text 0.60, age -0.08) of 0.25 needed; shared: ..."."""
        parts = ", ".join(f"{name} {value:.2f}" for name, value in self.terms.items())
        line = f"{'joined' if self.joined else 'opened'} {self.group}"
        if self.joined:
            line += f": {self.score:.2f} ({parts}) of {self.threshold:.2f} needed"
        if self.shared:
            line += f"; shared: {', '.join(self.shared)}"
        if self.runner_up:
            line += f"; not joined: {self.runner_up[0]} with {self.runner_up[1]:.2f}"
            line += "" if self.joined else f" ({parts}) of {self.threshold:.2f} needed"
        return line


@dataclass(frozen=True, slots=True)
class Why:
    """The decision on each level."""

    copy: Decision
    story: Decision
    cluster: Decision


@dataclass(frozen=True, slots=True)
class Grouping:
    """Where an article belongs, and why."""

    copy: str
    story: str
    cluster: str
    why: Why
