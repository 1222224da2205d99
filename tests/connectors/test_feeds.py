"""Feed documents of every kind become clean entries; what is no feed becomes an error in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.feeds import FeedContext, FeedEntry, FeedError, read_feed

NOW = datetime(2024, 10, 19, tzinfo=UTC)
SEOUL = FeedContext("https://wire.example/feed", timezone="Asia/Seoul")

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Example Wire</title>
<item><guid>n-1</guid><title>Ministers &amp;amp; envoys meet</title><link>/news/1?utm_source=rss</link>
<description>&lt;p&gt;They met on &lt;b&gt;Friday&lt;/b&gt;.&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Fri, 18 Oct 2024 21:30:00 KST</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Post</title>
<entry><id>n-1</id><title type="html">Ministers &amp;amp; envoys meet</title>
<link href="/news/1?utm_source=rss"/><summary>Short.</summary>
<content type="html">&lt;p&gt;They met on &lt;b&gt;Friday&lt;/b&gt;.&lt;/p&gt;</content>
<published>2024-10-18T12:30:00Z</published><updated>2024-10-18T13:30:00Z</updated></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Example Radio</title></channel>
<item rdf:about="n-1"><title>Ministers &amp;amp; envoys meet</title><link>/news/1?utm_source=rss</link>
<description>They met on Friday.</description><dc:date>2024-10-18T21:30:00+09:00</dc:date></item></rdf:RDF>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example Lab",
        "items": [
            {
                "id": "n-1",
                "url": "/news/1?utm_source=rss",
                "title": "Ministers & envoys meet",
                "content_html": "<p>They met on <b>Friday</b>.</p>",
                "date_published": "2024-10-18T12:30:00Z",
            }
        ],
    }
)


def read(document: str | bytes, headers: dict[str, str] | None = None) -> list[FeedEntry]:
    body = document.encode() if isinstance(document, str) else document
    return read_feed(body, headers or {}, SEOUL, NOW)


@pytest.mark.parametrize("document", [RSS, ATOM, RDF, JSON_FEED], ids=["rss", "atom", "rdf", "json"])
def test_every_format_gives_the_same_clean_entry(document: str) -> None:
    (entry,) = read(document)

    assert entry.key == "guid:n-1"
    assert entry.title == "Ministers & envoys meet"
    assert entry.text == "They met on Friday."
    assert entry.url == "https://wire.example/news/1?utm_source=rss"
    assert entry.canonical_url == "https://wire.example/news/1"
    assert entry.published_at == datetime(2024, 10, 18, 12, 30, tzinfo=UTC)
    assert entry.date_flags == ()


def test_a_missing_date_is_the_time_of_the_fetch_and_says_so() -> None:
    (entry,) = read(RSS.replace("<pubDate>Fri, 18 Oct 2024 21:30:00 KST</pubDate>", ""))

    assert (entry.published_at, entry.date_flags) == (NOW, ("missing",))


def test_a_date_in_the_far_future_is_the_time_of_the_fetch_and_keeps_its_raw_text() -> None:
    (entry,) = read(RSS.replace("2024 21:30", "2031 21:30"))

    assert (entry.published_at, entry.date_flags) == (NOW, ("future",))
    assert entry.published_raw == "Fri, 18 Oct 2031 21:30:00 KST"


def test_a_guid_given_twice_does_not_make_two_entries_one() -> None:
    item = RSS[RSS.index("<item>") : RSS.index("</item>") + 7]
    twin = item.replace("/news/1", "/news/2").replace("Ministers", "Generals")

    entries = read(RSS.replace(item, item + twin))

    assert len({entry.key for entry in entries}) == 2


def test_links_that_are_not_web_addresses_are_dropped() -> None:
    (entry,) = read(RSS.replace("/news/1?utm_source=rss", "javascript:alert(1)"))

    assert entry.url == ""


def test_control_characters_and_nuls_do_not_survive() -> None:
    (entry,) = read(RSS.replace("Ministers", "Mini\u0007sters").replace("They met", "They&#0; met"))

    assert entry.title == "Ministers & envoys meet"
    assert "\x00" not in entry.text


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "empty document"),
        ("   \n", "empty document"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "web page"),
        ("just words", "not a feed"),
        ("<rss version='2.0'><channel><item><title>broken", "broken and holds no readable entry"),
        ("{}", "no list of items"),
        ('{"items": ', "not a JSON Feed"),
        ("<?xml version='1.0'?><note>hi</note>", "not a feed"),
        ("<!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss version='2.0'><channel/></rss>", "declares its own entities"),
    ],
)
def test_what_is_no_feed_is_an_error_in_words(document: str, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read(document)


@pytest.mark.parametrize(
    "poison",
    [
        "&#xD800;",
        "&#99999999999;",
        "&#x110000;",
        "<gml:pos xmlns:gml='http://www.opengis.net/gml'></gml:pos>",
        "\x00",
        "&#0;",
    ],
)
def test_what_makes_parsers_raise_costs_at_most_that_feed(poison: str) -> None:
    try:
        entries = read(RSS.replace("Ministers", f"Mini{poison}sters"))
    except FeedError:
        return
    assert all("\x00" not in entry.title for entry in entries)


def test_a_feed_with_ten_thousand_entries_is_cut() -> None:
    items = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(5_200))

    assert len(read(f"<rss version='2.0'><channel>{items}</channel></rss>")) == 5_000


@given(st.binary(max_size=300), st.sampled_from([RSS, ATOM, RDF, JSON_FEED]), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_entries_or_a_feed_error(noise: bytes, document: str, at: int) -> None:
    body = document.encode()
    try:
        entries = read(body[:at] + noise + body[at:])
    except FeedError:
        return
    for entry in entries:
        entry.title.encode()
        entry.text.encode()
        assert "\x00" not in entry.title + entry.text + entry.guid + entry.url
