"""`/api/v1`: the timeline for programs. Same filters as the page, cursors instead of page numbers, ETags."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select

from storage.models import Alert
from storage.sources import all_sources
from storage.timeline import TimelineRow, changes_of, resolve, timeline
from web._claims import Claim, claims_of
from web._query import PAGE_SIZE, QueryError, parse_query
from web._site import reading_of, site_of
from web.exports.json_lines import as_json

router = APIRouter(prefix="/api/v1", tags=["timeline"])
Json = dict[str, Any]


class EventOut(BaseModel):
    """An event; `end` is exclusive, days are days."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: str
    title: str
    status: str
    start: str | None
    end: str | None
    precision: str
    edtf: str
    sources: list[str]


class EventPage(BaseModel):
    """A page of events; `next` is the cursor of the following one."""

    events: list[EventOut]
    next: str | None


class EventDetail(EventOut):
    """An event with its claims and its history."""

    claims: list[Json]
    changes: list[Json]


class StoryOut(BaseModel):
    """A storyline and its events."""

    id: str
    events: list[EventOut]


class SourceOut(BaseModel):
    """A source and how it is doing."""

    name: str
    url: str
    publisher: str
    country: str
    language: str
    last_ok_at: datetime | None
    last_status: str
    last_error: str
    errors: int
    next_poll_at: datetime | None
    paused_reason: str | None


class AlertOut(BaseModel):
    """An alert and why it was raised."""

    id: int
    rule: str
    severity: str
    title: str
    event: str | None
    state: str
    created_at: datetime
    explanation: Json


@router.get("/events", response_model=EventPage)
def events(request: Request, response: Response, cursor: str = "", limit: int = PAGE_SIZE) -> Any:
    """Events newest first. The filters are those of the timeline page."""
    if not 1 <= limit <= 1_000:
        raise QueryError("limit: write a number from 1 to 1000")
    site = site_of(request)
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "limit")]
    skip = _skip(cursor)
    filters = replace(parse_query(pairs, site.clock.now()).filters, limit=limit + 1, skip=skip)
    with reading_of(request) as session:
        rows = timeline(session, filters)
    more = len(rows) > limit
    body = {
        "events": [as_json(row) for row in rows[:limit]],
        "next": _cursor(skip + limit) if more else None,
    }
    return _tagged(request, response, body)


@router.get("/events/{event_id}", response_model=EventDetail)
def event(request: Request, response: Response, event_id: str) -> Any:
    """One event; the id of a merged one gives what it stands for today."""
    with reading_of(request) as session:
        found = resolve(session, event_id)
        if found is None:
            raise HTTPException(404, "There is no event of this id.")
        claims = claims_of(session, found.id)
        changes = changes_of(session, found.id)
    sources = tuple(dict.fromkeys(claim.source for claim in claims))
    url = claims[0].article.url if claims else ""
    body = as_json(TimelineRow(found, url, sources)) | {
        "claims": [_claim(claim) for claim in claims],
        "changes": [
            {"change": change.change, "at": change.at.isoformat(), "why": change.why, "diff": change.diff}
            for change in changes
        ],
    }
    return _tagged(request, response, body)


@router.get("/stories/{story_id}", response_model=StoryOut)
def story(request: Request, response: Response, story_id: str) -> Any:
    """The events of a storyline, newest first."""
    site = site_of(request)
    filters = parse_query([("story", story_id), ("last", "all")], site.clock.now()).filters
    with reading_of(request) as session:
        rows = timeline(session, replace(filters, limit=1_000))
    if not rows:
        raise HTTPException(404, "There is no story of this id.")
    return _tagged(request, response, {"id": story_id, "events": [as_json(row) for row in rows]})


@router.get("/stories", response_model=list[StoryOut])
def stories(request: Request, response: Response) -> Any:
    """The storylines of the events that pass the filters."""
    site = site_of(request)
    filters = parse_query(request.query_params.multi_items(), site.clock.now()).filters
    with reading_of(request) as session:
        rows = timeline(session, replace(filters, limit=1_000))
    grouped: dict[str, list[Json]] = {}
    for row in rows:
        if row.event.story:
            grouped.setdefault(row.event.story, []).append(as_json(row))
    return _tagged(request, response, [{"id": key, "events": found} for key, found in grouped.items()])


@router.get("/alerts", response_model=list[AlertOut])
def alerts(request: Request, limit: int = PAGE_SIZE) -> Sequence[Alert]:
    """The newest alerts."""
    if not 1 <= limit <= 1_000:
        raise QueryError("limit: write a number from 1 to 1000")
    with site_of(request).database.read() as session:
        return session.exec(select(Alert).order_by(col(Alert.id).desc()).limit(limit)).all()


@router.get("/sources", response_model=list[SourceOut])
def sources(request: Request) -> Any:
    """Every source by name."""
    with site_of(request).database.read() as session:
        return [source.model_dump() for source in all_sources(session)]


def _claim(claim: Claim) -> Json:
    mention = claim.mention
    return {
        "source": claim.source,
        "url": claim.article.url,
        "told_at": claim.told_at.isoformat(),
        "status": mention.status,
        "assertion": mention.assertion,
        "attribution": mention.attribution,
        "quantities": mention.quantities,
        "date": mention.date,
        "evidence": mention.evidence,
        "confidence": mention.confidence,
        "extractor": mention.extractor,
        "withdrawn_at": mention.withdrawn_at.isoformat() if mention.withdrawn_at else None,
    }


def _tagged(request: Request, response: Response, body: Any) -> Any:
    """The body with an ETag over it; 304 where the caller has it already (RFC 9110)."""
    text = json.dumps(body, sort_keys=True, default=str).encode()
    tag = f'"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    response.headers["etag"] = tag
    return body


def _cursor(skip: int) -> str:
    return base64.urlsafe_b64encode(f"after:{skip}".encode()).decode().rstrip("=")


def _skip(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return max(0, int(text.removeprefix("after:")))
    except (ValueError, binascii.Error):
        raise QueryError("cursor: give back what `next` said, unchanged") from None
