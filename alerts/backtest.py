"""What a rule would have sent: stored changes replayed through the decisions that run live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy
from sqlmodel import Session, col

from alerts import _pushdown, history
from alerts.absences import published
from alerts.decide import Decider, Notice, cycles
from alerts.explain import Explanation, near_misses
from alerts.late import read_late
from alerts.message import Matched, subject
from alerts.model import ChangeView, Json
from alerts.rules import Rule
from storage.models import Event, EventChange

SHOWN = 10
_PAGE = 500
_ARTICLE_OF = sqlalchemy.select(col(EventChange.id), col(EventChange.article))
# Changes looked at for near misses, of each condition that is lifted; enough to show some.
_LOOKED_AT = 100
_AMONG_NEWEST = 4_000
# An alert on the same kind, actor and place within this time of another is likely told twice.
_REPEAT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The alerts of seven days; `monday` is their first."""

    monday: date
    alerts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One alert that would have been raised."""

    at: datetime | None
    title: str
    changes: tuple[int, ...]
    event: str

    def to_json(self) -> Json:
        at = self.at.isoformat() if self.at else None
        return {"at": at, "title": self.title, "changes": list(self.changes), "event": self.event}


@dataclass(frozen=True, slots=True)
class Noise:
    """How much of it a reader may find too much.

    `repeats` are alerts on the same kind, actor and place as an alert at most seven days before;
    `one_origin` are those that a single origin has told of to this day.
    """

    per_week: float
    busiest_day: int
    repeats: int
    one_origin: int

    def to_json(self) -> Json:
        return {
            "per_week": round(self.per_week, 2),
            "busiest_day": self.busiest_day,
            "repeats": self.repeats,
            "one_origin": self.one_origin,
        }


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a rule would have sent between two instants; `first` are the first ten."""

    rule: str
    since: datetime
    until: datetime
    alerts: int
    weeks: tuple[Week, ...]
    first: tuple[Sent, ...]
    near: tuple[Explanation, ...]
    noise: Noise

    def to_json(self) -> Json:
        return {
            "rule": self.rule,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "alerts": self.alerts,
            "weeks": [{"week": week.monday.isoformat(), "alerts": week.alerts} for week in self.weeks],
            "first": [sent.to_json() for sent in self.first],
            "near_misses": [one.to_json() for one in self.near],
            "noise": self.noise.to_json(),
        }


def backtest(session: Session, rule: Rule, since: datetime, until: datetime) -> Backtest:
    """Replays what was stored from `since` on and before `until`; writes nothing."""
    notices = replay(session, rule, since, until)
    times = [at for notice in notices if (at := _at(notice)) is not None]
    return Backtest(
        rule=rule.id,
        since=since,
        until=until,
        alerts=len(notices),
        weeks=tuple(_weeks(times, since, until)),
        first=_told(session, notices[:SHOWN]),
        near=tuple(_near_misses(session, rule, since, until)),
        noise=_noise(session, notices, times, until - since),
    )


def replay(session: Session, rule: Rule, since: datetime, until: datetime) -> list[Notice]:
    """The alerts a rule would have raised, in order, each with only what the rule looked at.

    A rule that remembers is started so much earlier that it knows by `since` what it would have known.
    """
    parts = _pushdown.parts_of_rule(rule)
    where = [*_pushdown.candidates(session, rule), *_window(since - _memory(rule), until)]
    views = history.read(session, where, parts) if rule.stages else []
    decider = Decider([rule])
    decider.remember({}, lambda ids: _loaded(session, views, ids, parts))
    # What a rule waits for has been waited for from `since` on, as if it had been watched from then.
    notices = decider.tick([rule], since)
    notices += [notice for cycle in cycles(views) for notice in decider.decide(cycle)]
    if rule.absence is not None:
        notices += _silences(session, decider, rule, since, until)
    told = _without_late(session, notices)
    return [notice for notice in told if (at := _at(notice)) is None or at >= since]


def _without_late(session: Session, notices: Sequence[Notice]) -> list[Notice]:
    """As live, new events that a late full text adds are no second alert on their article."""
    ids = [one.change.change_id for notice in notices for one in notice.matched]
    late: dict[int, int] = {}
    for start in range(0, len(ids), _PAGE):
        late |= read_late(session, ids[start : start + _PAGE])
    if not late:
        return list(notices)
    articles: dict[int, int] = {}
    for start in range(0, len(ids), _PAGE):
        wanted = col(EventChange.id).in_(ids[start : start + _PAGE])
        rows = session.connection().execute(_ARTICLE_OF.where(wanted))
        articles |= {change: article or 0 for change, article in rows}
    kept, told = [], set()
    for notice in notices:
        rest = tuple(one for one in notice.matched if late.get(one.change.change_id) not in told)
        told |= {articles[one.change.change_id] for one in rest}
        if rest or not notice.matched:
            kept.append(replace(notice, matched=rest))
    return kept


def _memory(rule: Rule) -> timedelta:
    """How far back a rule remembers."""
    seconds = [0]
    if rule.confirm:
        seconds.append(rule.confirm.within)
    if rule.novelty:
        seconds.append(rule.novelty.window)
    if rule.spike:
        seconds.append(rule.spike.within + rule.spike.baseline)
    seconds += [asked.within for asked in (rule.frequency, rule.sequence) if asked]
    return timedelta(seconds=max(seconds))


