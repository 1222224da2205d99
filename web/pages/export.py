"""`/timeline.csv` and its like: what the page shows, in another format, streamed."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse

from storage.timeline import stream
from web._query import Query
from web._site import context_of, query_of, reading_of
from web.exports import BY_SUFFIX, Context, Export, parquet

router = APIRouter()


@router.get("/timeline.{suffix}")
def export(request: Request, suffix: str) -> Response:
    """Every event that passes the filters; an export knows no pages."""
    chosen = BY_SUFFIX.get(suffix)
    if chosen is None:
        raise HTTPException(404, f"There is no export .{suffix[:20]}; known: {', '.join(sorted(BY_SUFFIX))}")
    if chosen.name == "parquet" and not parquet.available():
        raise HTTPException(501, parquet.REMEDY)
    query = query_of(request)
    headers = {"content-disposition": f'attachment; filename="timeline.{suffix}"'}
    if chosen.name in ("atom", "jsonfeed"):
        headers = {}
    pieces = _pieces(request, query, chosen, context_of(request))
    return StreamingResponse(pieces, media_type=chosen.media_type, headers=headers)


def _pieces(request: Request, query: Query, chosen: Export, context: Context) -> Iterator[str | bytes]:
    with reading_of(request) as session:
        yield from chosen.write(stream(session, query.filters), context)
