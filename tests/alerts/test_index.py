"""The index finds the rules that trying each would find."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts._facets import cells_around
from alerts._schema import Near
from alerts.index import RuleIndex
from alerts.match import _distance_km
from alerts.model import PlaceView
from tests.alerts.conftest import make_change, make_rule
from tests.alerts.random_rules import compared

PAIRS = 20_000


@pytest.mark.parametrize("seed", range(5))
def test_the_index_finds_what_a_plain_loop_finds(seed: int) -> None:
    found = 0
    for plain, indexed in compared(PAIRS // 5, seed):
        assert indexed == plain
        found += len(plain)

    assert found > 100


def test_an_index_of_no_rules_finds_none() -> None:
    assert RuleIndex([]).matching(make_change()) == []


@pytest.mark.parametrize(
    ("text", "words", "matches"),
    [
        ("병력", "북한이 병력을 파병했다", True),
        ('"파병 병력"', "파병 병력", True),
        ("troop*", "many troopers", True),
        ("troop", "many troopers", False),
        ('"sent troops"', "sent\n\ntroops", False),
        ("sent AND NOT troop*", "sent troops", False),
        ("sent AND NOT troop*", "sent tanks", True),
        ('sent AND NOT "more troops now"', "sent more troops now", False),
        ("NOT (NOT sent)", "sent", True),
        ("sent AND /tro+ps?/", "sent troop", True),
        ("sent AND /tro+ps?/", "sent tanks", False),
        ("sent AND NOT /tro+ps?/", "sent tanks", True),
        ("a1 AND b2 AND c3 AND d4 AND e5 AND f6", "a1 b2 c3 d4 e5", False),
        ("a1 AND b2 AND c3 AND d4 AND e5 AND f6", "f6 e5 d4 c3 b2 a1", True),
    ],
)
def test_texts(text: str, words: str, matches: bool) -> None:
    found = RuleIndex([make_rule(when={"text": text})]).matching(make_change(text=words))

    assert found == ([0] if matches else [])


@given(
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    km=st.floats(1, 20_000),
    other_lat=st.floats(-90, 90),
    other_lon=st.floats(-180, 180),
)
def test_a_place_within_the_circle_lies_in_one_of_its_cells(
    lat: float, lon: float, km: float, other_lat: float, other_lon: float
) -> None:
    around, place = Near(lat=lat, lon=lon, km=km), PlaceView("x", "KR", other_lat, other_lon, "", "city")
    cell = math.floor(other_lat / 10), math.floor(other_lon / 10) % 36

    assert _distance_km(around, place) > km or cell in cells_around(around)