def _loaded(
    session: Session, views: Sequence[ChangeView], ids: Sequence[int], parts: Collection[str]
) -> list[ChangeView]:
    known = {view.change_id: view for view in views}
    if all(number in known for number in ids):
        return [known[number] for number in ids]
    return history.read(session, [col(EventChange.id).in_(list(ids))], parts)


def _silences(
    session: Session, decider: Decider, rule: Rule, since: datetime, until: datetime
) -> list[Notice]:
    """Silences at the end of the span, and of a source those within it."""
    assert rule.absence is not None
    if rule.absence.source is None:
        return decider.tick([rule], until)
    came = published(session, rule.absence.source, since, until)
    found = [notice for at in came for notice in decider.heard_source(rule, at)]
    return [*found, *decider.tick([rule], until)]


def _window(since: datetime, until: datetime) -> list[_pushdown.Clause]:
    """The span of time, without what sources held when they were first read: that raises no alerts."""
    return [
        col(EventChange.at) >= since,
        col(EventChange.at) < until,
        col(EventChange.state) != "backlog",
    ]


def _at(notice: Notice) -> datetime | None:
    return notice.at or notice.matched[-1].change.at


def _weeks(times: Iterable[datetime], since: datetime, until: datetime) -> Iterator[Week]:
    """Every week of the span, also those without an alert."""
    counted = Counter(_monday(at) for at in times)
    monday = _monday(since)
    while monday <= _monday(until - timedelta(microseconds=1)):
        yield Week(monday, counted[monday])
        monday += timedelta(days=7)


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _told(session: Session, notices: Sequence[Notice]) -> tuple[Sent, ...]:
    """The alerts with their subjects as they would have been sent; what they tell is read in full."""
    ids = [one.change.change_id for notice in notices for one in notice.matched]
    full = {view.change_id: view for view in history.by_ids(session, ids)}
    found = []
    for notice in notices:
        matched = [Matched(full[one.change.change_id], one.match) for one in notice.matched]
        changes = tuple(one.change.change_id for one in matched)
        headline = subject(notice.rule, matched) if matched else f"{notice.rule.title}: {notice.reason}"
        found.append(Sent(_at(notice), headline, changes, matched[0].change.event if matched else ""))
    return tuple(found)


def _near_misses(session: Session, rule: Rule, since: datetime, until: datetime) -> list[Explanation]:
    """The newest changes that failed one condition alone."""
    if len(rule.stages) != 1:
        return []
    parts = {*_pushdown.parts_of(rule.when), "message", "source", "times"}
    ids = _nearest(session, rule, since, until)
    found: list[Explanation] = []
    for start in range(0, len(ids), _LOOKED_AT):
        page = col(EventChange.id).in_(ids[start : start + _LOOKED_AT])
        views = reversed(history.read(session, [page], parts))
        found += near_misses(rule, views, limit=SHOWN - len(found))
        if len(found) == SHOWN:
            break
    return found


def _nearest(session: Session, rule: Rule, since: datetime, until: datetime) -> list[int]:
    """Changes that may have failed one condition alone, the newest first."""
    lifted = _pushdown.clauses(session, rule)
    kept = [lifted.pop("change"), *_window(since, until)]
    kind = lifted.pop("kind", None)
    others = list(lifted.values())
    look = partial(history.nearest_ids, session, limit=_LOOKED_AT, until=until)
    if kind is None:
        # Without a kind the database would look through everything, so only the newest are looked at.
        return look(kept, others, among=_AMONG_NEWEST)
    of_kind = look([*kept, kind], others)
    of_others = look([*kept, *others, ~kind], (), among=_AMONG_NEWEST)
    return sorted({*of_kind, *of_others}, reverse=True)


def _noise(session: Session, notices: Sequence[Notice], times: Sequence[datetime], span: timedelta) -> Noise:
    per_day = Counter(at.date() for at in times)
    facts = _facts(session, notices)
    return Noise(
        per_week=len(notices) / (span / timedelta(days=7)),
        busiest_day=max(per_day.values(), default=0),
        repeats=_repeats(notices, facts),
        one_origin=sum(facts[notice.matched[0].change.event][1] <= 1 for notice in notices if notice.matched),
    )


_Facts = dict[str, tuple[tuple[str, str, str], int]]


def _facts(session: Session, notices: Sequence[Notice]) -> _Facts:
    """Of each alert's event: kind, actor and place, and how many origins have told of it."""
    events = sorted({notice.matched[0].change.event for notice in notices if notice.matched})
    found: _Facts = {}
    for start in range(0, len(events), 500):
        rows = session.connection().execute(
            sqlalchemy.select(Event.id, Event.kind, Event.actor, Event.place, Event.origins).where(  # type: ignore[call-overload]
                col(Event.id).in_(events[start : start + 500])
            )
        )
        found |= {event: ((kind, actor, place), origins) for event, kind, actor, place, origins in rows}
    return found


def _repeats(notices: Sequence[Notice], facts: _Facts) -> int:
    latest: dict[tuple[str, str, str], datetime] = {}
    repeats = 0
    for notice in notices:
        at = _at(notice)
        if at is None or not notice.matched:
            continue
        what, _ = facts[notice.matched[0].change.event]
        repeats += what in latest and at - latest[what] <= _REPEAT
        latest[what] = at
    return repeats
