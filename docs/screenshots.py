"""The two pictures of README.md: the demo's timeline, and the event most papers told of.

    make screenshots

Needs Chromium on the PATH (Debian: apt-get install chromium).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright
from sqlmodel import col, select

from clock import SimulatedClock
from demo.replay import replay
from storage.database import Database, open_database
from storage.models import Event
from web._site import Site
from web.app import create_app

IMAGES = Path(__file__).parent / "images"
PORT = 8399
AFTER_THE_DEMO = datetime(2024, 10, 26, tzinfo=UTC)


def main() -> None:
    browser = shutil.which("chromium") or sys.exit("Chromium is not installed (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as home:
        replay(Path(home), on_step=lambda _step: None)
        database = open_database(f"sqlite:///{home}/watchline.db")
        server = _serve(database)
        _take(browser, _most_told(database))
        server.should_exit = True


def _serve(database: Database) -> uvicorn.Server:
    app = create_app(Site(database, clock=SimulatedClock(AFTER_THE_DEMO)))
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.1)
    return server


def _most_told(database: Database) -> str:
    with database.read() as session:
        statement = select(Event.id).where(col(Event.merged_into).is_(None)).order_by(col(Event.reach).desc())
        return session.exec(statement.limit(1)).one()


def _take(browser: str, event: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1200, "height": 800})
        for name, path in (("timeline", "/?last=14d"), ("event", f"/events/{event}")):
            page.goto(f"http://127.0.0.1:{PORT}{path}")
            page.screenshot(path=str(IMAGES / f"{name}.png"))
        chromium.close()


if __name__ == "__main__":
    main()
