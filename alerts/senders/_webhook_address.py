"""Reads `json://`, `jsons://`, `http://` and `https://` addresses: where to post, and with what.

Of Apprise's `json://` syntax these hold: user and password, `+Header=value`, `-parameter=value`,
`:field=value` and `verify=no`. What only steers Apprise itself (retries, formats, time limits) is ours to
decide and ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from alerts.senders import AddressError
from alerts.senders._masking import masked
from connectors.http import Credentials

_PLAIN = {"json": "http", "jsons": "https"}
_IGNORED = frozenset(
    {"format", "overflow", "retry", "wait", "redirect", "rto", "cto", "emojis", "interpret", "store", "tz"}
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post: the address without credentials, and what goes along."""

    url: str = field(repr=False)
    auth: Credentials | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    verify: bool = True


def parse(url: str) -> Target:
    """What `url` means. Raises AddressError naming the remedy."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
        auth = _credentials(parts.username, parts.password)
    except ValueError as error:
        raise AddressError(
            f"{masked(url)} is not a web address; check the channel in watchline.yaml"
        ) from error
    if not host:
        raise AddressError(f"{masked(url)} names no host; check the channel in watchline.yaml")
    shown = f"[{host}]" if ":" in host else host
    base = (
        f"{_PLAIN.get(parts.scheme, parts.scheme)}://{shown}{f':{port}' if port else ''}{parts.path or '/'}"
    )
    if parts.scheme not in _PLAIN:
        return Target(f"{base}?{parts.query}" if parts.query else base, auth)
    return _with_options(base, auth, parts.query, url)


def _with_options(base: str, auth: Credentials | None, query: str, url: str) -> Target:
    headers, fields, parameters = [], [], []
    verify = True
    for name, value in _pairs(query):
        if name.startswith("+"):
            headers.append((name[1:], value))
        elif name.startswith(":"):
            fields.append((name[1:], value))
        elif name.startswith("-"):
            parameters.append(f"{quote(name[1:], safe='')}={quote(value, safe='')}")
        elif name == "verify":
            verify = value.lower() not in ("no", "false", "0", "off")
        elif name not in _IGNORED and (name, value.lower()) != ("method", "post"):
            raise AddressError(
                f"{masked(url)} has the option {name}=, which webhooks do not know here; take it out "
                f"(-{name}=... would send it to the receiver)"
            )
    target = f"{base}?{'&'.join(parameters)}" if parameters else base
    return Target(target, auth, tuple(headers), tuple(fields), verify)


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    """The options as written: a plus is a plus, not a space."""
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name:
            yield unquote(name), unquote(value)


def _credentials(user: str | None, password: str | None) -> Credentials | None:
    if not user and not password:
        return None
    return Credentials(username=unquote(user or ""), password=unquote(password or ""))
