"""`/alerts`: what was raised, why, and what became of every message; acknowledging is the one thing to do."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import col, select

from storage import outbox
from storage.models import Alert
from web._site import site_of
from web._view import render

router = APIRouter()
SHOWN = 100


@router.get("/alerts")
def show(request: Request) -> Response:
    """The newest alerts with their deliveries, and the dead letters."""
    site = site_of(request)
    with site.database.read() as session:
        alerts = list(session.exec(select(Alert).order_by(col(Alert.id).desc()).limit(SHOWN)))
        ledger = {alert.id: list(outbox.deliveries_of(session, alert.id or 0)) for alert in alerts}
        return render(
            request,
            "alerts.html",
            title="Alerts",
            alerts=alerts,
            ledger=ledger,
            dead=list(outbox.dead_letters(session)),
            counts=outbox.counts(session),
            prefect_url=site.prefect_url,
        )


@router.get("/alerts/{alert_id}")
def one(request: Request, alert_id: int) -> Response:
    """One alert, where its messages lead: acknowledging takes a button, for mail scanners follow links."""
    with site_of(request).database.read() as session:
        alert = session.get(Alert, alert_id)
        if alert is None:
            raise HTTPException(404, "There is no alert of this number.")
        return render(
            request,
            "alert.html",
            title=f"Alert {alert_id}",
            alert=alert,
            deliveries=list(outbox.deliveries_of(session, alert_id)),
        )


@router.post("/alerts/{alert_id}/ack")
def acknowledge(request: Request, alert_id: int) -> Response:
    """Mark an alert as seen by a person."""
    site = site_of(request)
    with site.database.write() as session:
        if session.get(Alert, alert_id) is None:
            raise HTTPException(404, "There is no alert of this number.")
        outbox.acknowledge(session, alert_id, site.clock.now())
    return RedirectResponse(f"/alerts/{alert_id}", 303)
