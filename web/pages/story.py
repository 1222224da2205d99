"""`/stories/ID`: the events and articles of one storyline, in their order."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session, col, select

from storage.filters import Filters
from storage.models import Article, Source
from storage.timeline import timeline
from web._site import reading_of
from web._view import render

router = APIRouter()
MOST_EVENTS = 500
MOST_ARTICLES = 300


@router.get("/stories/{story_id}")
def show(request: Request, story_id: str) -> HTMLResponse:
    """Events first, then every article that tells of them."""
    with reading_of(request) as session:
        rows = timeline(session, Filters(story=story_id, limit=MOST_EVENTS))
        articles = _articles(session, story_id)
    if not rows and not articles:
        raise HTTPException(404, "There is no story of this id.")
    title = rows[-1].event.title if rows else articles[0][0].title
    return render(
        request, "story.html", title=title, story=story_id, rows=list(reversed(rows)), articles=articles
    )


def _articles(session: Session, story_id: str) -> list[tuple[Article, str]]:
    statement = (
        select(Article, Source.name)
        .join(Source, col(Source.id) == col(Article.source))
        .where(Article.story == story_id)
        .order_by(col(Article.id))
        .limit(MOST_ARTICLES)
    )
    return [(article, name) for article, name in session.exec(statement)]
