"""Why an event is what it is: every decision about it with what was read, in the order they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from storage.models import Article, ArticleRevision, EventChange, EventLink, Json, Mention, Source


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: what it changed and why, and, where an article was its cause, where that stands."""

    at: datetime
    change: str
    why: str
    decision: Json
    evidence: tuple[Json, ...] = ()
    title: str = ""
    source: str = ""
    url: str = ""
    article: int | None = None
    revision: int | None = None
    grouping: Json | None = None

    def to_json(self) -> Json:
        """Its form in `watchline timeline why --json`."""
        return {
            "at": self.at.isoformat(),
            "change": self.change,
            "why": self.why,
            "decision": self.decision,
            "evidence": list(self.evidence),
            "article": {"id": self.article, "revision": self.revision, "title": self.title, "url": self.url},
            "source": self.source,
            "grouping": self.grouping or {},
        }


def reasons_of(session: Session, event_id: str) -> list[Reason]:
    """The decisions that made an event, oldest first."""
    found = [*_told(session, event_id), *_untold(session, event_id)]
    return sorted(found, key=lambda reason: reason.at)


def links_of(session: Session, event_id: str) -> Sequence[EventLink]:
    """What an event is to others, and they to it."""
    either = (col(EventLink.event) == event_id) | (col(EventLink.other) == event_id)
    return session.exec(select(EventLink).where(either).order_by(col(EventLink.id))).all()


def _told(session: Session, event_id: str) -> list[Reason]:
    """Decisions on mentions; one that changed nothing has no change of its own."""
    rows = session.execute(
        rows_of(Mention, ArticleRevision, Article, col(Source.name), EventChange)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .outerjoin(
            ArticleRevision,
            (col(ArticleRevision.article) == col(Mention.article))
            & (col(ArticleRevision.revision) == col(Mention.revision)),
        )
        .outerjoin(EventChange, col(EventChange.mention) == col(Mention.id))
        .where(col(Mention.event) == event_id)
        .order_by(col(Mention.id))
    )
    return [_reason(*row) for row in rows]


def _reason(
    mention: Mention,
    revision: ArticleRevision | None,
    article: Article,
    source: str,
    change: EventChange | None,
) -> Reason:
    return Reason(
        at=mention.seen_at,
        change=change.change if change else "none",
        why=change.why if change else str(mention.decision.get("why", "")),
        decision=mention.decision,
        evidence=tuple(mention.evidence),
        title=revision.title if revision else article.title,
        source=source,
        url=article.url,
        article=article.id,
        revision=mention.revision,
        grouping=revision.grouping if revision else None,
    )


def _untold(session: Session, event_id: str) -> list[Reason]:
    """Changes no mention made: merges and splits."""
    rows = session.exec(
        select(EventChange)
        .where(EventChange.event == event_id, col(EventChange.mention).is_(None))
        .order_by(col(EventChange.id))
    )
    return [Reason(row.at, row.change, row.why, dict(row.diff.get("decision", {}))) for row in rows]
