"""One form for the many addresses of an article: a key to compare by, not an address to open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_TRACKERS = """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id
    srsltid epik _ga _gl _hsenc _hsmi mkt_tok mc_cid mc_eid vero_id ocid ncid cmpid icid intcmp
    ref_src ref_url smid smtyp xtor spm sr_share guccounter guce_referrer guce_referrer_sig soc_src soc_trk
    tsrc traffic_source taid feedtype feedname feed_type feed_name wprov jsessionid phpsessid"""
_CHANNEL_NAMES = "source src partner feed rss from share via mod emc medium referrer referer"
_CHANNELS = """rss atom feed feeds feedburner twitter tw x facebook fb email mail newsletter social share
    shared home homepage front app ios android mobile web google googlenews news whatsapp telegram linkedin
    reddit push widget search direct referral syndication true yes"""
# Parameters that say where a reader came from, or who the reader is, whatever their value.
_TRACKING = frozenset(_TRACKERS.split())
_FAMILIES = ("utm_", "at_", "ns_", "wt.", "amp_", "mtm_", "pk_", "hsa_", "gaa_", "spot_im_", "aspsessionid")
# Parameters that ask for the AMP form of a page, by the values that do.
_AMP_SWITCHES = frozenset({"amp", "output", "outputtype", "output_type"})
_AMP_VALUES = frozenset({"", "1", "amp", "true"})
# Parameters that some sites use for an article's number: only a value in words is a campaign.
_REFERRERS = frozenset({"ref", "cmp"})
_DIGIT = re.compile("[0-9]")
# Parameters that may as well tell articles apart: only the name of a channel is a campaign.
_CHANNEL_PARAMETERS = frozenset(_CHANNEL_NAMES.split())
_KNOWN_CHANNELS = frozenset(_CHANNELS.split())
_WORD = re.compile("[a-z]+")
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_SUFFIX = re.compile(r"(?<!\.amp)(?:\.amp)++(?=$|\.html?$)")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google|bing)\.[a-z.]+")
_AMP_CACHE = "cdn.ampproject.org"
_WRAPPINGS = 3
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_KEPT = "!$&'()*+,;=:@~/-._%"
# Most addresses are this plain: nothing in them is escaped, wrapped or left to resolve.
_PLAIN = re.compile(
    r"https?://(?![^/]*ampproject)(?:(?:www\d?|m|mobile|amp)\.(?=[a-z0-9-]+\.))*+"
    r"([a-z0-9-]++(?:\.[a-z0-9-]++)++)(?![^?#]*\.amp)"
    r"((?:/(?!amp(?:[/?#]|$))[A-Za-z0-9_~-]++(?:\.[A-Za-z0-9_-]++)*+)*+)/?"
    r"(?:\?(?:(?:utm_[a-z]++=[^&#]*+&?)++(?=#|$)"
    r"|([A-Za-z0-9_.-]*+(?:=[A-Za-z0-9_.-]*+)?+(?:&[A-Za-z0-9_.-]*+(?:=[A-Za-z0-9_.-]*+)?+)*+)))?"
    r"(?:#(?![!/]).*)?"
)


def canonical_url(url: str) -> str:
    """The key of an address; empty when `url` is not http(s).

    https, host without www/m/amp and default port, no dot segments, no AMP path or cache, no session id, no
    tracking parameters, the rest of the query sorted, no fragment unless it names a page of its own (#!/7).
    """
    plain = _PLAIN.fullmatch(url)
    if not plain:
        return canonical_in_full(url)
    host, path, query = plain.groups()
    if not query:
        return f"https://{host}{path or '/'}"
    kept = _kept(_plain_pairs(query))
    tail = "?" + "&".join([f"{name}={value}" for name, value in kept]) if kept else ""
    return f"https://{host}{path or '/'}{tail}"


def canonical_in_full(url: str) -> str:
    """`canonical_url` without its short way."""
    for _ in range(_WRAPPINGS):
        try:
            parts = urlsplit(url.strip())
            port = parts.port
            host = _ascii(parts.hostname or "")
        except ValueError:
            return ""
        if parts.scheme not in _DEFAULT_PORTS or not host:
            return ""
        inner = _unwrapped(host, parts.path, parts.query)
        if not inner:
            break
        url = inner
    host = _HOST_PREFIX.sub("", host)
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = _query(parts.query)
    return f"https://{host}{_path(parts.path)}{'?' + query if query else ''}{_route(parts.fragment)}"


def _ascii(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _unwrapped(host: str, path: str, query: str) -> str:
    """The address inside that of an AMP viewer (/amp/s/example.org/story) or cache (/c/s/...)."""
    segments = path.lstrip("/").split("/")
    viewer = bool(_AMP_VIEWER.fullmatch(host)) and segments[0] == "amp"
    if not viewer and host != _AMP_CACHE and not host.endswith("." + _AMP_CACHE):
        return ""
    rest = segments[1:]
    secure = rest[:1] == ["s"]
    rest = rest[1:] if secure else rest
    if not rest or "." not in rest[0]:
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
    quoted = _spelled("/".join(kept))
    return _AMP_SUFFIX.sub("", quoted.rstrip("/")) or "/"


def _route(fragment: str) -> str:
    """The fragment of a site that keeps its pages there."""
    return "#" + _spelled(fragment) if fragment.startswith(("!", "/")) else ""


def _spelled(text: str) -> str:
    """A path or fragment with each character written in one way."""
    return _ESCAPE.sub(_needed, quote(text, _KEPT, errors="surrogatepass"))


def _needed(escape: re.Match[str]) -> str:
    """An escape in one spelling, or the letter it needlessly stands for (RFC 3986, section 6.2.2)."""
    char = chr(int(escape[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-_~") else escape[0].upper()


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return urlencode(_kept(pairs), errors="surrogatepass")


def _plain_pairs(query: str) -> list[tuple[str, str]]:
    """What parse_qsl says of a query without escapes."""
    cut = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in cut]


def _kept(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted([pair for pair in pairs if not _tracks(pair[0].lower(), pair[1])])


def _tracks(name: str, value: str) -> bool:
    if name in _TRACKING or name.startswith(_FAMILIES):
        return True
    if name in _AMP_SWITCHES:
        return value.lower() in _AMP_VALUES
    if name in _REFERRERS:
        return value == "1" or not _DIGIT.search(value)
    if name in _CHANNEL_PARAMETERS:
        return value in ("", "1") or not _KNOWN_CHANNELS.isdisjoint(_WORD.findall(value.lower()))
    return False
