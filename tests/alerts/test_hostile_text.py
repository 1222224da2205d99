"""Hostile titles to mail, webhook, Slack, Discord and Telegram: nothing of them is live, nothing is lost.

The chat services are judged by the bytes that reach them. 200 titles; with WATCHLINE_SOAK set, 500.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from alerts.match import match
from alerts.message import render
from alerts.model import Match, Matched, PartyView, PlaceView, SourceView, Speaker
from alerts.senders import Channel, Outgoing
from alerts.senders.opening import Opener
from tests.alerts.conftest import Hook, Mailbox, make_change, make_rule
from tests.alerts.services import DISCORD, SLACK, TELEGRAM, Services, running_services

COUNT = 500 if os.environ.get("WATCHLINE_SOAK") else 200
CONNECT = Opener(allow_private=["127.0.0.1/32"])
# What a feed may try: mentions, links in all notations, markup, controls, direction, headers, formulas.
PARTS = [
    "<!channel>", "<!here|x>", "<!everyone>", "<@U0123ABC>", "<#C0123ABC>", "<!subteam^S1>",
    "@everyone", "@here", "@channel", "<@123456789012345678>", "<@&99>", "@desk@evil.example",
    "<http://evil.example|bank.example>", "[bank.example](http://evil.example)",
    "![x](http://evil.example/p.png)", "[bank]: http://evil.example", "[a][b]",
    "http://evil.example/x", "HTTPS://EVIL.EXAMPLE", "www.evil.example", "evil.example/login",
    "//evil.example/x", "javascript:alert(1)", "data:text/html,x", "tel:+15551234", "mailto:a@evil.example",
    "<script>alert(1)</script>", "<img src=http://evil.example/p.png>", "<a href='javascript:x'>bank</a>",
    "<b>bold</b>", "</pre>", "&lt;!channel&gt;", "&#60;!here&#62;", "&amp;",
    "**bold**", "__under__", "_so_", "~~gone~~", "`code`", "```\nblock\n```", "||spoiler||", "> quote",
    "# heading", "-# small", "- item", "1. item", "/start", "#hashtag", "$CASH", "\\*",
    "\r\nBcc: all@evil.example\r\n\r\nbody", "\nX-Injected: yes", "\r\n.\r\n", "\x0bVT\x0cFF",
    "\u202egpj.exe", "\u2066x\u2069", "\u200b\ufeff\u00ad", "\u2028line\u2029", "\x00nul",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil.example\x07bank\x1b]8;;\x07", "\x9b31m", "\ud83d", "\udfff", "\ufffe", "\U000e0041",
    "=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "{{ 7*7 }}", "%(title)s", "${HOME}", "{0}",
    "북한군", "朝鲜", "русский", "عربي", "🚢", "e\u0301" * 9, "x" * 700, "말" * 700,
]  # fmt: skip
WORDS = ["Troops", "reach", "Kursk", "1,500", "soldiers", "say", "officials", "북한", "U.S."]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff\U000e0000-\U000e007f]"
)
MENTION = re.compile(r"@(everyone|here|channel|desk|[0-9&!]|U[0-9])|<[!@#]")
LINK = re.compile(r"(?i)evil\.example|\]\(|\]\[|\]:|javascript:\w|data:\w|tel:[+\w]|mailto:\w")
FOOTER = "watchline alerts why 1"


def titles() -> list[str]:
    """The same titles at each run: every part once, then mixtures of parts and words."""
    rng = random.Random(20241018)
    mixed = [
        " ".join(rng.sample(PARTS, rng.randint(1, 4)) + rng.sample(WORDS, rng.randint(0, 3)))
        for _ in range(COUNT - len(PARTS))
    ]
    return [*PARTS, *mixed]


def alert_on(evil: str) -> Outgoing:
    """An alert in which everything that a feed can say is `evil`."""
    change = make_change(
        title=evil,
        headline=evil,
        text=f"soldier {evil}",
        evidence=(f"soldier {evil}",),
        url=f"https://news.example.org/{evil}",
        actors=(PartyView(evil),),
        places=(PlaceView(evil),),
        attribution=(Speaker(evil, evil),),
        source=SourceView(evil, evil),
    )
    rule = make_rule(when={"text": "soldier*"})
    found = match(rule, change)
    assert isinstance(found, Match)
    message = render(rule, 1, [Matched(change, found)])
    return Outgoing(message.title, message.body, (message.payload,), "key")


MESSAGES = [alert_on(evil) for evil in titles()]


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with running_services(tmp_path, monkeypatch) as found:
        yield found


def send_all(url: str, messages: Sequence[Outgoing] = MESSAGES) -> None:
    sender = CONNECT(Channel("desk", url))
    outcomes = [sender.send(message).outcome for message in messages]
    sender.close()
    assert outcomes == ["sent"] * len(messages)


def said(data: Any) -> Iterator[str]:
    """Every text of a chat message that a reader sees."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, str) and key in ("title", "text", "content", "fallback", "pretext"):
            yield value
        for item in value if isinstance(value, list) else [value]:
            yield from said(item)


