"""A second reading of the articles, laid over the timeline: claims are put beside the old, ids stay.

Everything happens in the caller's transaction. Old claims lose their event and are kept; what changed of an
event stands in its history as `rebuilt`, which no rule sees, with the claims that left it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from storage._parts import in_parts
from storage.event_index import event_slot
from storage.models import Article, Event, EventChange, EventLink, Json, Mention
from storage.patches import COLUMNS, as_patch, columns_of

# What says when and where a row was written, not what an event is.
_BOOKKEEPING = frozenset({"id", "merged_into", "story", "first_seen_at", "updated_at"})
_SAID = (
    "kind", "title", "actors", "recipients", "places", "quantities", "date", "status", "assertion",
    "attribution", "evidence", "confidence",
)  # fmt: skip
_WHY = "its articles were read again"


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the events. `names` gives the id here of each event of the second reading.

    Of those that nothing tells of any more, `heirs` go on in another event, `gone` end. `held` rest on
    articles that cannot be read again and stay as they are. `versions` are the (article, revision) pairs
    that were read.
    """

    names: Mapping[str, str]
    heirs: Mapping[str, str]
    gone: frozenset[str]
    held: frozenset[str]
    versions: Collection[tuple[int, int]]


@dataclass(slots=True)
class _Claims:
    """What the two readings have of some articles: `kept` are pairs of one and the same."""

    kept: list[tuple[Mention, Mention]] = field(default_factory=list)
    fresh: list[Mention] = field(default_factory=list)
    old: list[Mention] = field(default_factory=list)
    labels: set[tuple[int, int, int, str]] = field(default_factory=set)


def claims_to_write(session: Session, again: Session, plan: Plan) -> int:
    """How many claims are new, stand no longer, or belong to another event."""
    count = 0
    for claims in _claims(session, again, plan):
        moved = sum(old.event != plan.names[str(new.event)] for old, new in claims.kept)
        count += moved + len(claims.fresh) + len(claims.old)
    return count


def lay_over(session: Session, again: Session, plan: Plan, now: datetime) -> None:
    """Make the timeline of `session` what that of `again` is."""
    minted = _mint(session, again, plan, now)
    left = _write_claims(session, again, plan, now)
    _rewrite(session, again, plan, minted, left, now)
    for event in sorted(plan.heirs.keys() | plan.gone):
        _end(session, session.get_one(Event, event), plan.heirs.get(event), left.get(event, []), now)
    session.flush()
    _find_anew(session, again, plan, now)
    _link_anew(session, again, plan, now)


def _mint(session: Session, again: Session, plan: Plan, now: datetime) -> set[str]:
    minted = set()
    for events in _standing(again):
        known = _known(session, [plan.names[event.id] for event in events])
        for event in events:
            name = plan.names[event.id]
            if name in known:
                continue
            minted.add(name)
            story = _story(session, again, event)
            own = {"id": name, "first_seen_at": now, "updated_at": now, "story": story}
            session.add(Event(**event.model_dump(include=set(COLUMNS)) | own))
        session.flush()
    return minted


def _story(session: Session, again: Session, event: Event) -> str | None:
    """Storylines are not told again; the event belongs to that of its first article."""
    first = select(Mention.article).where(Mention.event == event.id).order_by(col(Mention.id)).limit(1)
    return session.exec(select(Article.story).where(Article.id == again.exec(first).one())).first()


def _write_claims(session: Session, again: Session, plan: Plan, now: datetime) -> dict[str, list[int]]:
    """The ids of the claims that left each event."""
    left: dict[str, list[int]] = {}
    for claims in _claims(session, again, plan):
        for old, new in claims.kept:
            name = plan.names[str(new.event)]
            if old.event != name:
                left.setdefault(str(old.event), []).append(old.id or 0)
                old.event, old.decision = name, _named(new.decision, plan)
            old.withdrawn_at = new.withdrawn_at
        for old in claims.old:
            left.setdefault(str(old.event), []).append(old.id or 0)
            old.event = None
        for new in claims.fresh:
            own = {
                "id": None,
                "event": plan.names[str(new.event)],
                "decision": _named(new.decision, plan),
                "extractor": _label(new, claims.labels),
                "seen_at": now,
            }
            session.add(Mention(**new.model_dump() | own))
        session.flush()
        session.expunge_all()
    return left


def _label(claim: Mention, taken: Collection[tuple[int, int, int, str]]) -> str:
    """The extractor's name, with a number where it has read the article otherwise before."""
    place, label, times = (claim.article, claim.revision, claim.ordinal), claim.extractor, 1
    while (*place, label) in taken:
        times += 1
        label = f"{claim.extractor}#{times}"
    return label


def _named(decision: Json, plan: Plan) -> Json:
    rivals = [
        {**rival, "event": plan.names.get(rival["event"], rival["event"])}
        for rival in decision.get("rivals", ())
    ]
    return {**decision, "rivals": rivals}


