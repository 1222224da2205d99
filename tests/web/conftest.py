"""A site with a few events, asked in the same process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from alerts.rules import Rule
from clock import SimulatedClock
from storage.database import Database, open_database
from storage.models import Alert, Article, EventChange, Mention, Source
from tests.web.events import NOW, event
from web._site import Site
from web.app import create_app

# Where no registry of npm answers, the reader cannot be had.
collect_ignore = ["test_timelinejs.py"] if os.environ.get("WATCHLINE_TESTS_WITHOUT_TIMELINEJS") else []
Browse = Callable[..., TestClient]
RULE = Rule.model_validate(
    {"id": "r", "title": "New troops", "when": {"kind": ["troop_deployment"]}, "notify": {"to": ["desk"]}}
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MARKED_UP = "A strike on <b>Kharkiv</b>"
NOWHEN: dict[str, Any] = {"start": None, "end": None, "edtf": "", "lat": None, "lon": None}


@pytest.fixture
def filled(sqlite_url: str) -> Iterator[Database]:
    """Three events, two claims of the first, one merged id, an alert, and a source in trouble."""
    database = open_database(sqlite_url)
    with database.write() as session:
        session.add(Source(id=1, name="Example Wire", url="https://wire.example/rss", last_ok_at=NOW))
        session.add(
            Source(id=2, name="Broken <Wire>", url="https://x.example/", errors=3, last_error="it hangs")
        )
        session.flush()
        session.add(event("e1", story="s1"))
        session.add(event("old", merged_into="e1"))
        session.add(
            event(
                "strike", kind="air_strike", title="A strike on <b>Kharkiv</b>", country="UA", status="denied"
            )
        )
        session.add(
            event("undated", title="Talks", kind="talks", start=None, end=None, edtf="", lat=None, lon=None)
        )
        session.flush()
        for number, value in ((1, 1500), (2, 3000)):
            session.add(article(number))
            session.flush()
            session.add(claim(number, value))
            session.flush()
        session.add(EventChange(id=1, event="e1", change="new", mention=1, article=1, why="told", at=NOW))
        session.flush()
        session.add(
            Alert(id=1, rule="r", rule_hash="h", title="Troops", event="e1", change=1, created_at=NOW)
        )
    yield database
    database.close()


def article(number: int) -> Article:
    return Article(
        id=number,
        source=1,
        key=f"k{number}",
        url=f"https://wire.example/{number}",
        title=f"Article {number}",
        text="About 1,500 soldiers left.",
        published_at=NOW - timedelta(days=number),
        first_seen_at=NOW,
        content_hash=str(number),
        story="s1",
    )


def claim(number: int, value: int) -> Mention:
    figure = {
        "value": value,
        "low": value,
        "high": value,
        "qualifier": "about",
        "unit": "troops",
        "role": "sent",
    }
    return Mention(
        id=number,
        article=number,
        revision=1,
        ordinal=0,
        event="e1",
        kind="troop_deployment",
        status="under_way",
        assertion="confirmed",
        quantities=[figure | {"value": value, "text": str(value)}],
        attribution=[{"speaker": "National Intelligence Service", "cue": "confirmed"}],
        evidence=[
            {
                "what": "quantity",
                "field": "body",
                "start": 0,
                "end": 20,
                "text": "About 1,500 soldiers",
                "rule": "quantity.sent",
            }
        ],
        extractor="rules 1",
        seen_at=NOW + timedelta(minutes=number),
    )


def site_over(database: Database, *, token: str = "") -> Site:
    """A site an hour after the newest event, with one rule."""
    clock = SimulatedClock(NOW + timedelta(hours=1))
    return Site(database, clock=clock, token=token, load_rules=lambda: [RULE], channels=("desk",))


@pytest.fixture
def browse(filled: Database) -> Browse:
    """A visitor of the site; `token` makes it ask who they are."""

    def visit(*, token: str = "", host: str = "127.0.0.1") -> TestClient:
        site = site_over(filled, token=token)
        return TestClient(create_app(site), base_url=f"http://{host}:8321", follow_redirects=False)

    return visit


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()
