from __future__ import annotations

import smtplib
import socket
from email.message import EmailMessage

import httpx
import pytest

from alerts.senders import Channel, Outgoing
from alerts.senders.opening import Opener
from demo.inbox import Inbox


def mail(subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "watchline@demo.example"
    message["To"] = "desk@demo.example"
    message["Subject"] = subject
    message.set_content(text)
    return message


def hook_address(inbox: Inbox) -> str:
    return inbox.hook_url.replace("json://", "http://")


def test_a_mail_is_kept_with_its_envelope(inbox: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", inbox.smtp_port) as client:
        client.send_message(mail("Troops: 북한군 1,500명", "Über 1,500 soldiers.\n.hidden dot\n"))
    (kept,) = inbox.mails
    assert kept.sender == "watchline@demo.example"
    assert kept.recipients == ("desk@demo.example",)
    assert kept.subject == "Troops: 북한군 1,500명"
    assert kept.text.splitlines() == ["Über 1,500 soldiers.", ".hidden dot"]


def test_several_mails_go_over_one_connection(inbox: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", inbox.smtp_port) as client:
        client.noop()
        client.send_message(mail("one", "1"))
        client.rset()
        client.send_message(mail("two", "2"))
    assert [kept.subject for kept in inbox.mails] == ["one", "two"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["RCPT TO:<a@b>"], "503"),
        (["EHLO x", "MAIL FROM:<a@b>", "DATA"], "503"),
        (["VRFY a"], "502"),
    ],
)
def test_commands_out_of_order_are_refused(inbox: Inbox, lines: list[str], code: str) -> None:
    with socket.create_connection(("127.0.0.1", inbox.smtp_port), timeout=5) as client:
        client.sendall("".join(f"{line}\r\n" for line in [*lines, "QUIT"]).encode())
        replies = client.makefile().read().splitlines()
    assert replies[-2].startswith(code)
    assert replies[-1].startswith("221")


def test_a_mail_cut_off_in_the_middle_is_not_kept(inbox: Inbox) -> None:
    start = "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: half"
    with socket.create_connection(("127.0.0.1", inbox.smtp_port), timeout=5) as client:
        client.sendall(start.encode())
        client.shutdown(socket.SHUT_WR)
        client.makefile().read()
    assert inbox.mails == []


def test_a_webhook_is_kept_with_headers_and_body(inbox: Inbox) -> None:
    answer = httpx.post(hook_address(inbox), json={"title": "t"}, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 204
    (kept,) = inbox.hooks
    assert (kept.path, kept.body, kept.headers["Idempotency-Key"]) == ("/alerts", {"title": "t"}, "k1")


def test_a_webhook_that_is_not_json_is_refused(inbox: Inbox) -> None:
    assert httpx.post(hook_address(inbox), content=b"{").status_code == 400
    assert inbox.hooks == []


def test_its_addresses_work_with_the_sender_of_alerts(inbox: Inbox) -> None:
    message = Outgoing("Troops & ships", "1,500 soldiers", ({"alert": 1},), "key-1")
    connect = Opener(allow_private=["127.0.0.1/32"])
    for url in (inbox.mail_url, inbox.hook_url):
        assert connect(Channel("desk", url)).send(message).outcome == "sent"
    (kept,) = inbox.mails
    assert kept.recipients == ("desk@demo.example",)
    assert (kept.subject, kept.text.strip()) == ("Troops & ships", "1,500 soldiers")
    (hook,) = inbox.hooks
    assert hook.body["alerts"] == [{"alert": 1}]
    assert hook.headers["idempotency-key"] == "key-1"
