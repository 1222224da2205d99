from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from demo.server import DemoServer


@pytest.fixture
def feed(server: DemoServer) -> str:
    return f"{server.base_url}/peninsula-wire/feed"


def test_a_feed_is_served_with_validators(feed: str) -> None:
    answer = httpx.get(feed)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "spy agency" in answer.text
    assert answer.headers["ETag"]
    assert answer.headers["Last-Modified"] == "Wed, 23 Oct 2024 10:20:00 GMT"


@pytest.mark.parametrize("weak", ["", "W/"])
def test_the_same_etag_is_answered_with_304(feed: str, weak: str) -> None:
    etag = httpx.get(feed).headers["ETag"]
    again = httpx.get(feed, headers={"If-None-Match": weak + etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag


def test_an_unchanged_date_is_answered_with_304(feed: str) -> None:
    changed = httpx.get(feed).headers["Last-Modified"]
    assert httpx.get(feed, headers={"If-Modified-Since": changed}).status_code == 304


def test_another_etag_wins_over_the_date(feed: str) -> None:
    changed = httpx.get(feed).headers["Last-Modified"]
    answer = httpx.get(feed, headers={"If-None-Match": '"old"', "If-Modified-Since": changed})
    assert answer.status_code == 200


def test_moving_the_time_changes_the_feed(server: DemoServer, feed: str) -> None:
    server.now = datetime(2024, 10, 18, 7, 0, tzinfo=UTC)
    before = httpx.get(feed)
    server.now = datetime(2024, 10, 18, 8, 0, tzinfo=UTC)
    after = httpx.get(feed, headers={"If-None-Match": before.headers["ETag"]})
    assert "spy agency" not in before.text
    assert after.status_code == 200
    assert "spy agency" in after.text
    assert after.headers["Date"] == "Fri, 18 Oct 2024 08:00:00 GMT"


def test_one_outlet_is_unavailable_for_a_while(server: DemoServer) -> None:
    url = f"{server.base_url}/rhine-review/feed"
    server.now = datetime(2024, 10, 17, 12, 0, tzinfo=UTC)
    answer = httpx.get(url)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    server.now = datetime(2024, 10, 17, 18, 0, tzinfo=UTC)
    assert httpx.get(url).status_code == 200


def test_one_outlet_serves_a_page_in_place_of_its_feed(server: DemoServer) -> None:
    server.now = datetime(2024, 10, 20, 6, 0, tzinfo=UTC)
    answer = httpx.get(f"{server.base_url}/volga-observer/feed")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_article_has_a_page(server: DemoServer) -> None:
    answer = httpx.get(f"{server.base_url}/peninsula-wire/nis-3000.html?utm_source=rss")
    assert answer.status_code == 200
    assert "3,000 soldiers" in answer.text


@pytest.mark.parametrize("path", ["", "nobody/feed", "peninsula-wire/lost.html", "peninsula-wire/../x"])
def test_whatever_else_is_not_found(server: DemoServer, path: str) -> None:
    assert httpx.get(f"{server.base_url}/{path}").status_code == 404
