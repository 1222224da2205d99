"""A mail server on loopback that keeps what it got and refuses what it is told to."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "open sesame"


@dataclass
class Mailbox:
    """`refusal` answers the text of a mail, `refused` names recipients who are not taken.

    `cut` breaks the connection "before" or "after" the text is there, as often as it says.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    connections: int = 0
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refusal: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    pause_s: float = 0.0
    port: int = 0

    @property
    def url(self) -> str:
        return self.address()

    def address(self, options: str = "mode=insecure", credentials: str = "") -> str:
        """The mailbox's address in Apprise's syntax."""
        at = f"{credentials}@" if credentials else ""
        return (
            f"mailto://{at}127.0.0.1:{self.port}?from=watchline@demo.example&to=desk@demo.example&{options}"
        )

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return replies

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.cut and self.cut[0] == "before":
            self.cut.pop(0)
            server.transport.abort()
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.pause_s)
        if self.refusal:
            return self.refusal
        content = envelope.original_content or b""
        self.contents.append(content)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        if self.cut and self.cut[0] == "after":
            self.cut.pop(0)
            server.transport.abort()
        return "250 taken"

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Whether a login is the right one."""
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


@contextmanager
def running_mailbox(tls: ssl.SSLContext | None = None, *, auth: bool = False) -> Iterator[Mailbox]:
    """A mailbox that answers until the block ends; it offers STARTTLS with `tls`, and AUTH with `auth`."""
    mailbox = Mailbox()
    options: dict[str, Any] = {"tls_context": tls, "hostname": "mail.example", "data_size_limit": 10_000_000}
    if auth:
        options |= {"authenticator": mailbox.check, "auth_require_tls": tls is not None}

    def session() -> SMTP:
        mailbox.connections += 1
        return SMTP(mailbox, **options)

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
    mailbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield mailbox
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
