"""What rules make of changes: which alerts to raise, and what each tells. Nothing is written here.

Live matching and backtests both decide through `Decider`, so a replay says what would have been sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts.match import match
from alerts.message import Matched
from alerts.model import ChangeView, Match
from alerts.rules import Rule

# A replay takes changes this close together as those of one cycle, which live are decided together.
CYCLE_GAP = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert to raise: the rule, and the changes it tells."""

    rule: Rule
    matched: tuple[Matched, ...]


def decide(rules: Iterable[Rule], views: Sequence[ChangeView]) -> Iterator[Notice]:
    """The alerts that `views`, the changes of one cycle, give rise to."""
    for rule in rules:
        yield from grouped(rule, _matched(rule, views))


def _matched(rule: Rule, views: Iterable[ChangeView]) -> Iterator[Matched]:
    for view in views:
        found = match(rule, view)
        if isinstance(found, Match):
            yield Matched(view, found)


def grouped(rule: Rule, matched: Iterable[Matched]) -> list[Notice]:
    """One notice for what one story, or else one article revision, tells."""
    groups: dict[str, list[Matched]] = {}
    for one in matched:
        groups.setdefault(one.change.group, []).append(one)
    return [Notice(rule, tuple(group)) for group in groups.values()]


def cycles(views: Iterable[ChangeView]) -> Iterator[list[ChangeView]]:
    """`views`, in the order they happened, as the cycles they came in."""
    cycle: list[ChangeView] = []
    for view in views:
        if cycle and _is_later(cycle[-1], view):
            yield cycle
            cycle = []
        cycle.append(view)
    if cycle:
        yield cycle


def _is_later(before: ChangeView, after: ChangeView) -> bool:
    return before.at is not None and after.at is not None and after.at - before.at > CYCLE_GAP
