"""Hostile text made inert, before any channel sees it."""

from __future__ import annotations

import pytest

from alerts.neutralise import clean_all, link, neutralise, no_formula, no_markup, title, unlinked


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("<!channel> <@U1>", "‹!channel› ‹@\u2060U1›"),
        ("@everyone", "@\u2060everyone"),
        ("[bank](https://evil.example)", "[bank] (https://evil.example)"),
        ("[bank][1]\n[1]: x", "[bank] [1]\n[1] : x"),
        ("a\r\nb", "a\nb"),
        ("nul\x00 esc\x1b[31m c1\x9b", "nul esc[31m c1"),
        ("\u202etxt exe\u2066", "txt exe"),
        ("hid\u200bden\ufeff", "hidden"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("tag\U000e0041s", "tags"),
        ("가나다 – “quoted” é 🚢", "가나다 – “quoted” é 🚢"),
    ],
)
def test_text_can_mention_link_and_hide_nothing(text: str, inert: str) -> None:
    assert neutralise(text) == inert


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("https://evil.example/x", "https:\u2060//evil\u2060.example/x"),
        ("see evil.example/x or WWW.EVIL.рф", "see evil\u2060.example/x or WWW\u2060.EVIL\u2060.рф"),
        ("javascript:alert(1) tel:911", "javascript:\u2060alert(1) tel:\u2060911"),
        ("the U.S. sent 1.5 tons, i.e. much", "the U.S. sent 1.5 tons, i.e. much"),
    ],
)
def test_an_address_in_a_text_can_be_read_and_not_clicked(text: str, inert: str) -> None:
    assert unlinked(text) == inert


def test_neutralising_twice_changes_no_meaning() -> None:
    once = neutralise("<@U1> [a](b) @here")

    assert "<" not in neutralise(once)
    assert neutralise(once).replace("\u2060", "") == once.replace("\u2060", "")


def test_a_title_is_one_line_of_at_most_a_hundred_characters() -> None:
    assert title("first\nBcc: all@example.org") == "first Bcc: all@\u2060example\u2060.org"
    assert len(title("가" * 500)) == 100
    assert title("가" * 500).endswith("…")


def test_data_is_cleaned_throughout() -> None:
    assert clean_all({"k\x00": ["a\x00", {"b": "\ud800"}], "n": 1}) == {"k": ["a", {"b": ""}], "n": 1}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "**bold** `code` ~gone~ |spoiler|",
            "\u2217\u2217bold\u2217\u2217 \u02cbcode\u02cb \u223cgone\u223c \u2223spoiler\u2223",
        ),
        ("_so_ is not snake_case", "\u02cdso\u02cd is not snake_case"),
        ("# heading\n- item\n1. first", "\u2060# heading\n\u2060- item\n\u20601. first"),
        ("/start #tag $TSLA 1/2", "/\u2060start #\u2060tag $\u2060TSLA 1/2"),
        (
            "Link (x.example): https://x.example/_a_*b*?c=~d#e",
            "Link (x.example): https://x.example/_a_*b*?c=~d#e",
        ),
    ],
)
def test_a_chat_program_finds_nothing_to_format(text: str, plain: str) -> None:
    assert no_markup(text) == plain


def test_no_text_of_the_data_is_a_formula() -> None:
    data = {"a": "=1+1", "b": ["@x", "-1", "1-1"], "n": -1, "c": {"d": "+x", "e": ""}}

    assert no_formula(data) == {"a": "'=1+1", "b": ["'@x", "'-1", "1-1"], "n": -1, "c": {"d": "'+x", "e": ""}}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example.org/a?b=1&c=2", ("https://news.example.org/a?b=1&c=2", "news.example.org")),
        ("https://bank.example@evil.example/", ("https://evil.example/", "evil.example")),
        ("https://user:pw@news.example:8443/x", ("https://news.example:8443/x", "news.example")),
        ("https://example.org/@someone", ("https://example.org/%40someone", "example.org")),
        (
            "https://example.org/(x)|<y>\"'*`",
            ("https://example.org/%28x%29%7C%3Cy%3E%22%27%2A%60", "example.org"),
        ),
        ("https://example.org/한", ("https://example.org/%ED%95%9C", "example.org")),
        ("https://\u0430pple.example/", ("https://xn--pple-43d.example/", "xn--pple-43d.example")),
        ("http://[2001:db8::1]/x", ("http://[2001:db8::1]/x", "2001:db8::1")),
    ],
)
def test_a_link_shows_the_host_it_leads_to(url: str, shown: tuple[str, str]) -> None:
    assert link(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/hostname",
        "data:text/html,x",
        "//example.org",
        "",
        "https://",
        "https://a b/",
    ],
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert link(url) is None
