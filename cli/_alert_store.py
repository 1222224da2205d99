"""What the verbs of `watchline alerts` share."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlmodel import Session

from cli._output import fail
from settings import load_settings
from storage.database import Database, open_database
from storage.models import Alert

JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
AlertId = Annotated[int, typer.Argument(metavar="ID")]


def open_store() -> Database:
    """The configured database."""
    return open_database(load_settings().database_url)


def find(session: Session, alert_id: int) -> Alert:
    """The alert, or exit code 1 with the reason."""
    alert = session.get(Alert, alert_id)
    if alert is None:
        fail(f"there is no alert {alert_id}; see watchline alerts list")
    return alert
