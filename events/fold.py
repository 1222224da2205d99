"""An event as it stands, and what a mention makes of it: minted from the first, folded in with the others.

Pure: the fields of `EventState` are the columns of the event table; the caller stores them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from events.claims import Claimant, added_to, claimed, summed, withdrawn
from events.headlines import headline
from events.model import Json, Mention
from events.origins import origins_of, weight

# What somebody says to refuse what is told of an event.
REFUSING = frozenset({"denied", "negated"})
Standing = Literal["reported", "confirmed", "disputed", "corrected", "retracted"]
_CONFIRMED = 2.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mention came from. `key` is unique to the mention and mints an event's id.

    `publisher` is whom the article's words go back to where nobody is cited.
    """

    key: str
    article: int
    publisher: str
    copy_group: str
    reported: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of an event's earlier tellers that a new mention may share with them.

    `same_article`: an earlier mention stands in the same article; `same_text`: in a copy of it.
    `own_figures` are (role, value) pairs of earlier revisions of the mention's own article that no other
    article gave: an edit withdraws them.
    """

    same_article: bool = False
    same_text: bool = False
    own_figures: frozenset[tuple[str, float]] = frozenset()


@dataclass(frozen=True, slots=True)
class Left:
    """What others tell of an event once an article has taken back what it told.

    `reach` and `texts` count who denies it, too; `origins` are of those who tell it.
    """

    reach: int
    texts: int
    origins: tuple[str, ...]
    is_denied: bool


@dataclass(frozen=True, slots=True)
class EventState:
    """An event as it stands; the fields are the columns of the event table."""

    id: str
    kind: str
    title: str
    actor: str
    recipient: str
    actors: list[Json]
    recipients: list[Json]
    place: str
    country: str
    lat: float | None
    lon: float | None
    places: list[Json]
    start: str | None
    end: str | None
    precision: str
    edtf: str
    date: Json
    status: str
    assertion: str
    quantities: Json
    attribution: list[Json]
    reach: int
    texts: int
    origins: int
    disputed: bool
    standing: str
    origin_names: list[str]
    first_reported_at: datetime
    first_seen_at: datetime
    updated_at: datetime


def mint(mention: Mention, origin: Origin) -> EventState:
    """A new event from its first mention; the id follows from the mention, so replays give the same."""
    names = _names(mention, origin)
    return EventState(
        id=mint_id(origin.key),
        kind=mention.kind,
        title=mention.title,
        quantities=_figures({}, mention, origin),
        attribution=[a.to_json() for a in mention.attribution],
        status=mention.status,
        assertion=mention.assertion,
        reach=1,
        texts=1,
        origins=len(names),
        disputed=False,
        standing="reported",
        origin_names=names,
        first_reported_at=origin.reported,
        first_seen_at=origin.seen,
        updated_at=origin.seen,
        **_who(mention),
        **_where(mention),
        **_when(mention),
    )


def fold(state: EventState, mention: Mention, origin: Origin, change: str, told_by: Provenance) -> EventState:
    """The event after a mention joined it with `change`. `told_by` is what it shares with earlier tellers."""
    before = state
    if state.standing == "retracted" and not state.origin_names and change != "denied":
        state = replace(state, standing="reported")
    names = _corroborating(state, mention, origin, told_by)
    standing = _standing(state, mention, origin, change, names)
    if standing == "confirmed" and (told_by.same_article or told_by.same_text):
        standing = state.standing
    state = replace(
        state,
        reach=state.reach + (not told_by.same_article),
        texts=state.texts + (not told_by.same_article and not told_by.same_text),
        origins=max(len(names), 1),
        origin_names=names,
        standing=standing,
        attribution=_union(state.attribution, [a.to_json() for a in mention.attribution], key="speaker"),
        first_reported_at=min(state.first_reported_at, origin.reported),
        updated_at=origin.seen,
    )
    if change == "denied":
        return replace(state, disputed=True)
    if change == "corrected":
        state = replace(state, quantities=_without(state.quantities, told_by.own_figures))
    after = _enriched(state, mention, origin)
    return replace(after, title=title_after(before, after))


def title_after(before: EventState, after: EventState) -> str:
    """The title once an event changed: made anew where what it tells is no longer so, else as it was.

    It tells the best figures, the status, who and where. The first report's own words stay as long as they
    hold; the change keeps the title before it.
    """
    was, now = _headline(before), _headline(after)
    return before.title if now in (was, "") else now


def _headline(state: EventState) -> str:
    return headline(state.kind, state.status, state.actors, state.recipients, state.places, state.quantities)


def taken_back(
    state: EventState, left: Left, figures: frozenset[tuple[str, float]], now: datetime
) -> EventState:
    """The event after an article that told of it, edited, tells of it no more.

    `left` is what others tell; `figures` are (role, value) pairs that nobody else gave.
    """
    standing, disputed = state.standing, state.disputed and left.is_denied
    if not left.origins:
        standing = "retracted"
    elif (standing == "disputed" and not disputed) or standing == "confirmed":
        standing = "confirmed" if weight(left.origins) >= _CONFIRMED else "reported"
    after = replace(
        state,
        # What nobody tells any more stays as it was told, for its history.
        quantities=_without(state.quantities, figures) if left.origins else state.quantities,
        reach=left.reach,
        texts=left.texts,
        origins=len(left.origins),
        origin_names=list(left.origins),
        disputed=disputed,
        standing=standing,
        updated_at=now,
    )
    return replace(after, title=title_after(state, after))


def retold(state: EventState, mention: Mention) -> EventState:
    """The event as the only article that tells of it tells it now, from its full text after a teaser.

    Unlike a second article's words, these replace what was known: they are the same author's, in full.
    """
    fuller = {name: value for name, value in _who(mention).items() if value}
    if mention.places:
        fuller |= _where(mention)
    if mention.date.basis == "expression":
        fuller |= _when(mention)
    return replace(state, title=mention.title, **fuller)


def _names(mention: Mention, origin: Origin) -> list[str]:
    return sorted(origins_of((a.speaker for a in mention.attribution), origin.publisher))


def _corroborating(state: EventState, mention: Mention, origin: Origin, told_by: Provenance) -> list[str]:
    """The event's origins once a mention is counted. A copy adds none, nor does who refuses what is told."""
    refuses = mention.status in REFUSING and state.status not in REFUSING
    if told_by.same_text or refuses:
        return state.origin_names
    return [*state.origin_names, *(n for n in _names(mention, origin) if n not in state.origin_names)]


