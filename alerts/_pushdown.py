"""What of a rule the database can decide, so that a backtest reads few rows; and the parts the rest needs.

Each clause lets through at least every change that meets its condition: the exact check follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_
from sqlmodel import Session, col, func, select

from alerts._examples import Condition
from alerts._schema import Rule, When
from alerts._stateful import Trait
from alerts.model import CHANGE_NAMES
from storage.models import Article, Event, EventChange, Mention, Source

Clause = ColumnElement[bool]
_NAMES = {name: stored for stored, name in CHANGE_NAMES.items()}
_READS: dict[Condition, tuple[str, ...]] = {
    "status": ("status",),
    "assertion": ("assertion",),
    "language": ("source",),
    "sources": ("source",),
    "source_country": ("source",),
    "actors": ("actors",),
    "recipients": ("recipients",),
    "country": ("places",),
    "places": ("places",),
    "near": ("places",),
    "count": ("quantities",),
    "event_date": ("date", "times"),
    "text": ("wording",),
}


_TRAITS: dict[Trait, str] = {
    "actor": "actors",
    "recipient": "recipients",
    "place": "places",
    "country": "places",
    "count_band": "quantities",
    "source": "source",
    "status": "status",
}


def parts_of(when: When) -> frozenset[str]:
    """The parts of a change that its conditions look at."""
    given = (parts for condition, parts in _READS.items() if getattr(when, condition) is not None)
    return frozenset(part for parts in given for part in parts)


def parts_of_rule(rule: Rule) -> frozenset[str]:
    """The parts of a change that the rule decides by."""
    parts = frozenset().union(*(parts_of(stage.when) for stage in rule.stages))
    if rule.confirm is not None:
        parts |= {"speakers", "source"}
    counting = (rule.novelty, rule.frequency, rule.spike, rule.sequence)
    return parts | {_TRAITS[trait] for one in counting if one for trait in one.per if trait in _TRAITS}


def candidates(session: Session, rule: Rule) -> list[Clause]:
    """What every change that the rule decides by fulfils."""
    stages = [and_(*clauses(session, stage).values()) for stage in rule.stages]
    if rule.confirm is None:
        return [or_(*stages)] if stages else []
    # Others may tell of a change that is held back, whatever their own changes are.
    held = (
        select(EventChange.event)
        .select_from(EventChange)
        .join(Event, col(Event.id) == col(EventChange.event))
    )
    held = held.outerjoin(Mention, col(Mention.id) == col(EventChange.mention))
    held = held.outerjoin(Article, col(Article.id) == col(EventChange.article))
    return [col(EventChange.event).in_(held.where(*stages))]


def clauses(session: Session, rule: Rule) -> dict[str, Clause]:
    """By condition, the clause that every change meeting it fulfils; for some conditions there is none."""
    found: dict[str, Clause] = {"change": col(EventChange.change).in_([_NAMES[name] for name in rule.change])}
    for condition, clause in _CLAUSES.items():
        if getattr(rule.when, condition) is not None:
            found[condition] = clause(session, rule.when)
    return found


def _kind(_: Session, when: When) -> Clause:
    return col(Event.kind).in_(when.kind or ())


def _status(_: Session, when: When) -> Clause:
    return func.coalesce(Mention.status, Event.status).in_(when.status or ())


def _assertion(_: Session, when: When) -> Clause:
    return func.coalesce(Mention.assertion, Event.assertion).in_(when.assertion or ())


def _country(_: Session, when: When) -> Clause:
    return _said_or_known(Mention.places, Event.places, when.country or ())


def _actors(_: Session, when: When) -> Clause:
    return _parties(Mention.actors, Event.actors, [party.country for party in when.actors or ()])


def _recipients(_: Session, when: When) -> Clause:
    return _parties(Mention.recipients, Event.recipients, [party.country for party in when.recipients or ()])


def _parties(said: Any, known: Any, countries: Iterable[str | None]) -> Clause:
    wanted = list(countries)
    if None in wanted:
        return col(EventChange.id).is_not(None)
    return _said_or_known(said, known, [code for code in wanted if code])


def _said_or_known(said: Any, known: Any, countries: Iterable[str]) -> Clause:
    """A country stands in what the mention says, or the mention leaves it open and the event knows it."""
    in_mention, in_event = _holds(said, countries), _holds(known, countries)
    left_open = or_(col(EventChange.mention).is_(None), cast(said, String).in_(("[]", "null")))
    return or_(in_mention, and_(left_open, in_event))


def _holds(column: Any, countries: Iterable[str]) -> Clause:
    text = cast(column, String)
    return or_(*(text.like(f'%"country": "{code}"%') for code in countries))


def _language(session: Session, when: When) -> Clause:
    return _told_by(session, lambda source: source.language in (when.language or ()))


def _source_country(session: Session, when: When) -> Clause:
    return _told_by(session, lambda source: source.country in (when.source_country or ()))


def _sources(session: Session, when: When) -> Clause:
    wanted = {name.casefold() for name in when.sources or ()}
    return _told_by(
        session, lambda source: bool({source.name.casefold(), source.publisher.casefold()} & wanted)
    )


def _told_by(session: Session, wanted: Callable[[Source], bool]) -> Clause:
    ids = [source.id for source in session.exec(select(Source)) if wanted(source)]
    return col(Article.source).in_(ids)


_CLAUSES: dict[Condition, Callable[[Session, When], Clause]] = {
    "kind": _kind,
    "status": _status,
    "assertion": _assertion,
    "language": _language,
    "sources": _sources,
    "source_country": _source_country,
    "actors": _actors,
    "recipients": _recipients,
    "country": _country,
}
