"""Which entry is which: a key inside its source, an address without its tracking, a hash of what it says."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"^(utm_.*|at_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|ocid|cmpid|cmp|ref|ref_src|"
    r"ref_url|ns_.*|smid|smtyp|xtor|wt\..*|output_?type|amp|spm|source|rss|feed(type|name)?|partner)$",
    re.IGNORECASE,
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def entry_key(guid: str, canonical: str, title: str, published: str, *, guid_is_unique: bool) -> str:
    """The identity of an entry inside its source.

    The guid where it is unique in its document, else guid and address, else the address, else a hash
    of title and date. The prefix names the rung, so that rungs never collide.
    """
    if guid and guid_is_unique:
        return f"guid:{guid}"
    if guid and canonical:
        return f"guid+url:{guid} {canonical}"
    if canonical:
        return f"url:{canonical}"
    return f"hash:{content_hash(title, published)}"


def canonical_url(url: str) -> str:
    """One form for the many addresses of an article; a key to compare by, not an address to open.

    https, host without www/m/amp and default port, no dot segments, no AMP path, no session id, no
    tracking parameters, the rest of the query sorted, no fragment. Empty when `url` is not http(s).
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = _HOST_PREFIX.sub("", parts.hostname.lower().rstrip("."))
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = _AMP_PATH.sub("", _SESSION.sub("", _without_dots(parts.path)))
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0]))
    return urlunsplit(("https", host, path.rstrip("/") or "/", urlencode(kept), ""))


def content_hash(*parts: str) -> str:
    """A short hash of texts; white space does not count."""
    folded = "\x1f".join(" ".join(part.split()) for part in parts)
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def body_hash(body: bytes) -> str:
    """A short hash of a reply, to notice that a server sent the same one again."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _tracks(name: str) -> bool:
    return bool(_TRACKING.match(name))


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)
