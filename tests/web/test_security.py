"""Who may ask, from where, and what every reply carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import Settings
from tests.web.conftest import Browse
from web._security import POLICY
from web.server import CannotServeError, is_loopback, read_token, serve

PAGES = (
    "/",
    "/events/e1",
    "/sources",
    "/alerts",
    "/alerts/1",
    "/rules",
    "/rules/new",
    "/login",
    "/stories/s1",
)
TOKEN = "correct-horse-battery-staple"


@pytest.mark.parametrize("address", ["/", "/api/v1/events", "/static/style.css", "/nothing", "/healthz"])
def test_every_reply_carries_the_policy(browse: Browse, address: str) -> None:
    headers = browse().get(address).headers

    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_page_has_an_inline_script_or_style(browse: Browse) -> None:
    for address in (
        "/",
        "/events/e1",
        "/sources",
        "/alerts",
        "/rules",
        "/rules/new",
        "/login",
        "/stories/s1",
    ):
        page = browse().get(address).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count('<script src="/static/')


def test_a_foreign_host_header_is_refused(browse: Browse) -> None:
    assert browse(host="evil.example").get("/").status_code == 421
    assert browse(host="localhost").get("/").status_code == 200


def test_with_a_token_pages_lead_to_the_form_and_the_api_to_an_error(browse: Browse) -> None:
    visitor = browse(token=TOKEN)

    reply = visitor.get("/events/e1?x=1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/events/e1%3Fx%3D1")
    assert visitor.get("/api/v1/events").status_code == 401
    assert visitor.get("/timeline.csv").status_code == 303
    assert visitor.get("/metrics").status_code == 303


def test_the_right_token_opens_pages_and_api(browse: Browse) -> None:
    visitor = browse(token=TOKEN)

    assert visitor.get("/api/v1/events", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    reply = visitor.post("/login?next=/sources", content=f"token={TOKEN}")
    cookie = reply.headers["set-cookie"]
    assert (reply.status_code, reply.headers["location"]) == (303, "/sources")
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert visitor.get("/").status_code == 200


def test_the_wrong_token_opens_nothing(browse: Browse) -> None:
    visitor = browse(token=TOKEN)

    assert visitor.post("/login", content="token=wrong").status_code == 403
    assert visitor.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 303


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_form_leads_nowhere_else(browse: Browse, onward: str) -> None:
    visitor = browse(token=TOKEN)

    assert visitor.post(f"/login?next={onward}", content=f"token={TOKEN}").headers["location"] == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://127.0.0.1:8321"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Cookie": "a=b"}, 403),
    ],
)
def test_a_change_is_only_taken_from_our_own_pages(
    browse: Browse, headers: dict[str, str], status: int
) -> None:
    assert browse().post("/alerts/1/ack", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x.org", False)],
)
def test_what_only_this_machine_can_reach(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer


def test_an_open_address_needs_a_token(tmp_path: Path) -> None:
    settings = Settings.model_construct(database_url="sqlite://", rules=tmp_path, home=tmp_path)

    with pytest.raises(CannotServeError, match="give a token"):
        serve(settings, host="0.0.0.0")


def test_a_token_that_is_easy_to_guess_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1234\n", encoding="utf-8")

    with pytest.raises(CannotServeError, match="at least 16"):
        read_token(tmp_path / "token")
    with pytest.raises(CannotServeError, match="cannot be read"):
        read_token(tmp_path / "none")
