"""The timeline as pages, exports and a read-only API: one application, given a database."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from web import api
from web._query import QueryError
from web._security import Guard
from web._site import Site
from web._view import HERE, render
from web.pages import alerts, event, export, health, login, metrics, rule, rules, sources, story, timeline


def create_app(site: Site) -> FastAPI:
    """The application for a site; give it to any ASGI server."""
    app = FastAPI(
        title="Watchline",
        description="Events read from news feeds, with what each source claimed and when. Read-only.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.site = site
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for room in (timeline, event, story, sources, alerts, rules, rule, login, health, metrics, export):
        app.include_router(room.router, include_in_schema=False)
    app.include_router(api.router)
    app.add_exception_handler(QueryError, _unreadable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_middleware(Guard, token=site.token, hosts=site.hosts)
    return app


def _unreadable(request: Request, error: Exception) -> Response:
    return _problem(request, 400, str(error))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = str(error.detail) if error.detail != "Not Found" else "There is nothing at this address."
    return _problem(request, error.status_code, said)


def _problem(request: Request, status: int, said: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": said}, status)
    return render(request, "problem.html", status=status, said=said, title="Not shown")
