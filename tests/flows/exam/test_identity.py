"""Identity: one article for one entry, whatever happens to its guid, its address or its feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from tests.flows.exam.conftest import MINUTE, Examiner, document, story
from tests.web_server import Reply
from tests.world import rss

HOUR = timedelta(hours=1)


def items(*entries: tuple[str, str, str]) -> Reply:
    """A feed of entries, each a guid, a link and a title; a guid or link may be left out."""
    parts = "".join(
        f"<item><title>{escape(title)}</title>"
        + (f"<guid isPermaLink='false'>{escape(guid)}</guid>" if guid else "")
        + (f"<link>{escape(link)}</link>" if link else "")
        + f"<description>What was told of: {escape(title)}</description></item>"
        for guid, link, title in entries
    )
    return Reply(body=f"<rss version='2.0'><channel>{parts}</channel></rss>".encode())


def after(exam: Examiner, first: Reply, second: Reply) -> tuple[int, int]:
    """How many articles are new, and how many are edited, when a feed goes from one document to another."""
    exam.feed("feed", first)
    assert exam.only().status == "ok"
    exam.feed("feed", second)
    found = exam.wait()
    assert found.status == "ok", found.reason
    return found.new, found.updated


def numbered(numbers: Sequence[int], site: str = "https://wire.example", guid: str = "g-{}") -> Reply:
    return items(*((guid.format(n), f"{site}/news/{n}", f"News from town {n}") for n in numbers))


def test_the_same_guid_in_two_feeds_is_two_articles(exam: Examiner) -> None:
    exam.feed("one", items(("1", "https://one.example/a", "Ministers meet")))
    exam.feed("two", items(("1", "https://two.example/b", "A festival opens")))
    exam.poll()

    assert {article.title for article in exam.articles()} == {"Ministers meet", "A festival opens"}


def test_the_same_guid_for_every_entry_is_no_identity(exam: Examiner) -> None:
    feed = items(*(("same", f"https://wire.example/{n}", f"News {n}") for n in range(5)))
    exam.feed("feed", feed)

    assert exam.only().new == 5


def test_one_link_for_many_items_keeps_them_apart(exam: Examiner) -> None:
    exam.feed("feed", items(*(("", "https://wire.example/", f"News {n}") for n in range(5))))

    assert exam.only().new == 5


def test_one_guid_and_one_link_for_many_items_keep_them_apart(exam: Examiner) -> None:
    link = "https://wire.example/live"
    exam.feed("feed", items(*((link, link, f"News {n}") for n in range(5))))

    assert exam.only().new == 5


def test_items_that_pass_through_one_page_are_new_not_edits(exam: Examiner) -> None:
    live = [(f"g-{n}", "https://wire.example/live", f"Update {n}") for n in range(8)]

    assert after(exam, items(*live[:5]), items(*live[3:])) == (3, 0)


def test_entries_without_guid_are_known_by_their_address(exam: Examiner) -> None:
    entries = [("", f"https://wire.example/{n}", f"News {n}") for n in range(3)]

    assert after(exam, items(*entries), items(*reversed(entries))) == (0, 0)


def test_entries_without_guid_and_address_are_known_by_what_they_say(exam: Examiner) -> None:
    entries = [("", "", f"News {n}") for n in range(3)]

    assert after(exam, items(*entries), items(("", "", "More news"), *entries)) == (1, 0)


def test_an_entry_under_a_new_guid_is_recognised(exam: Examiner) -> None:
    assert after(exam, numbered(range(3)), numbered(range(3), guid="new-{}")) == (0, 0)


def test_a_whole_feed_under_new_guids_is_recognised_and_is_no_flood(exam: Examiner) -> None:
    numbers = range(300)

    assert after(exam, numbered(numbers), numbered(numbers, guid="urn:new:{}")) == (0, 0)
    assert exam.wait().status == "unchanged"


def test_a_feed_that_moved_to_another_domain_is_recognised(exam: Examiner) -> None:
    old = numbered(range(30), "http://old.example", "http://old.example/news/{}")
    new = numbered(range(30), "https://new.example", "https://new.example/news/{}")

    assert after(exam, old, new) == (0, 0)
    assert len(exam.articles()) == 30


def test_a_site_that_moves_to_https_brings_no_duplicates(exam: Examiner) -> None:
    old = items(*(("", f"http://wire.example/{n}", f"News {n}") for n in range(5)))
    new = items(*(("", f"https://wire.example/{n}", f"News {n}") for n in range(5)))

    assert after(exam, old, new) == (0, 0)


def test_tracking_parameters_bring_no_duplicates(exam: Examiner) -> None:
    def feed(tail: str) -> Reply:
        return items(*(("", f"https://www.wire.example/{n}{tail}", f"News {n}") for n in range(5)))

    assert after(exam, feed("?utm_source=rss&utm_campaign=a"), feed("?utm_source=rss&utm_campaign=b")) == (
        0,
        0,
    )
    exam.feed("feed", feed("#ref=rss"))
    assert exam.wait().new == 0


def test_what_a_feed_held_before_the_first_poll_is_history(exam: Examiner) -> None:
    yesterday = story(1, published="Fri, 18 Oct 2024 08:30:00 +0900")
    recent = story(2, published="Sat, 19 Oct 2024 08:30:00 +0900")
    exam.feed("feed", rss(yesterday, recent, story(3, published="no date")))
    exam.poll()

    assert {article.guid: article.backlog for article in exam.articles()} == {
        "n-1": True,
        "n-2": False,
        "n-3": True,
    }


def test_a_feed_that_was_gone_at_first_has_its_history_too(exam: Examiner) -> None:
    exam.feed("feed", Reply(500))
    exam.poll()
    exam.feed("feed", rss(story(1, published="Tue, 15 Oct 2024 09:00:00 +0900")))
    assert exam.next_turn().new == 1

    assert [article.backlog for article in exam.articles()] == [True]


def test_a_flood_is_quarantined_and_told_once(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1, 2, 3)))
    exam.poll()
    exam.feed("feed", Reply(body=document(*range(10, 410))))
    found = exam.wait()

    assert found.status == "paused"
    assert found.reason.startswith("quarantined: 400 new entries at once")
    assert [a.state for a in exam.articles()].count("quarantined") == 400
    exam.wait(HOUR)
    assert len(exam.asked()) == 2


def test_a_feed_that_suddenly_points_elsewhere_is_quarantined(exam: Examiner) -> None:
    exam.feed("feed", numbered(range(20)))
    exam.poll()
    exam.feed("feed", numbered(range(100, 110), "https://casino.example"))
    found = exam.wait(MINUTE)

    assert found.status == "paused"
    assert "casino.example, never seen in this feed" in found.reason


def test_a_busy_hour_is_no_flood(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(*range(60))))
    exam.poll()
    exam.feed("feed", Reply(body=document(*range(60, 120))))

    assert exam.wait(HOUR).new == 60
