"""What a feed says about itself, apart from its entries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from lxml import etree

from connectors import _json_feed
from connectors._charset import byte_order_mark, header_charset
from connectors._html import clean, to_line
from connectors._raw import string

MAX_TITLE = 200
_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_VERSION = re.compile(r"[\d.]{1,8}")


@dataclass(frozen=True, slots=True)
class FeedHead:
    """`format` such as "RSS 2.0", "Atom 1.0" or "JSON Feed 1.1"; `language` as declared."""

    format: str
    title: str = ""
    language: str = ""


def read_head(body: bytes) -> FeedHead:
    """The head of a document that was already read as a feed; nothing in it can make this fail."""
    return _json_head(body) if _json_feed.looks_like_json(body) else _xml_head(body)


def encoding(body: bytes, content_type: str) -> str:
    """The encoding and what says so; a header and a document that disagree are both named."""
    header = header_charset(content_type).lower()
    mark = byte_order_mark(body)
    declared = _DECLARED.match(body)
    inside = declared[1].decode("ascii").lower() if declared else ""
    if header and inside and header != inside:
        return f"{header} says the header, {inside} the document"
    if header:
        return f"{header} (header)"
    if mark:
        return f"{mark.removesuffix('-sig')} (byte order mark)"
    return f"{inside} (XML declaration)" if inside else "utf-8 (not declared)"


def _json_head(body: bytes) -> FeedHead:
    document = json.loads(body.decode("utf-8-sig", errors="replace"))
    version = _VERSION.search(string(document.get("version")).rpartition("/")[2])
    return FeedHead(
        f"JSON Feed {version[0]}" if version else "JSON Feed",
        _title(string(document.get("title"))),
        _tag(string(document.get("language"))),
    )


def _xml_head(body: bytes) -> FeedHead:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or not isinstance(root.tag, str):
        return FeedHead("a feed in broken XML")
    channel = next((child for child in root if _local(child) == "channel"), root)
    texts = {_local(child): child.text or "" for child in reversed(channel) if isinstance(child.tag, str)}
    language = texts.get("language") or str(root.get(_XML_LANG, ""))
    return FeedHead(_format(root), _title(texts.get("title", "")), _tag(language))


def _format(root: etree._Element) -> str:
    name = _local(root)
    if name == "rss":
        version = _VERSION.fullmatch(root.get("version", "").strip())
        return f"RSS {version[0]}" if version else "RSS"
    if name == "feed":
        return "Atom 1.0" if str(root.tag).startswith(_ATOM) else "Atom 0.3"
    return "RSS 1.0 (RDF)" if name == "RDF" else f"XML <{clean(name)[:40]}>"


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _title(markup: str) -> str:
    return to_line(markup[: 4 * MAX_TITLE])[:MAX_TITLE]


def _tag(language: str) -> str:
    return clean(language).strip()[:20]
