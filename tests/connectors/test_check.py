"""A close look at a feed: formats, encodings, doubts about dates, and servers that only pretend to cache."""

from __future__ import annotations

import asyncio
import json

import pytest

from connectors._cage import Cage, Limits
from connectors._feed_head import FeedHead, encoding, read_head
from connectors._language import guess_language
from connectors.check import Door, FeedReport, NotAFeedError, check_feed
from connectors.http import HttpClient
from tests.conftest import MORNING
from tests.connectors.conftest import LOOPBACK
from tests.web_server import Reply, WebServer


def look(url: str, limits: Limits = Limits()) -> FeedReport:
    async def go() -> FeedReport:
        async with HttpClient(allow_private=LOOPBACK) as http, Cage(workers=1, limits=limits) as cage:
            return await check_feed(Door(http), cage, url, MORNING)

    return asyncio.run(go())


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("document", "head"),
    [
        (
            "<rss version='0.91'><channel><title>A &amp;amp; B</title></channel></rss>",
            FeedHead("RSS 0.91", "A & B"),
        ),
        ("<rss><channel><language>ko</language></channel></rss>", FeedHead("RSS", "", "ko")),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>T</title></feed>",
            FeedHead("Atom 1.0", "T", "de"),
        ),
        ("<feed xmlns='http://purl.org/atom/ns#' version='0.3'/>", FeedHead("Atom 0.3")),
        (
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
            "<channel><title>T</title></channel><item><title>no</title></item></r:RDF>",
            FeedHead("RSS 1.0 (RDF)", "T"),
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "fr", "items": []}',
            FeedHead("JSON Feed 1.1", "T", "fr"),
        ),
        ("<rss version='2.0'><channel><title>A & B</title><item>", FeedHead("RSS 2.0", "A  B")),
        ("<rss version='\x1b[31m'/>", FeedHead("RSS")),
        ("\0", FeedHead("a feed in broken XML")),
    ],
)
def test_a_document_is_named_by_its_format(document: str, head: FeedHead) -> None:
    found = read_head(document.encode())

    assert (found.format, found.language) == (head.format, head.language)
    assert found.title.split() == head.title.split()


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"<rss/>", "", "utf-8 (not declared)"),
        (b"<rss/>", "text/xml; charset=ISO-8859-1", "iso-8859-1 (header)"),
        (b"<?xml version='1.0' encoding='KOI8-R'?><rss/>", "", "koi8-r (XML declaration)"),
        (b"\xef\xbb\xbf<rss/>", "", "utf-8 (byte order mark)"),
        (
            b"<?xml version='1.0' encoding='UTF-8'?><rss/>",
            "text/xml; charset=latin1",
            "latin1 says the header, utf-8 the document",
        ),
    ],
)
def test_an_encoding_is_told_with_its_authority(body: bytes, content_type: str, expected: str) -> None:
    assert encoding(body, content_type) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry said on Friday that two of the ships had left for the open sea.", "en"),
        ("Das Ministerium teilte mit, dass die Schiffe den Hafen von Bremen nicht verlassen haben.", "de"),
        ("Le ministère a annoncé que les navires ont quitté le port dans la nuit pour une mission.", "fr"),
        ("El ministerio anunció que los barcos salieron del puerto por la noche para una misión.", "es"),
        (
            "북한군 병력이 러시아로 이동했다고 국가정보원이 금요일 밝혔다. 나머지 병력도 곧 이동한다.",
            "ko",
        ),
        ("Міністерство повідомило, що кораблі вийшли з порту вночі, але не сказало, куди вони йдуть.", "uk"),
        ("Министерство сообщило, что корабли вышли из порта ночью, но не сказало, куда они идут.", "ru"),
        (
            "外務省は金曜日、船が港を出たと発表した。行き先は明らかにされていない。乗組員の数もわかっていない。",
            "ja",
        ),
        ("Too short.", ""),
        ("lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor", ""),
    ],
)
def test_a_language_is_guessed_from_script_and_words(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_doubts_about_dates_are_counted_and_the_newest_is_an_honest_one(web: WebServer) -> None:
    dates = ("2024-10-18T10:00:00Z", "2024-10-18", "2031-01-01T00:00:00Z", "")
    items = [
        f"<item><title>n{n}</title><link>https://a.example/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    ]
    web.pages["/rss"] = Reply(body=rss(*items))

    report = look(web.at("/rss"))

    assert report.newest is not None
    assert report.newest.title == "n0"
    assert report.date_flags["future"] == report.date_flags["missing"] == report.date_flags["date_only"] == 1
    assert report.identity == {"url": 4}
    assert report.conditional.startswith("no validators")


def test_a_server_that_ignores_its_own_validators_is_told(web: WebServer) -> None:
    item = "<item><title>t</title><guid>1</guid></item>"
    headers = {"ETag": '"a\x9b31m"', "Last-Modified": "Fri, 18 Oct 2024 10:00:00 GMT"}
    web.pages["/rss"] = Reply(body=rss(item), headers=headers)

    report = look(web.at("/rss"))

    assert report.conditional.startswith("ignored")
    assert report.etag == '"a31m"'
    assert web.requests["/rss"][1].headers["if-modified-since"] == headers["Last-Modified"]


def test_a_json_feed_is_a_feed(web: WebServer) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "t", "url": "/1"}]}
    web.pages["/feed.json"] = Reply(body=json.dumps(feed).encode())

    report = look(web.at("/feed.json"))

    assert (report.format, report.entries, report.identity) == ("JSON Feed 1.1", 1, {"guid": 1})


def test_json_that_is_no_feed_is_no_web_page_either(web: WebServer) -> None:
    web.pages["/api"] = Reply(body=b'{"items": 3}')

    with pytest.raises(NotAFeedError, match="not a JSON Feed") as caught:
        look(web.at("/api"))

    assert caught.value.candidates == []
    assert list(web.requests) == ["/api"]


def test_a_page_that_is_only_there_to_be_read_for_ever_is_refused(web: WebServer) -> None:
    web.pages["/"] = Reply(body=b"<!doctype html>" + b"<div>" * 300_000)

    with pytest.raises(NotAFeedError, match="refused: reading the site takes more than 1 s"):
        look(web.at("/"), Limits(cpu_s=1))
