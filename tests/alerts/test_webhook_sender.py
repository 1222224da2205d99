"""Calls of a real webhook on loopback: what arrives, and what each failure is taken for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import jsonschema
import pytest

from alerts.payload import schema
from alerts.senders import AddressError, Channel, Outgoing, SendResult
from alerts.senders._webhook_address import parse
from alerts.senders.opening import Opener
from alerts.senders.webhook import WebhookSender
from storage.outbox import Outcome
from tests.alerts.conftest import Hook
from tests.connectors.raw_server import certificate_for

SCHEMA = Path(__file__).parents[2] / "docs" / "webhook.schema.json"
LOOPBACK = ("127.0.0.1/32",)
RULE = {"id": "troops", "title": "Troops", "severity": "high", "hash": "abc"}
ALERT = {"alert": 7, "rule": RULE, "changes": [], "since": [], "earlier": []}
MESSAGE = Outgoing("Title 북한", "First line\n\nAlert 7", (ALERT,), "key-1", severity="high")


def send(
    url: str,
    message: Outgoing = MESSAGE,
    *,
    secret: str = "",
    allow_private: Sequence[str] = LOOPBACK,
    deadline_s: float = 5.0,
) -> SendResult:
    channel = Channel("hook", url, secret)
    sender = WebhookSender(
        channel, parse(url), allow_private=allow_private, deadline_s=deadline_s, now=lambda: 1729296000.7
    )
    return sender.send(message)


def test_a_call_carries_the_message_as_documented(hook: Hook) -> None:
    assert send(hook.url) == SendResult("sent")

    (call,) = hook.calls
    assert call.path == "/alerts"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["idempotency-key"] == "key-1"
    assert call.body == {
        "version": 1,
        "id": "key-1",
        "title": "Title 북한",
        "message": "First line\n\nAlert 7",
        "severity": "high",
        "possible_repeat": False,
        "alerts": [ALERT],
    }


def test_the_documented_schema_is_the_one_of_the_program(hook: Hook) -> None:
    send(f"{hook.url}?:team=desk")

    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == schema(), "run: watchline alerts schema > docs/webhook.schema.json"
    jsonschema.Draft202012Validator.check_schema(written)
    jsonschema.validate(hook.calls[0].body, written)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(hook.calls[0].body | {"alerts": [{"alert": "7"}]}, written)


@pytest.mark.parametrize(
    ("secret", "key"),
    [("plain words", b"plain words"), ("whsec_" + base64.b64encode(b"\x00raw").decode(), b"\x00raw")],
)
def test_a_receiver_can_check_who_called(hook: Hook, secret: str, key: bytes) -> None:
    send(hook.url, secret=secret)

    (call,) = hook.calls
    signed = b".".join([b"key-1", b"1729296000", call.content])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-id"] == "key-1"
    assert call.headers["webhook-timestamp"] == "1729296000"
    assert call.headers["webhook-signature"] == f"v1,{expected}"


def test_without_a_secret_nothing_is_signed(hook: Hook) -> None:
    send(hook.url)

    assert "webhook-signature" not in hook.calls[0].headers


def test_what_the_address_adds_goes_along(hook: Hook) -> None:
    url = hook.url.replace("//", "//us%40er:p%3Aw@") + "?+X-Team=a%20b&-token=t%26t&:team=desk&:id=x&retry=3"

    send(url)

    (call,) = hook.calls
    assert call.path == "/alerts?token=t%26t"
    assert call.headers["x-team"] == "a b"
    assert call.headers["authorization"] == f"Basic {base64.b64encode(b'us@er:p:w').decode()}"
    assert (call.body["team"], call.body["id"]) == ("desk", "key-1")


def test_a_web_address_is_posted_to_as_it_stands(hook: Hook) -> None:
    send(f"http://127.0.0.1:{hook.port}/a/b?c=d&e=+f")

    assert hook.calls[0].path == "/a/b?c=d&e=+f"


@pytest.mark.parametrize(
    ("status", "outcome", "scope"),
    [
        (200, "sent", "message"),
        (204, "sent", "message"),
        (301, "permanent", "channel"),
        (307, "permanent", "channel"),
        (400, "permanent", "message"),
        (401, "permanent", "channel"),
        (403, "permanent", "channel"),
        (404, "permanent", "channel"),
        (410, "permanent", "channel"),
        (413, "permanent", "message"),
        (408, "retry", "message"),
        (425, "retry", "message"),
        (429, "retry", "message"),
        (500, "retry", "message"),
        (503, "retry", "message"),
    ],
)
def test_a_status_has_its_class(hook: Hook, status: int, outcome: Outcome, scope: str) -> None:
    hook.status, hook.headers, hook.reply = status, {"Location": "/elsewhere"}, b""

    result = send(hook.url)

    assert (result.outcome, result.scope) == (outcome, scope)
    assert len(hook.calls) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("1000000000", 1e9), ("soon", None), ("1e9", None), ("-5", None)],
)
def test_the_wait_a_receiver_asks_for_is_heard(hook: Hook, value: str, seconds: float | None) -> None:
    hook.status, hook.headers = 429, {"Retry-After": value}

    assert send(hook.url).retry_after_s == seconds


def test_the_wait_may_be_a_date_by_the_receivers_clock(hook: Hook) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=90)
    hook.status, hook.headers = 503, {"Retry-After": format_datetime(until, usegmt=True)}

    wait = send(hook.url).retry_after_s

    assert wait is not None
    assert 85 <= wait <= 90


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_a_private_address_is_refused_unless_allowed(host: str) -> None:
    result = send(f"json://{host}:9/x", allow_private=())

    assert (result.outcome, result.scope) == ("permanent", "channel")
    assert "network.allow_private" in result.error


def test_whoever_was_not_reached_did_not_get_it() -> None:
    for url in ("json://127.0.0.1:9/x", "json://no-such-host.invalid/x"):
        assert send(url).outcome == "retry"


def test_a_connection_closed_after_the_call_may_have_delivered_it(hook: Hook) -> None:
    def hang_up(request: BaseHTTPRequestHandler) -> bool:
        request.connection.shutdown(socket.SHUT_RDWR)
        return False

    hook.behave = hang_up

    assert send(hook.url).outcome == "unknown"


def test_an_answer_that_drips_or_never_comes_may_mean_it_arrived(hook: Hook) -> None:
    def drip(request: BaseHTTPRequestHandler) -> bool:
        for _ in range(20):
            request.wfile.write(b"H")
            time.sleep(0.1)
        return False

    hook.behave = drip

    assert send(hook.url, deadline_s=0.5).outcome == "unknown"


def test_an_endless_answer_is_not_read(hook: Hook) -> None:
    hook.headers = {"Content-Length": "100000000"}

    result = send(hook.url)

    assert result.outcome == "unknown"
    assert "larger than" in result.error


def test_a_certificate_nobody_knows_is_refused_unless_told_not_to_look(tmp_path: Path, hook: Hook) -> None:
    server, _ = certificate_for("127.0.0.1", tmp_path)
    hook.encrypt(server)
    url = hook.url.replace("json://", "jsons://")

    strict, trusting = send(url), send(f"{url}?verify=no")

    assert (strict.outcome, trusting.outcome) == ("retry", "sent")
    assert "certificate is not valid" in strict.error


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("json://host.example/x?method=GET", "take it out"),
        ("json://host.example/x?colour=red", "-colour=... would send it"),
        ("json:///path", "names no host"),
        ("json://host.example:99999/x", "check the channel"),
    ],
)
def test_what_cannot_be_called_is_refused_with_the_remedy(url: str, remedy: str) -> None:
    with pytest.raises(AddressError, match=remedy):
        parse(url)
    assert Opener()(Channel("hook", url)).send(MESSAGE).scope == "channel"


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("json://h.example/x", "WebhookSender"),
        ("https://h.example/x", "WebhookSender"),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "AppriseSender"),
        ("mailto://h?from=a@b.example", "MailSender"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "AppriseSender"),
        ("form://h.example/x", "AppriseSender"),
        ("mailto://h?to=a@b.example", "Unusable"),
    ],
)
def test_each_address_gets_its_sender(url: str, sender: str) -> None:
    assert type(Opener()(Channel("desk", url))).__name__ == sender