def _claims(session: Session, again: Session, plan: Plan) -> Iterator[_Claims]:
    """The claims of a few hundred articles at a time."""
    articles = sorted({article for article, _ in plan.versions})
    for part in in_parts(articles):
        found = _Claims()
        here: dict[tuple[int, int, int], Mention] = {}
        for row in _claims_of(session, part):
            found.labels.add((row.article, row.revision, row.ordinal, row.extractor))
            if row.event is not None and (row.article, row.revision) in plan.versions:
                here[row.article, row.revision, row.ordinal] = row
        for row in _claims_of(again, part):
            old = here.get((row.article, row.revision, row.ordinal))
            if old is not None and all(getattr(old, name) == getattr(row, name) for name in _SAID):
                found.kept.append((old, row))
                del here[row.article, row.revision, row.ordinal]
            else:
                found.fresh.append(row)
        found.old = list(here.values())
        yield found


def _claims_of(session: Session, articles: Sequence[int]) -> Sequence[Mention]:
    return session.exec(
        select(Mention).where(col(Mention.article).in_(articles)).order_by(col(Mention.id))
    ).all()


def _rewrite(
    session: Session,
    again: Session,
    plan: Plan,
    minted: Collection[str],
    left: Mapping[str, list[int]],
    now: datetime,
) -> None:
    for events in _standing(again):
        known = _known(session, [plan.names[event.id] for event in events])
        for event in events:
            row = known[plan.names[event.id]]
            before: Json = {} if row.id in minted else columns_of(row)
            if row.id not in plan.held:
                _take_over(row, event, now)
            _note(session, row, before, left.get(row.id, []), _WHY if before else f"found when {_WHY}", now)
        session.flush()
        session.expunge_all()
        again.expunge_all()


def _take_over(row: Event, event: Event, now: datetime) -> None:
    told = {name: getattr(event, name) for name in COLUMNS if name not in _BOOKKEEPING}
    if any(getattr(row, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(row, name, value)
        row.updated_at = now


def _end(session: Session, row: Event, heir: str | None, left: list[int], now: datetime) -> None:
    """The id of an event that nothing tells of stays, and leads to its heir, if it has one."""
    before = columns_of(row)
    row.updated_at = now
    if heir is not None:
        row.merged_into = heir
        _note(session, row, before, left, f"its claims tell of {heir}, now that {_WHY}", now)
        return
    row.standing = "retracted"
    _note(session, row, before, left, f"nothing tells of it, now that {_WHY}", now)


def _note(session: Session, row: Event, before: Json, left: list[int], why: str, now: datetime) -> None:
    patch = as_patch(before, columns_of(row))
    if not patch and not left:
        return
    diff: Json = {"from": row.id, "mentions": left} if left else {}
    session.add(
        EventChange(event=row.id, change="rebuilt", diff=diff, patch=patch, why=why, at=now, state="matched")
    )


def _find_anew(session: Session, again: Session, plan: Plan, now: datetime) -> None:
    """Let new mentions be held against what stands now."""
    connection = session.connection()
    ours = [name for name in plan.names.values() if name not in plan.held]
    for part in in_parts([*ours, *sorted(plan.heirs.keys() | plan.gone)]):
        connection.execute(delete(event_slot).where(event_slot.c.event.in_(part)))
    active = again.connection().execute(event_slot.select().where(event_slot.c.until >= now)).mappings()
    rows = [{**row, "event": plan.names[row["event"]]} for row in active if row["event"] in plan.names]
    if rows := [row for row in rows if row["event"] not in plan.held]:
        connection.execute(event_slot.insert(), rows)


def _link_anew(session: Session, again: Session, plan: Plan, now: datetime) -> None:
    """Links between events that stay as they are stay; the others are those of the second reading."""
    told = {
        (plan.names[link.event], plan.names[link.other], link.kind): link.why
        for link in again.exec(select(EventLink))
        if link.event in plan.names and link.other in plan.names
    }
    known = set()
    for link in session.exec(select(EventLink)):
        pair = (link.event, link.other, link.kind)
        if pair in told or {link.event, link.other} & plan.held:
            known.add(pair)
        else:
            session.delete(link)
    for (event, other, kind), why in sorted(told.items()):
        if (event, other, kind) not in known and event != other:
            session.add(EventLink(event=event, other=other, kind=kind, why=why, at=now))
    session.flush()


def _standing(session: Session) -> Iterator[Sequence[Event]]:
    """The events of a timeline that stand for themselves, a few hundred at a time."""
    ids = session.exec(select(Event.id).where(col(Event.merged_into).is_(None)).order_by(col(Event.id))).all()
    for part in in_parts(ids):
        yield session.exec(select(Event).where(col(Event.id).in_(part)).order_by(col(Event.id))).all()


def _known(session: Session, ids: Sequence[str]) -> dict[str, Event]:
    return {event.id: event for event in session.exec(select(Event).where(col(Event.id).in_(ids)))}


def is_told(event: type[Event]) -> Any:
    """Whether a claim tells of an event, or it has not been retracted yet."""
    told = select(Mention.id).where(col(Mention.event) == col(event.id)).correlate(event).exists()
    return or_(told, col(event.standing) != "retracted")
