"""What reaches the wire when every text of a feed is hostile, service by service."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from alerts.match import match
from alerts.message import Matched, render
from alerts.model import Match, PartyView, PlaceView, SourceView, Speaker
from alerts.senders import Outgoing, SendResult
from alerts.senders.apprise_sender import send
from tests.alerts.conftest import Hook, Mailbox, make_change, make_rule

HOSTILE = [
    "<!channel> now",
    "<!here|x> <!everyone> <@U0123> <#C1> <!subteam^S1>",
    "<http://evil.example|bank.example>",
    "@everyone @here @channel",
    "<@123456789012345678> <@&99> <#1>",
    "[bank.example](http://evil.example)",
    "![x](http://evil.example/pixel.png)",
    "[bank]: http://evil.example",
    "<script>alert(1)</script><img src=http://evil.example/p.png>",
    "<a href='javascript:alert(1)'>bank</a>",
    "Troops\r\nBcc: all@evil.example\r\n\r\nbody",
    "Troops\nX-Injected: yes",
    "\u202egpj.exe \u2066x\u2069 \u200b\ufeff",
    "nul\x00 esc\x1b]8;;http://evil.example\x07bank\x1b]8;;\x07",
    "lone \ud83d surrogate \udfff",
    "_*`~|unbalanced _ * ` ~~ || __",
    "&lt;!channel&gt; &#60;!here&#62;",
    "북한군 " * 80,
    "x" * 5000,
    "{{ 7*7 }} %(title)s ${HOME} {0}",
    "`" * 50 + "# heading",
    "=cmd|'/c calc'!A1",
]
CHAT = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "slack-markdown": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?format=markdown",
    "slack-blocks": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?blocks=yes",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "discord-markdown": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=markdown",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544",
    "telegram-markdown": "tgram://123456789:abcdefg_hijklmnop/12315544?format=markdown",
    "ntfy": "ntfy://topic",
}


@dataclass(frozen=True)
class Answer:
    """An answer every one of the services takes for success."""

    status_code: int = 200
    content: bytes = b"ok"
    text: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        return {"ok": True, "result": {}}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bodies of requests, with their JSON escapes undone."""
    bodies: list[str] = []

    def request(_session: requests.Session, **options: Any) -> Answer:
        bodies.append(_unescaped(options.get("data") or options.get("json")))
        return Answer()

    monkeypatch.setattr(requests.Session, "request", request)
    return bodies


def _unescaped(data: Any) -> str:
    if isinstance(data, bytes):
        data = data.decode()
    try:
        content = json.loads(data) if isinstance(data, str) else data
    except json.JSONDecodeError:
        return str(data)
    return json.dumps(content, ensure_ascii=False)


def alert_on(evil: str) -> Outgoing:
    """An alert in which everything that a feed can say is `evil`."""
    rule = make_rule(when={"text": "soldier*"})
    change = make_change(
        title=evil,
        headline=evil,
        text=f"soldier {evil}",
        url=f"https://news.example.org/{evil}",
        actors=(PartyView(evil),),
        places=(PlaceView(evil),),
        attribution=(Speaker(evil, evil),),
        source=SourceView(evil, evil),
    )
    found = match(rule, change)
    assert isinstance(found, Match)
    message = render(rule, 1, [Matched(change, found)])
    return Outgoing(message.title, message.body, message.payload, "key")


@pytest.mark.parametrize("evil", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("service", CHAT)
def test_no_chat_message_mentions_links_or_hides(wire: list[str], service: str, evil: str) -> None:
    assert send(CHAT[service], alert_on(evil)) == SendResult("sent")

    (body,) = wire
    own_markup = body.replace("<b>", "").replace("</b>", "")
    assert "<" not in own_markup
    assert ">" not in own_markup
    for mention in ("@everyone", "@here", "@channel", "@U0123"):
        assert mention not in body
    assert "](" not in body
    assert not set("\x00\x1b\u202e\u2066\u200b\ufeff\ud83d\udfff") & set(body)
    assert not re.search(r"\\u00[01]", body)
    assert "watchline alerts why 1" in body


@pytest.mark.parametrize("evil", HOSTILE, ids=range(len(HOSTILE)))
def test_no_mail_is_lost_or_gains_a_header(mailbox: Mailbox, evil: str) -> None:
    assert send(mailbox.url, alert_on(evil)) == SendResult("sent")

    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["X-Injected"] is None
    assert mail.get_content_type() == "text/plain"
    assert len(mail["Subject"]) <= 100
    assert not set("<>\x00\x1b\u202e\u2066") & set(mail["Subject"] + mail.get_content())


@pytest.mark.parametrize("evil", HOSTILE, ids=range(len(HOSTILE)))
def test_no_webhook_call_is_lost(hook: Hook, evil: str) -> None:
    assert send(hook.url, alert_on(evil)) == SendResult("sent")

    (call,) = hook.calls
    assert "<" not in call.body["title"] + call.body["message"]
    # The data is for programs, which show it as they must; only what is no text at all is taken out.
    assert not set("\x00\x1b\u202e\ud83d\udfff") & set(json.dumps(call.body["watchline"], ensure_ascii=False))


def test_a_long_message_fits_into_what_discord_takes(wire: list[str]) -> None:
    message = Outgoing("T" * 100, "x" * 9000 + "\n\nAlert 1: watchline alerts why 1", {}, "k")

    send(CHAT["discord"], message)

    content = json.loads(wire[0])["content"]
    assert len(content) <= 2000
    assert content.endswith("watchline alerts why 1")
