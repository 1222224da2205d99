"""HTML from a feed to plain text: no markup, no control characters, nothing a database refuses."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = "p, br, div, li, tr, h1, h2, h3, h4, h5, h6, blockquote, article, section, figcaption"
_DROPPED = ["script", "style", "template", "noscript", "iframe", "object", "svg"]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def to_text(markup: str) -> str:
    """The readable text of `markup`; block elements end a paragraph, entities are resolved."""
    if "<" not in markup:
        return clean(html.unescape(markup))
    tree = LexborHTMLParser(_SURROGATES.sub("", markup))
    tree.strip_tags(_DROPPED)
    for node in tree.css(_BLOCKS):
        node.insert_before("\n\n")
    root = tree.root
    return clean(root.text() if root is not None else "")


def to_line(markup: str) -> str:
    """The readable text of `markup` on one line, for titles."""
    return to_text(markup).replace("\n\n", " ")


def clean(text: str) -> str:
    """`text` without control characters, NULs and lone surrogates; one blank line between paragraphs."""
    if text.isprintable():
        return " ".join(text.split())
    text = _CONTROLS.sub("", text)
    return "\n\n".join(" ".join(line.split()) for line in text.splitlines() if not line.isspace() and line)
