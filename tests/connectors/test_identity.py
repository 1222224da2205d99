"""Keys, canonical addresses and hashes."""

from __future__ import annotations

import pytest

from connectors.identity import canonical_url, content_hash, entry_key

ONE_FORM = "https://example.org/news/a-story?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/a-story?id=7",
        "http://www.example.org:80/news/a-story?id=7",
        "https://m.example.org/news/a-story?id=7#comments",
        "https://example.org/news/a-story/amp?id=7",
        "https://example.org/x/../news/./a-story?id=7",
        "https://EXAMPLE.org/news/a-story?utm_source=rss&id=7&fbclid=abc",
        "https://example.org/news/a-story;jsessionid=0A1B?id=7&at_medium=RSS",
        "https://example.org/news/a-story/?id=7&ocid=wsoc",
    ],
)
def test_the_forms_of_one_address_have_one_key(url: str) -> None:
    assert canonical_url(url) == ONE_FORM


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/a-story?id=8",
        "https://example.org/news/b-story?id=7",
        "https://other.org/news/a-story?id=7",
    ],
)
def test_different_articles_keep_different_keys(url: str) -> None:
    assert canonical_url(url) != ONE_FORM


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "mailto:a@b.example", "http://[bad", "https://a:b/"]
)
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) == ""


def test_the_key_takes_the_best_rung_there_is() -> None:
    def key(guid: str, link: str, *, unique: bool = True) -> str:
        return entry_key(guid, link, "Title", "Fri", guid_is_unique=unique)

    assert key("g1", "https://e.org/") == "guid:g1"
    assert key("g1", "https://e.org/", unique=False) == "guid+url:g1 https://e.org/"
    assert key("", "https://e.org/") == "url:https://e.org/"
    assert key("", "").startswith("hash:")


def test_white_space_does_not_make_another_content() -> None:
    assert content_hash("A title", "a  text\n") == content_hash("A title", "a text")
    assert content_hash("A", "title") != content_hash("A title")
