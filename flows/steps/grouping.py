"""Which text, storyline and happening an article belongs to, decided while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from events.model import Json, Mention
from events.stories import CopyIndex, Decision, Grouper, Grouping, Item, slots_of
from flows.steps._active import StoredClusters, StoredTexts
from storage.models import Article, Source
from storage.stories import Belonging, place


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
    return found


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
