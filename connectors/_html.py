"""HTML from a feed to plain text: no markup, no control characters, nothing a database refuses."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = "p, br, div, li, tr, h1, h2, h3, h4, h5, h6, blockquote, article, section, figcaption"
_DROPPED = ["script", "style", "template", "noscript", "iframe", "object", "svg"]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What most feeds hold: a few known elements, every attribute in quotes, no ">" inside. It needs no tree,
# and a test holds the shortcut against Lexbor.
_TAGS = r"p|br|b|i|em|strong|a|span|div|li|ul|ol|blockquote|h[1-6]|img|small|u|sup|sub|figure|figcaption"
_SIMPLE = re.compile(
    rf"(?:[^<&]++|&(?:[a-z]+|\#\d+);|</?(?:{_TAGS})"
    r"""(?:\s+[a-zA-Z-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>)*+""",
    re.VERBOSE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|h[1-6]|blockquote|figcaption)\b[^<>]*>")
_INLINE_TAG = re.compile(r"<[^<>]*>")
DEEPEST = 400
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]*>?")
_HUGE_TAG = re.compile(r"<[a-zA-Z][^<>]{5000}")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def to_text(markup: str) -> str:
    """The readable text of `markup`; block elements end a paragraph, entities are resolved.

    Lexbor is quadratic in nesting and in attributes (40,000 nested elements cost 4 s), so what no
    article needs is stripped of its tags as text.
    """
    if "<" not in markup:
        return clean(html.unescape(markup))
    if _SIMPLE.fullmatch(markup):
        return clean(html.unescape(_INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", markup))))
    if _is_hostile(markup):
        return clean(html.unescape(_ANY_TAG.sub("\n", markup)))
    tree = LexborHTMLParser(_SURROGATES.sub("", markup))
    tree.strip_tags(_DROPPED)
    for node in tree.css(_BLOCKS):
        node.insert_before("\n\n")
    root = tree.root
    return clean(root.text() if root is not None else "")


def _is_hostile(markup: str) -> bool:
    if _HUGE_TAG.search(markup):
        return True
    if markup.count("<") <= DEEPEST:
        return False
    depth = 0
    for tag in _TAG.finditer(markup):
        depth += -1 if tag[1] else 1
        if tag[2].lower() in _VOID:
            depth -= 1
        if depth > DEEPEST:
            return True
        depth = max(depth, 0)
    return False


def to_line(markup: str) -> str:
    """The readable text of `markup` on one line, for titles."""
    return to_text(markup).replace("\n\n", " ")


def clean(text: str) -> str:
    """`text` without control characters, NULs and lone surrogates; one blank line between paragraphs."""
    if text.isprintable():
        return " ".join(text.split())
    text = _CONTROLS.sub("", text)
    return "\n\n".join(" ".join(line.split()) for line in text.splitlines() if not line.isspace() and line)
