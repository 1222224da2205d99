"""Where the quick reader answers, it answers what feedparser answers; where it is not sure, it declines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import _arbiter, _quick
from connectors._raw import FeedError

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:x="https://unknown.example/ns" xmlns:dcterms="http://purl.org/dc/terms/"'
)
TEXTS = st.sampled_from(
    [
        "", " ", "Ministers meet", "Fish &amp; chips", "&lt;b&gt;Bold&lt;/b&gt; words", "AT&amp;amp;T",
        "<![CDATA[<p>Para & more</p>]]>", "5 &lt; 6 &gt; 4", "Zażółć 북한 «да»", "Ã©tÃ©", "&#8217;so&#8217;",
        "  padded  ", "https://wire.example/a?b=1&amp;c=2", "https://wire.example/a", "line\nbreak", "&#160;",
        "Fri, 18 Oct 2024 21:30:00 GMT", "2024-10-18T12:30:00Z", "<b>markup</b>", "&#x2028;x", "a\tb",
    ]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        "", ' isPermaLink="false"', ' isPermaLink="true"', ' type="html"', ' type="text"', ' type="xhtml"',
        ' rel="self"', ' rel="alternate"', ' href="https://wire.example/h"', ' xml:base="https://b.example/"',
        ' url="u"',
    ]
)  # fmt: skip
USUAL = {
    "rss": ["title", "link", "guid", "description", "content:encoded", "pubDate", "dc:date", "dc:creator",
            "category", "media:content", "media:thumbnail", "slash:comments", "enclosure"],
    "rdf": ["title", "link", "description", "content:encoded", "dc:date", "dc:creator", "dc:subject"],
    "atom": ["title", "id", "summary", "content", "published", "updated", "author", "category"],
}  # fmt: skip
ODD = [
    "title", "link", "guid", "id", "description", "summary", "content", "content:encoded", "pubDate",
    "updated", "published", "dc:title", "dc:description", "media:title", "media:description",
    "itunes:summary", "source",
    "image", "x:thing", "x:title", "dcterms:created", "atom:link", "atom:updated", "atom:summary", "custom",
]  # fmt: skip


@st.composite
def items(draw: st.DrawFn, kind: str) -> str:
    """An entry of usual elements in any order, now and then with an odd one among them."""
    names = draw(st.lists(st.sampled_from(USUAL[kind]), max_size=6, unique=draw(st.booleans())))
    parts = [f"<{name}>{draw(TEXTS)}</{name}>" for name in names]
    if kind == "atom":
        parts.append(f'<link{draw(ATTRIBUTES)} href="https://wire.example/l"/>')
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(ODD))
        inner = draw(st.sampled_from(["", "", "<media:title>Inner</media:title>", "<name>N</name>"]))
        parts.insert(0, f"<{name}{draw(ATTRIBUTES)}>{draw(TEXTS)}{inner}</{name}>")
    return "".join(draw(st.permutations(parts)))


@st.composite
def documents(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["rss", "atom", "rdf"]))
    tag = "entry" if kind == "atom" else "item"
    body = "".join(f"<{tag}>{item}</{tag}>" for item in draw(st.lists(items(kind), min_size=1, max_size=3)))
    if kind == "rss":
        return f'<rss version="2.0" {NAMESPACES}><channel><title>T</title>{body}</channel></rss>'
    if kind == "atom":
        return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>T</title>{body}</feed>'
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    return f"<rdf:RDF {rdf} {NAMESPACES}><channel><title>T</title></channel>{body}</rdf:RDF>"


def compare(document: bytes, content_type: str = "") -> bool:
    """Assert agreement; True where the quick reader answered."""
    quickly = _quick.read(document, content_type)
    if quickly is None:
        return False
    arbiter = {(e.guid, e.link, e.title, e.content, e.date) for e in _arbiter.read(document, content_type)}
    quick = [e for e in quickly if e.title or e.content]
    assert {(e.guid, e.link, e.title, e.content, e.date) for e in quick} == arbiter
    return True


@given(documents())
@settings(max_examples=400, deadline=None)
def test_where_the_quick_reader_answers_it_agrees_with_feedparser(document: str) -> None:
    try:
        compare(document.encode())
    except FeedError:
        assert all(not (e.title or e.content) for e in _quick.read(document.encode(), "") or ())


@pytest.mark.parametrize(
    "item",
    [
        "<title>A</title><link>https://w.example/1</link><guid>g</guid><description>&lt;p&gt;x&lt;/p&gt;</description>"
        "<pubDate>Fri, 18 Oct 2024 21:30:00 GMT</pubDate><category>World</category>"
        '<media:content url="u"><media:credit>P</media:credit></media:content><dc:creator>R</dc:creator>',
        "<title>A</title><guid isPermaLink='true'>https://w.example/1</guid><content:encoded><![CDATA[<p>x</p>]]>"
        "</content:encoded><slash:comments>3</slash:comments><dc:date>2024-10-18T12:30:00Z</dc:date>",
    ],
)
def test_the_usual_shape_of_a_news_feed_is_read_quickly(item: str) -> None:
    document = f'<rss version="2.0" {NAMESPACES}><channel><title>T</title><item>{item}</item></channel></rss>'

    assert compare(document.encode(), "application/rss+xml; charset=utf-8")


@pytest.mark.parametrize(
    ("document", "content_type"),
    [
        (b"<rss><channel><item><title>broken", ""),
        ("<?xml version='1.0' encoding='koi8-r'?><rss><channel/></rss>".encode("koi8-r"), ""),
        (b"<rss><channel><item><title>a</title></item></channel></rss>", "text/xml; charset=iso-8859-1"),
        (b"<!DOCTYPE rss><rss><channel><item><title>a</title></item></channel></rss>", ""),
        (b"<rss><channel><item><title>a<b>c</b></title></item></channel></rss>", ""),
        (b"<rss><channel><item><title>a</title><x:y xmlns:x='urn:x'/></item></channel></rss>", ""),
        (b"<rss><channel></channel></rss>", ""),
        (b"\xff\xfe<\x00r\x00", ""),
        ("<rss><channel><item><title>a</title></item></channel></rss>".encode("utf-16-le"), ""),
    ],
)
def test_what_is_not_certain_is_declined(document: bytes, content_type: str) -> None:
    assert _quick.read(document, content_type) is None
