"""What two events are to each other: one and the same after all, a plan and its part, a move and its reverse.

Pure, as `events.merge` is. Two events are one only where a mention fits both for sure and nothing known of
them contradicts; a wrong merge costs more than a missed one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from events.claims import summed, together
from events.fold import REFUSING, EventState, title_after
from events.merge import APART, FAMILIES, LASTING, PLANNED, Decision, Rival, family, needed, tags
from events.model import Json, Mention
from events.origins import weight

_DEPLOYED, _WITHDRAWN = FAMILIES[0], FAMILIES[1]
# Above what joins a mention: a merge is of everything two events have.
_SURER = 2.0
_ENOUGH_ORIGINS = 2.0
_NEAR = timedelta(days=2)
# Characters; about two sentences.
_ONE_BREATH = 300


@dataclass(frozen=True, slots=True)
class Link:
    """`event` is `kind` of `other`, and why."""

    event: str
    other: str
    kind: str
    why: str


def denials_of(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Which statement of denial of an article denies which happening, by their places among its mentions.

    A statement denies what is told as denied in the same breath.
    """
    statements = [n for n, mention in enumerate(mentions) if mention.kind == "deny_statement"]
    found = []
    for n, mention in enumerate(mentions):
        if mention.status not in REFUSING or mention.kind == "deny_statement":
            continue
        near = [(far, s) for s in statements if (far := _apart(mention, mentions[s])) <= _ONE_BREATH]
        found += [(min(near)[1], n)] if near else []
    return found


def kinds_linked(kind: str) -> frozenset[str]:
    """The kinds of events that one of `kind` may be linked to."""
    if kind in _DEPLOYED or kind in _WITHDRAWN:
        return _DEPLOYED | _WITHDRAWN
    return family(kind) if kind in LASTING else frozenset()


def links_of(new: EventState, known: Sequence[EventState]) -> list[Link]:
    """How a new event is linked to those that are known, at most one of each kind: the best told of."""
    found: dict[str, tuple[int, str, Link]] = {}
    for other in known:
        link = _link(new, other)
        if link and (link.kind not in found or (other.reach, other.id) > found[link.kind][:2]):
            found[link.kind] = (other.reach, other.id, link)
    return [link for *_, link in found.values()]


def bridged(decision: Decision, kind: str) -> list[Rival]:
    """The events that a mention fits as surely as the one it joined: they may be one with it."""
    enough = needed(kind) + _SURER
    return [
        rival for rival in decision.rivals if not rival.vetoes and rival.score >= enough <= decision.score
    ]


def are_one(one: EventState, other: EventState) -> bool:
    """Whether nothing that is known of two events, which one mention fits, tells them apart."""
    if one.kind != other.kind or _differ_in_stage(one, other):
        return False
    slots = (
        (tags(one.actors), tags(other.actors)),
        (_places(one), _places(other)),
        (tags(one.recipients), tags(other.recipients)),
    )
    if any(ours and theirs and not ours & theirs for ours, theirs in slots):
        return False
    return _one_time(one, other) and _figures_meet(one, other)


def merged(kept: EventState, gone: EventState, *, reach: int, texts: int) -> EventState:
    """The older event with all that the younger one had; the caller counts their articles and texts."""
    names = [*kept.origin_names, *(name for name in gone.origin_names if name not in kept.origin_names)]
    speakers = {said["speaker"] for said in kept.attribution}
    disputed = kept.disputed or gone.disputed
    roles = {**gone.quantities, **kept.quantities}
    after = replace(
        kept,
        quantities=summed(
            {
                role: together(kept.quantities[role], gone.quantities[role])
                if role in kept.quantities and role in gone.quantities
                else row
                for role, row in roles.items()
            }
        ),
        attribution=[*kept.attribution, *(s for s in gone.attribution if s["speaker"] not in speakers)],
        reach=reach,
        texts=texts,
        origin_names=names,
        origins=max(len(names), 1),
        disputed=disputed,
        standing=_standing(kept, names, disputed),
        first_reported_at=min(kept.first_reported_at, gone.first_reported_at),
        first_seen_at=min(kept.first_seen_at, gone.first_seen_at),
        updated_at=max(kept.updated_at, gone.updated_at),
    )
    return replace(after, title=title_after(kept, after))


def _standing(kept: EventState, names: Sequence[str], disputed: bool) -> str:
    if disputed:
        return "disputed"
    confirmed = kept.standing == "reported" and weight(names) >= _ENOUGH_ORIGINS
    return "confirmed" if confirmed else kept.standing


def _apart(one: Mention, other: Mention) -> float:
    """Characters between the words two mentions were read from."""
    spans = [
        [(e.field, e.start) for e in mention.evidence if e.what == "trigger"] for mention in (one, other)
    ]
    apart = [abs(at - start) for field, at in spans[0] for name, start in spans[1] if field == name]
    return min(apart, default=math.inf)


def _link(new: EventState, other: EventState) -> Link | None:
    if not _shared(new.actors, other.actors) or not _meet(new, other):
        return None
    if {new.status, other.status} & (APART | REFUSING):
        return None
    if new.kind in _WITHDRAWN and other.kind in _DEPLOYED:
        return Link(new.id, other.id, "reverses", "the same force is said to leave")
    if other.kind in family(new.kind) and new.kind in LASTING:
        return _part(new, other)
    return None


def _part(new: EventState, other: EventState) -> Link | None:
    """What is done is part of what was planned."""
    planned, done = (new, other) if new.status in PLANNED else (other, new)
    if planned.status not in PLANNED or done.status in PLANNED:
        return None
    return Link(done.id, planned.id, "part_of", "what is done so far of what is planned")


def _meet(one: EventState, other: EventState) -> bool:
    """They have a place, its country, or a recipient in common."""
    if tags(one.recipients) & tags(other.recipients):
        return True
    countries = [{c for c, _ in _places(state)} | tags(state.recipients) for state in (one, other)]
    return bool(countries[0] & countries[1])


def _shared(ours: Sequence[Json], theirs: Sequence[Json]) -> frozenset[str]:
    return tags(ours) & tags(theirs)


def _places(state: EventState) -> frozenset[tuple[str, str]]:
    return frozenset((p["country"], p["name"]) for p in state.places if p["role"] != "origin")


def _differ_in_stage(one: EventState, other: EventState) -> bool:
    if {one.status, other.status} & (APART | REFUSING):
        return True
    return one.kind in LASTING and (one.status in PLANNED) != (other.status in PLANNED)


def _one_time(one: EventState, other: EventState) -> bool:
    """The same stated time, or what is stated of one is near the first report of the other."""
    times = [_stated(state) or state.first_reported_at for state in (one, other)]
    if _stated(one) and _stated(other):
        return (one.start, one.end) == (other.start, other.end)
    return abs(times[0] - times[1]) <= _NEAR


def _stated(state: EventState) -> datetime | None:
    if state.date.get("basis") != "expression" or not state.start:
        return None
    start = datetime.fromisoformat(state.start)
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _figures_meet(one: EventState, other: EventState) -> bool:
    """For each role that both know, a figure is named in both."""
    return all(
        not other.quantities[role]["values"]
        or not row["values"]
        or set(row["values"]) & set(other.quantities[role]["values"])
        for role, row in one.quantities.items()
        if role in other.quantities
    )
