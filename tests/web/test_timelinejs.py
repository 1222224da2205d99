"""The export for TimelineJS is shown by TimelineJS itself, in a browser that reaches nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.web.events import NOW, row
from web.exports import EXPORTS, Context

pytestmark = pytest.mark.xdist_group("browser")
DIST = Path(__file__).parent / "readers/node_modules/@knight-lab/timelinejs/dist"
PAGE = """<!doctype html><link rel="stylesheet" href="/css/timeline.css">
<div id="t" style="height: 600px"></div><script src="/js/timeline.js"></script>"""
HOSTILE = "<img src=x onerror=alert(1)> A strike"


@pytest.fixture
def reader(browser: Browser) -> Page:
    """An empty page with TimelineJS, served from its package."""
    if not DIST.is_dir():
        pytest.skip("TimelineJS is not installed (npm ci --prefix tests/web/readers)")

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://reader.test/")
        if path == "":
            route.fulfill(body=PAGE, content_type="text/html")
        elif (DIST / path).is_file():
            route.fulfill(path=DIST / path)
        else:
            route.abort()

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto("http://reader.test/")
    return page


def test_timelinejs_shows_every_dated_event_with_its_dates(reader: Page) -> None:
    month = row("e2", start="2024-06-01", end="2024-07-01", precision="month", edtf="2024-06", title=HOSTILE)
    days = row("e3", end="2024-10-21")
    text = "".join(
        str(piece)
        for piece in EXPORTS["timelinejs"].write([row(), month, days], Context("http://127.0.0.1:8321", NOW))
    )

    found = reader.evaluate(
        """json => new Promise(done => {
            const timeline = new TL.Timeline("t", JSON.parse(json));
            timeline.on("loaded", () => done({
                shown: timeline.config.events.map(event => [
                    event.unique_id, event.start_date.data.format, event.end_date && event.end_date.data.day
                ]),
                errors: timeline.config.getErrors(),
                headlines: [...document.querySelectorAll(".tl-slide h2")].map(h => h.textContent.trim()),
                images: document.querySelectorAll("img[onerror]").length,
            }));
        })""",
        text,
    )

    # In the order of their dates; a month has no day, and the last day of an interval is inclusive.
    assert found["shown"] == [
        ["event-e2", "month", None],
        ["event-e1", "full", None],
        ["event-e3", "full", 20],
    ]
    assert found["errors"] in ("", [])
    assert HOSTILE in found["headlines"]
    assert found["images"] == 0
