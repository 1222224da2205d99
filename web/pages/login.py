"""`/login`: a token for a cookie, where the server asks for one."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web._security import COOKIE, token_matches
from web._site import site_of
from web._view import render

router = APIRouter()
_MOST_BYTES = 4_096
_WEEK_S = 7 * 86_400


@router.get("/login")
def ask(request: Request) -> Response:
    """The form."""
    return render(request, "login.html", title="Log in", wrong=False, onward=_onward(request))


@router.post("/login")
async def answer(request: Request) -> Response:
    """Take the token; the cookie is for this server alone and out of reach of scripts."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            break
    given = parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0].strip()
    token = site_of(request).token
    if not token or not token_matches(given, token):
        return render(request, "login.html", status=403, title="Log in", wrong=True, onward=_onward(request))
    reply = RedirectResponse(_onward(request), 303)
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, given, max_age=_WEEK_S, httponly=True, samesite="strict", secure=secure)
    return reply


def _onward(request: Request) -> str:
    """Where to go next: a path on this server, and nowhere else."""
    path = request.query_params.get("next", "/")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
