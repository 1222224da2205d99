"""Where the demo's alerts arrive: a mail server and a webhook receiver on loopback that keep everything."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MAX_MAIL_BYTES = 1_000_000
MAX_HOOK_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it arrived, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """The plain text part, or nothing."""
        part = self.message.get_body(preferencelist=("plain",))
        return str(part.get_content()) if part is not None else ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook call as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Any


class Inbox:
    """Receives mail (SMTP) and webhooks (POST of JSON) on 127.0.0.1 while used as a context manager."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.hooks: list[Hook] = []
        self._smtp = _SmtpServer(("127.0.0.1", 0), _SmtpSession)
        self._smtp.mails = self.mails
        self._http = _HookServer(("127.0.0.1", 0), _HookHandler)
        self._http.hooks = self.hooks
        self._running = ExitStack()

    @property
    def smtp_port(self) -> int:
        return int(self._smtp.server_address[1])

    @property
    def mail_url(self) -> str:
        """The Apprise URL of the mail server; it speaks neither TLS nor AUTH."""
        parties = "from=watchline@demo.example&to=desk@demo.example"
        return f"mailto://127.0.0.1:{self.smtp_port}?{parties}&mode=insecure"

    @property
    def hook_url(self) -> str:
        """The Apprise URL of the webhook receiver."""
        return f"json://127.0.0.1:{self._http.server_port}/alerts"

    def __enter__(self) -> Self:
        self._running.enter_context(_serving(self._smtp))
        self._running.enter_context(_serving(self._http))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _SmtpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    mails: list[Mail]


class _SmtpSession(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a sender needs: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP and QUIT."""

    server: _SmtpServer

    def setup(self) -> None:
        super().setup()
        self._sender: str | None = None
        self._recipients: list[str] = []

    def handle(self) -> None:
        self._say("220 demo.example ready")
        # A client that hangs up without QUIT is no error of ours.
        with contextlib.suppress(ConnectionError):
            while line := self.rfile.readline(2_000):
                verb, _, argument = line.decode("utf-8", "replace").strip().partition(" ")
                if verb.upper() == "QUIT":
                    return self._say("221 bye")
                self._obey(verb.upper(), argument)
        return None

    def _obey(self, verb: str, argument: str) -> None:
        handler = {
            "EHLO": self._ehlo,
            "HELO": self._hello,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": lambda _: self._say("250 ok"),
        }.get(verb)
        if handler is None:
            return self._say("502 command not known here")
        return handler(argument)

    def _ehlo(self, _name: str) -> None:
        self._reset()
        self._say(f"250-demo.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {MAX_MAIL_BYTES}")

    def _hello(self, _name: str) -> None:
        self._reset()
        self._say("250 demo.example")

    def _mail(self, argument: str) -> None:
        self._reset()
        self._sender = _address(argument)
        self._say("250 ok")

    def _rcpt(self, argument: str) -> None:
        if self._sender is None:
            return self._say("503 MAIL comes first")
        self._recipients.append(_address(argument))
        return self._say("250 ok")

    def _data(self, _argument: str) -> None:
        if self._sender is None or not self._recipients:
            return self._say("503 MAIL and RCPT come first")
        self._say("354 end with a single dot")
        content = self._read_content()
        if content is None:
            return self._say("552 too large")
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.mails.append(Mail(self._sender, tuple(self._recipients), message))
        self._reset()
        return self._say("250 kept")

    def _read_content(self) -> bytes | None:
        """The lines up to the single dot, unstuffed; None for more than MAX_MAIL_BYTES."""
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(MAX_MAIL_BYTES)) not in (b".\r\n", b".\n"):
            if not line:
                raise ConnectionError("the client left in the middle of a mail")
            size += len(line)
            if size <= MAX_MAIL_BYTES:
                lines.append(line.removeprefix(b"."))
        return b"".join(lines) if size <= MAX_MAIL_BYTES else None

    def _rset(self, _argument: str) -> None:
        self._reset()
        self._say("250 ok")

    def _reset(self) -> None:
        self._sender = None
        self._recipients = []

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


def _address(argument: str) -> str:
    """The address in `FROM:<a@b> SIZE=12` or `TO:<a@b>`."""
    return argument.partition(":")[2].strip().partition(" ")[0].strip("<>")


class _HookServer(ThreadingHTTPServer):
    daemon_threads = True
    hooks: list[Hook]


class _HookHandler(BaseHTTPRequestHandler):
    server: _HookServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_HOOK_BYTES:
            return self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            return self.send_error(HTTPStatus.BAD_REQUEST, "not JSON")
        self.server.hooks.append(Hook(self.path, dict(self.headers.items()), body))
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()
        return None

    def log_message(self, *args: object, **named: object) -> None:
        """Say nothing: the demo's terminal shows what arrived."""
