"""Addresses: nothing inside is ever connected to unless it is allowed by name."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import pytest

from tests.flows.exam.conftest import MINUTE, Examiner, document
from tests.web_server import Reply

FORBIDDEN = (
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]",
    "169.254.169.254", "100.100.100.200", "10.0.0.1", "192.168.0.1", "[64:ff9b::a9fe:a9fe]", "[fe80::1]",
)  # fmt: skip


@contextmanager
def trap(host: str, port: int) -> Iterator[list[int]]:
    """Counts who connects."""
    caught: list[int] = []
    listener = socket.create_server((host, port))

    def listen() -> None:
        try:
            while True:
                listener.accept()[0].close()
                caught.append(1)
        except OSError:
            return

    Thread(target=listen, daemon=True).start()
    try:
        yield caught
    finally:
        listener.close()


def port_of(exam: Examiner) -> int:
    return int(exam.web.url.rsplit(":", 1)[1])


@pytest.mark.parametrize("host", FORBIDDEN)
def test_an_address_inside_is_refused_by_default(exam: Examiner, host: str) -> None:
    exam.feed("feed", Reply(body=document(1)))
    exam.source("feed", f"http://{host}:{port_of(exam)}/feed")
    found = exam.only(allow_private=())

    assert found.status == "failed"
    assert "not a public address" in found.reason
    assert exam.asked() == []


def test_a_network_that_is_allowed_can_be_reached(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)))

    assert exam.only(allow_private=["127.0.0.1/32"]).status == "ok"


def test_a_redirect_inside_is_refused(exam: Examiner) -> None:
    with trap("127.0.0.2", port_of(exam)) as caught:
        exam.feed("feed", Reply(302, headers={"Location": f"http://127.0.0.2:{port_of(exam)}/latest"}))
        found = exam.only()

    assert "not a public address" in found.reason
    assert caught == []


def test_a_stored_redirect_is_checked_again(exam: Examiner) -> None:
    """A name that was public when the feed moved there may be one inside today."""
    exam.feed("feed", Reply(301, headers={"Location": f"http://moved.example:{port_of(exam)}/new"}))
    exam.web.pages["/new"] = Reply(body=document(1))

    def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    for _ in range(3):
        exam.clock.advance(MINUTE)
        exam.poll(resolve=resolve)
    assert exam.state().effective_url == f"http://moved.example:{port_of(exam)}/new"

    before = len(exam.asked("new"))
    assert "not a public address" in exam.wait(resolve=lambda *_: ["169.254.169.254"]).reason
    assert len(exam.asked("new")) == before


def test_a_resolver_that_changes_its_mind_never_leads_inside(exam: Examiner) -> None:
    """Every other answer is 127.0.0.2, which stands for a host inside and holds a trap."""
    answers = itertools.cycle([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]])
    exam.feed("feed", Reply(body=document(1)))
    exam.source("feed", f"http://rebinding.example:{port_of(exam)}/feed")
    with trap("127.0.0.2", port_of(exam)) as caught:
        statuses = []
        for _ in range(12):
            exam.clock.advance(2 * MINUTE * 2 ** len(statuses))
            statuses.append(exam.only(resolve=lambda *_: next(answers)).status)

    assert caught == []
    assert statuses.count("failed") == 8
    assert len(exam.asked()) == 4
