"""What goes into a grouping and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]
Stance = Literal["denies", "affirms", ""]


@dataclass(frozen=True, slots=True)
class Slots:
    """What is known of the happening an article is about; an empty slot is unknown.

    `kinds` are kind families, `places` towns and `speakers` countries whose officials speak, all of its
    typed events (see `slots.slots_of`).
    """

    stance: Stance = ""
    kinds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()

    def to_json(self) -> Json:
        """As JSON values."""
        known = {"kinds": self.kinds, "places": self.places, "speakers": self.speakers}
        return {"stance": self.stance} | {name: sorted(values) for name, values in known.items()}

    @classmethod
    def from_json(cls, row: Json) -> Slots:
        """The slots that `to_json` wrote."""
        known = (frozenset(row[name]) for name in ("kinds", "places", "speakers"))
        return cls(row["stance"], *known)


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


class Rival(NamedTuple):
    """The best group that was not joined; `terms` add up to `score`; a `veto` alone kept it apart."""

    group: str
    score: float
    terms: Mapping[str, float] = MappingProxyType({})
    veto: str = ""

    def in_words(self) -> str:
        """ "cl_1 with 0.10 (text 0.30, age -0.20)"."""
        line = f"{self.group} with {self.score:.2f}{_in_words(self.terms)}"
        return f"{line}, kept apart by {self.veto}" if self.veto else line


@dataclass(frozen=True, slots=True)
class Decision:
    """Why an article joined a group, or opened it.

    `score` is that of the group joined, or of the nearest one that was not; `terms` add up to it, `shared`
    are the words that weighed most. A `tentative` decision may be revised when the next articles come.
    """

    group: str
    joined: bool
    score: float = 0.0
    threshold: float = 0.0
    terms: Mapping[str, float] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    runner_up: Rival | None = None
    tentative: bool = False

    def in_words(self) -> str:
        """One line for a person: "joined cl_1: 0.52 (text 0.60, age -0.08) of 0.25 needed; shared: ..."."""
        line = f"{'joined' if self.joined else 'opened'} {self.group}"
        if self.joined:
            line += f": {self.score:.2f}{_in_words(self.terms)} of {self.threshold:.2f} needed"
        if self.shared:
            line += f"; shared: {', '.join(self.shared)}"
        if self.runner_up:
            line += f"; not joined: {self.runner_up.in_words()}"
            line += "" if self.joined else f" of {self.threshold:.2f} needed"
        return f"{line}; tentative" if self.tentative else line


def _in_words(terms: Mapping[str, float]) -> str:
    return f" ({', '.join(f'{name} {value:.2f}' for name, value in terms.items())})" if terms else ""


@dataclass(frozen=True, slots=True)
class Move:
    """A tentative decision that the next article revised: the article `key` is now in `cluster`."""

    key: str
    before: str
    cluster: str
    why: Decision


@dataclass(frozen=True, slots=True)
class Why:
    """The decision on each level."""

    copy: Decision
    story: Decision
    cluster: Decision


@dataclass(frozen=True, slots=True)
class Grouping:
    """Where an article belongs, and why; `moved` are earlier articles that go elsewhere because of it."""

    copy: str
    story: str
    cluster: str
    why: Why
    moved: tuple[Move, ...] = ()
