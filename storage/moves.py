"""Merges and splits: claims go to another event, ids stay, and no rule is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.event_index import event_slot
from storage.models import Article, Event, EventChange, Json, Mention
from storage.patches import as_patch, columns_of


def tellers(session: Session, event_ids: Sequence[str]) -> tuple[int, int]:
    """How many articles, and how many different texts, tell of one of these events."""
    counts = (
        select(func.count(func.distinct(Article.id)), func.count(func.distinct(Article.copy_group)))
        .join(Mention, col(Mention.article) == col(Article.id))
        .where(col(Mention.event).in_(event_ids), col(Mention.withdrawn_at).is_(None))
    )
    reach, texts = session.exec(counts).one()
    return int(reach), max(int(texts), 1)


def are_told_apart(session: Session, one: str, other: str) -> bool:
    """Whether an article tells of both: then they are two."""
    apart = (
        select(Mention.article)
        .where(Mention.event == one)
        .intersect(select(Mention.article).where(Mention.event == other))
    )
    return session.connection().execute(apart.limit(1)).first() is not None


def merge_into(
    session: Session, kept: Event, gone: Event, after: Json, why: str, decision: Json, now: datetime
) -> None:
    """Let `gone` stand for `kept` from now on: its claims move, its id leads there for ever.

    `after` holds the columns of `kept` that follow from having both.
    """
    moved = list(session.exec(select(Mention.id).where(Mention.event == gone.id).order_by(col(Mention.id))))
    before = columns_of(kept), columns_of(gone)
    for name, value in (after | {"updated_at": now}).items():
        setattr(kept, name, value)
    gone.merged_into, gone.updated_at = kept.id, now
    connection = session.connection()
    connection.execute(update(Mention).where(col(Mention.event) == gone.id).values(event=kept.id))
    connection.execute(event_slot.delete().where(event_slot.c.event == gone.id))
    diff = {"from": gone.id, "into": kept.id, "mentions": moved, "decision": decision}
    for event, old, what in (
        (kept, before[0], diff),
        (gone, before[1], {name: value for name, value in diff.items() if name != "mentions"}),
    ):
        patch = as_patch(old, columns_of(event))
        session.add(
            EventChange(
                event=event.id, change="merged", diff=what, patch=patch, why=why, at=now, state="matched"
            )
        )
    session.flush()
