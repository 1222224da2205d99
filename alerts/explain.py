"""Why a rule does or does not fire on a change, and which changes it missed by one condition only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alerts import match
from alerts.model import ChangeView, Check, Json
from alerts.rules import Rule


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every condition of a rule held against one change."""

    rule: str
    change: ChangeView
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The conditions that are not met."""
        return tuple(check for check in self.checks if not check.met)

    @property
    def matched(self) -> bool:
        """Whether the rule fires on the change."""
        return not self.failed

    @property
    def is_near_miss(self) -> bool:
        """Whether one condition alone failed, of a rule that has others beside `change`."""
        return len(self.failed) == 1 and len(self.checks) > 2

    def to_json(self) -> Json:
        view = self.change
        return {
            "rule": self.rule,
            "event": view.event,
            "change": view.change_id,
            "what": view.change,
            "kind": view.kind,
            "title": view.title,
            "reported": view.reported.isoformat() if view.reported else None,
            "source": view.source.name,
            "matched": self.matched,
            "near_miss": self.is_near_miss,
            "conditions": [check.to_json() | {"met": check.met} for check in self.checks],
        }


def explain(rule: Rule, change: ChangeView) -> Explanation:
    """All conditions of `rule` held against `change`, also those behind the first that failed."""
    return Explanation(rule.id, change, match.explain(rule, change))


def near_misses(rule: Rule, changes: Iterable[ChangeView], *, limit: int) -> list[Explanation]:
    """The first `limit` of `changes` that the rule missed by a single condition."""
    found: list[Explanation] = []
    for change in changes:
        explained = explain(rule, change)
        if explained.is_near_miss:
            found.append(explained)
        if len(found) == limit:
            break
    return found
