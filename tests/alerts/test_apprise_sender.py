"""Services sent to by Apprise, on real connections: what each failure is taken for."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from alerts.senders import Outgoing, SendResult
from alerts.senders._listening import Heard, Reply
from alerts.senders.apprise_sender import AppriseSender, classify, fit, send, understands
from storage.outbox import Outcome
from tests.alerts.conftest import Hook
from tests.alerts.services import DISCORD, SLACK, TELEGRAM, Services, running_services

MESSAGE = Outgoing("Title", "First line\n\nAlert 1", ({"alert": 1},), "key-1")


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with running_services(tmp_path, monkeypatch) as found:
        yield found


def ntfy(hook: Hook, options: str = "") -> str:
    return f"ntfy://127.0.0.1:{hook.port}/alerts{options}"


@pytest.mark.parametrize(
    ("url", "host"),
    [(SLACK, "hooks.slack.com"), (DISCORD, "discord.com"), (TELEGRAM, "api.telegram.org")],
)
def test_a_message_reaches_the_service_as_it_is(services: Services, url: str, host: str) -> None:
    assert send(url, MESSAGE) == SendResult("sent")

    (text,) = services.texts(host)
    assert "Title" in text
    assert "First line" in text


@pytest.mark.parametrize(
    ("status", "outcome", "scope"),
    [
        (400, "permanent", "message"),
        (401, "permanent", "channel"),
        (403, "permanent", "channel"),
        (404, "permanent", "channel"),
        (410, "permanent", "channel"),
        (413, "permanent", "message"),
        (302, "permanent", "channel"),
        (408, "retry", "message"),
        (425, "retry", "message"),
        (429, "retry", "message"),
        (500, "retry", "message"),
        (503, "retry", "message"),
    ],
)
def test_an_http_status_has_its_class(hook: Hook, status: int, outcome: Outcome, scope: str) -> None:
    hook.status = status
    hook.headers = {"Location": "/elsewhere"}

    result = send(ntfy(hook, "?retry=3&redirect=yes"), MESSAGE)

    assert (result.outcome, result.scope) == (outcome, scope)
    assert f"HTTP {status}" in result.error
    assert len(hook.calls) == 1


def test_a_service_that_asks_to_wait_is_heard(services: Services) -> None:
    services.statuses["hooks.slack.com"] = 429
    services.headers["Retry-After"] = "37"

    result = send(SLACK, MESSAGE)

    assert (result.outcome, result.retry_after_s) == ("retry", 37.0)


def test_a_refused_connection_did_not_arrive() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert send(f"ntfy://127.0.0.1:{port}/topic", MESSAGE).outcome == "retry"


def test_an_unknown_host_did_not_arrive() -> None:
    assert send("ntfy://no-such-host.invalid/topic", MESSAGE).outcome == "retry"


def test_a_connection_closed_after_the_request_may_have_arrived(hook: Hook) -> None:
    def hang_up(request: BaseHTTPRequestHandler) -> bool:
        request.connection.shutdown(socket.SHUT_RDWR)
        return False

    hook.behave = hang_up

    assert send(ntfy(hook), MESSAGE).outcome == "unknown"


def test_an_answer_that_never_comes_may_have_arrived(hook: Hook) -> None:
    def sleep(_request: BaseHTTPRequestHandler) -> bool:
        time.sleep(1)
        return True

    hook.behave = sleep

    assert send(ntfy(hook, "?rto=0.2"), MESSAGE).outcome == "unknown"


def test_a_form_gets_the_idempotency_key(hook: Hook) -> None:
    sender = AppriseSender(f"form://127.0.0.1:{hook.port}/alerts")

    assert sender.send(MESSAGE) == SendResult("sent")
    assert hook.calls[0].headers["idempotency-key"] == "key-1"
    assert (sender.knows_repeats, sender.rate) == (True, None)


def test_a_failure_with_several_recipients_may_have_reached_some(hook: Hook) -> None:
    statuses = iter([200, 500])

    def vary(_request: BaseHTTPRequestHandler) -> bool:
        hook.status = next(statuses)
        return True

    hook.behave = vary

    result = send(f"ntfy://127.0.0.1:{hook.port}/alerts/night", MESSAGE)

    assert result.outcome == "unknown"
    assert "give each its own channel" in result.error


def test_several_recipients_that_all_refuse_are_simply_tried_again(hook: Hook) -> None:
    hook.status = 500

    assert send(f"ntfy://127.0.0.1:{hook.port}/alerts/night", MESSAGE).outcome == "retry"


def test_an_address_apprise_does_not_know_is_permanent() -> None:
    assert send("pigeon://desk", MESSAGE) == SendResult(
        "permanent",
        "pigeon://**** is not an address Apprise understands; check the channel in watchline.yaml",
        scope="channel",
    )


def test_the_web_address_of_a_service_is_known_as_its_own() -> None:
    assert understands("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    assert not understands("https://hooks.example.org/alerts")


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (Heard(replies=[Reply(502, {})]), "retry"),
        (Heard(replies=[Reply(200, {})]), "unknown"),
        (Heard(["A Connection error occurred", "Socket Exception: read timed out"]), "unknown"),
        (Heard(["A Connection error occurred", "Socket Exception: verify failed SSLError"]), "retry"),
        (Heard(), "retry"),
    ],
    ids=str,
)
def test_what_apprise_says_has_its_class(heard: Heard, outcome: Outcome) -> None:
    assert classify(heard).outcome == outcome


def test_a_long_message_fits_into_what_discord_takes(services: Services) -> None:
    body = "x" * 9000 + "\n\nAlert 1: watchline alerts why 1"

    send(DISCORD, Outgoing("T" * 100, body, (), "k"))

    (text,) = services.texts("discord.com")
    assert len(text) <= 2_100
    assert "watchline alerts why 1" in text


def test_a_long_body_loses_its_middle_and_keeps_its_end() -> None:
    footer = "Rule: R\nAlert 7. Why it fired: watchline alerts why 7"
    body = "x" * 5000 + "\n\n" + footer

    cut = fit(body, 1800)

    assert len(cut) <= 1800
    assert cut.endswith("…\n\n" + footer)
    assert fit("short", 1800) == "short"
    assert len(fit(body, 60)) == 60
