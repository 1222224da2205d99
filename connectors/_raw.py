"""An entry as its document has it, before cleaning: what every reader of feeds yields."""

from __future__ import annotations

from dataclasses import dataclass


class FeedError(Exception):
    """A document that is not a readable feed; the message says why in words."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The fields of an entry as texts; `title` and `content` are HTML, `date` is as written."""

    guid: str
    link: str
    title: str
    content: str
    date: str


def escape(text: str) -> str:
    """Plain text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def string(value: object) -> str:
    """`value` if it is a text, otherwise nothing."""
    return value if isinstance(value, str) else ""
