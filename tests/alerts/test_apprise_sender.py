"""The sender against real servers on loopback: what each failure is taken for."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest

from alerts.senders import Outgoing, SendResult
from alerts.senders.apprise_sender import classify, fit, send
from storage.outbox import Outcome
from tests.alerts.conftest import Hook, Mailbox

MESSAGE = Outgoing("Title", "First line\n\nAlert 1", {"alert": 1, "deep": {"list": [1, 2]}}, "key-1")


def test_a_webhook_gets_text_data_and_the_idempotency_key(hook: Hook) -> None:
    assert send(hook.url, MESSAGE) == SendResult("sent")

    (call,) = hook.calls
    assert (call.body["title"], call.body["message"]) == ("Title", "First line\n\nAlert 1")
    assert call.body["watchline"] == {"alert": 1, "deep": {"list": [1, 2]}}
    assert call.headers["Idempotency-Key"] == "key-1"


def test_headers_of_the_address_are_kept(hook: Hook) -> None:
    send(f"{hook.url}?+X-Team=desk", MESSAGE)

    assert hook.calls[0].headers["X-Team"] == "desk"


def test_a_mail_is_plain_text(mailbox: Mailbox) -> None:
    assert send(f"{mailbox.url}&format=html", MESSAGE) == SendResult("sent")

    (mail,) = mailbox.mails
    assert mail["Subject"] == "Title"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().split() == ["First", "line", "Alert", "1"]


def test_a_hundred_korean_characters_fit_into_a_subject(mailbox: Mailbox) -> None:
    subject = "병" * 100

    assert send(mailbox.url, Outgoing(subject, "본문", {}, "k")) == SendResult("sent")
    assert mailbox.mails[0]["Subject"] == subject


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, "permanent"),
        (401, "permanent"),
        (403, "permanent"),
        (404, "permanent"),
        (410, "permanent"),
        (413, "permanent"),
        (422, "permanent"),
        (302, "permanent"),
        (408, "retry"),
        (425, "retry"),
        (429, "retry"),
        (500, "retry"),
        (503, "retry"),
    ],
)
def test_an_http_status_has_its_class(hook: Hook, status: int, outcome: Outcome) -> None:
    hook.status = status

    result = send(f"{hook.url}?retry=3&redirect=yes", MESSAGE)

    assert result.outcome == outcome
    assert f"HTTP {status}" in result.error
    assert len(hook.calls) == 1


def test_a_refused_connection_did_not_arrive() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    for url in (f"json://127.0.0.1:{port}", f"mailto://127.0.0.1:{port}?from=a@b.example&to=c@d.example"):
        assert send(url, MESSAGE).outcome == "retry"


def test_an_unknown_host_did_not_arrive() -> None:
    assert send("json://no-such-host.invalid", MESSAGE).outcome == "retry"


def test_a_connection_closed_after_the_request_may_have_arrived(hook: Hook) -> None:
    def hang_up(request: BaseHTTPRequestHandler) -> bool:
        request.connection.shutdown(socket.SHUT_RDWR)
        return False

    hook.behave = hang_up

    assert send(hook.url, MESSAGE).outcome == "unknown"


def test_an_answer_that_never_comes_may_have_arrived(hook: Hook) -> None:
    def sleep(_request: BaseHTTPRequestHandler) -> bool:
        time.sleep(1)
        return True

    hook.behave = sleep

    assert send(f"{hook.url}?rto=0.2", MESSAGE).outcome == "unknown"


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [("550 no such person", "permanent"), ("451 greylisted", "retry"), ("554 spam", "permanent")],
)
def test_a_mail_server_says_whether_to_try_again(mailbox: Mailbox, refusal: str, outcome: Outcome) -> None:
    mailbox.refusal = refusal

    assert send(mailbox.url, MESSAGE).outcome == outcome


def test_a_failure_with_several_recipients_may_have_reached_some(mailbox: Mailbox) -> None:
    mailbox.refusal = "451 greylisted"

    result = send(mailbox.url.replace("to=desk@", "to=night@demo.example,desk@"), MESSAGE)

    assert result.outcome == "unknown"
    assert "give each its own channel" in result.error


def test_an_address_apprise_does_not_know_is_permanent() -> None:
    assert send("pigeon://desk", MESSAGE) == SendResult(
        "permanent",
        "pigeon://**** is not an address Apprise understands; check the channel in watchline.yaml",
    )


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (["Failed to send X notification: Bad Gateway, error=502."], "retry"),
        (["Failed to send Slack notification: error=200."], "unknown"),
        (['Sending email to "a@b.example" failed.', "Socket Exception: timed out"], "unknown"),
        (['Connection error while submitting email to "mx"', "Socket Exception: timed out"], "retry"),
        (["A Connection error occurred", "Socket Exception: certificate verify failed SSLError"], "retry"),
        (["Socket Exception: (535, b'bad password')"], "permanent"),
        ([], "retry"),
    ],
    ids=str,
)
def test_what_apprise_says_has_its_class(heard: list[str], outcome: Outcome) -> None:
    assert classify(heard)[0] == outcome


def test_a_long_body_loses_its_middle_and_keeps_its_end() -> None:
    footer = "Rule: R\nAlert 7. Why it fired: watchline alerts why 7"
    body = "x" * 5000 + "\n\n" + footer

    cut = fit(body, 1800)

    assert len(cut) <= 1800
    assert cut.endswith("…\n\n" + footer)
    assert fit("short", 1800) == "short"
    assert len(fit(body, 60)) == 60
