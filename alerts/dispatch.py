"""Puts the messages of an alert into the outbox: to whom, when, and who hears if nobody acknowledges."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.message import Message
from alerts.neutralise import MAX_TITLE, shorten
from alerts.planning import Plan, Planner
from alerts.rules import Rule
from alerts.silencing import why
from alerts.words import span
from storage import outbox
from storage.models import Silence


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Queues the messages of one transaction. `channels` are the names that are configured."""

    session: Session
    channels: Collection[str]
    now: datetime
    planner: Planner

    def unsent(self, rule: Rule) -> dict[str, str]:
        """The channels of a rule that get nothing, and why."""
        reasons = {name: self._refusal(rule, name) for name in rule.notify.channels}
        return {name: reason for name, reason in reasons.items() if reason}

    def send(
        self, rule: Rule, alert: int, message: Message, *, about: str, group: str, silence: Silence | None
    ) -> None:
        """Queues `message` for the rule's channels. `about` is the same for the same news, and told once."""
        plans = {name: self.planner.plan(rule, name, group) for name in self._reached(rule, rule.notify.to)}
        for name, plan in plans.items():
            key = f"{rule.id}\n{about}\n{name}"
            self._enqueue(rule, alert, message, name, plan, key, silence, repeats=True)
        if rule.notify.ack_within is None:
            return
        first = min((plan.due for plan in plans.values()), default=self.now)
        at, urgent = first + timedelta(seconds=rule.notify.ack_within), _unanswered(rule, message)
        for name in self._reached(rule, rule.notify.escalate_to or ()):
            plan = self.planner.later(rule, name, at)
            plan = replace(plan, reason=plan.reason or "unless somebody acknowledges the alert before")
            key = f"{rule.id}\n{about}\n{name}\nescalation"
            self._enqueue(rule, alert, urgent, name, plan, key, silence, unless_acked=True)

    def _reached(self, rule: Rule, names: Collection[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if not self._refusal(rule, name)]

    def _refusal(self, rule: Rule, name: str) -> str:
        if name not in self.channels:
            return f"channel {name!r} is not in watchline.yaml; add it there, or name another in notify"
        return self.planner.reception(name).refusal(rule.severity)

    def _enqueue(
        self,
        rule: Rule,
        alert: int,
        message: Message,
        channel: str,
        plan: Plan,
        key: str,
        silence: Silence | None,
        *,
        repeats: bool = False,
        unless_acked: bool = False,
    ) -> None:
        outbox.enqueue(
            self.session,
            dedupe_key=hashlib.sha256(key.encode()).hexdigest(),
            alert=alert,
            channel=channel,
            title=message.title,
            body=message.body,
            payload=message.payload,
            now=self.now,
            severity=rule.severity,
            send_at=plan.due,
            bundle=plan.bundle,
            unless_acked=unless_acked,
            quiet=plan.quiet,
            repeat_every=rule.notify.repeats_every if repeats else 0,
            state="suppressed" if silence else "pending",
            reason=why(silence) if silence else plan.reason,
        )


def _unanswered(rule: Rule, message: Message) -> Message:
    """The message for those who hear when nobody acknowledged it."""
    within = span(rule.notify.ack_within or 0)
    told = ", ".join(rule.notify.to) or "nobody"
    return Message(
        shorten(f"Not acknowledged: {message.title}", MAX_TITLE),
        f"Sent to {told}; nobody acknowledged it within {within}.\n\n{message.body}",
        message.payload,
    )
