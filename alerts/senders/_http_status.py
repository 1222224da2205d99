"""What an HTTP status says about a message that was posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from alerts.senders import SendResult

_RETRIED = frozenset({408, 425, 429})
# Not this message is wrong, but the address, its credentials or its permission.
_CHANNEL = frozenset({401, 403, 404, 405, 410})


def by_status(status: int, headers: Mapping[str, str] | None = None) -> SendResult:
    """The result that a final status stands for; header names are lower case."""
    if status >= 500 or status in _RETRIED:
        wait = retry_after(headers or {})
        return SendResult("retry", f"the service answered HTTP {status}", retry_after_s=wait)
    if status < 300:
        return SendResult("sent")
    if status < 400:
        why = f"the service answered HTTP {status}, a redirect; use the address it points to"
        return SendResult("permanent", why, scope="channel")
    why = f"the service answered HTTP {status}, which a repeat will not change"
    return SendResult("permanent", why, scope="channel" if status in _CHANNEL else "message")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for (RFC 9110, 10.2.3), as a number or a date; None without one."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    until, now = _date(text), _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
