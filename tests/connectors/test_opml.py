"""Subscription lists: everybody's dialect is read, hostile ones are refused, and ours comes back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors._charset import codec
from connectors.opml import MAX_BYTES, OpmlError, OpmlFeed, read_opml, write_opml

HEAD = '<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>t</title></head><body>'
TAIL = "</body></opml>"


def feeds_of(outlines: str) -> list[OpmlFeed]:
    return read_opml(f"{HEAD}{outlines}{TAIL}".encode()).feeds


def test_a_feed_has_its_name_addresses_and_folders() -> None:
    outlines = """
      <outline text="World"><outline text="Asia/Pacific">
        <outline type="rss" text="Wire" title="The Wire" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/>
      </outline></outline>
      <outline text="Other" xmlUrl="http://b.example/feed" category="/Region/Europe,/Daily"/>
    """

    assert feeds_of(outlines) == [
        OpmlFeed("The Wire", "https://a.example/rss", "https://a.example/", "World/Asia-Pacific"),
        OpmlFeed("Other", "http://b.example/feed", "", "Region/Europe"),
    ]


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('xmlurl="https://a.example/1"', "https://a.example/1"),
        ('XMLURL="https://a.example/2"', "https://a.example/2"),
        ('xmlUrl="feed://a.example/3"', "http://a.example/3"),
        ('xmlUrl="feed:https://a.example/4"', "https://a.example/4"),
        ('xmlUrl="https://a.example/?a=1&b=2"', "https://a.example/?a=1&b=2"),
        ('xmlUrl="https://a.example/?a=1&amp;copy=2"', "https://a.example/?a=1&copy=2"),
        ('xmlUrl=" https://a.example/5 "', "https://a.example/5"),
    ],
)
def test_the_dialects_of_other_programs_are_read(attributes: str, url: str) -> None:
    assert feeds_of(f'<outline text="A" {attributes}/>') == [OpmlFeed("A", url)]


def test_a_name_is_plain_text_and_falls_back_to_the_host() -> None:
    outlines = """
      <outline text="&lt;b&gt;Fish &amp;amp; chips&lt;/b&gt;&#10; daily" xmlUrl="https://a.example/1"/>
      <outline xmlUrl="https://news.example/2"/>
    """

    assert [feed.name for feed in feeds_of(outlines)] == ["Fish & chips daily", "news.example"]


def test_an_address_given_twice_is_taken_once() -> None:
    outline = '<outline text="A" xmlUrl="https://a.example/1"/>'

    assert len(feeds_of(outline * 3)) == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "//a.example/x", "https://", "x"]
)
def test_what_is_no_web_address_is_left_out_and_named(url: str) -> None:
    found = read_opml(f'{HEAD}<outline text="Bad" xmlUrl="{url}"/>{TAIL}'.encode())

    assert found.feeds == []
    assert found.refused == [f"Bad: {url!r} is not an http or https address"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r", "utf-8-sig"])
def test_the_declared_encoding_is_obeyed(encoding: str) -> None:
    text = f'{HEAD}<outline text="Новости" xmlUrl="https://a.example/1"/>{TAIL}'.replace(
        "UTF-8", encoding.removesuffix("-sig")
    )

    assert read_opml(text.encode(encoding)).feeds[0].name == "Новости"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "empty"),
        (b"<rss><channel/></rss>", "the document is <rss>"),
        (b"<opml><head/></opml>", "without <opml> and <body>"),
        (b"<opml><body><outline></body></opml>", "not OPML: .* line 1"),
        (b"just words", "not OPML"),
        (b"\xff\xfe\x00", "not utf-8 text|not OPML|empty"),
        (b'<?xml version="1.0" encoding="punycode"?><opml/>', "encoding 'punycode', which is not known"),
        (b'<?xml version="1.0" encoding="UTF-8"?><opml>\xff</opml>', "not UTF-8 text at byte 44"),
        (b"<opml>" + b" " * MAX_BYTES, "larger than 5 MB"),
    ],
)
def test_what_is_not_opml_is_said_in_words(document: bytes, message: str) -> None:
    with pytest.raises(OpmlError, match=message):
        read_opml(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_encoding(encoding: str) -> None:
    document = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaa">]><opml><body><outline text="&a;"/></body></opml>'

    with pytest.raises(OpmlError, match="declares its own entities"):
        read_opml(document.encode(encoding))


def test_an_entity_cannot_hide_in_an_encoding_that_python_knows_and_people_do_not_use() -> None:
    assert codec("utf-7") is None
    assert codec("unicode_escape") is None


def test_a_document_type_is_never_fetched() -> None:
    document = b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml><body/></opml>'

    assert read_opml(document).feeds == []


@pytest.mark.parametrize("depth", [40, 5_000])
def test_deep_folders_are_refused(depth: int) -> None:
    with pytest.raises(OpmlError, match=r"more than 32 deep|[dD]epth"):
        feeds_of('<outline text="x">' * depth + "</outline>" * depth)


def test_a_flood_of_attributes_is_refused() -> None:
    with pytest.raises(OpmlError, match="more than 20,000 characters"):
        feeds_of("<outline " + " ".join(f"a{n}=''" for n in range(30_000)) + "/>")


def test_what_is_written_has_folders_and_a_title() -> None:
    document = write_opml(
        [OpmlFeed("A", "https://a.example/?x=1&y=2", "", "World/Asia")], title="Mine"
    ).decode()

    assert '<opml version="2.0">' in document
    assert "<title>Mine</title>" in document
    assert '<outline text="World">\n      <outline text="Asia">' in document
    assert 'xmlUrl="https://a.example/?x=1&amp;y=2"' in document


words = st.text(st.characters(codec="utf-8", exclude_characters="<&/,"), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)


@settings(max_examples=100, deadline=None)
@given(
    names=st.lists(words.filter(lambda name: name.isprintable() and name), max_size=6),
    folder=st.sampled_from(["", "World", "World/Asia"]),
)
def test_what_is_written_is_read_back_the_same(names: list[str], folder: str) -> None:
    feeds = [OpmlFeed(name, f"https://a.example/{n}", "", folder) for n, name in enumerate(names)]

    assert read_opml(write_opml(feeds, title="t")).feeds == feeds


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(alphabet="<>&;!?\"'=/opmlbdyhea xUrt01\x00\n", max_size=300))
)
def test_any_bytes_are_a_list_or_a_clear_error(noise: bytes | str) -> None:
    document = noise if isinstance(noise, bytes) else f"{HEAD}{noise}{TAIL}".encode()
    assert complaint(document).isprintable()


def complaint(document: bytes) -> str:
    try:
        read_opml(document)
    except OpmlError as error:
        return str(error)
    return ""
