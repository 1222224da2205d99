"""What Apprise says and is told while it sends: its one bool does not tell why.

The loggers of Apprise and of what it uses print addresses with their secrets, so nothing of theirs
reaches any handler; the sender reads what it needs here and reports it masked.
"""

from __future__ import annotations

import functools
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

_QUIET = ("urllib3", "requests")
# Apprise logs the cause of a failed connection at DEBUG, and only there.
_CAUSE = "Socket Exception"
_LONGEST_NO = 10_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The status and headers (lower case names) a service answered with.

    `says_no` is why it did not take the message, of one that says so in the body of a success.
    """

    status: int
    headers: Mapping[str, str]
    says_no: str = ""


@dataclass(slots=True)
class Heard:
    """The warnings and causes that Apprise logged, which may hold secrets, and the replies it got."""

    lines: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


class _Ear(logging.Filter):
    """Hears the Apprise logger for the thread that sends, and lets no record pass."""

    def __init__(self) -> None:
        super().__init__()
        self._local = threading.local()

    @property
    def heard(self) -> Heard | None:
        """What this thread has heard since it began to listen; None where it does not."""
        return getattr(self._local, "heard", None)

    @heard.setter
    def heard(self, heard: Heard | None) -> None:
        self._local.heard = heard

    def filter(self, record: logging.LogRecord) -> bool:
        heard = self.heard
        if heard and (record.levelno >= logging.WARNING or str(record.msg).startswith(_CAUSE)):
            heard.lines.append(_line(record))
        return False


_ear = _Ear()


@contextmanager
def listening() -> Iterator[Heard]:
    """What is said and answered on this thread."""
    _silence()
    _overhear_replies()
    heard = Heard()
    _ear.heard = heard
    try:
        yield heard
    finally:
        _ear.heard = None


def _silence() -> None:
    """Each time, since someone may have configured logging anew."""
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.DEBUG)
    if _ear not in apprise.filters:
        apprise.addFilter(_ear)
    for name in _QUIET:
        quiet = logging.getLogger(name)
        quiet.setLevel(logging.CRITICAL)
        quiet.propagate = False


@functools.cache
def _overhear_replies() -> None:
    """Apprise hands on neither status nor Retry-After, and makes its own sessions, so the class is wrapped.

    A reply is only looked at, and only on a thread that listens.
    """
    plain = requests.Session.send

    def send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        response = plain(self, request, **kwargs)
        heard = _ear.heard
        if heard is not None:
            headers = {name.lower(): value for name, value in response.headers.items()}
            heard.replies.append(Reply(response.status_code, headers, _no(response.content)))
        return response

    requests.Session.send = send  # type: ignore[method-assign]


def _no(body: bytes) -> str:
    """Why, where a body is {"ok": false, ...}, as Telegram's and Slack's programs answer; else empty."""
    if len(body) > _LONGEST_NO or not body.lstrip().startswith(b"{"):
        return ""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    if said.get("ok") is not False:
        return ""
    return str(said.get("description") or said.get("error") or "not ok")


def _line(record: logging.LogRecord) -> str:
    """The message, and the error that came with it."""
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage() + (f" {type(error).__name__}: {error}" if error else "")
