"""What an edited article no longer tells: its claims are taken back, and kept.

A text from the feed takes back what an earlier text from the feed told, the text of a page what an earlier
one of the page told: a teaser says less than its page without contradicting it. Other news in the place of
the old, as in items that always hold the latest, takes nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session

from connectors.identity import content_hash
from events.fold import REFUSING, EventState, Left, advances, taken_back
from events.merge import family
from events.model import Json, Mention
from events.origins import credited, origins_of
from storage import timeline
from storage.models import Article, ArticleRevision, Event
from storage.models import Mention as MentionRow

Figures = frozenset[tuple[str, float]]
# An edit keeps most of the shorter text's longer words.
_KEPT_BY_EDITS = 0.5
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event that earlier versions of an article told of, with those of their claims that still stand."""

    event: str
    claims: tuple[MentionRow, ...]

    def is_outgrown(self, mentions: Sequence[Mention]) -> bool:
        """Whether the article now tells what became of it: a plan that is carried out was none the less."""
        return any(
            mention.kind in family(claim.kind) and advances(claim.status, mention.status)
            for claim in self.claims
            for mention in mentions
        )


def standing_claims(session: Session, article: Article) -> list[Earlier]:
    """The events that earlier texts of the same provenance told of, and no text of the other kind does."""
    assert article.id is not None
    wordings = timeline.wordings_of(session, article.id)
    told = [
        row
        for row in timeline.mentions_of_article(session, article.id)
        if row.event
        and row.withdrawn_at is None
        and row.revision < article.revision
        and not _is_other_news(wordings.get(row.revision), article)
    ]
    of_page = _is_of_page(wordings.get(article.revision))
    elsewhere = {row.event for row in told if _is_of_page(wordings.get(row.revision)) != of_page}
    claims: dict[str, list[MentionRow]] = {}
    for row in told:
        if row.event not in elsewhere:
            claims.setdefault(str(row.event), []).append(row)
    return [Earlier(event, tuple(rows)) for event, rows in claims.items()]


def others_tell(session: Session, event: Event, article: int) -> bool:
    """Whether another article tells of an event rather than denies it."""
    return any(not _refuses(claim, event) for claim, *_ in timeline.live_claims(session, event.id, article))


def withdraw(session: Session, article: Article, publisher: str, earlier: Earlier, now: datetime) -> Event:
    """Take back what an article told of an event; the event stands as the others tell it."""
    assert article.id is not None
    event = session.get_one(Event, earlier.event)
    others = timeline.live_claims(session, event.id, article.id)
    state = EventState(**{field.name: getattr(event, field.name) for field in fields(EventState)})
    left, figures = _left(event, others, earlier, publisher), _figures_of_none(others, earlier)
    state = taken_back(state, left, figures, now)
    for field in fields(EventState):
        setattr(event, field.name, getattr(state, field.name))
    for claim in earlier.claims:
        claim.withdrawn_at = now
    return event


def difference(before: Json, event: Event) -> Json:
    """What was taken back, as the diff of a change: the standing, and figures that are told otherwise now."""
    diff: Json = {
        name: {"from": before[name], "to": getattr(event, name)}
        for name in ("standing", "disputed")
        if before[name] != getattr(event, name)
    }
    figures = {
        role: {"from": _in_short(known), "to": _in_short(event.quantities.get(role))}
        for role, known in before["quantities"].items()
        if known != event.quantities.get(role)
    }
    return diff | ({"quantities": figures} if figures else {})


def figures_of(row: MentionRow) -> Figures:
    """The (role, value) pairs a stored mention gives."""
    return frozenset(
        (quantity["role"], float(quantity["value"]))
        for quantity in row.quantities
        if quantity["role"] and quantity["value"] is not None
    )


def _left(
    event: Event, others: Sequence[tuple[MentionRow, Article, str]], earlier: Earlier, publisher: str
) -> Left:
    tellers = [row for row in others if not _refuses(row[0], event)]
    names = frozenset().union(
        *(_origins(claim, credited(article.text) or known) for claim, article, known in tellers)
    )
    own = frozenset().union(*(_origins(claim, publisher) for claim in earlier.claims))
    kept = [name for name in event.origin_names if name not in own or name in names] if tellers else []
    return Left(
        reach=len({article.id for _, article, _ in others}),
        texts=len({article.copy_group or article.id for _, article, _ in others}),
        origins=tuple(kept or sorted(names)),
        is_denied=len(tellers) < len(others),
    )


def _figures_of_none(others: Collection[tuple[MentionRow, Article, str]], earlier: Earlier) -> Figures:
    own = frozenset().union(*(figures_of(claim) for claim in earlier.claims))
    return own - frozenset().union(*(figures_of(claim) for claim, *_ in others))


def _origins(claim: MentionRow, publisher: str) -> frozenset[str]:
    return frozenset(origins_of((said["speaker"] for said in claim.attribution), publisher))


def _refuses(claim: MentionRow, event: Event) -> bool:
    return claim.status in REFUSING and event.status not in REFUSING


def _is_other_news(earlier: ArticleRevision | None, article: Article) -> bool:
    """Whether an article shares neither its headline's words nor its text's with an earlier version.

    A notice that a report is withdrawn shares no text with it, and keeps its headline.
    """
    if earlier is None or _words(earlier.title) & _words(article.title):
        return False
    old, new = _words(earlier.text), _words(article.text)
    return len(old & new) < _KEPT_BY_EDITS * min(len(old), len(new))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > _SHORT_WORD)


def _is_of_page(wording: ArticleRevision | None) -> bool:
    """A feed's own text has the hash that the feed's entry has."""
    if wording is None or wording.from_page:
        return wording is not None
    return content_hash(wording.title, wording.text) != wording.content_hash


def _in_short(known: Json | None) -> Json | None:
    return {name: value for name, value in known.items() if name != "claims"} if known else None
