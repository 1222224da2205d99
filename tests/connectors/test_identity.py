"""Keys and hashes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.identity import Name, content_hash, entry_keys


def name(guid: str = "", address: str = "", title: str = "Title", published: str = "Fri") -> Name:
    return Name(guid, address, title, published)


def test_an_entry_has_its_guid_where_the_guid_is_its_own() -> None:
    assert entry_keys([name("g1", "https://e.org/"), name("g2", "https://e.org/")]) == ["guid:g1", "guid:g2"]


def test_a_shared_guid_needs_the_address() -> None:
    keys = entry_keys([name("g", "https://e.org/1"), name("g", "https://e.org/2")])

    assert keys == ["guid+url:g https://e.org/1", "guid+url:g https://e.org/2"]


def test_without_a_guid_the_address_decides() -> None:
    assert entry_keys([name("", "https://e.org/1"), name("", "https://e.org/2")]) == [
        "url:https://e.org/1",
        "url:https://e.org/2",
    ]


def test_one_link_for_many_items_does_not_make_them_one() -> None:
    for guid in ("", "https://e.org/"):
        keys = entry_keys([name(guid, "https://e.org/", title) for title in ("One", "Two", "Three")])

        assert len(set(keys)) == 3
        assert all(key.startswith("hash:") for key in keys)


def test_an_entry_without_anything_is_known_by_title_and_date() -> None:
    one, other = entry_keys([name(title="One"), name(title="Two")])

    assert one != other
    assert entry_keys([name(title="One")]) == [one]


@given(
    st.lists(
        st.builds(name, st.sampled_from(["", "g", "h"]), st.sampled_from(["", "u", "v"]), st.text(max_size=2))
    )
)
def test_entries_that_differ_in_anything_never_share_a_key(names: list[Name]) -> None:
    keys = dict(zip(names, entry_keys(names), strict=True))

    folded = {(n.guid, n.address, " ".join(n.title.split()), n.published) for n in names}
    assert len(set(keys.values())) == len(folded)


def test_a_key_without_end_is_hashed_not_cut() -> None:
    one, other = entry_keys([name("g" * 5_000 + "1"), name("g" * 5_000 + "2")])

    assert one != other
    assert len(one) < 100


def test_white_space_does_not_make_another_content() -> None:
    assert content_hash("A title", "a  text\n") == content_hash("A title", "a text")
    assert content_hash("A", "title") != content_hash("A title")
