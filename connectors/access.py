"""What a source's addresses are opened with, and which addresses are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from connectors._hops import Credentials


@dataclass(frozen=True, slots=True)
class Access:
    """What a source is opened with beyond its address; nothing of it is ever stored or shown."""

    auth: Credentials | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = field(default=None, repr=False)

    def towards(self, url: str, *, home: str) -> Access:
        """What to take along to `url` for a source that lives at `home`.

        Credentials and headers stay inside the site they were given for, and never go from https to http.
        The proxy is ours and serves every address.
        """
        if not (self.auth or self.headers) or _may_know(url, home):
            return self
        return Access(proxy=self.proxy)


def registered_domain(url: str) -> str:
    """The part of a host that somebody registered (example.co.uk, name.github.io).

    Rules: the Public Suffix List with its private part, where each customer of a host is a site of its own.
    An unlisted host or an IP literal stands for itself; empty for what is no address.
    """
    return _listed_domain(url) or _host(url)


def _may_know(url: str, home: str) -> bool:
    try:
        to, of = urlsplit(url), urlsplit(home)
    except ValueError:
        return False
    if (to.scheme, to.netloc.lower()) == (of.scheme, of.netloc.lower()):
        return True
    if of.scheme == "https" and to.scheme != "https":
        return False
    # The ports of an unlisted host or an IP address may belong to different people.
    site = _listed_domain(home)
    return bool(site) and site == _listed_domain(url)


def _listed_domain(url: str) -> str:
    # A third of a second that only those pay who ask.
    from tld import get_fld

    return str(get_fld(url, fail_silently=True, search_private=True) or "") if _host(url) else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
