"""Addresses of channels are secrets: none of them reaches a log, a ledger or an error."""

from __future__ import annotations

import logging
import socket

import pytest

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Outgoing
from alerts.senders._masking import masked, redact
from alerts.senders.apprise_sender import send
from clock import SimulatedClock
from storage import outbox
from storage.database import Database
from tests.alerts.conftest import Hook, Storyteller, make_rule

CANARY = "canary7Secret9Token"


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def addresses(port: int) -> list[str]:
    """The canary in every place an address can hold a secret; nothing listens at any of them."""
    return [
        f"json://user:{CANARY}@127.0.0.1:{port}/x",
        f"json://127.0.0.1:{port}/hooks/{CANARY}",
        f"json://127.0.0.1:{port}/x?+Authorization=Bearer%20{CANARY}",
        f"json://127.0.0.1:{port}/x?-token={CANARY}",
        f"json://127.0.0.1:{port}/x?:secret={CANARY}",
        f"mailto://desk:{CANARY}@127.0.0.1:{port}?from=a@b.example&to=c@d.example",
        f"mailto://127.0.0.1:{port}?from=a@b.example&to=c@d.example&pass={CANARY}&user=x",
        f"xml://127.0.0.1:{port}/{CANARY}",
        f"form://127.0.0.1:{port}/{CANARY}",
        f"slack://{CANARY}",
        f"tgram://{CANARY}/1",
        f"discord://{CANARY}",
        f"pigeon://{CANARY}@desk",
        f"json://user:{CANARY}@[broken",
        f"mailto://desk:{CANARY}@[:99999",
        CANARY,
    ]


@pytest.mark.parametrize("number", range(len(addresses(0))))
def test_a_failing_address_shows_no_secret(
    number: int, closed_port: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("apprise", "urllib3", "requests"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        result = send(addresses(closed_port)[number], Outgoing("T", "B", {}, "k"))

    printed = capfd.readouterr()
    assert result.outcome != "sent"
    assert CANARY not in result.error + caplog.text + printed.out + printed.err


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_round_of_deliveries_shows_no_secret(
    sqlite: Database, clock: SimulatedClock, hook: Hook, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    raise_alerts(sqlite, [make_rule(notify={"to": ["hook"]})], ["hook"], clock)
    hook.status = status
    url = f"{hook.url}/{CANARY}".replace("json://", f"json://user:{CANARY}@")

    with caplog.at_level(logging.DEBUG):
        deliver_due(sqlite, {"hook": url}, clock, owner="one")

    with sqlite.read() as session:
        ledger = outbox.attempts_of(session, 1)
    assert CANARY in hook.calls[0].path
    assert CANARY not in caplog.text
    assert CANARY not in "".join(attempt.error for attempt in ledger)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mailtos://desk:pw@mail.example.org?to=a@b.example", "mailtos://mail.example.org/****"),
        ("jsons://hooks.example.org/secret", "jsons://hooks.example.org/****"),
        ("slack://T1/A1/secret", "slack://****"),
        ("tgram://123:secret/1", "tgram://****"),
        ("no address at all", "channel://****"),
    ],
)
def test_an_address_is_shown_masked(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_a_secret_is_found_in_each_of_its_spellings() -> None:
    url = "json://user:p%40ss%20word@host.example/path%2Fpart?+Key=v%C3%A4lue"

    text = redact("p%40ss%20word / p@ss word / path/part / välue at host.example", url)

    assert text == "**** / **** / **** / **** at host.example"
