"""What rules make of changes: which alerts to raise, and what each tells. Nothing is written here.

Live matching and backtests both decide through `Decider`, so a replay says what would have been sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from alerts.conditions import (
    Told,
    Why,
    confirmed,
    counted,
    followed,
    group_of,
    heard,
    is_novel,
    moment,
    silent,
    spiked,
    why_held,
    why_known,
)
from alerts.index import RuleIndex
from alerts.match import match
from alerts.message import Matched
from alerts.model import ChangeView, Json, Match
from alerts.rules import Rule

# A replay takes changes this close together as those of one cycle, which live are decided together.
CYCLE_GAP = timedelta(seconds=60)


Load = Callable[[Sequence[int]], list[ChangeView]]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A change that met a rule and raised no alert: the `condition` that held it back, and until when."""

    rule: Rule
    change: ChangeView
    condition: Literal["confirm", "novelty"]
    why: Why


Note = Callable[[Withheld], None]


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert to raise: the rule, and the changes it tells; none for a silence, which `reason` names.

    `at` is when it was decided; None where the changes say so.
    """

    rule: Rule
    matched: tuple[Matched, ...]
    at: datetime | None = None
    reason: str = ""


class Decider:
    """Decides for a set of rules, over as many cycles as there are."""

    def __init__(self, rules: Sequence[Rule], load: Load | None = None) -> None:
        self.rules = rules
        self._stages = [(rule, step) for rule in rules for step in range(len(rule.stages))]
        self._index = RuleIndex([stage for rule in rules for stage in rule.stages])
        self._confirming = [n for n, (rule, _) in enumerate(self._stages) if rule.confirm]
        self._order = {rule.id: number for number, rule in enumerate(rules)}
        self._states: dict[str, Json] = {}
        self._load = load or (lambda _: [])
        self._note: Note = lambda _: None

    def remember(self, states: dict[str, Json], load: Load, note: Note = lambda _: None) -> None:
        """From now on rules read and write what they remember in `states`, by their ids.

        `load` finds earlier changes by their ids: a rule may tell what it held back. `note` hears of every
        change that a rule holds back.
        """
        self._states, self._load, self._note = states, load, note

    def decide(self, views: Sequence[ChangeView]) -> list[Notice]:
        """The alerts that `views`, the changes of one cycle, give rise to, in the order of the rules."""
        matched: dict[str, list[Matched]] = {}
        rules: dict[str, Rule] = {}
        notices: list[Notice] = []
        for view in views:
            fitting = self._index.matching(view)
            for number in sorted({*fitting, *self._waiting_for(view)}):
                rule, step = self._stages[number]
                rules[rule.id] = rule
                if not rule.remembers:
                    matched.setdefault(rule.id, []).append(Matched(view, _exact(rule, view)))
                    continue
                for found in self._remembering(rule, step, view, number in fitting):
                    if rule.kind == "event":
                        matched.setdefault(rule.id, []).extend(found.matched)
                    else:
                        notices.append(found)
        notices += [notice for name, told in matched.items() for notice in grouped(rules[name], told)]
        return sorted(notices, key=lambda notice: self._order[notice.rule.id])

    def tick(self, rules: Iterable[Rule], now: datetime) -> list[Notice]:
        """The silences, of those rules that wait for something, by `now`; each is told once."""
        return [notice for rule in rules if rule.absence for notice in self._silence(rule, now)]

    def last_heard(self, rule: Rule) -> datetime | None:
        """When what the rule waits for came last; None before it was watched."""
        last = self._state(rule).get("last")
        return datetime.fromisoformat(last) if last else None

    def heard_source(self, rule: Rule, at: datetime) -> list[Notice]:
        """A source that is waited for published at `at`: the silence before, if it was one, and its end."""
        found = self._silence(rule, at)
        heard(self._state(rule), at)
        return found

    def _waiting_for(self, view: ChangeView) -> list[int]:
        """Rules that hold an earlier change of the event back until others tell of it."""
        return [n for n in self._confirming if view.event in self._state(self._stages[n][0]).get("held", {})]

    def _remembering(self, rule: Rule, step: int, view: ChangeView, fits: bool) -> list[Notice]:
        state = self._state(rule)
        if rule.kind == "absence":
            return self.heard_source(rule, moment(view))
        if rule.kind == "event":
            return self._event(rule, state, view, fits)
        if rule.kind == "sequence":
            told = followed(rule, step, state, view)
        else:
            told = (counted if rule.kind == "frequency" else spiked)(rule, state, view)
        return [self._notice(rule, told, view)] if told else []

    def _event(self, rule: Rule, state: Json, view: ChangeView, fits: bool) -> list[Notice]:
        if rule.confirm is None:
            found = Notice(rule, (Matched(view, _exact(rule, view)),))
        else:
            told = confirmed(rule.confirm, state, view, matches=fits)
            if told is None:
                if fits:
                    self._note(Withheld(rule, view, "confirm", why_held(rule.confirm, state, view)))
                return []
            found = self._notice(rule, told, view)
        first = found.matched[0].change
        if rule.novelty is None or is_novel(rule.novelty, state, first):
            return [found]
        self._note(Withheld(rule, first, "novelty", why_known(rule.novelty, state, first)))
        return []

    def _notice(self, rule: Rule, told: Told, view: ChangeView) -> Notice:
        """What was remembered, read in full, with why it is told now."""
        earlier = {one.change_id: one for one in self._load(told.changes)} | {view.change_id: view}
        stages = rule.stages
        matched = []
        for change in (earlier[number] for number in told.changes if number in earlier):
            results = (match(stage, change) for stage in stages)
            checks = next((result.checks for result in results if isinstance(result, Match)), ())
            matched.append(Matched(change, Match((*checks, told.check))))
        return Notice(rule, tuple(matched), moment(view))

    def _silence(self, rule: Rule, now: datetime) -> list[Notice]:
        assert rule.absence is not None
        reason = silent(rule.absence, self._state(rule), now)
        return [Notice(rule, (), now, reason)] if reason else []

    def _state(self, rule: Rule) -> Json:
        return self._states.setdefault(rule.id, {})


def _exact(rule: Rule, view: ChangeView) -> Match:
    """By which words and values a change fulfils a rule that the index named."""
    found = match(rule, view)
    assert isinstance(found, Match), f"the index named {rule.id}, which does not match"
    return found


def grouped(rule: Rule, matched: Iterable[Matched]) -> list[Notice]:
    """One notice for what the rule groups: one story, or else one article revision, where it does not say."""
    groups: dict[str, list[Matched]] = {}
    for one in matched:
        groups.setdefault(group_of(one.change, rule.notify.group_by), []).append(one)
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
