"""Mail to a real SMTP server on loopback: what arrives, and what each failure is taken for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.senders import AddressError, Outgoing, SendResult
from alerts.senders._mail_address import parse
from alerts.senders.mail import MailSender
from storage.outbox import Outcome
from tests.alerts.mailboxes import PASSWORD, Mailbox, running_mailbox
from tests.connectors.raw_server import certificate_for

ALERT = {"alert": 7, "rule": {"id": "troops"}, "changes": [{"event": {"id": "ev_1"}}]}
BODY = "Troops move\n   When: 18 October 2024\n   Link (a.example): https://a.example/x?a=1&b=2\n\nAlert 7."
MESSAGE = Outgoing("Troops move", BODY, (ALERT,), "0123456789abcdef" * 4, severity="high")


def sender_to(url: str, **options: float) -> MailSender:
    return MailSender(parse(url), url, now=lambda: datetime(2024, 10, 19, tzinfo=UTC), **options)


def titled(title: str, body: str = "B") -> Outgoing:
    return Outgoing(title, body, (), "key")


def test_a_mail_is_plain_text_first_and_a_small_page(mailbox: Mailbox) -> None:
    assert sender_to(mailbox.url).send(MESSAGE).outcome == "sent"

    (mail,) = mailbox.mails
    text, page = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == BODY.splitlines()
    assert '<a href="https://a.example/x?a=1&amp;b=2" rel="noreferrer">' in page.get_content()
    assert len(page.get_content()) < 3 * len(BODY) + 500


def test_its_headers_say_what_a_mailbox_needs(mailbox: Mailbox) -> None:
    sender_to(f"{mailbox.url}&name=Night%20desk&reply=ops@demo.example&+X-Team=desk").send(MESSAGE)

    (mail,) = mailbox.mails
    assert mail["From"] == "Night desk <watchline@demo.example>"
    assert mail["To"] == "desk@demo.example"
    assert mail["Reply-To"] == "ops@demo.example"
    assert mail["Date"] == "Sat, 19 Oct 2024 00:00:00 +0000"
    assert mail["List-Id"] == "<troops.watchline.demo.example>"
    assert mail["References"] == "<event.ev1@demo.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Importance"] == "high"
    assert mail["X-Team"] == "desk"


def test_the_same_message_has_the_same_id_each_time(mailbox: Mailbox) -> None:
    for _ in range(2):
        sender_to(mailbox.url).send(MESSAGE)
    sender_to(mailbox.url).send(titled("another"))

    first, again, other = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == again == "<0123456789abcdef0123456789abcdef01234567@demo.example>"
    assert other != first


@pytest.mark.parametrize("subject", ["병" * 1000, "ё" * 1000, "x" * 2000, "言葉 " * 300, "🚢" * 500])
def test_a_subject_of_any_length_and_script_is_folded(mailbox: Mailbox, subject: str) -> None:
    assert sender_to(mailbox.url).send(titled(subject, "본문")).outcome == "sent"

    assert mailbox.mails[0]["Subject"] == subject.strip()
    assert max(map(len, mailbox.contents[0].split(b"\r\n"))) <= 78
    assert mailbox.contents[0].isascii()


@pytest.mark.parametrize("title", ["T\r\nBcc: all@evil.example", "T\nX-Injected: yes\n\nbody", "T\x00\ud800"])
def test_no_title_splits_a_header_or_is_lost(mailbox: Mailbox, title: str) -> None:
    assert sender_to(mailbox.url).send(titled(title)).outcome == "sent"

    (mail,) = mailbox.mails
    assert (mail["Bcc"], mail["X-Injected"]) == (None, None)
    assert mail["Subject"].startswith("T")


def test_a_line_that_is_a_dot_ends_no_mail(mailbox: Mailbox) -> None:
    body = "above\n.\n..below\n.hidden"

    sender_to(mailbox.url).send(titled("T", body))

    text = mailbox.mails[0].get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == body.splitlines()


def test_one_connection_serves_many_mails(mailbox: Mailbox) -> None:
    sender = sender_to(mailbox.url)
    for number in range(20):
        assert sender.send(titled(f"T{number}")).outcome == "sent"
    sender.close()

    assert mailbox.connections == 1
    assert [mail["Subject"] for mail in mailbox.mails] == [f"T{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [("550 no such person", "permanent"), ("451 greylisted", "retry"), ("554 spam", "permanent")],
)
def test_the_server_says_whether_to_try_again(mailbox: Mailbox, refusal: str, outcome: Outcome) -> None:
    mailbox.refusal = refusal
    sender = sender_to(mailbox.url)

    result = sender.send(MESSAGE)
    mailbox.refusal = ""

    assert (result.outcome, result.scope) == (outcome, "message")
    assert refusal in result.error
    assert sender.send(MESSAGE).outcome == "sent"
    assert mailbox.connections == 1


def test_of_several_recipients_only_those_who_lack_it_get_it_again(mailbox: Mailbox) -> None:
    url = mailbox.url.replace("to=desk@", "to=night@demo.example,desk@") + "&cc=copy@demo.example"
    mailbox.refused = {"desk@demo.example": "450 busy"}

    first = sender_to(url).send(MESSAGE)
    mailbox.refused = {}
    again = Outgoing(MESSAGE.title, MESSAGE.body, MESSAGE.alerts, MESSAGE.key, reached=first.reached)
    second = sender_to(url).send(again)

    assert (first.outcome, second.outcome) == ("retry", "sent")
    assert mailbox.recipients == [["night@demo.example", "copy@demo.example"], ["desk@demo.example"]]
    assert len(second.reached) == 2


def test_a_copy_that_is_refused_costs_nobody_the_mail(mailbox: Mailbox) -> None:
    mailbox.refused = {"copy@demo.example": "550 no such person"}

    assert sender_to(f"{mailbox.url}&bcc=copy@demo.example").send(MESSAGE).outcome == "sent"
    assert mailbox.recipients == [["desk@demo.example"]]


@pytest.mark.parametrize(("cut", "outcome"), [("before", "retry"), ("after", "unknown")])
def test_a_broken_connection_is_judged_by_what_the_server_had(
    mailbox: Mailbox, cut: str, outcome: Outcome
) -> None:
    mailbox.cut = [cut]
    sender = sender_to(mailbox.url)

    assert sender.send(MESSAGE).outcome == outcome
    assert sender.send(MESSAGE).outcome == "sent"
    assert mailbox.connections == 2


def test_a_server_that_hangs_with_the_text_may_have_it(mailbox: Mailbox) -> None:
    mailbox.pause_s = 2

    result = sender_to(mailbox.url, step_s=0.3).send(MESSAGE)

    assert result.outcome == "unknown"
    assert "timed out" in result.error


def test_a_server_that_is_not_there_did_not_get_it() -> None:
    for host in ("127.0.0.1:9", "no-such-host.invalid"):
        assert sender_to(f"mailto://{host}?from=a@b.example&to=c@d.example").send(MESSAGE).outcome == "retry"


def test_starttls_encrypts_and_knows_the_server(tmp_path: Path) -> None:
    server, _ = certificate_for("127.0.0.1", tmp_path)
    with running_mailbox(server, auth=True) as mailbox:
        url = mailbox.address("mode=starttls&user=desk&pass=open%20sesame")
        strict = sender_to(url).send(MESSAGE)
        trusting = sender_to(f"{url}&verify=no").send(MESSAGE)

    assert (strict.outcome, trusting.outcome) == ("retry", "sent")
    assert "certificate" in strict.error
    assert (mailbox.encrypted, mailbox.logins) == ([True], ["desk"])


def test_a_server_without_starttls_is_never_sent_to_in_the_clear(mailbox: Mailbox) -> None:
    result = sender_to(mailbox.address("mode=starttls")).send(MESSAGE)

    assert (result.outcome, result.scope) == ("permanent", "channel")
    assert "Choose another mode=" in result.error
    assert mailbox.mails == []


@pytest.mark.parametrize(("password", "outcome"), [(PASSWORD, "sent"), ("wrong", "permanent")])
def test_a_wrong_password_is_the_channels_fault(password: str, outcome: Outcome) -> None:
    with running_mailbox(auth=True) as mailbox:
        address = mailbox.address("mode=insecure", f"desk:{password.replace(' ', '%20')}")
        result = sender_to(address).send(MESSAGE)

    assert result.outcome == outcome
    assert result.scope == ("message" if outcome == "sent" else "channel")
    assert password not in result.error


@pytest.mark.parametrize(
    ("url", "host", "port", "mode", "sender", "to"),
    [
        (
            "mailto://me:pw@gmail.com",
            "smtp.gmail.com",
            587,
            "starttls",
            "me@gmail.com",
            ["me@gmail.com"],
        ),
        (
            "mailtos://me:pw@example.org?smtp=relay.example.org&to=a@b.example",
            "relay.example.org",
            587,
            "starttls",
            "me@example.org",
            ["a@b.example"],
        ),
        (
            "mailtos://me:pw@example.org:2525/a@b.example/c@d.example?mode=ssl",
            "example.org",
            2525,
            "ssl",
            "me@example.org",
            ["a@b.example", "c@d.example"],
        ),
        (
            "mailto://relay?from=watch@desk.example&to=a@b.example",
            "relay",
            25,
            "insecure",
            "watch@desk.example",
            ["a@b.example"],
        ),
        (
            "mailtos://relay.example?from=Watch%20<w@desk.example>&to=a@b.example&user=u&pass=p",
            "relay.example",
            587,
            "starttls",
            "w@desk.example",
            ["a@b.example"],
        ),
    ],
)
def test_addresses_in_apprises_syntax_are_understood(
    url: str, host: str, port: int, mode: str, sender: str, to: list[str]
) -> None:
    relay = parse(url)

    assert (relay.host, relay.port, relay.mode, relay.sender.addr_spec) == (host, port, mode, sender)
    assert [one.addr_spec for one in relay.to] == to


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("mailto://me:pw@mail.example.org?to=a@b.example", "write mailtos:// instead"),
        ("mailtos://me:pw@example.org?to=a@b.example&pgp=encrypt", "take pgp out of it"),
        ("mailtos://me:pw@example.org?to=nobody", "check the channel"),
        ("mailtos://me:pw@example.org?to=a@b.example&+Subject=mine", "the header Subject"),
        ("mailtos://relay.example?to=a@b.example", "check the channel"),
        ("mailtos://relay.example?from=w@x.example&to=a@b.example&mode=plain", "check the channel"),
    ],
)
def test_what_cannot_be_sent_to_is_refused_with_the_remedy(url: str, remedy: str) -> None:
    with pytest.raises(AddressError, match=remedy) as caught:
        parse(url)
    assert "pw" not in str(caught.value)


def test_a_result_of_everything_sent_is_just_that(mailbox: Mailbox) -> None:
    result = sender_to(mailbox.url).send(MESSAGE)

    assert result == SendResult("sent", reached=result.reached)
