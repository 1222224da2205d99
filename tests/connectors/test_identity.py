"""Keys and hashes."""

from __future__ import annotations

from connectors.identity import content_hash, entry_key


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
