"""What Apprise says while it sends: its one bool does not tell why, its log does.

The loggers of Apprise and of what it uses print addresses with their secrets, so nothing of theirs
reaches any handler; the sender reads what it needs here and reports it masked.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_QUIET = ("urllib3", "requests")
# Apprise logs the cause of a failed connection at DEBUG, and only there.
_CAUSE = "Socket Exception"


class _Ear(logging.Filter):
    """Hears the Apprise logger for the thread that sends, and lets no record pass."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        lines: list[str] | None = getattr(self.heard, "lines", None)
        if lines is not None and (record.levelno >= logging.WARNING or str(record.msg).startswith(_CAUSE)):
            lines.append(_line(record))
        return False


_ear = _Ear()


@contextmanager
def listening() -> Iterator[list[str]]:
    """The warnings and causes that Apprise logs on this thread; they may hold secrets."""
    _silence()
    lines: list[str] = []
    _ear.heard.lines = lines
    try:
        yield lines
    finally:
        _ear.heard.lines = None


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


def _line(record: logging.LogRecord) -> str:
    """The message, and the error that came with it."""
    error = record.exc_info[1] if record.exc_info else None
    return record.getMessage() + (f" {type(error).__name__}: {error}" if error else "")
