"""Reading: every format, every edit, honest dates."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.connectors.test_feeds import ATOM, JSON_FEED, RDF, RSS
from tests.flows.exam.conftest import Examiner, story
from tests.web_server import Reply
from tests.world import rss

OLD_RSS = "<rss version='0.91'><channel><item><title>{}</title><link>{}</link></item></channel></rss>"
FORMATS = {
    "RSS 0.91": OLD_RSS.format("Ministers &amp;amp; envoys meet", "/news/1?utm_source=rss"),
    "RSS 2.0": RSS,
    "RSS 1.0 (RDF)": RDF,
    "Atom": ATOM,
    "JSON Feed": JSON_FEED,
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_is_read_in_every_format(exam: Examiner, form: str) -> None:
    exam.feed("feed", Reply(body=FORMATS[form].encode()))
    exam.poll()

    (article,) = exam.articles()
    assert article.title == "Ministers & envoys meet"
    assert article.canonical_url.endswith("/news/1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "koi8-r", "euc-kr"])
def test_a_feed_is_read_in_every_encoding(exam: Examiner, encoding: str) -> None:
    title = {"iso-8859-1": "Café", "euc-kr": "장관 회담"}.get(encoding, "Министры")
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + OLD_RSS.format(title, "https://wire.example/1")
    exam.feed("feed", Reply(body=text.encode(encoding), headers={"Content-Type": "application/rss+xml"}))
    exam.poll()

    assert [article.title for article in exam.articles()] == [title]


def test_an_edited_text_is_a_revision(exam: Examiner) -> None:
    exam.feed("feed", rss(story(1), story(2)))
    exam.poll()
    exam.feed(
        "feed", rss(replace(story(1), text="It did not happen in town 1, and nobody told of it."), story(2))
    )
    found = exam.wait()

    assert (found.new, found.updated) == (0, 1)
    assert [article.revision for article in exam.articles()] == [2, 1]
    assert len(exam.revisions()) == 3


def test_an_edited_headline_is_a_revision(exam: Examiner) -> None:
    exam.feed("feed", rss(story(1)))
    exam.poll()
    exam.feed("feed", rss(story(1, "News from town 1, corrected")))
    exam.wait()

    assert exam.revisions() == ["News from town 1", "News from town 1, corrected"]


def test_an_edit_that_is_taken_back_is_another_revision(exam: Examiner) -> None:
    for title in ("Three hurt", "Two hurt", "Three hurt"):
        exam.feed("feed", rss(story(1, title)))
        exam.wait()

    assert exam.revisions() == ["Three hurt", "Two hurt", "Three hurt"]


def test_another_layout_of_the_same_words_is_no_edit(exam: Examiner) -> None:
    def feed(text: str) -> Reply:
        item = f"<item><guid>1</guid><title>News</title><description><![CDATA[{text}]]></description></item>"
        return Reply(body=f"<rss version='2.0'><channel>{item}</channel></rss>".encode())

    exam.feed("feed", feed("One two three four five."))
    exam.poll()
    exam.feed("feed", feed("<p>One two  three</p>\n four <b>five</b>."))

    assert exam.wait().updated == 0


def test_a_new_publication_time_alone_is_no_edit(exam: Examiner) -> None:
    exam.feed("feed", rss(story(1)))
    exam.poll()
    exam.feed("feed", rss(story(1, published="Fri, 18 Oct 2024 22:30:00 +0900")))

    assert exam.wait().updated == 0


def test_an_edited_entry_under_a_new_guid_is_a_revision(exam: Examiner) -> None:
    def feed(guid: str, title: str) -> Reply:
        items = f"<item><guid>{guid}</guid><title>{title}</title><link>https://wire.example/1</link></item>"
        return Reply(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())

    exam.feed("feed", feed("a", "Three hurt"))
    exam.poll()
    exam.feed("feed", feed("b", "Two hurt"))
    found = exam.wait()

    assert (found.new, found.updated) == (0, 1)
    assert exam.revisions() == ["Three hurt", "Two hurt"]


def test_an_entry_that_left_the_feed_is_kept(exam: Examiner) -> None:
    exam.feed("feed", rss(story(1), story(2)))
    exam.poll()
    exam.feed("feed", rss(story(2)))
    exam.wait()

    assert [article.guid for article in exam.articles()] == ["n-1", "n-2"]


@pytest.mark.parametrize(
    ("written", "utc", "flags"),
    [
        ("Fri, 18 Oct 2024 21:30:00 KST", "2024-10-18T12:30:00", []),
        ("2024.10.18 21:30", "2024-10-18T12:30:00", ["assumed_zone"]),
        ("2024-10-18", "2024-10-17T15:00:00", ["date_only"]),
        ("Fri, 18 Oct 2024 21:30:00 CST", "2024-10-19T03:30:00", ["ambiguous_zone"]),
        ("Mon, 18 Oct 2060 21:30:00 KST", "2024-10-19T00:00:00", ["future"]),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "2024-10-19T00:00:00", ["implausible", "missing"]),
        ("some day", "2024-10-19T00:00:00", ["missing"]),
    ],
)
def test_a_date_is_read_in_the_sources_zone_with_its_doubts(
    exam: Examiner, written: str, utc: str, flags: list[str]
) -> None:
    exam.feed("feed", rss(story(1, published=written)), timezone="Asia/Seoul", language="ko")
    exam.poll()

    (article,) = exam.articles()
    assert article.published_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert (article.date_flags, article.published_raw) == (flags, written)


def test_a_json_feed_that_is_edited_is_read_again(exam: Examiner) -> None:
    document = json.loads(JSON_FEED)
    exam.feed("feed", Reply(body=JSON_FEED.encode()))
    exam.poll()
    document["items"][0]["content_html"] = "<p>They did not meet.</p>"
    exam.feed("feed", Reply(body=json.dumps(document).encode()))

    assert exam.wait().updated == 1
