"""The text query: what it finds, and what it refuses rather than misread."""

from __future__ import annotations

import pytest

from alerts._text import SearchText
from alerts.query import QueryError, parse

TEXT = SearchText(
    "North Korea’s troops, deployed to Vladivostok. 북한이 러시아에 파병했다. "
    "Войска прибыли в Одессу. Café closed; the NIS가 said so.\n\nShips sail next week."
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
        ("/troops?/", "regular expressions are not understood"),
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
