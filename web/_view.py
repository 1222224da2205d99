"""Templates, and the words they need."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts import words
from alerts.event_words import figures, standing, told_figures, when, where
from web.exports._row import iso

HERE = Path(__file__).parent


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "when": when,
        "where": where,
        "figures": figures,
        "told_figures": told_figures,
        "standing": standing,
        "instant": words.instant,
        "iso": iso,
        "roughly": lambda seconds: words.roughly(timedelta(seconds=seconds)),
        "plain": plain,
        "link": safe_link,
        "host": lambda url: urlsplit(url).hostname or "",
    }
    return environment


def render(request: Request, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; every template sees where it is and whether there is a way to log out."""
    text = _environment().get_template(template).render(path=request.url.path, **values)
    return HTMLResponse(text, status)


def plain(name: str) -> str:
    """A name with underscores as words."""
    return name.replace("_", " ")


def safe_link(url: str) -> str:
    """An http(s) address, or nothing: what a feed says never becomes another kind of link."""
    return url if url.startswith(("https://", "http://")) else ""
