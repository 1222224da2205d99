"""HTML from feeds becomes text: readable, without markup, and without work a feed could abuse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors._html import clean, to_line, to_text


def test_paragraphs_stay_apart_and_markup_goes() -> None:
    assert to_text("<p>One <b>bold</b> word.</p><p>Two&nbsp;words<br>here</p>") == (
        "One bold word.\n\nTwo words\n\nhere"
    )


def test_scripts_styles_and_frames_leave_nothing() -> None:
    hostile = (
        "<script>steal()</script><style>p{}</style>Text<iframe src='x'>in</iframe><template>t</template>"
    )

    assert to_text(hostile) == "Text"


@pytest.mark.parametrize("plain", ["Fish & chips", "5 > 3", "Fish &amp; chips"])
def test_plain_text_stays_what_it_says(plain: str) -> None:
    assert to_text(plain) == plain.replace("&amp;", "&")


def test_a_title_is_one_line() -> None:
    assert to_line("<p>One</p>\n<p>Two</p>") == "One Two"


@pytest.mark.parametrize("dirty", ["a\x00b", "a\x07b", "a\ud800b", "a\x9fb"])
def test_characters_no_text_holds_are_removed(dirty: str) -> None:
    assert clean(dirty) == "ab"


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 40_000 + "deep" + "</div>" * 40_000,
        "<div>" * 100_000 + "deep",
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">deep</p>",
        "<" * 100_000 + " deep",
        "<b><i>" * 30_000 + "deep",
    ],
    ids=["nested", "never closed", "attributes", "brackets", "mixed"],
)
def test_markup_made_to_be_slow_is_still_read(hostile: str) -> None:
    assert "deep" in to_text(hostile)


def test_a_long_article_with_many_breaks_is_not_taken_for_an_attack() -> None:
    assert to_text("<p>Line<br>" * 300 + "<i>End</i>").endswith("Line\n\nEnd")


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<br>", "<br/>", "<b>", "</b>", "<div class='x'>", "</div>", "<h2>", "</h2>", "</a>",
        '<a href="https://e.example/?a=1">', "<li>", "</li>", "<img src='x' alt=\"y\" />", "Words here", " ",
        "\n", "&amp;", "&nbsp;", "&#8217;", "&#128;", "&lt;b&gt;", "&unknown;", "5 > 3", "북한", "<span>",
        "</span>", "<ul>", "<em>", "</br>",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=400, deadline=None)
def test_the_shortcut_for_simple_markup_reads_what_the_parser_reads(markup: str) -> None:
    """But for where a paragraph ends: the parser forgives a closing tag that closes nothing."""
    through_the_parser = to_text(markup + "<!-- -->")

    assert "".join(to_text(markup).split()) == "".join(through_the_parser.split())


@given(st.text(alphabet="<>/pbdiv \"'=&;ax\n\x00", max_size=400))
@settings(max_examples=200, deadline=None)
def test_reading_twice_changes_nothing_more(markup: str) -> None:
    text = to_text(markup)

    assert "\x00" not in text
    assert clean(text) == text
