"""One form for the many addresses of an article: a key to compare by, not an address to open."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

# Parameters that say where a reader came from, whatever their value.
_TRACKING = re.compile(
    r"utm_.*|at_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|ocid|cmpid|ref_src|ref_url|ns_.*|"
    r"smid|smtyp|xtor|wt\..*|output_?type|amp|spm|feed_?(?:type|name)|amp_.*|guccounter|sr_share",
    re.IGNORECASE,
)
# Names that some sites use for an article's number: only a value in words is a campaign.
_CAMPAIGN = re.compile(r"ref|cmp|source|src|partner|feed|rss|from|share", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?:[^0-9]*|1)")
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_SUFFIX = re.compile(r"(?:\.amp)+(?=$|\.html?$)")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google|bing)\.[a-z.]+")
_AMP_CACHE = ".cdn.ampproject.org"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_KEPT = "!$&'()*+,;=:@~/-._%"
# An address that has nothing to take away but a mobile host, a scheme and campaign parameters: most are.
_PLAIN = re.compile(
    r"https?://(?![^/]*ampproject)(?:(?:www\d?|m|mobile|amp)\.(?=[a-z0-9-]+\.))*+"
    r"([a-z0-9-]++(?:\.[a-z0-9-]++)++)(?![^?#]*\.amp)"
    r"((?:/(?!amp(?:[/?#]|$))[A-Za-z0-9_~-]++(?:\.[A-Za-z0-9_-]++)*+)*+)/?"
    r"(?:\?(?:utm_[a-z]++=[^&#]*+&?)++)?(?:\#.*)?"
)


def canonical_url(url: str) -> str:
    """The key of an address; empty when `url` is not http(s).

    https, host without www/m/amp and default port, no dot segments, no AMP path or cache, no session id, no
    tracking parameters, the rest of the query sorted, no fragment.
    """
    plain = _PLAIN.fullmatch(url)
    if plain:
        return f"https://{plain[1]}{plain[2] or '/'}"
    return canonical_in_full(url)


def canonical_in_full(url: str) -> str:
    """`canonical_url` without its short way."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = _ascii(parts.hostname or "")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    inner = _unwrapped(host, parts.path, parts.query)
    if inner:
        return canonical_in_full(inner)
    host = _HOST_PREFIX.sub("", host)
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = _query(parts.query)
    return f"https://{host}{_path(parts.path)}{'?' + query if query else ''}"


def _ascii(host: str) -> str:
    host = host.rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _unwrapped(host: str, path: str, query: str) -> str:
    """The address inside that of an AMP viewer (/amp/s/example.org/story) or cache (/c/s/...)."""
    segments = path.lstrip("/").split("/")
    viewer = bool(_AMP_VIEWER.fullmatch(host)) and segments[0] == "amp"
    if not viewer and not host.endswith(_AMP_CACHE):
        return ""
    rest = segments[1:]
    secure = rest[:1] == ["s"]
    rest = rest[1:] if secure else rest
    if not rest or "." not in rest[0] or rest[0].endswith(_AMP_CACHE) or _AMP_VIEWER.fullmatch(rest[0]):
        return ""
    return f"http{'s' if secure else ''}://{'/'.join(rest)}{'?' + query if query else ''}"


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _SESSION.sub("", path).split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment not in (".", "amp"):
            kept.append(segment)
    quoted = quote("/".join(kept), _KEPT, errors="surrogateescape")
    return _AMP_SUFFIX.sub("", _ESCAPE.sub(_needed, quoted).rstrip("/")) or "/"


def _needed(escape: re.Match[str]) -> str:
    """An escape in one spelling, or the letter it needlessly stands for (RFC 3986, section 6.2.2)."""
    char = chr(int(escape[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-_~") else escape[0].upper()


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not _tracks(*pair))
    return urlencode(kept, errors="surrogateescape")


def _tracks(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    return bool(_CAMPAIGN.fullmatch(name) and _IN_WORDS.fullmatch(value))
