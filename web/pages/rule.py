"""`/rules/ID`: one watch rule, and what it would have sent; `/rules/new`: the same for what a page showed."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from sqlmodel import col, select

from alerts.backtest import Backtest, backtest
from alerts.rules import Rule
from errors import WatchlineError
from settings import parse_duration
from storage.models import Alert, RuleState
from web._query import Query, QueryError
from web._site import query_of, site_of
from web._starter import as_rule, rule_for_query
from web._view import render
from web._weeks import Column, columns

router = APIRouter()
USUAL = "90d"
WINDOWS = ("7d", "30d", "90d", "365d")
_LATEST = 10


@router.get("/rules/new")
def new(request: Request) -> HTMLResponse:
    """The filters of a page as a rule to save, with its backtest."""
    query: Query = query_of(request)
    text = rule_for_query(query, _channel(request))
    try:
        rule, problem = as_rule(text), ""
    except WatchlineError as error:
        rule, problem = None, str(error)
    found = _backtest(request, rule, USUAL) if rule else None
    return render(
        request,
        "rule_new.html",
        title="Alert me on this",
        query=query,
        rule=text,
        found=found,
        weeks=_weeks(found) if found else [],
        problem=problem,
    )


@router.get("/rules/{rule_id}")
def show(request: Request, rule_id: str, since: str = USUAL) -> HTMLResponse:
    """The rule as it stands in its file, when it fired, and what it would have sent since then."""
    site = site_of(request)
    rule = next((rule for rule in site.load_rules() if rule.id == rule_id), None)
    if rule is None:
        raise HTTPException(404, "There is no rule of this name; /rules lists them.")
    found = _backtest(request, rule, since)
    with site.database.read() as session:
        latest = select(Alert).where(Alert.rule == rule_id).order_by(col(Alert.id).desc()).limit(_LATEST)
        return render(
            request,
            "rule.html",
            title=rule.title,
            rule=rule,
            state=session.get(RuleState, rule_id),
            alerts=list(session.exec(latest)),
            found=found,
            weeks=_weeks(found),
            since=since,
            windows=WINDOWS,
        )


def _backtest(request: Request, rule: Rule, since: str) -> Backtest:
    site = site_of(request)
    try:
        back = timedelta(seconds=parse_duration(since))
    except ValueError as error:
        raise QueryError(f"since: {error}") from error
    now = site.clock.now()
    with site.database.read() as session:
        return backtest(session, rule, now - back, now)


def _weeks(found: Backtest) -> list[Column]:
    return columns([(week.monday, week.alerts) for week in found.weeks])


def _channel(request: Request) -> str:
    return next(iter(site_of(request).channels), "desk")
