"""What the pages are made from, and how a handler gets at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from fastapi import Request
from sqlmodel import Session

from alerts.rules import Rule
from clock import Clock, SystemClock
from storage.as_of import reading
from storage.database import Database
from web._query import USUAL_WINDOW, Query, parse_query
from web._tallies import Tallies
from web.exports import Context

REPOSITORY = "https://github.com/watchline/watchline"


@dataclass(frozen=True)
class Site:
    """The database the pages read and what they say about the rest of the installation.

    With `token` every page asks for it. `hosts` are names beside loopback the server answers under.
    `load_rules` reads the rule files anew at each call; it may raise ConfigError. `cycle_every_s` is how
    often cycles are expected, `channels` the names of those that are configured.
    """

    database: Database
    clock: Clock = field(default_factory=SystemClock)
    token: str = ""
    hosts: tuple[str, ...] = ()
    prefect_url: str = ""
    load_rules: Callable[[], Sequence[Rule]] = tuple
    cycle_every_s: int = 60
    channels: tuple[str, ...] = ()
    tallies: Tallies = field(default_factory=Tallies)


def site_of(request: Request) -> Site:
    """The site a request is answered for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def query_of(request: Request, usual: str = USUAL_WINDOW) -> Query:
    """The request's filters. Raises QueryError."""
    return parse_query(request.query_params.multi_items(), site_of(request).clock.now(), usual=usual)


def reading_of(request: Request) -> AbstractContextManager[Session]:
    """The timeline as it stood at the moment that the request's `as_of` names. Raises QueryError."""
    site, moment = site_of(request), request.query_params.get("as_of", "").strip()
    query = parse_query([("as_of", moment)] if moment else [], site.clock.now())
    return reading(site.database, query.filters.known_by)


def context_of(request: Request) -> Context:
    """What an export says of where it comes from."""
    return Context(str(request.base_url).rstrip("/"), site_of(request).clock.now())
