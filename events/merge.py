"""Many mentions, one event: which event a mention belongs to, and what it changes there.

Pure: the caller brings the candidates and stores the result. A contradicting known slot vetoes, an
unknown one is neutral. A shared number is never evidence for a join (measured: it lowered F1 from .91
to .82, since denials and recaps repeat figures); numbers decide only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from events.claims import figure, is_news
from events.fold import REFUSING as REFUSING
from events.fold import EventState, Origin, advances
from events.model import Json, Mention
from events.origins import origins_of

Change = Literal["new", "corroborated", "updated", "denied", "corrected", "split", "none"]

FAMILIES = (
    frozenset({"troop_deployment", "reinforcement", "rotation"}),
    frozenset({"troop_withdrawal", "demobilisation"}),
    frozenset({"air_strike", "shelling_missile", "drone_strike"}),
    frozenset({"arms_transfer", "military_aid_pledge"}),
)
# Kinds that go on for weeks: their dates need not meet, and figures grow.
LASTING = frozenset().union(FAMILIES[0], FAMILIES[1], FAMILIES[3], {"call_up", "blockade", "border_closure"})
PLANNED = frozenset({"announced", "planned", "threatened"})
APART = frozenset({"hypothetical", "historical"})

# Slots that an edit may tell otherwise and still tell of the same happening.
_REVISABLE = frozenset({"figures", "actor", "recipient", "place", "date"})
# Those that the event's article tells anew then, as a change's diff names them.
RETOLD = {"actor": "actors", "recipient": "recipients", "place": "places", "date": "date"}
_FAR_APART = 3
_RIVALS_KEPT = 3
# Those sent and those present are one count, taken at two places.
_SAME_COUNT = {
    "planned_total": ("planned_total",),
    "sent": ("sent", "present"),
    "present": ("sent", "present"),
}
JOIN_LASTING = 4
JOIN_MOMENTARY = 6
_DAY = timedelta(days=1)
_FRESH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rival:
    """An event a mention was held against: what spoke for it, and the known slots that contradict."""

    event_id: str
    terms: Mapping[str, float]
    vetoes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the terms."""
        return sum(self.terms.values())

    def to_json(self) -> Json:
        """Its form in a stored decision."""
        return {
            "event": self.event_id,
            "score": self.score,
            "terms": {name: value for name, value in self.terms.items() if value},
            "vetoes": list(self.vetoes),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a mention, and why, in words and in terms; `rivals` are the best it did not join.

    `splits` is the event that an edited article told of before, and contradicts now.
    """

    change: Change
    event_id: str | None
    why: str
    score: float = 0.0
    terms: Mapping[str, float] = field(default_factory=dict)
    diff: Json = field(default_factory=dict)
    threshold: float = 0.0
    rivals: tuple[Rival, ...] = ()
    splits: str = ""

    def to_json(self) -> Json:
        """What is stored beside the mention; the event and the words of the change stand in other columns."""
        return {
            "change": self.change,
            "score": self.score,
            "threshold": self.threshold,
            "terms": {name: value for name, value in self.terms.items() if value},
            "why": self.why,
            "rivals": [rival.to_json() for rival in self.rivals],
        }


def family(kind: str) -> frozenset[str]:
    """The kinds a mention of `kind` may join."""
    return next((f for f in FAMILIES if kind in f), frozenset({kind}))


def decide(
    mention: Mention,
    origin: Origin,
    known: Sequence[EventState],
    own: Mapping[str, frozenset[tuple[str, float]]],
) -> Decision:
    """The event a mention belongs to and how it changes it.

    `known` are the candidates of the mention's family. `own` are the events that earlier revisions of the
    same article told of, by id, each with the (role, value) figures they gave.
    """
    said = _said(mention)
    judged = [(held_against(said, mention, origin, state), state) for state in known]
    threshold = needed(mention.kind)
    joinable = [(r, s) for r, s in judged if not r.vetoes and r.score >= threshold]
    if not joinable:
        rivals = _nearest(r for r, _ in judged)
        return Decision(
            "new", None, _why_new(mention, len(known), rivals), threshold=threshold, rivals=rivals
        )
    # An edit stays with its event; a denial is of what is under way rather than of a plan.
    rival, state = max(
        joinable,
        key=lambda pair: (
            pair[1].id in own,
            pair[0].score,
            pair[1].status not in PLANNED,
            pair[1].reach,
            pair[1].id,
        ),
    )
    decision = Decision(
        change="none",
        event_id=state.id,
        why=f"same happening: {in_words(rival.terms)}",
        score=rival.score,
        terms=rival.terms,
        threshold=threshold,
        rivals=_nearest(r for r, s in judged if s is not state),
    )
    return _change(decision, mention, state, own.get(state.id))


def contradicted(mention: Mention, origin: Origin, own: Sequence[EventState]) -> Rival | None:
    """Of the events that earlier revisions of its article told of and this one tells of no more, the one that
    a mention contradicts in what it knows, but for kind and stage; None where there is none."""
    said = _said(mention)
    found = (held_against(said, mention, origin, state) for state in own)
    revised = [rival for rival in found if rival.vetoes and _REVISABLE.issuperset(rival.vetoes)]
    return max(revised, key=lambda rival: (rival.score, rival.event_id), default=None)


def corrected(decision: Decision, rival: Rival, mention: Mention, state: EventState) -> Decision:
    """The decision for a mention that contradicts the event its article alone has told of: it corrects it."""
    return replace(
        decision,
        change="corrected",
        event_id=state.id,
        why=f"its only article was edited and tells it otherwise: {', '.join(rival.vetoes)}",
        score=rival.score,
        terms=rival.terms,
        diff=_retold_otherwise(rival, mention, state),
        rivals=tuple(other for other in decision.rivals if other.event_id != state.id),
    )


def _retold_otherwise(rival: Rival, mention: Mention, state: EventState) -> Json:
    now = mention.to_json()
    diff: Json = {
        name: {"from": getattr(state, name), "to": now[name]}
        for slot, name in RETOLD.items()
        if slot in rival.vetoes
    }
    figures = _new_figures(mention, state)
    return diff | ({"quantities": figures} if figures else {})


def needed(kind: str) -> float:
    """The score that joins a mention of `kind` to an event."""
    return JOIN_LASTING if kind in LASTING else JOIN_MOMENTARY


@dataclass(frozen=True, slots=True)
class _Said:
    """The slots of a mention as they are compared, made once for all candidates."""

    family: frozenset[str]
    actors: frozenset[str]
    recipients: frozenset[str]


def _said(mention: Mention) -> _Said:
    actors, recipients = (tags(p.to_json() for p in ps) for ps in (mention.actors, mention.recipients))
    return _Said(family(mention.kind), actors, recipients)


def held_against(said: _Said, mention: Mention, origin: Origin, state: EventState) -> Rival:
    """What speaks for a join, and which known slots contradict it."""
    slots: dict[str, float | None] = {
        "kind": _kind_agrees(said, mention, state),
        "stage": None if _stages_clash(mention, state) else 0.0,
        "figures": None if _figures_clash(mention, origin, state) else 0.0,
        "actor": _agree(said.actors, tags(state.actors), 3.0),
        "recipient": _agree(said.recipients, tags(state.recipients), 2.0),
        "place": _place_agrees(mention, state),
        "date": _date_agrees(mention, origin, state),
    }
    return Rival(
        state.id,
        {name: value for name, value in slots.items() if value is not None},
        tuple(name for name, value in slots.items() if value is None),
    )


def _kind_agrees(said: _Said, mention: Mention, state: EventState) -> float | None:
    if state.kind not in said.family:
        return None
    return 2.0 if mention.kind == state.kind else 1.0


def _nearest(rivals: Iterable[Rival]) -> tuple[Rival, ...]:
    """Those worth telling: fewest contradictions first, then the highest score."""
    ranked = sorted(rivals, key=lambda rival: (len(rival.vetoes), -rival.score, rival.event_id))
    return tuple(ranked[:_RIVALS_KEPT])


def _stages_clash(mention: Mention, state: EventState) -> bool:
    """Planned and done are different events; so are what-if and history; a denial may meet any of them."""
    for apart in APART:
        if (mention.status == apart) != (state.status == apart):
            return True
    if mention.status in REFUSING or state.status in REFUSING:
        return False
    return mention.kind in LASTING and (mention.status in PLANNED) != (state.status in PLANNED)


def _figures_clash(mention: Mention, origin: Origin, state: EventState) -> bool:
    """A plan for 2,600 is not the plan for 12,000, and 1,500 sent is not part of the 11,000 told before.

    What has been sent grows, so a larger figure contradicts nothing, unless it is another sending; a figure
    named before is a recap.
    """
    for role in _SAME_COUNT:
        rows = [state.quantities[r] for r in _SAME_COUNT[role] if r in state.quantities]
        known = [value for row in rows for value in row["values"]]
        stated = [value for q in mention.quantities if q.role == role and (value := figure(q))]
        if not known or not stated:
            continue
        if all(_is_apart(value, known, role) for value in stated):
            return True
        if min(stated) > _FAR_APART * max(known) and _told_elsewhere(rows, mention, origin):
            return True
    return False


def _told_elsewhere(rows: Sequence[Json], mention: Mention, origin: Origin) -> bool:
    """Whether the known figures are another speaker's, the last of them more than a week old.

    The same speaker's larger count is an update however late; another's is one only while the first is
    fresh. So "1,500 have left" does not make a bigger deployment of "200 were there two weeks ago".
    """
    claims = [claim for row in rows for claim in row.get("claims", ()) if claim["at"]]
    if not claims:
        return False
    ours = origins_of((said.speaker for said in mention.attribution), origin.publisher)
    last = max(datetime.fromisoformat(claim["at"]) for claim in claims)
    return ours.isdisjoint(claim["origin"] for claim in claims) and origin.reported - last > _FRESH


def _is_apart(value: float, known: Sequence[float], role: str) -> bool:
    if role == "planned_total":
        return all(max(value, k) > _FAR_APART * min(value, k) for k in known)
    return value not in known and value * _FAR_APART < max(known)


def _agree(ours: frozenset[str], theirs: frozenset[str], weight: float) -> float | None:
    if not ours or not theirs:
        return 0.0
    return weight if ours & theirs else None


def tags(parties: Iterable[Json]) -> frozenset[str]:
    """What tells parties apart: their country, else their name."""
    return frozenset(str(p.get("country") or p.get("name", "").casefold()) for p in parties)


def _place_agrees(mention: Mention, state: EventState) -> float | None:
    ours = _finest((p.country, p.name, p.precision) for p in mention.places if p.role != "origin")
    theirs = _finest((p["country"], p["name"], p["precision"]) for p in state.places if p["role"] != "origin")
    if not ours or not theirs:
        return 0.0
    if ours & theirs:
        return 2.0
    if not {country for country, *_ in ours} & {country for country, *_ in theirs}:
        return None
    precise = all(precision == "city" for *_, precision in ours | theirs)
    return None if precise and mention.kind not in LASTING else 0.5


def _finest(places: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Places as (country, name, precision); a country is left out where a place in it is named, too.

    "Kharkiv, Ukraine" and "Sumy, Ukraine" share the country and are two places.
    """
    named = set(places)
    inside = {country for country, _, precision in named if precision != "country"}
    return {place for place in named if place[2] != "country" or place[0] not in inside}


def _date_agrees(mention: Mention, origin: Origin, state: EventState) -> float | None:
    if mention.status in REFUSING:
        # The day of a denial says nothing of the day of what is denied.
        return 0.0
    stated = mention.date.basis == "expression" and state.date.get("basis") == "expression"
    if not stated:
        near = abs(origin.reported - state.first_reported_at) <= 2 * _DAY
        return 1.0 if near else 0.0 if mention.kind in LASTING else None
    gap = _gap(_day(mention.date.start), _day(mention.date.end), _day(state.start), _day(state.end))
    if gap <= _DAY:
        return 2.0
    return 0.0 if mention.kind in LASTING else None


def _gap(start: date | None, end: date | None, other_start: date | None, other_end: date | None) -> timedelta:
    """The days between two intervals, 0 where they touch; open sides reach everywhere."""
    if end and other_start and end <= other_start:
        return other_start - end + _DAY
    if other_end and start and other_end <= start:
        return start - other_end + _DAY
    return timedelta(0)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _change(
    decision: Decision, mention: Mention, state: EventState, earlier: frozenset[tuple[str, float]] | None
) -> Decision:
    """`earlier` are the figures earlier revisions of the same article gave; None for another article."""
    if mention.status in REFUSING and state.status not in REFUSING:
        return _denial(decision, mention, state)
    if earlier is not None:
        return _edit(decision, mention, state, earlier)
    diff = _diff(mention, state)
    if diff:
        return replace(decision, change="updated", diff=diff)
    return replace(decision, change="corroborated")


def _denial(decision: Decision, mention: Mention, state: EventState) -> Decision:
    """A denial is news once from each speaker."""
    speakers = {a.speaker for a in mention.attribution}
    if state.disputed and speakers <= {row["speaker"] for row in state.attribution}:
        return replace(decision, change="corroborated", why=f"denied before; {decision.why}")
    return replace(decision, change="denied", why=f"denies it; {decision.why}")


def _edit(
    decision: Decision, mention: Mention, state: EventState, earlier: frozenset[tuple[str, float]]
) -> Decision:
    """An edit corrects where its figures are no longer those the article gave before."""
    before = dict(earlier)
    figures = {
        quantity.role: {"from": _in_short(state.quantities.get(quantity.role)), "to": quantity.to_json()}
        for quantity in mention.quantities
        if quantity.role and figure(quantity) != before.get(quantity.role, figure(quantity))
    }
    if not figures:
        return decision
    return replace(decision, change="corrected", diff={"quantities": figures})


def _diff(mention: Mention, state: EventState) -> Json:
    """What a mention says that the event did not know; a figure that was named before is no news."""
    diff: Json = {}
    if mention.assertion == "repeated":
        return diff
    figures = _new_figures(mention, state)
    if figures:
        diff["quantities"] = figures
    if advances(state.status, mention.status):
        diff["status"] = {"from": state.status, "to": mention.status}
    if not state.places and mention.places:
        diff["places"] = {"from": [], "to": [p.to_json() for p in mention.places]}
    return diff


def _new_figures(mention: Mention, state: EventState) -> Json:
    return {
        quantity.role: {"from": _in_short(state.quantities.get(quantity.role)), "to": quantity.to_json()}
        for quantity in mention.quantities
        if quantity.role and is_news(quantity, state.quantities.get(quantity.role))
    }


def _in_short(known: Json | None) -> Json | None:
    """A role without the claims behind it, which the mentions have."""
    return {name: value for name, value in known.items() if name != "claims"} if known else None


def in_words(terms: Mapping[str, float]) -> str:
    """Terms and their sum: "kind 2, actor 3 = 5"."""
    return ", ".join(f"{name} {value:g}" for name, value in terms.items() if value) + (
        f" = {sum(terms.values()):g}"
    )


def _why_new(mention: Mention, known: int, rivals: Sequence[Rival]) -> str:
    if not known:
        return f"no {mention.kind} was active in the last 30 days"
    nearest = rivals[0]
    if nearest.vetoes:
        return f"each of {known} active events of this kind contradicts it in a known field"
    return f"nearest is {nearest.event_id} with {in_words(nearest.terms)}, which is not enough"
