"""`/events/ID`: everything known of one event, each field beside the words it was read from."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from alerts.reason_words import in_words, linked
from storage.filters import Filters
from storage.models import Alert, Event
from storage.reasons import links_of, reasons_of
from storage.timeline import TimelineRow, changes_of, resolve, timeline
from web._chart import chart
from web._claims import claims_of, figure_history, quotes_by_field
from web._site import reading_of, site_of
from web._starter import rule_for_event
from web._view import render

router = APIRouter()
CONTEXT = timedelta(days=3)
MOST_NEIGHBOURS = 12


@router.get("/events/{event_id}")
def show(request: Request, event_id: str) -> Response:
    """The event; the id of one that was merged leads to what it stands for today."""
    with reading_of(request) as session:
        event = resolve(session, event_id)
        if event is None:
            raise HTTPException(404, "There is no event of this id. Ids are never reused or removed.")
        if event.id != event_id:
            return RedirectResponse(f"/events/{event.id}", 301)
        claims = claims_of(session, event.id)
        return render(
            request,
            "event.html",
            title=event.title,
            event=event,
            claims=claims,
            said=quotes_by_field(event, claims),
            chart=chart(figure_history(claims)),
            changes=changes_of(session, event.id),
            decisions=[list(in_words(reason)) for reason in reasons_of(session, event.id)],
            links=_links(session, event.id),
            merged=_merged_into(session, event.id),
            alerts=_alerts(session, event.id),
            neighbours=_neighbours(session, event),
            rule=rule_for_event(event, next(iter(site_of(request).channels), "desk")),
            address=str(request.url.replace(query="")),
        )


def _links(session: Session, event_id: str) -> list[tuple[str, Event, str]]:
    """What the event is to others: the verb, the other event as it is called today, and why."""
    found = []
    for link in links_of(session, event_id):
        verb, other_id = linked(link, event_id)
        other = resolve(session, other_id)
        if other is not None and other.id != event_id:
            found.append((verb, other, link.why))
    return found


def _merged_into(session: Session, event_id: str) -> list[str]:
    return list(session.exec(select(Event.id).where(Event.merged_into == event_id)))


def _alerts(session: Session, event_id: str) -> list[Alert]:
    return list(session.exec(select(Alert).where(Alert.event == event_id).order_by(col(Alert.id).desc())))


def _neighbours(session: Session, event: Event) -> list[TimelineRow]:
    """What was reported in the three days around, of the same story or place country first."""
    at = event.first_reported_at or event.first_seen_at
    around = Filters(since=at - CONTEXT, until=at + CONTEXT, limit=200)
    rows = [row for row in timeline(session, around) if row.event.id != event.id]
    near = [row for row in rows if _is_related(row.event, event)]
    return near[:MOST_NEIGHBOURS]


def _is_related(one: Event, other: Event) -> bool:
    if one.story and one.story == other.story:
        return True
    mine = {party.get("country") for party in (*one.actors, *one.recipients)} - {"", None}
    theirs = {party.get("country") for party in (*other.actors, *other.recipients)} - {"", None}
    return bool(mine & theirs) or bool(one.country and one.country == other.country)
