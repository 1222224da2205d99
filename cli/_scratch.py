"""A timeline in memory: the decisions of the stored one, for articles that are only looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from events.fold import EventState, Origin, Provenance, figure, fold, mint, origin_names
from events.merge import decide, family
from events.model import Mention

Figures = frozenset[tuple[str, float]]

ACTIVE_WINDOW = timedelta(days=30)
MAX_CANDIDATES = 200


@dataclass(slots=True)
class _Known:
    """An event with who told of it: figures by article, copy groups and origins."""

    state: EventState
    figures: dict[int, Figures] = field(default_factory=dict)
    copy_groups: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)

    def note(self, mention: Mention, origin: Origin) -> None:
        self.figures[origin.article] = self.figures.get(origin.article, frozenset()) | _figures_of(mention)
        self.copy_groups.add(origin.copy_group)
        self.origins |= origin_names(mention, origin.publisher)

    def provenance(self, own: Figures, article: int) -> Provenance:
        """Who told of it so far; of an article's `own` earlier figures, those that no other article gave."""
        others = (given for teller, given in self.figures.items() if teller != article)
        return Provenance(
            articles=frozenset(self.figures),
            copy_groups=frozenset(self.copy_groups),
            origins=frozenset(self.origins),
            own_figures=own.difference(*others) if own else own,
        )


class ScratchTimeline:
    """Events of the last 30 days, merged by the rules of the stored timeline."""

    def __init__(self) -> None:
        # Of each kind, those told of last stand last.
        self._by_kind: defaultdict[str, dict[str, _Known]] = defaultdict(dict)
        self._kinds: dict[str, str] = {}
        self._told: dict[int, frozenset[str]] = {}

    def add(self, mentions: Sequence[Mention], origin: Origin) -> list[str]:
        """The ids of the events that an article tells of, in its order. `origin.key` is the revision's."""
        own = self._told_before(origin.article)
        ids: list[str] = []
        for ordinal, mention in enumerate(mentions):
            of_mention = replace(origin, key=f"{origin.key}|{ordinal}")
            ids.append(self._place(mention, of_mention, own, frozenset(ids)))
        if ids:
            self._told[origin.article] = self._told.get(origin.article, frozenset()).union(ids)
        return ids

    def _place(
        self, mention: Mention, origin: Origin, own: Mapping[str, Figures], taken: frozenset[str]
    ) -> str:
        kinds = family(mention.kind)
        self._expire(kinds, origin.seen - ACTIVE_WINDOW)
        decision = decide(mention, origin, self._candidates(kinds, taken), own)
        known = self._take(decision.event_id)
        if known is None:
            known = _Known(mint(mention, origin))
        else:
            told_by = known.provenance(own.get(known.state.id, frozenset()), origin.article)
            known.state = fold(known.state, mention, origin, decision.change, told_by)
        known.note(mention, origin)
        state = known.state
        self._kinds[state.id] = state.kind
        self._by_kind[state.kind][state.id] = known
        return state.id

    def _take(self, event_id: str | None) -> _Known | None:
        kind = self._kinds.get(event_id or "")
        return self._by_kind[kind].pop(event_id or "") if kind else None

    def _candidates(self, kinds: Iterable[str], taken: frozenset[str]) -> list[EventState]:
        """The newest, as the stored timeline gives them."""
        states = [known.state for kind in sorted(kinds) for known in self._by_kind[kind].values()]
        free = (state for state in states if state.id not in taken)
        return sorted(free, key=lambda state: state.updated_at, reverse=True)[:MAX_CANDIDATES]

    def _told_before(self, article: int) -> dict[str, Figures]:
        """The events that earlier revisions of the article told of, with the figures they gave."""
        told = {}
        for event_id in self._told.get(article, ()):
            if event_id in self._kinds:
                known = self._by_kind[self._kinds[event_id]][event_id]
                told[event_id] = known.figures.get(article, frozenset())
        return told

    def _expire(self, kinds: Iterable[str], before: datetime) -> None:
        for kind in kinds:
            events = self._by_kind[kind]
            for event_id in _idle(events, before):
                del events[event_id], self._kinds[event_id]


def _idle(events: Mapping[str, _Known], before: datetime) -> list[str]:
    idle = []
    for event_id, known in events.items():
        if known.state.updated_at >= before:
            break
        idle.append(event_id)
    return idle


def _figures_of(mention: Mention) -> Figures:
    return frozenset(
        (q.role, value) for q in mention.quantities if q.role and (value := figure(q)) is not None
    )
