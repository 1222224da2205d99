"""Writes an alert and its messages, in the transaction that decides them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts.context import contexts_of
from alerts.message import Matched, Message, change_json, render, subject
from alerts.model import Json
from alerts.neutralise import clean_all
from alerts.rules import Rule
from alerts.silencing import first_fitting, why
from storage import outbox, silences
from storage.alerts import insert_alert
from storage.models import RuleState, Silence


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records the alerts of one transaction.

    `channels` are the names that are configured: an alert for another one keeps the reason. `public_url` is
    where readers of alerts reach the timeline page.
    """

    session: Session
    channels: Collection[str]
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
        message = render(rule, alert, matched, contexts, self.public_url)
        for channel in dict.fromkeys(rule.notify.to):
            if channel in self.channels:
                self._enqueue(rule, alert, matched[0].change.change_id, channel, message, silence)
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
            explanation=_explanation(rule, changes, self._missing(rule)),
            state="open" if silence is None else "suppressed",
            silence=silence.id if silence else None,
            created_at=self.now,
        )

    def _missing(self, rule: Rule) -> dict[str, str]:
        """The channels that get nothing since nobody configured them, and what to do."""
        return {
            name: f"channel {name!r} is not in watchline.yaml; add it there, or name another in notify"
            for name in rule.notify.to
            if name not in self.channels
        }

    def _enqueue(
        self, rule: Rule, alert: int, change: int, channel: str, message: Message, silence: Silence | None
    ) -> None:
        outbox.enqueue(
            self.session,
            dedupe_key=_dedupe_key(rule.id, change, channel),
            alert=alert,
            channel=channel,
            title=message.title,
            body=message.body,
            payload=message.payload,
            now=self.now,
            severity=rule.severity,
            state="suppressed" if silence else "pending",
            reason=why(silence) if silence else "",
        )

    def _remember(self, rule: Rule) -> None:
        state = self.session.get(RuleState, rule.id) or RuleState(rule=rule.id, rule_hash=rule.hash)
        state.rule_hash, state.last_fired_at, state.fired = rule.hash, self.now, state.fired + 1
        self.session.add(state)


def recorder(session: Session, channels: Collection[str], now: datetime, public_url: str = "") -> Recorder:
    """A recorder that knows the silences of this moment."""
    return Recorder(session, channels, now, silences.active(session, now), public_url)


def _explanation(rule: Rule, changes: Sequence[Json], unsent: Mapping[str, str]) -> Json:
    """Why the alert exists, what it rests on, and why a channel got nothing."""
    content: Json = clean_all(
        {
            "rule": {"id": rule.id, "title": rule.title, "hash": rule.hash},
            "channels": list(rule.notify.to),
            "unsent": dict(unsent),
        }
    )
    return content | {"changes": list(changes)}


def _dedupe_key(rule: str, change: int, channel: str) -> str:
    """The same for the same news to the same channel, also after the rule's wording was edited."""
    return hashlib.sha256(f"{rule}\n{change}\n{channel}".encode()).hexdigest()
