"""Redirects: followed within bounds, remembered when they are for good, and never into a trap."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.access import Access
from connectors.http import Credentials
from tests.connectors.raw_server import certificate_for, raw_server, send
from tests.flows.exam.conftest import Examiner, document
from tests.web_server import Reply


def redirected(exam: Examiner, status: int, location: str = "/new") -> None:
    exam.feed("feed", Reply(status, headers={"Location": location}))
    exam.web.pages["/new"] = Reply(body=document(1))


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_stored_after_three_sightings(exam: Examiner, status: int) -> None:
    redirected(exam, status)
    exam.poll()
    exam.wait()
    assert exam.state().effective_url is None
    exam.wait()
    assert exam.state().effective_url == exam.web.at("/new")

    exam.wait()
    assert (len(exam.asked("feed")), len(exam.asked("new"))) == (3, 4)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_never_stored(exam: Examiner, status: int) -> None:
    redirected(exam, status)
    exam.poll()
    for _ in range(5):
        exam.wait()

    assert exam.state().effective_url is None
    assert len(exam.asked("feed")) == 6


def test_a_permanent_redirect_that_was_a_slip_is_forgotten(exam: Examiner) -> None:
    redirected(exam, 301)
    exam.poll()
    exam.wait()
    exam.feed("feed", Reply(body=document(1)))
    exam.wait()
    redirected(exam, 301)
    exam.wait()
    exam.wait()

    assert exam.state().effective_url is None


def test_a_redirect_loop_ends_after_five_hops(exam: Examiner) -> None:
    redirected(exam, 302, "/feed")

    assert exam.only().reason == "more than 5 redirects"
    assert len(exam.asked()) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://127.0.0.1/", "data:text/xml,<rss/>"])
def test_a_redirect_to_what_is_not_the_web_is_refused(exam: Examiner, location: str) -> None:
    redirected(exam, 302, location)
    found = exam.only()

    assert found.status == "failed"
    assert "is not http or https" in found.reason


def test_a_redirect_from_https_to_http_with_a_password_is_refused(exam: Examiner, tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)
    answer = f"HTTP/1.1 302 Found\r\nLocation: {exam.web.at('/feed')}\r\nContent-Length: 0\r\n\r\n".encode()
    with raw_server(send(answer), tls) as server:
        exam.source("feed", f"https://news.example:{server.port}/feed")
        found = exam.only(
            ssl_context=trust,
            resolve=lambda host, port: ["127.0.0.1"],
            opened_with={"feed": Access(Credentials("desk", "secret"))},
        )

    assert len(server.heard) == 1
    assert "from https to http" in found.reason
    assert exam.asked() == []


def test_a_password_does_not_follow_a_redirect_to_another_server(exam: Examiner) -> None:
    other = exam.raw_feed("other", send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    del exam.sources["other"]
    redirected(exam, 302, other.url)
    exam.poll(opened_with={"feed": Access(Credentials("desk", "secret"), {"X-Key": "secret"})})

    assert "authorization" in exam.asked()[0].headers
    assert b"authorization" not in other.heard[0].lower()
    assert b"secret" not in other.heard[0]


def test_a_cookie_is_never_sent_back(exam: Examiner) -> None:
    exam.feed("feed", Reply(302, headers={"Location": "/new", "Set-Cookie": "id=7; Path=/"}))
    exam.web.pages["/new"] = Reply(body=document(1), headers={"Set-Cookie": "id=8; Path=/"})
    exam.poll()
    exam.wait()

    assert all("cookie" not in request.headers for name in ("feed", "new") for request in exam.asked(name))
