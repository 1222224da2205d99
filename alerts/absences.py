"""Alerts that something did not come: silent sources and topics, looked at once a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from alerts import words
from alerts.decide import Decider, Notice
from alerts.dispatch import Dispatch
from alerts.message import Message
from alerts.model import Json
from alerts.neutralise import clean_all, one_line, title
from alerts.payload import AlertData, RuleData
from alerts.rules import Rule
from alerts.silencing import first_fitting
from storage import silences
from storage.alerts import insert_alert
from storage.models import Article, Source


def raise_silences(
    session: Session, decider: Decider, rules: Sequence[Rule], dispatch: Dispatch, now: datetime
) -> list[int]:
    """Raises what silences there are by `now`; the ids of the alerts."""
    notices = [notice for rule in rules if rule.absence for notice in _notices(session, decider, rule, now)]
    return [
        alert for notice in notices if (alert := record_silence(session, notice, dispatch, now)) is not None
    ]


def _notices(session: Session, decider: Decider, rule: Rule, now: datetime) -> list[Notice]:
    assert rule.absence is not None
    name, since = rule.absence.source, decider.last_heard(rule)
    if name is None:
        return decider.tick([rule], now)
    errors = session.exec(select(Source.errors).where(Source.name == name)).first()
    if errors is None:
        return []
    heard = [] if since is None else published(session, name, since, now)
    found = [notice for at in heard for notice in decider.heard_source(rule, at)]
    if rule.absence.unless and errors:
        return found
    return found + decider.tick([rule], now)


def published(session: Session, source: str, since: datetime, until: datetime) -> Iterable[datetime]:
    """When articles of a source came, after `since` and up to `until`, in order."""
    seen = col(Article.first_seen_at)
    statement = (
        select(Article.first_seen_at)
        .join(Source, col(Source.id) == col(Article.source))
        .where(Source.name == source, seen > since, seen <= until)
        .distinct()
        .order_by(seen)
    )
    return session.exec(statement).all()


def record_silence(session: Session, notice: Notice, dispatch: Dispatch, now: datetime) -> int | None:
    """Writes the alert and its messages, held back where the rule is silenced; None where told before."""
    rule = notice.rule
    headline = title(f"{rule.title}: {notice.reason}")
    group = f"silence:{notice.reason}"
    held = first_fitting(silences.active(session, now), rule.id, group, [])
    alert = insert_alert(
        session,
        rule=rule.id,
        rule_hash=rule.hash,
        severity=rule.severity,
        title=headline,
        changes=[],
        group=group,
        explanation=_explanation(notice, dispatch),
        state="suppressed" if held else "open",
        silence=held.id if held else None,
        created_at=now,
    )
    if alert is None:
        return None
    dispatch.send(
        rule, alert, _message(notice, alert, headline, now), about=notice.reason, group=group, silence=held
    )
    return alert


def _explanation(notice: Notice, dispatch: Dispatch) -> Json:
    rule = notice.rule
    content: Json = {
        "rule": {"id": rule.id, "title": rule.title, "hash": rule.hash},
        "channels": list(rule.notify.channels),
        "unsent": dispatch.unsent(rule),
        "changes": [],
        "notice": notice.reason,
    }
    return dict(clean_all(content))


def _message(notice: Notice, alert: int, headline: str, now: datetime) -> Message:
    rule = notice.rule
    data = RuleData(id=rule.id, title=rule.title, severity=rule.severity, hash=rule.hash)
    footer = f"Rule: {one_line(rule.title)} ({rule.id}, severity {rule.severity})\n"
    footer += f"Alert {alert}, {words.instant(now)}. Why it fired: watchline alerts why {alert}"
    return Message(
        headline,
        f"{one_line(notice.reason)}\n\n{footer}",
        AlertData(alert=alert, rule=data, changes=[]).model_dump(mode="json"),
    )
