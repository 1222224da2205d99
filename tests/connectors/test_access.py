"""Secrets go to the site they were given for, and nowhere else."""

from __future__ import annotations

import pytest

from connectors.access import Access, registered_domain
from connectors.http import Credentials

ACCESS = Access(Credentials(token="canary"), {"X-Key": "canary"}, "http://proxy.example:3128")


@pytest.mark.parametrize(
    ("home", "url"),
    [
        ("https://example.co.uk/rss", "https://example.co.uk/story"),
        ("https://feeds.example.co.uk/rss", "https://www.example.co.uk/story"),
        ("http://example.org/rss", "https://www.example.org/story"),
        ("http://127.0.0.1:8080/rss", "http://127.0.0.1:8080/story"),
        ("http://wire.internal/rss", "http://WIRE.internal/story"),
    ],
)
def test_a_source_s_own_site_is_given_everything(home: str, url: str) -> None:
    assert ACCESS.towards(url, home=home) is ACCESS


@pytest.mark.parametrize(
    ("home", "url"),
    [
        ("https://example.co.uk/rss", "https://other.co.uk/story"),
        ("https://example.org/rss", "https://example.org.evil.example/story"),
        ("https://example.org/rss", "http://example.org/story"),
        ("https://alice.github.io/rss", "https://mallory.github.io/story"),
        ("http://127.0.0.1:8080/rss", "http://127.0.0.1:8081/story"),
        ("http://wire.internal/rss", "http://desk.internal/story"),
        ("https://example.org/rss", "https://[broken"),
        ("https://example.org/rss", ""),
    ],
)
def test_any_other_place_gets_the_proxy_alone(home: str, url: str) -> None:
    assert ACCESS.towards(url, home=home) == Access(proxy=ACCESS.proxy)


def test_a_registered_domain_ends_where_somebody_else_s_begins() -> None:
    assert registered_domain("https://news.example.co.uk/a") == "example.co.uk"
    assert registered_domain("https://alice.github.io/") == "alice.github.io"
    assert registered_domain("http://[::1]:8/") == "::1"
    assert registered_domain("no address") == ""


def test_what_a_source_is_opened_with_never_prints() -> None:
    assert "canary" not in repr(ACCESS)
