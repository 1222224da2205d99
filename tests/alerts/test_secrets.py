"""Addresses and keys of channels are secrets: none of them reaches a log, a ledger or an error."""

from __future__ import annotations

import json
import logging
import socket

import pytest
from sqlmodel import select

from alerts.deliver import deliver_due
from alerts.raising import raise_alerts
from alerts.senders import Channel, Outgoing
from alerts.senders._masking import masked, redact
from alerts.senders.opening import Opener
from clock import SimulatedClock
from settings import ChannelSettings, FileSettings
from storage import outbox
from storage.database import Database
from storage.models import Alert, ChannelState, Delivery
from tests.alerts.conftest import Hook, Mailbox, Storyteller, make_rule

CANARY = "canary7Secret9Token"
CONNECT = Opener(allow_private=["127.0.0.1/32"])


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
        f"json://127.0.0.1:{port}/x?method={CANARY}",
        f"http://127.0.0.1:{port}/hooks/{CANARY}?token={CANARY}",
        f"http://user:{CANARY}@127.0.0.1:{port}/",
        f"https://10.0.0.1/{CANARY}",
        f"mailto://desk:{CANARY}@127.0.0.1:{port}?from=a@b.example&to=c@d.example",
        f"mailto://127.0.0.1:{port}?from=a@b.example&to=c@d.example&pass={CANARY}&user=x",
        f"mailto://desk:{CANARY}@mail.example.org?to=c@d.example",
        f"mailtos://desk:{CANARY}@127.0.0.1:{port}?from=a@b.example&to=c@d.example&pgp=sign",
        f"mailto://desk:{CANARY}@127.0.0.1:{port}?from=a@b.example&to={CANARY}",
        f"xml://127.0.0.1:{port}/{CANARY}",
        f"form://127.0.0.1:{port}/{CANARY}",
        f"ntfy://user:{CANARY}@127.0.0.1:{port}/topic",
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
    channel = Channel("desk", addresses(closed_port)[number], secret=CANARY)
    with caplog.at_level(logging.DEBUG):
        for name in ("apprise", "urllib3", "requests", "httpcore"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        result = CONNECT(channel).send(Outgoing("T", "B", (), "k"))

    printed = capfd.readouterr()
    assert result.outcome != "sent"
    assert CANARY not in result.error + caplog.text + printed.out + printed.err
    assert CANARY not in repr(channel)


@pytest.mark.parametrize("answer", ["taken", "refused", "broken"])
def test_nothing_of_a_round_of_deliveries_holds_a_secret(
    sqlite: Database,
    clock: SimulatedClock,
    hook: Hook,
    mailbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
    answer: str,
) -> None:
    with sqlite.write() as session:
        story = Storyteller(session)
        story.change(story.article())
    hook.status = {"taken": 200, "refused": 404, "broken": 500}[answer]
    mailbox.refusal = {"taken": "", "refused": f"550 {CANARY} unknown", "broken": "451 later"}[answer]
    channels = {
        "hook": Channel("hook", f"{hook.url}/{CANARY}".replace("//", f"//user:{CANARY}@"), secret=CANARY),
        "desk": Channel("desk", mailbox.address(f"mode=insecure&+X-Key={CANARY}")),
    }
    raise_alerts(sqlite, [make_rule(notify={"to": list(channels)})], channels, clock)

    # What the mail server of the test logs is not ours.
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.CRITICAL, "mail.log"):
        deliver_due(sqlite, channels, clock, owner="one", connect=CONNECT)

    assert CANARY in hook.calls[0].path
    assert CANARY not in caplog.text
    assert CANARY not in everything_stored(sqlite)


def everything_stored(database: Database) -> str:
    """What the database holds of alerts and their way, as one text."""
    with database.read() as session:
        rows = [*session.exec(select(Alert)), *session.exec(select(ChannelState))]
        deliveries = session.exec(select(Delivery)).all()
        attempts = [one for delivery in deliveries for one in outbox.attempts_of(session, delivery.id or 0)]
        return json.dumps([row.model_dump(mode="json") for row in (*rows, *deliveries, *attempts)])


def test_settings_show_no_secret() -> None:
    given = {"url": f"json://{CANARY}", "secret": CANARY}
    content = FileSettings.model_validate(
        {"channels": {"desk": given}, "health": {"ping": f"https://ping.example/{CANARY}"}}
    )

    assert CANARY not in repr(content) + content.model_dump_json()
    assert CANARY not in repr(ChannelSettings.model_validate(given))


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
