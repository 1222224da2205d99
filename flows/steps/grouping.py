"""Which text, storyline and happening an article belongs to, decided while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.model import Json, Mention
from events.stories import CopyIndex, Decision, Grouper, Grouping, Item, Move, slots_of
from flows.steps._active import StoredClusters, StoredTexts
from storage.models import Article, Source
from storage.stories import Belonging, move, place


def stored_grouper(session: Session) -> Grouper:
    """A grouper whose memory is the database, inside one transaction."""
    return Grouper(StoredClusters(session), CopyIndex(StoredTexts(session)))


def group(
    session: Session,
    article: Article,
    source: Source,
    mentions: Sequence[Mention],
    now: datetime,
    grouper: Grouper | None = None,
) -> Grouping:
    """Group one revision of an article and write where it belongs. The caller holds the lock on merging.

    `grouper` remembers elsewhere than in the database.
    """
    item = _item(article, source, mentions, now)
    found = (grouper or stored_grouper(session)).add(item)
    why = {"copy": found.why.copy, "story": found.why.story, "cluster": found.why.cluster}
    reasons = {name: _reason(decision) for name, decision in why.items()}
    place(session, article, Belonging(found.copy, found.story, found.cluster), item.at, reasons)
    for revised in found.moved:
        _move(session, revised)
    return found


def _move(session: Session, revised: Move) -> None:
    """Follow a decision that this article has revised, unless the other article is gone or was edited."""
    article = _article(session, revised.key)
    if article is not None and article.cluster == revised.before:
        at = article.published_at or article.first_seen_at
        move(session, article, revised.cluster, at, _reason(revised.why))


def _article(session: Session, key: str) -> Article | None:
    """The article that `_item` gave this key; names and keys may hold its separators themselves."""
    for at in (n for n, character in enumerate(key) if character == "|"):
        name, plain = key[:at], key[at + 1 :]
        statement = select(Article).join(Source).where(col(Source.name) == name)
        found = session.scalars(
            statement.where(col(Article.key).in_((plain, plain.rpartition("#")[0])))
        ).first()
        if found:
            return found
    return None


def _item(article: Article, source: Source, mentions: Sequence[Mention], now: datetime) -> Item:
    """A publication in the future says when the clock of the publisher is wrong, not when it was."""
    published = article.published_at
    key = f"{source.name}|{article.key}"
    return Item(
        key=key if article.revision == 1 else f"{key}#{article.revision}",
        title=article.title,
        body=article.text,
        at=published if published and published <= now else article.first_seen_at,
        slots=slots_of(article.title, article.text, mentions),
        before=article.cluster or "",
    )


def _reason(decision: Decision) -> Json:
    row: Json = {
        "group": decision.group,
        "joined": decision.joined,
        "score": round(decision.score, 4),
        "threshold": round(decision.threshold, 4),
        "terms": {name: round(value, 4) for name, value in decision.terms.items()},
        "shared": list(decision.shared),
    }
    if decision.runner_up:
        row["runner_up"] = [decision.runner_up[0], round(decision.runner_up[1], 4)]
    return row
