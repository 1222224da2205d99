"""From a web page to the feeds it announces."""

from __future__ import annotations

from connectors.discover import MAX_CANDIDATES, Candidate, announced_feeds, usual_places

PAGE = "https://news.example/world/index.html"


def urls(head: str, url: str = PAGE, content_type: str = "") -> list[str]:
    page = f"<html><head>{head}</head><body></body></html>".encode()
    return [candidate.url for candidate in announced_feeds(page, url, content_type)]


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


def test_feeds_of_every_kind_are_found_and_resolved() -> None:
    head = (
        link("/rss.xml")
        + link("atom.xml", "application/atom+xml")
        + link("//cdn.example/feed.json", "application/feed+json")
        + link(
            "https://other.example/rss?a=1&amp;b=2", "APPLICATION/RSS+XML; charset=utf-8", "ALTERNATE home"
        )
    )

    assert urls(head) == [
        "https://news.example/rss.xml",
        "https://news.example/world/atom.xml",
        "https://cdn.example/feed.json",
        "https://other.example/rss?a=1&b=2",
    ]


def test_other_links_are_not_feeds() -> None:
    head = (
        link("/style.css", "text/css", "stylesheet")
        + link("/de", "text/html")
        + link("/wp-json/posts/1", "application/json")
        + link("/rss.xml", rel="icon")
        + '<link rel="alternate" type="application/rss+xml">'
    )

    assert urls(head) == []


def test_only_web_addresses_are_taken() -> None:
    hostile = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/xml,x",
        "gopher://a.example/",
        "http://[::1",
        "",
    ]

    assert urls("".join(link(href) for href in hostile)) == []


def test_the_base_of_the_page_counts_unless_it_is_no_web_address() -> None:
    assert urls('<base href="/blog/">' + link("rss")) == ["https://news.example/blog/rss"]
    assert urls('<base href="file:///tmp/">' + link("rss")) == ["https://news.example/world/rss"]


def test_an_address_counts_once_and_comment_feeds_come_last() -> None:
    head = (
        link("/comments/feed", title="Comments") + link("/feed", title="News") + link("/feed", title="Again")
    )

    assert urls(head) == ["https://news.example/feed", "https://news.example/comments/feed"]


def test_at_most_ten_are_taken() -> None:
    assert len(urls("".join(link(f"/{n}.xml") for n in range(50)))) == MAX_CANDIDATES


def test_a_title_is_plain_text_in_the_pages_encoding() -> None:
    page = link("/rss", title="Новости &amp;lt;b&amp;gt;<i>").encode("windows-1251")

    (found,) = announced_feeds(page, PAGE, "text/html; charset=windows-1251")

    assert found == Candidate("https://news.example/rss", "Новости <b>", announced=True)


def test_the_usual_places_are_on_the_same_site() -> None:
    places = usual_places(PAGE)

    assert "https://news.example/feed" in [place.url for place in places]
    assert all(place.url.startswith("https://news.example/") and not place.announced for place in places)
    assert len(places) <= MAX_CANDIDATES
    assert usual_places("file:///etc/passwd") == []