def _standing(
    state: EventState, mention: Mention, origin: Origin, change: str, names: Sequence[str]
) -> Standing | str:
    if change == "denied":
        # Who told it alone takes it back.
        return "retracted" if set(names) <= set(_names(mention, origin)) else "disputed"
    if change == "corrected":
        return "corrected"
    if state.standing in ("reported", "corrected") and weight(names) >= _CONFIRMED:
        return "confirmed"
    return state.standing


def mint_id(key: str) -> str:
    """A stable event id from the key of its first mention."""
    return "ev_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def advances(before: str, after: str) -> bool:
    """Whether a status moves an event on: plans become deeds, begun becomes done, never back."""
    order = ["announced", "planned", "attempted", "under_way", "completed"]
    return before in order and after in order[3:] and order.index(after) > order.index(before)


def _enriched(state: EventState, mention: Mention, origin: Origin) -> EventState:
    """Fill what was unknown and take over what is news."""
    filled: dict[str, Any] = {}
    is_news = mention.assertion != "repeated"
    if is_news and not state.places and mention.places:
        filled |= _where(mention)
    filled |= {name: value for name, value in _who(mention).items() if value and not getattr(state, name)}
    if state.date.get("basis") != "expression" and mention.date.basis == "expression":
        filled |= _when(mention)
    if is_news and advances(state.status, mention.status):
        filled["status"] = mention.status
    if is_news:
        filled["quantities"] = _figures(state.quantities, mention, origin)
    return replace(state, **filled)


def _who(mention: Mention) -> dict[str, Any]:
    return {
        "actor": _first_name(mention.actors),
        "recipient": _first_name(mention.recipients),
        "actors": [a.to_json() for a in mention.actors],
        "recipients": [a.to_json() for a in mention.recipients],
    }


def _where(mention: Mention) -> dict[str, Any]:
    leading = [p for p in mention.places if p.role in ("destination", "site")]
    lead = next(iter(leading or mention.places), None)
    return {
        "place": lead.name if lead else "",
        "country": lead.country if lead else _first_country(mention),
        "lat": lead.lat if lead else None,
        "lon": lead.lon if lead else None,
        "places": [p.to_json() for p in mention.places],
    }


def _when(mention: Mention) -> dict[str, Any]:
    date = mention.date
    return {
        "start": date.start,
        "end": date.end,
        "precision": date.precision,
        "edtf": date.edtf,
        "date": date.to_json(),
    }


def _without(figures: Json, own: frozenset[tuple[str, float]]) -> Json:
    """Figures less those an edit took back; a role of which nothing is left is forgotten."""
    left = {
        role: withdrawn(known, frozenset(value for r, value in own if r == role))
        for role, known in figures.items()
    }
    return summed({role: known for role, known in left.items() if known is not None})


def _figures(known: Json, mention: Mention, origin: Origin) -> Json:
    """Best, low and high per role, after what a mention claims."""
    figures = dict(known)
    by = Claimant(
        origins=tuple(_names(mention, origin)),
        speaker=next((a.speaker for a in mention.attribution), ""),
        reported=origin.reported,
        article=origin.article,
    )
    names_sum = any(quantity.role == "sent" for quantity in mention.quantities)
    for quantity in mention.quantities:
        role = quantity.role
        if role is None:
            continue
        # "Some 3,000" after "about 1,500 troops" counts the same thing.
        unit = quantity.unit or next((row["unit"] for row in figures.values() if row["unit"]), "")
        stated = replace(quantity, unit=unit)
        to = added_to(known, stated) if role == "additional" and not names_sum else None
        figures[role] = claimed(figures.get(role), stated, by, to)
    return summed(figures)


def _union(known: list[Json], added: list[Json], *, key: str) -> list[Json]:
    names = {row[key] for row in known}
    return [*known, *(row for row in added if row[key] not in names)]


def _first_name(parties: Sequence[Any]) -> str:
    return parties[0].name if parties else ""


def _first_country(mention: Mention) -> str:
    parties = (*mention.recipients, *mention.actors)
    return next((p.country for p in parties if p.country), "")
