"""Text from a feed made inert: it can mention nobody, forge no link, split no header, hide nothing.

Applies to chat, mail and terminals alike. What a channel puts on the wire is tested for each in
tests/alerts/test_hostile_text.py.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

MAX_TITLE = 100
_WORD_JOINER = "\u2060"
# Slack and HTML need real angle brackets for mentions, links and tags; these only look like them.
_ANGLES = str.maketrans({"<": "\u2039", ">": "\u203a"})
# C0 and C1 controls except line feed and tab, surrogates, and characters that are no text at all.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Direction marks and invisible characters that reorder or hide what a reader sees.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"\s+")
# What may stand in a link unescaped: no quotes, brackets or stars, which chat markup reads.
_SAFE_IN_LINK = "/?&=;:,+$%~.-_#!"


def clean(text: str) -> str:
    """`text` without controls, surrogates, direction marks and invisible characters, for storing."""
    return _INVISIBLE.sub("", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def clean_all(value: Any) -> Any:
    """JSON data with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): clean_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(item) for item in value]
    return value


def neutralise(text: str) -> str:
    """`text` that no channel reads as a mention, a link with another label, or markup with a target.

    Line breaks stay.
    """
    inert = clean(text).translate(_ANGLES)
    inert = inert.replace("@", "@" + _WORD_JOINER)
    # [label](target) is a link in Markdown; apart, the two are just brackets.
    return inert.replace("](", "] (").replace("][", "] [").replace("]:", "] :")


def one_line(text: str) -> str:
    """Neutralised, on one line."""
    return _BREAKS.sub(" ", neutralise(text)).strip()


def title(text: str, *, limit: int = MAX_TITLE) -> str:
    """Neutralised, on one line, at most `limit` characters: longer Korean subjects fail in mail."""
    return shorten(one_line(text), limit)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def link(url: str) -> tuple[str, str] | None:
    """A web address made safe to print, and its host; None for anything that is not http or https.

    Credentials are dropped, so `https://bank.example@evil.example` shows where it leads, and a host in
    other scripts is shown in its ASCII form, so look-alikes are seen.
    """
    try:
        parts = urlsplit(clean(url).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]+", host):
        return None
    shown = f"[{host}]" if ":" in host else host
    rest = quote(parts.path, safe=_SAFE_IN_LINK)
    rest += "?" + quote(parts.query, safe=_SAFE_IN_LINK) if parts.query else ""
    return f"{parts.scheme}://{shown}{port}{rest}", host
