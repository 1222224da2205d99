"""Talks SMTP with one relay over a connection that is kept, and tells apart what failed before and after.

What the server said before it was given the text did not arrive; what broke after that may have.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Literal

from alerts.senders import Outcome
from alerts.senders._mail_address import Relay

Scope = Literal["message", "channel"]
# A connection that was idle for longer is asked whether it still lives.
_FRESH_S = 2.0
_DONE, _FORWARDED, _DATA_STARTS = 250, 251, 354
_AUTHENTICATION = frozenset({530, 534, 535, 538})


class RefusedError(Exception):
    """The server said no, or could not be talked to; the mail did not arrive."""

    def __init__(self, why: str, outcome: Outcome, scope: Scope = "message") -> None:
        super().__init__(why)
        self.outcome, self.scope = outcome, scope


class LostError(Exception):
    """The connection broke while the server had the text; the mail may have arrived."""


class Conversation:
    """One connection after the other to a relay; opened when first needed."""

    def __init__(self, relay: Relay, step_s: float) -> None:
        """`step_s` bounds each step in seconds."""
        self._relay, self._step_s = relay, step_s
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the connection may serve for another mail."""
        return self._smtp is not None

    def hand_over(self, sender: str, envelope: Sequence[str], content: bytes) -> None:
        """Gives the server one mail; the first of `envelope` counts, a further one that is refused does not.

        Raises RefusedError or LostError.
        """
        smtp = self._ready()
        try:
            self._say(smtp, f"mail FROM:<{sender}>", scope="channel")
            self._say(smtp, f"rcpt TO:<{envelope[0]}>")
            for copy in envelope[1:]:
                with contextlib.suppress(RefusedError):
                    self._say(smtp, f"rcpt TO:<{copy}>")
            self._say(smtp, "data", expected=(_DATA_STARTS,))
        except OSError as error:
            self._drop(smtp)
            raise RefusedError(
                f"the connection was lost before the text: {_words(error)}", "retry"
            ) from error
        except RefusedError:
            self._reset(smtp)
            raise
        self._give(smtp, content)

    def close(self) -> None:
        """Ends the connection without waiting for the server; wakes a thread that does."""
        smtp = self._smtp
        if smtp is None:
            return
        with contextlib.suppress(OSError):
            smtp.putcmd("quit")
        self._drop(smtp)

    def _give(self, smtp: smtplib.SMTP, content: bytes) -> None:
        try:
            smtp.send(_stuffed(content) + b".\r\n")
            code, reply = smtp.getreply()
        except OSError as error:
            self._drop(smtp)
            raise LostError(_words(error)) from error
        self._used_at = time.monotonic()
        if code != _DONE:
            self._reset(smtp)
            raise _refusal(code, reply)

    def _ready(self) -> smtplib.SMTP:
        """The connection of before if it still lives, else a new one."""
        if self._smtp is not None and not self._lives(self._smtp):
            self._drop(self._smtp)
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _lives(self, smtp: smtplib.SMTP) -> bool:
        if time.monotonic() - self._used_at < _FRESH_S:
            return True
        try:
            return smtp.noop()[0] == _DONE
        except OSError:
            return False

    def _connect(self) -> smtplib.SMTP:
        relay = self._relay
        # Asking DNS for our own full name, as smtplib does, can take as long as a mail.
        name = socket.gethostname() or "localhost"
        try:
            if relay.mode == "ssl":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    relay.host, relay.port, name, timeout=self._step_s, context=_trust(relay)
                )
            else:
                smtp = smtplib.SMTP(relay.host, relay.port, name, timeout=self._step_s)
        except smtplib.SMTPConnectError as error:
            raise _refusal(error.smtp_code, error.smtp_error, scope="channel") from error
        except OSError as error:
            raise RefusedError(f"not reached: {_words(error)}", "retry") from error
        try:
            self._introduce(smtp)
        except BaseException:
            self._drop(smtp)
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        relay = self._relay
        try:
            smtp.ehlo_or_helo_if_needed()
            if relay.mode == "starttls":
                smtp.starttls(context=_trust(relay))
                smtp.ehlo()
            if relay.user and relay.password:
                smtp.login(relay.user, relay.password)
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error, scope="channel") from error
        except smtplib.SMTPServerDisconnected as error:
            raise RefusedError(f"not reached: {_words(error)}", "retry") from error
        except smtplib.SMTPException as error:
            why = f"{error} Choose another mode= or port for this server"
            raise RefusedError(why, "permanent", "channel") from error
        except OSError as error:
            raise RefusedError(f"not reached: {_words(error)}", "retry") from error

    def _say(
        self,
        smtp: smtplib.SMTP,
        command: str,
        *,
        expected: Sequence[int] = (_DONE, _FORWARDED),
        scope: Scope = "message",
    ) -> None:
        code, reply = smtp.docmd(command)
        if code not in expected:
            raise _refusal(code, reply, scope=scope)

    def _reset(self, smtp: smtplib.SMTP) -> None:
        """Makes the connection fit for the next mail, or ends it."""
        with contextlib.suppress(OSError):
            if smtp.rset()[0] == _DONE:
                return
        self._drop(smtp)

    def _drop(self, smtp: smtplib.SMTP) -> None:
        if smtp is self._smtp:
            self._smtp = None
        with contextlib.suppress(OSError):
            if smtp.sock is not None:
                smtp.sock.shutdown(socket.SHUT_RDWR)
        smtp.close()


def _refusal(code: int, reply: bytes | str, *, scope: Scope = "message") -> RefusedError:
    said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    outcome: Outcome = "permanent" if 500 <= code < 600 else "retry"
    return RefusedError(
        f"the mail server refused: {code} {said}", outcome, "channel" if code in _AUTHENTICATION else scope
    )


def _stuffed(content: bytes) -> bytes:
    """The lines as SMTP wants them: CRLF at each end, a dot at the start doubled (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _trust(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not relay.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "the server took too long"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
