"""What the timeline would be, had every stored article been read by the extractor of today, and making it so.

Articles are read again beside the timeline. What stands in both keeps its id, whatever id the second reading
gives it; nothing is ever deleted, and no rule sees a change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from errors import WatchlineError
from events.extract import Extractor
from events.fold import mint_id
from events.same_events import match
from flows.lock import alone_lock
from flows.steps._readings import TimelineReading
from flows.steps._replay import Replay, replay_of
from storage import safekeeping
from storage._dump import silent
from storage.database import Database
from storage.models import Json
from storage.rebuilt import Plan, claims_to_write, lay_over

# How long a cycle that is at work is waited for.
PATIENCE_S = 300.0
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an event, as it stands and as it would be."""

    event: str
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Rebuilt:
    """How the timeline differs from what the articles tell today.

    `unread` versions of articles have no text any more, or could not be read; `held` events rest on one of
    them and stay as they are. `claims` are to be written anew, or belong to another event. `merged` names
    where events go that turn out to be parts of others. `backup` was made before anything was written.
    """

    articles: int = 0
    unread: int = 0
    kept: int = 0
    held: int = 0
    claims: int = 0
    gone: list[str] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    applied: bool = False
    backup: Path | None = None

    def to_json(self) -> Json:
        """Its form in `watchline timeline rebuild --json`."""
        return {
            "articles": self.articles,
            "unread": self.unread,
            "kept": self.kept,
            "held": self.held,
            "claims": self.claims,
            "gone": self.gone,
            "merged": self.merged,
            "new": self.new,
            "changed": [
                {"event": one.event, "field": one.field, "from": one.before, "to": one.after}
                for one in self.changed
            ],
            "applied": self.applied,
            "backup": str(self.backup) if self.backup else None,
        }

    @property
    def is_empty(self) -> bool:
        """Whether the timeline is what the articles tell."""
        return not (self.claims or self.gone or self.merged or self.new or self.changed)


def compare(database: Database, extractor: Extractor, tell: Tell = silent) -> Rebuilt:
    """Read everything again and hold the two timelines against each other; nothing is written."""
    with replay_of(database, extractor) as replay:
        replay.run(tell)
        return _compared(database, replay)[0]


def apply(
    database: Database,
    extractor: Extractor,
    now: datetime,
    *,
    backups: Path | None = None,
    back_up_first: bool = True,
    tell: Tell = silent,
) -> Rebuilt:
    """Make the timeline what the articles tell today, in one transaction after a backup.

    Articles are read while cycles go on; for the writing, and for what came meanwhile, no cycle may work.
    Raises WatchlineError where one works on for five minutes, or the backup fails; nothing is changed then.
    """
    with replay_of(database, extractor) as replay:
        replay.run(tell)
        with _alone(database, tell):
            replay.run(tell)
            report, plan = _compared(database, replay)
            if report.is_empty:
                return report
            if back_up_first:
                report.backup = safekeeping.keep(database, "rebuild-before", now, folder=backups, tell=tell)
            tell("writing")
            with database.write() as session, replay.again.read() as again:
                database.lock_merging(session)
                lay_over(session, again, plan, now)
    report.applied = True
    return report


@contextmanager
def _alone(database: Database, tell: Tell) -> Iterator[None]:
    until = time.monotonic() + PATIENCE_S
    while True:
        with alone_lock(database) as held:
            if held:
                yield
                return
        if time.monotonic() > until:
            raise WatchlineError(
                "a cycle has been at work for five minutes; stop `watchline run` and try again"
            )
        tell("waiting for the cycle that is at work")
        time.sleep(0.5)


def _compared(database: Database, replay: Replay) -> tuple[Rebuilt, Plan]:
    report = Rebuilt(articles=replay.articles, unread=replay.unread)
    with database.read() as session, replay.again.read() as again:
        before, now = TimelineReading(session), TimelineReading(again)
        plan = _plan(before, now, replay)
        report.claims = claims_to_write(session, again, plan)
        ours, theirs = before.shown(), now.shown()
    report.held = len(plan.held & ours.keys())
    named = {plan.names[event]: columns for event, columns in theirs.items()}
    report.gone = sorted(plan.gone)
    report.merged = dict(sorted(plan.heirs.items()))
    report.new = sorted(named.keys() - ours.keys())
    _hold_against({event: ours[event] for event in ours.keys() - plan.held}, named, report)
    return report, plan


def _plan(before: TimelineReading, now: TimelineReading, replay: Replay) -> Plan:
    """Which event of now is which of before, and what becomes of the others."""
    ours, theirs = before.fingerprints(), now.fingerprints()
    same = {event for event, fingerprint in theirs.items() if ours.get(event) == fingerprint}
    matched = match(before.claims(ours.keys() - same), now.claims(theirs.keys() - same))
    names = {event: event for event in same} | matched.known
    ended, taken = before.ended(), before.ids()
    for event in sorted(theirs.keys() - names.keys()):
        names[event] = event if event in ended else _unused(event, taken)
        taken.add(names[event])
    held = before.resting_on_others_than(replay.versions)
    left = ours.keys() - set(names.values()) - held
    heirs = {event: names[heir] for event, heir in matched.heirs.items() if event in left}
    return Plan(names, heirs, frozenset(left - heirs.keys()), held, replay.versions)


def _unused(event: str, taken: set[str]) -> str:
    """An id of its own for an event that begins with a mention which began another before."""
    while event in taken:
        event = mint_id(f"{event}|again")
    return event


def _hold_against(before: Mapping[str, Json], after: Mapping[str, Json], report: Rebuilt) -> None:
    for event in sorted(before.keys() & after.keys()):
        ours, theirs = before[event], after[event]
        names = [*ours, *(name for name in theirs if name not in ours)]
        changed = [
            Difference(event, name, ours.get(name), theirs.get(name))
            for name in names
            if ours.get(name) != theirs.get(name)
        ]
        report.changed += changed
        report.kept += not changed
