"""What became of an event under each rule: the alert it raised, or why it raised none.

Alerts and what was withheld stand in the database; the conditions are held against the event anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from alerts import words
from alerts.conditions import moment, why_held
from alerts.explain import Explanation, explain
from alerts.history import views_of
from alerts.model import ChangeView, Json
from alerts.rules import Rule
from storage import timeline, withheld
from storage.models import Alert, EventChange, RuleState, Withheld

Became = Literal["alerted", "withheld", "counted", "unread", "near_miss", "no_match"]
# An alert on a change is raised soon after it; the first of a rule since then are looked at.
_LOOKED_AT = 500
_COUNTS = {
    "frequency": "the rule counts: it alerts once enough such events came in time",
    "spike": "the rule counts: it alerts once clearly more such events came than usual",
    "sequence": "one step of a sequence: the rule alerts once all came in their order and in time",
    "absence": "the rule alerts when such events stay away; its wait begins anew with this one",
}
_UNREAD = {
    "pending": "no cycle has shown it to the rules yet; the next one does",
    "backlog": "it came with what its source held when it was first read, which raises no alerts",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule made of one change of the event, in words; `alert` where it raised one."""

    rule: str
    change: ChangeView
    became: Became
    reason: str
    alert: int | None = None

    def to_json(self) -> Json:
        return {
            "rule": self.rule,
            "event": self.change.event,
            "change": self.change.change_id,
            "what": self.change.change,
            "at": moment(self.change).isoformat(),
            "became": self.became,
            "reason": self.reason,
            "alert": self.alert,
        }


def verdicts(session: Session, rules: Sequence[Rule], event: str, now: datetime) -> list[Verdict]:
    """What every rule made of every change of an event, rule by rule; empty for an unknown event."""
    changes = timeline.changes_of(session, event)
    stored = {one.id or 0: one for one in changes}
    looker = _Looker(session, stored, withheld.of_event(session, event), now)
    return [looker.verdict(rule, view) for rule in rules for view in views_of(session, changes)]


class _Looker:
    """Looks at the changes of one event."""

    def __init__(
        self,
        session: Session,
        changes: Mapping[int, EventChange],
        kept: Sequence[Withheld],
        now: datetime,
    ) -> None:
        self._session, self._changes, self._now = session, changes, now
        self._withheld = {(one.rule, one.change): one for one in kept}

    def verdict(self, rule: Rule, view: ChangeView) -> Verdict:
        """Alerts come first: what a rule said then does not depend on what it says today."""
        alert = self._alert(rule, view)
        if alert is not None:
            return Verdict(rule.id, view, "alerted", f"alert {alert.id}: {alert.title}", alert.id)
        kept = self._withheld.get((rule.id, view.change_id))
        if kept is not None:
            return Verdict(rule.id, view, "withheld", self._why_withheld(rule, kept, view))
        return self._unalerted(rule, explain(rule, view))

    def _alert(self, rule: Rule, view: ChangeView) -> Alert | None:
        since = select(Alert).where(Alert.rule == rule.id, col(Alert.created_at) >= moment(view))
        found = self._session.exec(since.order_by(col(Alert.id)).limit(_LOOKED_AT))
        return next((alert for alert in found if view.change_id in alert.changes), None)

    def _why_withheld(self, rule: Rule, kept: Withheld, view: ChangeView) -> str:
        reason = self._still_held(rule, view) if kept.condition == "confirm" else ""
        ends = ""
        if kept.until is not None:
            over = "that time ended" if kept.until <= self._now else "until"
            ends = f"; {over} {words.instant(kept.until)}"
        return f"{kept.condition}: {reason or kept.reason}{ends}"

    def _still_held(self, rule: Rule, view: ChangeView) -> str:
        """How many have told of it by now, while that is remembered."""
        state = self._session.get(RuleState, rule.id)
        held = state.state.get("held", {}).get(view.event) if state else None
        if state is None or rule.confirm is None or not held or held["change"] != view.change_id:
            return ""
        return why_held(rule.confirm, state.state, view).reason

    def _unalerted(self, rule: Rule, found: Explanation) -> Verdict:
        view = found.change
        if not found.matched or not found.checks:
            failed = "; ".join(check.reason for check in found.failed)
            became: Became = "near_miss" if found.is_near_miss else "no_match"
            return Verdict(rule.id, view, became, failed or "the rule looks at no changes")
        state = self._changes[view.change_id].state
        if state in _UNREAD:
            return Verdict(rule.id, view, "unread", _UNREAD[state])
        if rule.kind in _COUNTS:
            return Verdict(rule.id, view, "counted", _COUNTS[rule.kind])
        came = f"when the change came, {words.instant(moment(view))}"
        reason = f"all conditions hold today; {came}, the rule was not there or said something else"
        return Verdict(rule.id, view, "unread", reason)
