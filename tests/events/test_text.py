"""Sentences, tokens and datelines with their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.text import dateline, split_sentences, tokenize


def _texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The ship left on Oct. 18 for Malta.",
        "Gen. Mora met Mr. Ito at 5 p.m. in Lima.",
        "The U.S. Navy sent two ships.",
        "N. Korea fired No. 5 at sea.",
        "Sgt. J. Doe said so.",
        "It cost 2.5 million dollars.",
        "He left ... and came back.",
        "Acme Corp. has sold its yard.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert _texts(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("They came. They went.", 2),
        ('"They came." She nodded.', 2),
        ("Why? Because! So be it.", 3),
        ("A title without a stop\nThe body begins.", 2),
        ("It sailed for the U.S. The crew slept.", 2),
        ("He left... The door closed.", 2),
        ("", 0),
        (" \n\n ", 0),
    ],
)
def test_sentences_are_divided(text: str, count: int) -> None:
    assert len(_texts(text)) == count


@given(st.text(max_size=300))
def test_offsets_cut_the_text(text: str) -> None:
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text


def test_negations_possessives_and_short_names_are_tokens_of_their_own() -> None:
    low = [token.low for token in tokenize("Mali's army hasn't left the U.S. base in N. Korea.")]
    assert low == [
        "mali",
        "'s",
        "army",
        "has",
        "n't",
        "left",
        "the",
        "u.s.",
        "base",
        "in",
        "n.",
        "korea",
        ".",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SEOUL, Oct. 18 (Agency) -- The army said", "SEOUL"),
        ("KYIV, Ukraine — The army said", "KYIV, Ukraine"),
        ("The army said - on Friday", ""),
    ],
)
def test_a_dateline_is_read(text: str, place: str) -> None:
    assert dateline(text) == place
