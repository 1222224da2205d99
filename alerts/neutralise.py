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
# Chat and mail programs make links of these by themselves, also where nobody meant one.
_SCHEME = re.compile(
    r"(?i)\b([a-z][a-z0-9+.-]*:(?=//)|(?:javascript|vbscript|data|mailto|tel|sms|tg|slack|discord):(?=\S))"
)
_HOST_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2})")
# What chat programs read as bold, code, spoilers, tables and the like, and characters that look like it.
_MARKUP = str.maketrans({"*": "\u2217", "`": "\u02cb", "~": "\u223c", "|": "\u2223"})
_EMPHASIS = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LIST_OR_HEADING = re.compile(r"(?m)^(\s*)([#+-]|-#|\d+[.)])(?=\s)")
_TAG_OR_COMMAND = re.compile(r"(?<![\w/])([#/$])(?=\w)")
_OWN_LINK = re.compile(r"(https?://[!-~]+)")
# A spreadsheet runs a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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


def no_formula(value: Any) -> Any:
    """JSON data in which no text begins as a formula would: such a one gets an apostrophe in front."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, dict):
        return {key: no_formula(item) for key, item in value.items()}
    if isinstance(value, list):
        return [no_formula(item) for item in value]
    return value


def neutralise(text: str) -> str:
    """`text` that no channel reads as a mention, a link with another label, or markup with a target.

    Line breaks stay.
    """
    inert = clean(text).translate(_ANGLES)
    inert = inert.replace("@", "@" + _WORD_JOINER)
    # [label](target) is a link in Markdown; apart, the two are just brackets.
    return inert.replace("](", "] (").replace("][", "] [").replace("]:", "] :")


def unlinked(text: str) -> str:
    """`text` whose web addresses stay readable, but are none to click on."""
    return _HOST_DOT.sub(f"{_WORD_JOINER}.", _SCHEME.sub(rf"\1{_WORD_JOINER}", text))


def no_markup(text: str) -> str:
    """A whole message in which a chat program finds nothing to format; our own links stay as they are."""
    parts = _OWN_LINK.split(text)
    parts[::2] = [_plain(part) for part in parts[::2]]
    return "".join(parts)


def _plain(text: str) -> str:
    plain = _EMPHASIS.sub("\u02cd", text.translate(_MARKUP))
    plain = _LIST_OR_HEADING.sub(rf"\1{_WORD_JOINER}\2", plain)
    return _TAG_OR_COMMAND.sub(rf"\1{_WORD_JOINER}", plain)


def one_line(text: str) -> str:
    """Neutralised, on one line."""
    return _BREAKS.sub(" ", neutralise(text)).strip()


def title(text: str, *, limit: int = MAX_TITLE) -> str:
    """Neutralised, without links, on one line, at most `limit` characters."""
    return shorten(unlinked(one_line(text)), limit)


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
