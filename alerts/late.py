"""What a full text adds after its article has been alerted: kept with that alert, not sent again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, and_, col, select

from alerts.decide import Notice
from alerts.message import Matched, change_json
from alerts.neutralise import clean_all
from storage.models import Alert, Article, ArticleRevision, EventChange, Mention


def still_to_tell(session: Session, notice: Notice) -> tuple[Matched, ...]:
    """The changes of `notice` that deserve an alert.

    New events that only a late full text told of are no second alert where the rule has fired on that
    article before: they are added to the alert there is. Whoever wants to hear of them asks for updates.
    """
    late = read_late(session, [one.change.change_id for one in notice.matched])
    told = _alerts_on(session, notice.rule.id, set(late.values()))
    rest = []
    for one in notice.matched:
        alert = told.get(late.get(one.change.change_id, 0))
        if alert is None:
            rest.append(one)
        else:
            _add(alert, one)
    return tuple(rest)


def read_late(session: Session, changes: Iterable[int]) -> dict[int, int]:
    """Those changes that are new events read in a late full text, with their articles."""
    revision = and_(
        col(ArticleRevision.article) == col(Mention.article),
        col(ArticleRevision.revision) == col(Mention.revision),
    )
    statement = (
        select(EventChange.id, Mention.article)
        .join(Mention, col(Mention.id) == col(EventChange.mention))
        .join(ArticleRevision, revision)
        .where(col(EventChange.id).in_(list(changes)), EventChange.change == "new")
        .where(col(ArticleRevision.from_page))
    )
    return {change: article for change, article in session.exec(statement) if change is not None}


def _alerts_on(session: Session, rule: str, articles: set[int]) -> dict[int, Alert]:
    """The rule's first alert on each of these articles, where it has fired on one."""
    if not articles:
        return {}
    changes = select(EventChange.id, EventChange.article).where(col(EventChange.article).in_(articles))
    article_of = dict(session.exec(changes).all())
    fired = select(Alert).where(Alert.rule == rule, col(Alert.created_at) >= _first_seen(session, articles))
    found: dict[int, Alert] = {}
    for alert in session.exec(fired.order_by(col(Alert.id))):
        for article in filter(None, map(article_of.get, alert.changes)):
            found.setdefault(article, alert)
    return found


def _first_seen(session: Session, articles: set[int]) -> datetime:
    return min(session.exec(select(Article.first_seen_at).where(col(Article.id).in_(articles))))


def _add(alert: Alert, one: Matched) -> None:
    """The columns are assigned anew: a JSON value that is changed in place goes unnoticed."""
    alert.changes = [*alert.changes, one.change.change_id]
    shown = [*alert.explanation.get("changes", []), clean_all(change_json(one))]
    alert.explanation = alert.explanation | {"changes": shown}
