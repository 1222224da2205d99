"""The pages in a real browser: no console errors, no foreign requests, no accessibility violations."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from storage.database import Database
from tests.flows.processes import wait_for
from tests.web.conftest import site_over
from web.app import create_app

pytestmark = pytest.mark.xdist_group("browser")
PAGES = (
    "/",
    "/events/e1",
    "/stories/s1",
    "/sources",
    "/alerts",
    "/rules",
    "/rules/r",
    "/rules/new",
    "/login",
    "/nothing",
)
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 800}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def address(filled: Database) -> Iterator[str]:
    """The site on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(site_over(filled))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started, 20, "start of the site")
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def watched(page: Page, address: str) -> list[str]:
    """What a page complains of, or asks others for."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "request", lambda sent: None if sent.url.startswith((address, "data:")) else found.append(sent.url)
    )
    return found


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")])
def test_every_page_is_quiet_keeps_to_itself_and_is_accessible(
    browser: Browser, address: str, viewport: ViewportSize, scheme: str
) -> None:
    with browser.new_context(viewport=viewport, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        complaints = watched(page, address)
        for path in PAGES:
            page.goto(address + path)
            if path == "/nothing":
                complaints[:] = [text for text in complaints if "404" not in text]
            found = Axe().run(page, options=AXE).response["violations"]
            assert [(path, item["id"], item["nodes"][0]["html"]) for item in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert complaints == []


def test_keys_move_through_the_list_and_open_an_event(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto(address)
        page.keyboard.press("j")
        page.keyboard.press("j")
        second = page.locator("[data-row]").nth(1)
        assert "here" in (second.get_attribute("class") or "")
        title = second.locator("h3").inner_text()
        page.keyboard.press("o")
        page.wait_for_url("**/events/*")
        assert page.locator("h1").inner_text() == title
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()


def test_everything_works_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.fill("input[name=q]", "kharkiv")
        page.click("button")
        assert page.locator("h1").inner_text() == "1 event"
        page.goto(f"{address}/alerts")
        page.click("text=Acknowledge")
        assert "acknowledged" in page.locator("main").inner_text()


def test_a_bar_of_the_histogram_filters(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("link", name="3 events").first.click()
        assert "from=2024-10-19" in page.url
        assert page.locator("h1").inner_text() == "3 events"
