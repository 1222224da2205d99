from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from demo import feeds
from demo.world import DateStyle, Entry, Outlet, World, load_world

END = datetime(2024, 10, 25, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"
OUTLETS = load_world().outlets


def read_back(outlet: Outlet, body: bytes) -> list[dict[str, Any]]:
    """The entries as an independent reader sees them: guid, link, title, text."""
    if outlet.format == "jsonfeed":
        return [
            {"guid": item["id"], "link": item["url"], "title": item["title"], "text": item["content_text"]}
            for item in json.loads(body)["items"]
        ]
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    return [
        {
            "guid": entry.get("id"),
            "link": entry.link,
            "title": entry.title,
            "text": entry.content[0].value.removeprefix("<p>").removesuffix("</p>"),
        }
        for entry in parsed.entries
    ]


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: f"{outlet.id}-{outlet.format}")
def test_a_reader_gets_back_what_was_published(world: World, outlet: Outlet) -> None:
    entries = world.visible(outlet, END)
    _, body = feeds.render(outlet, entries, BASE)
    found = read_back(outlet, body)
    assert [row["link"] for row in found] == [feeds.page_url(outlet, entry, BASE) for entry in entries]
    assert [html.unescape(row["title"]) for row in found] == [entry.title for entry in entries]
    assert [row["guid"] for row in found] == [entry.guid for entry in entries]


def entry(title: str, body: str) -> Entry:
    moment = datetime(2024, 10, 18, 7, 5, tzinfo=UTC)
    return Entry("item", "tag:test.example,2024:item", title, body, moment, moment)


@pytest.mark.parametrize("feed_format", ["rss2", "atom", "rdf", "jsonfeed"])
def test_markup_quotes_and_hangul_in_a_text_survive(feed_format: str) -> None:
    outlet = OUTLETS[0].model_copy(update={"format": feed_format})
    text = "Fish & \"chips\" cost > 5 at '국정원'"
    _, body = feeds.render(outlet, [entry(text, text + ". End.")], BASE)
    (found,) = read_back(outlet, body)
    assert found["title"].replace("&amp;", "&").replace("&gt;", ">") == text
    assert found["text"].replace("&amp;", "&").replace("&gt;", ">") == text + ". End."


@pytest.mark.parametrize("feed_format", ["rss2", "atom", "rdf", "jsonfeed"])
def test_the_summary_is_the_first_sentence(feed_format: str) -> None:
    outlet = OUTLETS[0].model_copy(update={"format": feed_format})
    _, body = feeds.render(outlet, [entry("T", "One thing. And another.")], BASE)
    summary = (
        json.loads(body)["items"][0]["summary"]
        if feed_format == "jsonfeed"
        else feedparser.parse(body).entries[0].summary
    )
    assert summary == "One thing."


@pytest.mark.parametrize(
    ("style", "timezone", "written"),
    [
        ("rfc822", "Asia/Seoul", "Fri, 18 Oct 2024 16:05:00 +0900"),
        ("gmt", "Europe/London", "Fri, 18 Oct 2024 07:05:00 GMT"),
        ("zone_name", "Asia/Seoul", "Fri, 18 Oct 2024 16:05:00 KST"),
        ("iso", "America/New_York", "2024-10-18T03:05:00-04:00"),
        ("zulu", "Europe/Berlin", "2024-10-18T07:05:00Z"),
        ("naive", "Asia/Manila", "2024-10-18T15:05:00"),
    ],
)
def test_each_outlet_writes_dates_its_own_way(style: DateStyle, timezone: str, written: str) -> None:
    moment = datetime(2024, 10, 18, 7, 5, tzinfo=UTC)
    assert feeds.write_date(moment, style, timezone) == written


def dates_found(outlet: Outlet, body: bytes) -> list[str]:
    if outlet.format == "jsonfeed":
        return [item["date_published"] for item in json.loads(body)["items"]]
    # feedparser keeps the dc:date of an RDF item as "updated".
    return [found.get("published", found.get("updated")) for found in feedparser.parse(body).entries]


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: f"{outlet.id}-{outlet.dates}")
def test_the_date_in_the_feed_is_the_published_instant(world: World, outlet: Outlet) -> None:
    entries = world.visible(outlet, END)
    _, body = feeds.render(outlet, entries, BASE)
    assert dates_found(outlet, body) == [
        feeds.write_date(entry.published, outlet.dates, outlet.timezone) for entry in entries
    ]


def test_a_page_escapes_its_text() -> None:
    page = feeds.render_page(entry("A <i>b</i>", "1 < 2 & 3")).decode()
    assert "<h1>A &lt;i&gt;b&lt;/i&gt;</h1>" in page
    assert "<p>1 &lt; 2 &amp; 3</p>" in page
