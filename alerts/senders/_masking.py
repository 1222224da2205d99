"""Addresses of channels hold secrets in any of their parts; what is shown of them holds none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urlsplit

MASK = "****"
# Schemes whose host is a machine. Elsewhere it may be a token: slack://TOKEN/..., tgram://TOKEN/...
_SCHEMES_WITH_HOST = frozenset(
    {"json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos", "http", "https"}
)
_MIN_SECRET = 4
_HARMLESS = frozenset({"true", "false", "text", "html", "markdown", "post", "insecure", "starttls"})


def masked(url: str) -> str:
    """ "mailtos://smtp.example.org/****" or "slack://****": enough to know which address is meant."""
    scheme, host = _scheme(url), _host(url)
    return f"{scheme}://{host}/{MASK}" if host else f"{scheme}://{MASK}"


def redact(text: str, url: str) -> str:
    """`text` with every part of the address that may be secret replaced."""
    for secret in sorted(secrets_in(url), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return re.sub(r"(\w+://)[^\s/@]+@", rf"\1{MASK}@", text)


def _scheme(url: str) -> str:
    found = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*)://", url)
    return found[1].lower() if found else "channel"


def _host(url: str) -> str:
    if _scheme(url) not in _SCHEMES_WITH_HOST:
        return ""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def secrets_in(url: str) -> set[str]:
    """Every part that may be secret, as written, decoded and encoded."""
    host = _host(url)
    spellings = {
        form for part in _parts(url) for form in (part, unquote(part), quote(unquote(part), safe=""))
    }
    return {
        form
        for form in spellings
        if len(form) >= _MIN_SECRET and form.lower() not in _HARMLESS and form.lower() != host
    }


def _parts(url: str) -> Iterator[str]:
    rest = url.strip().partition("://")[2]
    main, _, query = rest.partition("?")
    authority, _, path = main.partition("/")
    credentials, _, address = authority.rpartition("@")
    yield credentials
    yield from credentials.split(":")
    yield re.sub(r":\d+$", "", address)
    yield path
    yield from path.split("/")
    for _, value in parse_qsl(query):
        yield value
    yield from (pair.partition("=")[2] for pair in query.split("&"))
