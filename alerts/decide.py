"""What rules make of changes: which alerts to raise, and what each tells. Nothing is written here.

Live matching and backtests both decide through `Decider`, so a replay says what would have been sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts.index import RuleIndex
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


def decide(index: RuleIndex, views: Sequence[ChangeView]) -> Iterator[Notice]:
    """The alerts that `views`, the changes of one cycle, give rise to, in the order of the rules."""
    matched: dict[int, list[Matched]] = {}
    for view in views:
        for number in index.matching(view):
            # The index names the rules; the exact check says by which words and values.
            found = match(index.rules[number], view)
            if isinstance(found, Match):
                matched.setdefault(number, []).append(Matched(view, found))
    for number in sorted(matched):
        yield from grouped(index.rules[number], matched[number])


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
