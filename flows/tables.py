"""What the artifacts show, as plain rows and Markdown; everything from a feed is made inert first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from alerts import event_words, views, words
from alerts.neutralise import link, one_line, shorten
from flows.cycle import CycleReport
from flows.steps.poll import SourceOutcome
from storage.filters import Filters
from storage.models import Alert, Article, Delivery, Event, EventChange
from storage.timeline import TimelineRow, timeline

Row = dict[str, str]
SHOWN = 25
# Look-alikes, because the UI shows a backslash escape in a link's text as it stands.
_MARKUP = str.maketrans({"|": "¦", "[": "(", "]": ")", "`": "'", "*": "∗", "_": "＿", "~": "∼", "\\": "⧵"})
_STATUS_WORDS = {"under_way": "under way", "not_modified": "not modified"}


def plain(text: str, limit: int = 160) -> str:
    """A feed's text as one Markdown cell: no markup, no HTML, no link, no line break."""
    return shorten(one_line(text), limit).translate(_MARKUP)


def linked(label: str, url: str, limit: int = 160) -> str:
    """`label` as a link to a web address; just the label where the address is none."""
    safe = link(url)
    if safe is None:
        return plain(label, limit)
    address = safe[0].replace("(", "%28").replace(")", "%29").replace("|", "%7C").replace("*", "%2A")
    return f"[{plain(label, limit)}]({address})"


def markdown(rows: Sequence[Row], empty: str) -> str:
    """Rows with equal keys, already Markdown, as a table; `empty` where there are none."""
    if not rows:
        return empty
    head = list(rows[0])
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row[name] for name in head) + " |" for row in rows]
    return "\n".join(lines)


def poll_rows(outcomes: Iterable[SourceOutcome]) -> list[Row]:
    """The sources that brought something or could not be read; the rest are in the totals."""
    noteworthy = [o for o in outcomes if o.new or o.updated or o.status in ("failed", "paused")]
    noteworthy.sort(key=lambda outcome: (outcome.status not in ("failed", "paused"), outcome.name))
    return [
        {
            "source": one_line(outcome.name),
            "status": outcome.status.replace("_", " "),
            "new": str(outcome.new),
            "updated": str(outcome.updated),
            "next poll": _clock_time(outcome.next_poll_at),
            "why": shorten(one_line(outcome.reason), 200),
        }
        for outcome in noteworthy
    ]


def poll_totals(done: CycleReport, now: datetime) -> str:
    """The line above the poll table."""
    quiet = sum(o.status in ("not_modified", "unchanged") for o in done.sources)
    waiting = sum(o.status == "not_due" for o in done.sources)
    return (
        f"{words.instant(now)}: {done.summary()} in {done.took_s:.1f} s. "
        f"{quiet} polled without news, {waiting} not due. Shown: sources with news, failing or paused."
    )


def timeline_rows(session: Session, pages: str = "", limit: int = SHOWN) -> list[Row]:
    """The newest events as a person reads them, each with a link to its page, or to its first article.

    `pages` is where the timeline page answers, if it does.
    """
    rows = timeline(session, Filters(clock="seen", limit=limit))
    return [_timeline_row(row, f"{pages}/events/{row.event.id}" if pages else row.url) for row in rows]


def alert_rows(session: Session, pages: str = "", limit: int = SHOWN) -> list[Row]:
    """The newest alerts, where each went and whether it arrived, with a link to its page or the article."""
    newest = session.exec(select(Alert).order_by(col(Alert.id).desc()).limit(limit)).all()
    return [_alert_row(session, alert, pages) for alert in newest]


def _timeline_row(row: TimelineRow, address: str) -> Row:
    """Few and short columns: the UI shows them on one line, and cuts off what does not fit."""
    event = row.event
    return {
        "when": plain(event_words.when(event)),
        "what": linked(event.kind.replace("_", " "), address),
        "status": plain(_status(event)),
        "who": plain(_who(event)),
        "where": plain(event.place),
        "figures": plain(", ".join(event_words.figures(event))),
    }


def _alert_row(session: Session, alert: Alert, pages: str) -> Row:
    address = f"{pages}/alerts/{alert.id}" if pages else _article_of(session, alert)
    return {
        "raised": f"{alert.created_at:%-d %b %H:%M} UTC",
        "deliveries": plain(_deliveries(session, alert)),
        "alert": linked(alert.title, address, 80),
        "severity": plain(alert.severity),
        "rule": plain(alert.rule),
    }


def _article_of(session: Session, alert: Alert) -> str:
    change = session.get(EventChange, alert.change)
    article = session.get(Article, change.article) if change and change.article else None
    return article.url if article else ""


def _deliveries(session: Session, alert: Alert) -> str:
    rows = session.exec(select(Delivery).where(Delivery.alert == alert.id).order_by(col(Delivery.id))).all()
    return ", ".join(f"{row.channel}: {row.state}" for row in rows) or alert.state


def _who(event: Event) -> str:
    actors = ", ".join(party.name or party.country for party in views.parties(event.actors)) or event.actor
    recipients = ", ".join(party.name or party.country for party in views.parties(event.recipients))
    recipients = recipients or event.recipient
    return f"{actors} → {recipients}" if recipients else actors


def _status(event: Event) -> str:
    status = _STATUS_WORDS.get(event.status, event.status)
    return f"{status}, disputed" if event.disputed else status


def _clock_time(instant: datetime | None) -> str:
    return f"{instant:%H:%M} UTC" if instant else ""
