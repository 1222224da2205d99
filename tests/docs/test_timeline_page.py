"""docs/timeline.md names every value there is, and its examples are read as it says."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from events.extract import extract
from events.fold import Standing
from events.model import Assertion, PlaceRole, Precision, Qualifier, Status
from tests.docs.pages import ROOT, read
from tests.events.conftest import make_article

PAGE = read(ROOT / "docs" / "timeline.md")


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose first column is headed so."""
    table = re.search(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert table is not None, head
    return [[cell.strip(" `") for cell in line[1:-1].split("|")] for line in table[1].splitlines()]


STATUSES = [(row[0], row[-1]) for row in rows("status")]
ASSERTIONS = [(row[0], row[-1]) for row in rows("assertion")]


@pytest.mark.parametrize(("status", "text"), STATUSES)
def test_an_example_has_the_status_it_stands_for(status: str, text: str) -> None:
    assert [mention.status for mention in extract(make_article(text)).mentions] == [status]


@pytest.mark.parametrize(("assertion", "text"), ASSERTIONS)
def test_an_example_has_the_assertion_it_stands_for(assertion: str, text: str) -> None:
    assert [mention.assertion for mention in extract(make_article(text)).mentions] == [assertion]


@pytest.mark.parametrize("row", rows("qualifier"), ids=lambda row: row[0])
def test_an_example_has_the_figure_that_is_told(row: list[str]) -> None:
    (mention,) = extract(make_article(f"Poland sent {row[1]} to Estonia.")).mentions
    (found,) = mention.quantities

    told = [found.qualifier, *("" if n is None else f"{n:g}" for n in (found.value, found.low, found.high))]
    assert told == [row[0], *row[2:]]


def test_every_value_is_told() -> None:
    assert {status for status, _ in STATUSES} == set(get_args(Status))
    assert {name for name, _ in ASSERTIONS} | {"repeated"} == set(get_args(Assertion))
    assert {row[0] for row in rows("qualifier")} == set(get_args(Qualifier))
    assert {row[0] for row in rows("`standing`")} == set(get_args(Standing))
    assert {row[0] for row in rows("precision")} == {"site", "city", "admin1", "country", "region"}
    for word in (*get_args(Precision), *get_args(PlaceRole), "denies", "reverses", "part_of", "split_from"):
        assert word in PAGE
