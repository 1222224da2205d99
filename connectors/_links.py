"""Links from documents: http and https only, whatever a document tries to hand us."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from connectors._html import clean

MAX_URL = 2_000


def absolute_url(link: str, base: str = "") -> str:
    """`link` as an http(s) address of at most 2,000 characters, resolved against `base`; else nothing."""
    try:
        found = urljoin(base, clean(link)) if link.strip() else ""
        parts = urlsplit(found)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    return found if usable and len(found) <= MAX_URL else ""
