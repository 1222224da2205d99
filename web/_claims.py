"""What each source claimed of an event and when, with the words it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from alerts import words
from alerts.views import figures as figure_views
from storage.models import Article, Event, Mention, Source

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """One mention, with the article it stands in."""

    mention: Mention
    article: Article
    source: str
    publisher: str

    @property
    def told_at(self) -> datetime:
        """When the article was published, else when it was first seen."""
        return self.article.published_at or self.article.first_seen_at

    @property
    def figures(self) -> list[str]:
        """Its figures in words."""
        return [words.figure(view) for view in figure_views(self.mention.quantities)]

    @property
    def speakers(self) -> list[str]:
        """Who says so."""
        return [str(said.get("speaker") or "") for said in self.mention.attribution if said.get("speaker")]

    @property
    def quotes(self) -> list[tuple[str, str, str]]:
        """What each field was read from: its name, the quoted words, the rule."""
        seen: dict[tuple[str, str], str] = {}
        for item in self.mention.evidence:
            what, text = str(item.get("what", item.get("field", ""))), str(item.get("text", ""))
            seen.setdefault((what, text), str(item.get("rule", "")))
        if dated := str((self.mention.date or {}).get("text") or ""):
            seen.setdefault(("date", dated), "dates")
        return [(what, text, rule) for (what, text), rule in seen.items()]


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure as a point of a chart: its value, and when it was told."""

    role: str
    told_at: datetime
    value: float
    words: str


def claims_of(session: Session, event_id: str) -> list[Claim]:
    """The claims behind an event, oldest first."""
    rows = session.exec(
        select(Mention, Article, Source.name, Source.publisher)
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(Mention.event == event_id)
        .order_by(col(Mention.seen_at), col(Mention.id))
    )
    return [Claim(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words a field was read from, whose they are, and which claim they stand in."""

    text: str
    source: str
    claim: int | None


def quotes_by_field(event: Event, claims: Sequence[Claim]) -> dict[str, Quote]:
    """For each field of an event the words of the first claim that says what the event says there."""
    found: dict[str, Quote] = {}
    for claim in claims:
        for what, text, _ in claim.quotes:
            if _supports(event, claim.mention, what, text):
                found.setdefault(what, Quote(text, claim.source, claim.mention.id))
    return found


def _supports(event: Event, mention: Mention, what: str, text: str) -> bool:
    """Whether words read for a field are of the value shown: claims differ, the event says one thing."""
    if what == "date":
        return bool(event.edtf) and (mention.date or {}).get("edtf") == event.edtf
    if what == "status":
        return mention.status == event.status
    if what == "place":
        return event.place in text
    if what == "quantity":
        return any(str(known.get("text")) in text for known in (event.quantities or {}).values())
    return True


def figure_history(claims: Sequence[Claim]) -> list[Dated]:
    """Every stated figure over time, for those roles that were told more than once."""
    found = [
        Dated(view.role, claim.told_at, view.value, f"{words.figure(view)}, {claim.source}")
        for claim in claims
        for view in figure_views(claim.mention.quantities)
        if view.value is not None and view.role
    ]
    told = [point.role for point in found]
    return [point for point in found if told.count(point.role) > 1]
