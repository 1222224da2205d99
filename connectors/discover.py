"""The feeds of a web site: those its page announces, and the usual places as a last resort.

Reading HTML takes time quadratic in its nesting, so `announced_feeds` runs in `connectors._cage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors._charset import decode_html
from connectors._html import to_line
from connectors._links import absolute_url

MAX_CANDIDATES = 10
MAX_HTML_BYTES = 2_000_000
MAX_TITLE = 200
_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}
# Where the common publishing systems put their feed.
_USUAL_PATHS = (
    "/feed",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/rss",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed: one the page names (`announced`), or only a usual place."""

    url: str
    title: str
    announced: bool


def announced_feeds(page: bytes, url: str, content_type: str = "") -> list[Candidate]:
    """The feeds a page fetched from `url` names in `<link rel="alternate">`, each address once, at most 10.

    Comment feeds come last: most systems announce one beside the feed of articles.
    """
    tree = LexborHTMLParser(decode_html(page[:MAX_HTML_BYTES], content_type))
    base = _base(tree, url)
    found: dict[str, Candidate] = {}
    for node in tree.css("link[href]"):
        address = absolute_url(_attribute(node, "href"), base) if _is_feed_link(node) else ""
        if address:
            title = to_line(_attribute(node, "title"))[:MAX_TITLE]
            found.setdefault(address, Candidate(address, title, announced=True))
    return sorted(found.values(), key=_is_about_comments)[:MAX_CANDIDATES]


def usual_places(url: str) -> list[Candidate]:
    """Addresses worth a try on the site of `url` when its page announces nothing."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return []
    return [Candidate(urljoin(url, path), "", announced=False) for path in _USUAL_PATHS]


def _base(tree: LexborHTMLParser, url: str) -> str:
    """What relative links are resolved against: `<base href>` where given."""
    node = tree.css_first("base[href]")
    return (absolute_url(_attribute(node, "href"), url) if node else "") or url


def _is_feed_link(node: LexborNode) -> bool:
    relations = _attribute(node, "rel").lower().split()
    kind = _attribute(node, "type").lower().partition(";")[0].strip()
    return "alternate" in relations and "stylesheet" not in relations and kind in _TYPES


def _is_about_comments(candidate: Candidate) -> bool:
    return "comments" in f"{candidate.url} {candidate.title}".lower()


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""
