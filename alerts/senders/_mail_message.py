"""An alert as a mail: RFC 5322, 7-bit, its subject folded whatever its length and script."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.neutralise import clean, shorten
from alerts.senders import Outgoing
from alerts.senders._html import to_html
from alerts.senders._mail_address import Relay

# Every relay takes it: no 8BITMIME, no SMTPUTF8, lines of at most 78 characters.
_POLICY = SMTP.clone(cte_type="7bit")
_IMPORTANCE = {"critical": "high", "high": "high", "low": "low"}
_LONGEST_SUBJECT = 2_000
# As much as fits beside "Subject: " into a line of 78 characters, plain and in base64.
_SHORT, _WORD_BYTES = 68, 39


def compose(relay: Relay, recipient: Address, message: Outgoing, now: datetime) -> bytes:
    """The mail to one recipient. The same message has the same Message-ID each time it is sent."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = relay.sender
    mail["To"] = recipient
    if relay.cc:
        mail["Cc"] = relay.cc
    if relay.reply_to:
        mail["Reply-To"] = relay.reply_to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.key[:40]}@{relay.sender.domain}>"
    mail["List-Id"] = _list_id(message, relay)
    thread = _thread(message, relay)
    if thread:
        mail["References"] = thread
    # Asks out-of-office answers and other robots not to reply (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    if message.severity in _IMPORTANCE:
        mail["Importance"] = _IMPORTANCE[message.severity]
    for name, value in relay.headers:
        mail[name] = value
    body = clean(message.body)
    mail.set_content(body + "\n", cte=_encoding(body))
    mail.add_alternative(to_html(clean(message.title), body), subtype="html", cte=_encoding(body))
    return _subject(message.title) + mail.as_bytes()


def _subject(title: str) -> bytes:
    """The subject as encoded words (RFC 2047), for the library's own folding loses blanks between them."""
    text = shorten(" ".join(clean(title).split()), _LONGEST_SUBJECT)
    if text.isascii() and len(text) < _SHORT:
        return f"Subject: {text}\r\n".encode()
    words = (f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _pieces(text, _WORD_BYTES))
    return "Subject: {}\r\n".format("\r\n ".join(words)).encode()


def _pieces(text: str, most: int) -> Iterator[bytes]:
    """The text in UTF-8 in pieces of `most` bytes that cut no character in two."""
    piece = b""
    for character in text:
        encoded = character.encode()
        if len(piece) + len(encoded) > most:
            yield piece
            piece = b""
        piece += encoded
    yield piece


def _list_id(message: Outgoing, relay: Relay) -> str:
    """Lets a mailbox sort alerts by rule (RFC 2919)."""
    rules = {str((alert.get("rule") or {}).get("id", "")) for alert in message.alerts}
    rule = rules.pop() if len(rules) == 1 else ""
    return f"<{_token(rule) or 'alerts'}.watchline.{relay.sender.domain}>"


def _thread(message: Outgoing, relay: Relay) -> str:
    """What mails on one event refer to, so that a mailbox shows them together."""
    changes = message.alerts[0].get("changes") if len(message.alerts) == 1 else None
    event = _token(str((changes[0].get("event") or {}).get("id", ""))) if changes else ""
    return f"<event.{event}@{relay.sender.domain}>" if event else ""


def _token(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", text)[:60]


def _encoding(body: str) -> str:
    """Mostly other scripts are shorter in base64, mostly ASCII is readable in quoted-printable."""
    return "quoted-printable" if sum(map(str.isascii, body)) * 3 > len(body) * 2 else "base64"
