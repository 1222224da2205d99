"""Writes an alert and its messages, in the transaction that decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts.conditions import group_of
from alerts.context import contexts_of
from alerts.dispatch import Dispatch
from alerts.message import Matched, change_json, render, subject
from alerts.model import Json
from alerts.neutralise import clean_all
from alerts.rules import Rule
from alerts.silencing import first_fitting
from storage.alerts import insert_alert
from storage.models import RuleState, Silence


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records the alerts of one transaction. `public_url` is where their readers reach the timeline page."""

    session: Session
    dispatch: Dispatch
    now: datetime
    silences: Sequence[Silence]
    public_url: str = ""

    def record(self, rule: Rule, matched: Sequence[Matched]) -> int | None:
        """Writes the alert and its deliveries; None where the rule has fired on this change before."""
        changes = [clean_all(change_json(one)) for one in matched]
        silence = first_fitting(self.silences, rule.id, matched[0].change.group, changes)
        alert = self._insert(rule, matched, changes, silence)
        if alert is None:
            return None
        contexts = contexts_of(self.session, rule.id, matched)
        first = matched[0].change
        self.dispatch.send(
            rule,
            alert,
            render(rule, alert, matched, contexts, self.public_url),
            about=str(first.change_id),
            group=group_of(first, rule.notify.group_by),
            silence=silence,
        )
        self._remember(rule)
        return alert

    def _insert(
        self, rule: Rule, matched: Sequence[Matched], changes: Sequence[Json], silence: Silence | None
    ) -> int | None:
        first = matched[0].change
        return insert_alert(
            self.session,
            rule=rule.id,
            rule_hash=rule.hash,
            severity=rule.severity,
            title=subject(rule, matched),
            event=first.event,
            change=first.change_id,
            changes=[one.change.change_id for one in matched],
            group=first.group,
            explanation=_explanation(rule, changes, self.dispatch.unsent(rule)),
            state="open" if silence is None else "suppressed",
            silence=silence.id if silence else None,
            created_at=self.now,
        )

    def _remember(self, rule: Rule) -> None:
        state = self.session.get(RuleState, rule.id) or RuleState(rule=rule.id, rule_hash=rule.hash)
        state.rule_hash, state.last_fired_at, state.fired = rule.hash, self.now, state.fired + 1
        self.session.add(state)


def _explanation(rule: Rule, changes: Sequence[Json], unsent: Mapping[str, str]) -> Json:
    """Why the alert exists, what it rests on, and why a channel got nothing."""
    content: Json = clean_all(
        {
            "rule": {"id": rule.id, "title": rule.title, "hash": rule.hash},
            "channels": list(rule.notify.channels),
            "unsent": dict(unsent),
        }
    )
    return content | {"changes": list(changes)}
