"""The small HTML part of a mail: the same words as its plain text, with links to click."""

from __future__ import annotations

import re
from html import escape

_PAGE = (
    '<!DOCTYPE html><html><body style="font: 15px/1.5 sans-serif; max-width: 42em">'
    "\n{blocks}\n</body></html>\n"
)
# Addresses in text from a feed are broken up by `neutralise`; whole ones are those of our own lines.
_LINK = re.compile(r"https?://[!-~]+")
_LABEL = re.compile(r"(\s{0,3}(?:Link \([^)]*\)|[A-Z][a-z]+(?: [a-z0-9]+){0,3}):) ")


def to_html(title: str, body: str) -> str:
    """The body as HTML: no images, no scripts, no styles from outside, every text escaped."""
    blocks = [f'<h1 style="font-size: 1.2em">{escape(title)}</h1>', *map(_block, body.split("\n\n"))]
    return _PAGE.format(blocks="\n".join(blocks))


def _block(text: str) -> str:
    return f"<p>{'<br>'.join(_line(line) for line in text.splitlines())}</p>"


def _line(line: str) -> str:
    label = _LABEL.match(line)
    if not label:
        return _linked(line)
    return f'<span style="color: #666">{escape(label[1].strip())}</span> {_linked(line[label.end() :])}'


def _linked(text: str) -> str:
    parts, done = [], 0
    for found in _LINK.finditer(text):
        url = escape(found[0])
        parts += [escape(text[done : found.start()]), f'<a href="{url}" rel="noreferrer">{url}</a>']
        done = found.end()
    return "".join(parts) + escape(text[done:])
