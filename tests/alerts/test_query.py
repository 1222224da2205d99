"""The text query: what it finds, and what it refuses rather than misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts._text import SearchText
from alerts.query import All, QueryError, Term, parse

TEXT = SearchText(
    "North Korea’s troops, deployed to Vladivostok. 북한이 러시아에 파병했다. "
    "Войска прибыли в Одессу. Café closed; the NIS가 said so.\n\nShips sail next week."
)

PIECES = (
    "troops",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "/",
    "~",
    "3",
    "*",
    "?",
    ":",
    "[",
    "\\",
    "^",
    "북",
    "+",
    "/s+/",
    "\n",
)


def found(query: str) -> list[str] | None:
    spans = parse(query).search(TEXT)
    return None if spans is None else [span.text for span in spans]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("troops", ["troops"]),
        ("TROOPS AND deploy*", ["troops", "deployed"]),
        ("soldiers OR ships", ["Ships"]),
        ("(ships OR boats) AND NOT parade*", ["Ships"]),
        ("NOT parade*", []),
        ('"deployed to Vladivostok"', ["deployed to Vladivostok"]),
        ('"troops deploy*"', ["troops, deployed"]),
        ('"vladivostok troops"~3', ["troops, deployed to Vladivostok"]),
        ("cafe", ["Café"]),
        ("войска", ["Войска"]),
        ("Одесс*", ["Одессу"]),
        ("북한 AND 파병", ["북한", "파병"]),
        ('"북한이 러시아에"', ["북한이 러시아에"]),
        ("NIS", ["NIS"]),
        ("Korea's", ["Korea’s"]),
        ("troops AND /deploy(ed|s)/", ["troops", "deployed"]),
        ("/NORTH KOREA.S/ AND troops", ["North Korea’s", "troops"]),
        ("북한 AND /파병했|파견/", ["북한", "파병했"]),
        ("troops AND (ships OR /\\bcaf\\pL/)", ["troops", "Café", "Ships"]),
        ("troops AND NOT /deployed (from|via)/", ["troops"]),
        ("troops AND /(so)+\\./", ["troops", "so."]),
    ],
)
def test_a_query_finds(query: str, words: list[str]) -> None:
    assert found(query) == words


@pytest.mark.parametrize(
    "query",
    [
        "troop",
        "deploy",
        "troops AND parade",
        "NOT troops",
        '"troops Vladivostok"',
        '"vladivostok troops"~1',
        '"so ships"',  # not across paragraphs
        "중국",
        "troops AND /deployed (from|via)/",
        "parade AND /deployed/",
        "troops AND NOT /deploy/",
        "ships AND /said.*sail/",  # not across lines
    ],
)
def test_a_query_does_not_find(query: str) -> None:
    assert found(query) is None


def test_a_span_points_at_the_characters_of_the_original() -> None:
    text = SearchText("Ｔｒｏｏｐｓ and sol\u00addiers in Cafe\u0301s")
    spans = parse("troops AND soldiers AND cafes").search(text)

    assert spans is not None
    assert [span.text for span in spans] == ["Ｔｒｏｏｐｓ", "sol\u00addiers", "Cafe\u0301s"]
    assert all(text.original[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("troops soldiers", "at character 8: words stand side by side"),
        ("a AND b NOT c", "at character 9: words stand side by side"),
        ("a b OR c", "words stand side by side"),
        ("troops NEAR/3 deployed", 'write "a b"~10'),
        ("troops && deployed", "'&&' is not an operator here"),
        ("troops || deployed", "'||' is not an operator here"),
        ("!troops", "is not an operator here"),
        ("troops&&deployed", "'troops&&deployed' is not an operator here"),
        ("troops||deployed", "'troops||deployed' is not an operator here"),
        ("(troops|deployed)", "'troops|deployed' is not an operator here"),
        ("troops AND-NOT deployed", "an operator is joined to a word; write it apart"),
        ('troops"deployed"', "a quote stands inside a word"),
        ("troops AND !deployed", "is not an operator here"),
        ("troops AND -deployed", "+ and - are not understood"),
        ("troops AND OR deployed", "at character 12: this cannot stand here"),
        ('"troops deployed"~', "write how many words may lie between, as in ~10"),
        ("troops NEAR deployed", 'write "a b"~10'),
        ("NEAR(troops, deployed)", 'write "a b"~10'),
        ("troops W/5 deployed", 'write "a b"~10'),
        ("troops and deployed", "at character 8: operators are written in capitals: AND"),
        ("/troops?/", "a pattern alone would be tried on every text; join a word by AND"),
        ("troops OR /ships?/", "join a word by AND"),
        ("NOT troops AND /ships?/", "join a word by AND"),
        ("NOT /ships?/", "join a word by AND"),
        ("troops /ships/", "words stand side by side"),
        ("troops AND /(ships/", "at character 12: the pattern '(ships' cannot be read: missing )"),
        ("troops AND /(?=s)ships/", "looking ahead, looking back and repeating a group"),
        (r"troops AND /(s)\1/", "looking ahead, looking back and repeating a group"),
        ("troops AND /s{1001}/", "invalid repetition size: {1001}; repeat less"),
        ("troops AND /(\\pL{50}){10}/", "pattern too large - compile failed; repeat less"),
        ("troops AND /.{1000}x/", "is too large; repeat less"),
        ("troops AND /s*/", "fits where nothing stands"),
        ("troops AND //", "fits where nothing stands"),
        ("troops AND /\ud800/", "half a character"),
        (f"troops AND /{'s' * 301}/", "longer than 300"),
        ("troops AND /ships", "at character 12: this cannot stand here; is this / closed again?"),
        ('"troops', 'at character 1: this cannot stand here; is this " closed again?'),
        ("()", "at character 2: this cannot stand here"),
        ("troops AND ()", "this cannot stand here"),
        ("*troops", "only one * at the end"),
        ("?troops", "only one * at the end"),
        ("troops~", "fuzzy words are not understood"),
        ("site:example.org", "fields are not understood"),
        ("+troops", "+ and - are not understood"),
        ("[a TO b]", "Range is not understood"),
        ("troops^2", "Boost is not understood"),
        ("tr*ps", "only one * at the end"),
        ("tro?ps", "only one * at the end"),
        ("t*", "would match almost anything"),
        ("*", "holds no word"),
        ('"..."', "holds no word"),
        ('""', "the quotes are empty"),
        ('"a b"~0', "whole number from 1 to 100"),
        ('"a b"~2.5', "a number after ~ or ^ cannot be read"),
        ("(troops", "ends too early"),
        ("troops AND", "ends too early"),
        ("AND troops", "at character 1: this cannot stand here"),
        ("troops )", "at character 8: this cannot stand here"),
        ("", "it is empty"),
        ("(" * 50 + "a" + ")" * 50, "nested deeper than 40"),
        ("ab OR " * 400 + "ab", "longer than 2,000"),
    ],
)
def test_what_would_be_misread_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)

    assert message in str(refused.value)


def test_a_repeated_word_costs_no_more_than_the_text_is_long() -> None:
    text = SearchText("tick " * 100_000)

    spans = parse('"tick tick tock" OR "tick tock"~50 OR tick').search(text)

    assert spans is not None
    assert len(spans) == 20


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+!", "(a*)*b", "(.*)(.*)(.*)(.*)x", "(a?){25}a{25}b"])
def test_a_pattern_that_lets_others_backtrack_for_ever_ends(pattern: str) -> None:
    text = SearchText("word " + "a" * 50_000 + " ")

    assert parse(f"word AND /{pattern}/").search(text) is None


def test_a_pattern_is_tried_only_where_its_word_stands() -> None:
    query = parse("/ships? sail/ AND parade")

    assert isinstance(query.root, All)
    assert isinstance(query.root.items[0], Term)


def test_half_characters_in_a_text_move_no_span() -> None:
    spans = parse("ships AND /sail/").search(SearchText("한\ud800 ships sail"))

    assert spans is not None
    assert [(span.start, span.text) for span in spans] == [(3, "ships"), (9, "sail")]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(("", " ")))
def test_what_is_written_is_read_or_refused(pieces: list[str], between: str) -> None:
    try:
        query = parse(between.join(pieces))
    except QueryError:
        return

    query.search(TEXT)
