"""`/rules`: the watch rules as they stand in their files, and how often each fired of late."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session, col, select

from errors import WatchlineError
from storage.models import Alert, RuleState
from web._site import site_of
from web._view import render
from web._weeks import Column, columns

router = APIRouter()
WEEKS = 12


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
        fired = _fired(session, site.clock.now())
    return render(
        request, "rules.html", title="Rules", rules=rules, states=states, fired=fired, problem=problem
    )


def _fired(session: Session, now: datetime) -> dict[str, list[Column]]:
    """How many alerts each rule raised in each of the last twelve weeks."""
    monday = now.date() - timedelta(days=now.weekday())
    mondays = [monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    counts: dict[str, Counter[date]] = {}
    rows = select(Alert.rule, Alert.created_at).where(col(Alert.created_at) >= now - timedelta(weeks=WEEKS))
    for rule, at in session.exec(rows):
        counts.setdefault(rule, Counter())[at.date() - timedelta(days=at.weekday())] += 1
    return {rule: columns([(day, number[day]) for day in mondays]) for rule, number in counts.items()}