def strings(data: Any) -> Iterator[str]:
    """Every text of JSON data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from (*strings(key), *strings(value))
    elif isinstance(data, list):
        for item in data:
            yield from strings(item)


def live_in(text: str) -> list[str]:
    """What of a text a program would act on, whatever the channel."""
    text = text.replace("\r\n", "\n")
    found = [pattern.findall(_without_own_link(text)) for pattern in (CONTROL, HIDDEN, MENTION, LINK)]
    return [str(one) for some in found for one in some]


@pytest.mark.parametrize(
    ("url", "host"),
    [(SLACK, "hooks.slack.com"), (DISCORD, "discord.com"), (TELEGRAM, "api.telegram.org")],
    ids=["slack", "discord", "telegram"],
)
def test_no_chat_gets_anything_live_and_none_loses_an_alert(services: Services, url: str, host: str) -> None:
    send_all(url)

    assert len(services.bodies[host]) == COUNT
    for body in services.bodies[host]:
        check_chat(body)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (f"{SLACK}?format=markdown", "hooks.slack.com"),
        (f"{SLACK}?blocks=yes", "hooks.slack.com"),
        (f"{DISCORD}?format=markdown", "discord.com"),
        (f"{TELEGRAM}?format=markdown", "api.telegram.org"),
    ],
    ids=["slack-markdown", "slack-blocks", "discord-markdown", "telegram-markdown"],
)
def test_no_format_an_address_asks_for_makes_anything_live(services: Services, url: str, host: str) -> None:
    send_all(url, MESSAGES[: len(PARTS)])

    for body in services.bodies[host]:
        check_chat(body)


def check_chat(body: bytes) -> None:
    """Nothing of a chat message is acted on, and what it is about can still be found."""
    data = json.loads(body)
    shown = "\n".join(said(data)).replace("\r\n", "\n")
    if data.get("parse_mode") == "HTML":
        # Only the tags around the title are left.
        shown = html.unescape(shown.replace("<b>", "").replace("</b>", ""))
    assert live_in(shown) == []
    own_words = _without_own_link(shown)
    assert not set("<>*`~|") & set(own_words)
    assert not re.search(r"(?m)^\s*(#|-#|[+-]|\d+\.) ", own_words)
    assert not re.search(r"(?<![\w/])[#/$]\w", own_words)
    assert FOOTER in shown


def test_no_mail_is_split_hides_or_loses_anything(mailbox: Mailbox) -> None:
    send_all(mailbox.url)

    assert len(mailbox.mails) == COUNT
    for mail in mailbox.mails:
        text, page = (part.get_content() for part in mail.iter_parts())
        assert live_in(mail["Subject"] + text) == []
        assert set(mail.keys()) <= KNOWN_HEADERS
        assert len(mail["Subject"]) <= 100
        assert not set("<>") & set(mail["Subject"] + text)
        assert FOOTER in text
        assert set(re.findall(r"<(\w+)", page)) <= {"html", "body", "h1", "p", "br", "span", "a"}
        assert all(link.startswith("https://news.example.org/") for link in links_of(page))
        assert _is_alone(mail)


KNOWN_HEADERS = {
    "Subject", "From", "To", "Date", "Message-ID", "List-Id", "References", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo",
}  # fmt: skip


def test_no_webhook_gets_anything_live_in_its_texts_nor_formulas_in_its_data(hook: Hook) -> None:
    send_all(hook.url)

    assert len(hook.calls) == COUNT
    for call in hook.calls:
        shown = call.body["title"] + "\n" + call.body["message"]
        assert live_in(shown) == []
        assert not set("<>") & set(shown)
        assert FOOTER in shown
        for text in strings(call.body["alerts"]):
            # The data is for programs, which show it as they must.
            assert not CONTROL.search(text)
            assert not HIDDEN.search(text)
            assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))


def links_of(page: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', page)


def _is_alone(mail: EmailMessage) -> bool:
    """No second mail, and no further part, hides in the first."""
    return [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def _without_own_link(text: str) -> str:
    """The text without the one address that is ours, which is encoded."""
    return re.sub(r"https://news\.example\.org/[!-~]*", "", text)
