"""`/rules`: the watch rules as they stand in their files, and a rule made from what a page showed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import select

from errors import WatchlineError
from storage.models import RuleState
from web._query import Query
from web._site import query_of, site_of
from web._starter import rule_for_query
from web._view import render

router = APIRouter()


@router.get("/rules")
def show(request: Request) -> HTMLResponse:
    """Every rule with when it last fired; a mistake in a file is shown with its line."""
    site = site_of(request)
    problem = ""
    try:
        rules = list(site.load_rules())
    except WatchlineError as error:
        rules, problem = [], str(error)
    with site.database.read() as session:
        states = {state.rule: state for state in session.exec(select(RuleState))}
    return render(request, "rules.html", title="Rules", rules=rules, states=states, problem=problem)


@router.get("/rules/new")
def new(request: Request) -> HTMLResponse:
    """The filters of a page as a rule to save and try."""
    query: Query = query_of(request)
    return render(request, "rule_new.html", title="Alert me on this", query=query, rule=rule_for_query(query))
