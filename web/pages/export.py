"""`/timeline.csv` and its like: what the page shows, in another format, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse

from storage.timeline import stream
from web._query import Query
from web._site import context_of, query_of, reading_of
from web.exports import BY_SUFFIX, Context, Export, parquet

router = APIRouter()
PIECE = 64 * 1024


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


def _pieces(request: Request, query: Query, chosen: Export, context: Context) -> Iterator[bytes]:
    with reading_of(request) as session:
        yield from _gathered(chosen.write(stream(session, query.filters, chosen.reads), context))


def _gathered(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """Pieces of some size: the server hands each one over between threads, which costs more than a row."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece if isinstance(piece, bytes) else piece.encode()
        if len(buffer) >= PIECE:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)
