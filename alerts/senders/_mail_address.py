"""Reads `mailto://` and `mailtos://` addresses in Apprise's syntax.

Apprise itself parses them, so what it documents holds here: user and password, `smtp`, `from`, `name`, `to`,
`cc`, `bcc`, `reply`, `mode`, `verify`, `+Header=value`, recipients in the path, and its table of providers
(`mailto://user:password@gmail.com`). What our own sender cannot do is refused with the remedy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from ipaddress import ip_address
from typing import Any, Literal, cast

from alerts.senders import AddressError
from alerts.senders._apprise import instantiate
from alerts.senders._listening import listening
from alerts.senders._masking import masked, redact

Mode = Literal["starttls", "ssl", "insecure"]
# What the mail itself says; a second one would contradict it.
_OURS = frozenset(
    {"subject", "from", "to", "cc", "bcc", "date", "message-id", "mime-version", "content-type"}
)


@dataclass(frozen=True, slots=True)
class Relay:
    """The mail server to hand over to, and who writes to whom."""

    host: str
    port: int
    mode: Mode
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    verify: bool = True
    headers: tuple[tuple[str, str], ...] = ()


def parse(url: str) -> Relay:
    """The relay that `url` means. Raises AddressError."""
    with listening() as heard:
        parsed = instantiate(url)
    dropped = [line for line in heard.lines if line.startswith("Dropped invalid")]
    if parsed is None or dropped:
        said = redact(" ".join(dropped or heard.lines), url)
        raise AddressError(f"{masked(url)} is not a mail address to send to; check the channel: {said}")
    if parsed.pgp_mode != "no":
        raise AddressError(f"{masked(url)} asks for PGP, which mail does not do here; take pgp out of it")
    relay = _relay(parsed, url)
    _refuse_open_password(relay, url)
    return relay


def _relay(parsed: Any, url: str) -> Relay:
    name, address = parsed.from_addr
    names = parsed.names
    try:
        return Relay(
            host=parsed.smtp_host,
            port=int(parsed.port),
            mode=cast(Mode, parsed.secure_mode),
            sender=_address(name or "Watchline", address),
            to=tuple(_address(name, address) for name, address in parsed.targets),
            cc=_addresses(parsed.cc, names),
            bcc=_addresses(parsed.bcc, names),
            reply_to=_addresses(parsed.reply_to, names),
            user=parsed.user or "",
            password=parsed.password or "",
            verify=bool(parsed.verify_certificate),
            headers=_headers(parsed.headers),
        )
    except (MessageError, ValueError, UnicodeError) as error:
        raise AddressError(f"{masked(url)} holds {redact(str(error), url)}; check the channel") from error


def _addresses(found: set[str], names: dict[str, str]) -> tuple[Address, ...]:
    return tuple(_address(names.get(address), address) for address in sorted(found))


def _address(name: object, address: str) -> Address:
    """A domain in other scripts is written in its ASCII form; a local part cannot be."""
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError("a mailbox name with letters beyond ASCII, which few servers take")
    return Address(display_name=str(name or ""), username=local, domain=domain.encode("idna").decode("ascii"))


def _headers(given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    for name, value in given.items():
        if name.lower() in _OURS:
            raise ValueError(f"the header {name}, which the mail sets itself")
        if not (name.isascii() and name.isprintable() and value.isprintable()) or set(name) & set(" :"):
            raise ValueError("a header that is not one plain line")
    return tuple(given.items())


def _refuse_open_password(relay: Relay, url: str) -> None:
    """A password is not sent in the clear, except to this machine or a private network."""
    if relay.mode != "insecure" or not relay.password or _is_near(relay.host):
        return
    raise AddressError(
        f"{masked(url)} would send its password unencrypted; write mailtos:// instead of mailto://"
    )


def _is_near(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return address.is_private
