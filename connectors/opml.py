"""OPML subscription lists: read from anybody's file, written as OPML 2.0 (opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from connectors._charset import byte_order_mark, codec
from connectors._html import clean, to_line
from connectors._links import absolute_url
from errors import WatchlineError

MAX_BYTES = 5_000_000
MAX_DEPTH = 32
MAX_FEEDS = 10_000
MAX_TITLE = 200
_DECLARATION = re.compile(r"^\s{0,200}<\?xml[^>]{0,200}\?>")
_HUGE_TAG = re.compile(r"<[^<>]{20000}")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")


class OpmlError(WatchlineError):
    """A document that is not a usable subscription list; the message says why in words."""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed in a list. `category` is the path of its folders, joined with "/"."""

    name: str
    url: str
    site: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a document holds: its feeds, each address once, and a sentence for each outline left out."""

    feeds: list[OpmlFeed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_opml(document: bytes) -> OpmlList:
    """The feeds of an OPML document, in its order.

    Raises OpmlError for what is not OPML, is larger than 5 MB, declares entities, or is nested deeper than
    32 folders. Bare ampersands in addresses, which many programs write, are understood.
    """
    body = _body(_parse(_text(document)))
    found = OpmlList()
    known: set[str] = set()
    for outline, category in _outlines(body, ()):
        _take(outline, "/".join(filter(None, category)), found, known)
    return found


def write_opml(feeds: Iterable[OpmlFeed], *, title: str) -> bytes:
    """An OPML 2.0 document in UTF-8; each step of a category becomes a folder."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean(title)
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        folder = _folder(folders, tuple(step for step in clean(feed.category).split("/") if step))
        outline = etree.SubElement(folder, "outline", type="rss", text=clean(feed.name))
        outline.set("title", clean(feed.name))
        outline.set("xmlUrl", clean(feed.url))
        if feed.site:
            outline.set("htmlUrl", clean(feed.site))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _text(document: bytes) -> str:
    """The document as text without its XML declaration, decoded here so that nothing hides in an encoding."""
    if len(document) > MAX_BYTES:
        raise OpmlError(f"the OPML file is larger than {MAX_BYTES // 1_000_000} MB")
    declared = _ENCODING.match(document)
    name = declared[1].decode("latin-1") if declared else "utf-8"
    chosen = byte_order_mark(document) or codec(name)
    if chosen is None:
        raise OpmlError(f"the OPML file is in the encoding {name!r}, which is not known; save it as UTF-8")
    try:
        text = document.decode(chosen)
    except UnicodeDecodeError as error:
        raise OpmlError(
            f"the OPML file is not {name} text at byte {error.start}; save it as UTF-8"
        ) from error
    return _DECLARATION.sub("", text, count=1)


def _parse(text: str) -> etree._Element:
    if "<!ENTITY" in text:
        raise OpmlError("refused: the OPML file declares its own entities")
    if _HUGE_TAG.search(text):
        # Reading attributes is quadratic in their number.
        raise OpmlError("refused: the OPML file has an element of more than 20,000 characters")
    if not text.strip():
        raise OpmlError("the OPML file is empty")
    try:
        return etree.fromstring(_BARE_AMPERSAND.sub("&amp;", text).encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError as error:
        raise OpmlError(f"not OPML: {' '.join(clean(error.msg or '').split())[:200]}") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _body(root: etree._Element) -> etree._Element:
    body = root.find("body") if root.tag == "opml" else None
    if body is None:
        raise OpmlError(f"not OPML: the document is <{clean(str(root.tag))[:60]}>, without <opml> and <body>")
    return body


def _outlines(
    element: etree._Element, path: tuple[str, ...]
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Every outline with the folders it stands in."""
    if len(path) > MAX_DEPTH:
        raise OpmlError(f"refused: the OPML file nests folders more than {MAX_DEPTH} deep")
    for outline in element.iterchildren("outline"):
        yield outline, path
        name = _title(_attributes(outline)).replace("/", "-")
        yield from _outlines(outline, (*path, name))


def _take(outline: etree._Element, category: str, found: OpmlList, known: set[str]) -> None:
    values = _attributes(outline)
    given = clean(values.get("xmlurl", ""))
    if not given:
        return
    url = _address(given)
    if not url:
        found.refused.append(
            f"{_title(values) or given[:100]}: {given[:100]!r} is not an http or https address"
        )
        return
    if url in known:
        return
    if len(known) >= MAX_FEEDS:
        raise OpmlError(f"the OPML file lists more than {MAX_FEEDS:,} feeds; split it")
    known.add(url)
    site = _address(clean(values.get("htmlurl", "")))
    name = _title(values) or urlsplit(url).hostname or url
    found.feeds.append(OpmlFeed(name, url, site, category or _first_category(values)))


def _attributes(outline: etree._Element) -> dict[str, str]:
    """The attributes by lower-case name: programs write xmlUrl, xmlURL and xmlurl."""
    return {str(name).lower(): str(value) for name, value in outline.attrib.items()}


def _title(values: dict[str, str]) -> str:
    return to_line((values.get("title") or values.get("text") or "")[: 4 * MAX_TITLE])[:MAX_TITLE]


def _first_category(values: dict[str, str]) -> str:
    """The first of a category attribute such as "/Boston/Weather,/Harvard"."""
    first = to_line(values.get("category", "")[: 4 * MAX_TITLE]).split(",")[0]
    return "/".join(step.strip() for step in first.split("/") if step.strip())[:MAX_TITLE]


def _address(given: str) -> str:
    """`given` as an http or https address, also from the feed: scheme; empty for anything else."""
    if given.lower().startswith("feed:"):
        rest = given[5:]
        given = f"http:{rest}" if rest.startswith("//") else rest
    return "" if re.search(r"\s", given) else absolute_url(given)


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    """The outline for a path of folders, made on first use."""
    if path not in folders:
        folders[path] = etree.SubElement(_folder(folders, path[:-1]), "outline", text=path[-1])
    return folders[path]
