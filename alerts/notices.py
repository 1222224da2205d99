"""Alerts about Watchline itself: a channel that fails, cycles that do not come.

A notice is an alert of the rule `watchline`, so it is kept, sent, repeated and explained like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alerts import words
from alerts.model import Json
from alerts.neutralise import one_line, title, unlinked
from alerts.payload import AlertData, RuleData
from storage import channels as channel_states
from storage import outbox
from storage.alerts import insert_alert
from storage.models import ChannelState

RULE = "watchline"
_RULE_TITLE = "Watchline itself"


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell whoever runs Watchline. `about` is the same for the same trouble, which is told once."""

    about: str
    headline: str
    text: str
    severity: str = "high"


def channel_fails(session: Session, state: ChannelState, tell: Sequence[str], now: datetime) -> int | None:
    """Tells, through another channel, that messages to a channel do not arrive."""
    waiting = outbox.count_due(session, now, state.channel, most=1_000)
    text = (
        f"{unlinked(one_line(state.last_error))}\n"
        f"Waiting for it: {waiting or 'no'} message{'' if waiting == 1 else 's'} now. "
        "They are kept and sent when it works again; it is tried by itself, at first after a minute.\n"
        f"Dead letters: watchline alerts replay --channel {state.channel}"
    )
    notice = Notice(
        about=f"channel:{state.channel}@{state.opened_at or now:%Y-%m-%dT%H:%M:%S}",
        headline=f"Channel {state.channel} does not take alerts",
        text=text,
    )
    others = [name for name in tell if name != state.channel]
    return raise_notice(session, notice, _first_working(session, others), now)


def raise_notice(session: Session, notice: Notice, channels: Sequence[str], now: datetime) -> int | None:
    """Records the notice and queues it for `channels`; None where it was raised before."""
    alert = _insert(session, notice, channels, now)
    if alert is None:
        return None
    payload = AlertData(
        alert=alert,
        rule=RuleData(id=RULE, title=_RULE_TITLE, severity=notice.severity, hash=""),
        changes=[],
    ).model_dump(mode="json")
    for channel in channels:
        outbox.enqueue(
            session,
            dedupe_key=hashlib.sha256(f"{RULE}\n{notice.about}\n{channel}".encode()).hexdigest(),
            alert=alert,
            channel=channel,
            title=title(f"Watchline: {notice.headline}"),
            body=_body(notice, alert, now),
            payload=payload,
            now=now,
            severity=notice.severity,
        )
    return alert


def _insert(session: Session, notice: Notice, channels: Sequence[str], now: datetime) -> int | None:
    explanation: Json = {
        "rule": {"id": RULE, "title": _RULE_TITLE, "hash": ""},
        "channels": list(channels),
        "unsent": {} if channels else {"": "no other channel works; watchline alerts list shows what waits"},
        "changes": [],
        "notice": notice.text,
    }
    return insert_alert(
        session,
        rule=RULE,
        rule_hash="",
        severity=notice.severity,
        title=title(f"Watchline: {notice.headline}"),
        changes=[],
        group=notice.about,
        explanation=explanation,
        created_at=now,
    )


def _body(notice: Notice, alert: int, now: datetime) -> str:
    lines = [one_line(notice.headline), *(f"   {one_line(line)}" for line in notice.text.splitlines())]
    footer = f"Watchline, {words.instant(now)}\nAlert {alert}. More: watchline alerts why {alert}"
    return "\n".join(lines) + f"\n\n{footer}"


def _first_working(session: Session, names: Sequence[str]) -> list[str]:
    """The first of `names` whose circuit is closed."""
    states = channel_states.known_states(session)
    return [name for name in names if name not in states or states[name].opened_at is None][:1]
