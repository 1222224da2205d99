"""The text of an article from its web page.

Any page on the web may come here, so this runs in a worker of `connectors._cage`, never in the program's
own process.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from connectors._charset import decode_html
from connectors._html import clean, to_line
from connectors._links import absolute_url
from connectors.access import registered_domain

MAX_HTML_BYTES = 5_000_000
MAX_TEXT = 200_000
MAX_TITLE = 1_000
MIN_TEXT = 200
_TITLES = (('meta[property="og:title"]', "content"), ("title", ""), ("h1", ""))
_ADDRESSES = (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content"))


class PageError(Exception):
    """A page without a readable article; the message says why in words."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article page as plain text.

    `declared_url` is the address the page calls its own (rel=canonical, else og:url), kept as a record.
    `canonical_url` is the same where it may be believed, that is inside the registered domain the page
    came from, and empty otherwise: a page must not pass itself off as somebody else's article.
    """

    text: str
    title: str = ""
    canonical_url: str = ""
    declared_url: str = ""


def extract_page(html: bytes, url: str, content_type: str = "") -> Page:
    """The article on a page that was fetched from `url`.

    Raises PageError for what is too large, holds no article text (under 200 characters), or cannot be
    read. That is never a reason to drop an entry: the caller keeps the text of the feed and records why.
    """
    if len(html) > MAX_HTML_BYTES:
        raise PageError(f"the page is larger than {MAX_HTML_BYTES // 1_000_000} MB")
    markup = decode_html(html, content_type)
    text = _article(markup, url)
    tree = LexborHTMLParser(markup)
    declared = _declared(tree, url)
    believed = declared if registered_domain(declared) == registered_domain(url) else ""
    for heading in _values(tree, "h1", ""):
        text = text.removeprefix(f"{to_line(heading)}\n\n")
    return Page(text, _title(tree), believed, declared)


def _article(markup: str, url: str) -> str:
    # Half a second and 30 MB that only the worker shall pay, and only when it is given a page.
    import trafilatura

    try:
        document = trafilatura.bare_extraction(
            markup, url=url, include_comments=False, include_tables=False, deduplicate=False
        )
    except MemoryError:
        raise
    except Exception as error:
        # Libraries that read HTML raise many different things on hostile markup.
        raise PageError(f"the page cannot be read: {type(error).__name__}") from error
    text = clean(getattr(document, "text", None) or "")[:MAX_TEXT]
    if len(text) < MIN_TEXT:
        raise PageError("the page holds no article text")
    return text


def _title(tree: LexborHTMLParser) -> str:
    for selector, attribute in _TITLES:
        for found in _values(tree, selector, attribute):
            title = to_line(found)[:MAX_TITLE]
            if title:
                return title
    return ""


def _declared(tree: LexborHTMLParser, url: str) -> str:
    for selector, attribute in _ADDRESSES:
        for found in _values(tree, selector, attribute):
            address = absolute_url(found, url)
            if address:
                return address
    return ""


def _values(tree: LexborHTMLParser, selector: str, attribute: str) -> list[str]:
    """The attribute, or the text where none is named, of the first few elements a selector finds."""
    nodes = tree.css(selector)[:3]
    return [(node.attributes.get(attribute) or "") if attribute else node.text() for node in nodes]
