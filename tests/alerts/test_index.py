"""The index finds the rules that trying each would find."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts._facets import cells_around
from alerts._schema import Near, Rule
from alerts.index import RuleIndex
from alerts.match import _distance_km, match
from alerts.model import ChangeView, DateView, Figure, Match, PartyView, PlaceView, SourceView
from tests.alerts.conftest import MORNING, make_change, make_rule

PAIRS = 20_000
WORDS = ("army", "armies", "troops", "troop", "arm", "sent", "북한", "북한이", "파병", "ärmy", "de", "軍隊")
NAMES = ("Wagner Group", "Group", "People's Army", "Seoul", "New Seoul", "북한", "...")
COUNTRIES = ("KP", "RU", "KR")
UNITS = ("troops", "soldiers", "people", "tanks")


def query(rng: random.Random, depth: int = 0) -> str:
    draw = rng.random()
    if depth > 2 or draw < 0.4:
        word = rng.choice(WORDS)
        return word + ("*" if word.isascii() and rng.random() < 0.3 else "")
    if draw < 0.55:
        phrase = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
        return f'"{phrase}"' + (f"~{rng.randint(1, 3)}" if rng.random() < 0.3 else "")
    if draw < 0.65:
        return f"(NOT {query(rng, depth + 1)})"
    between = rng.choice((" AND ", " OR ", " AND NOT "))
    return f"({query(rng, depth + 1)}{between}{query(rng, depth + 1)})"


def party(rng: random.Random) -> Any:
    keys = rng.sample(("name", "country", "sector"), rng.randint(1, 3))
    values = {
        "name": rng.choice(NAMES),
        "country": rng.choice(COUNTRIES),
        "sector": rng.choice(("Military", "state")),
    }
    return {key: values[key] for key in keys}


def near(rng: random.Random) -> dict[str, Any]:
    precision = rng.choice(("country", "admin1", "city", "site"))
    return {
        "lat": rng.uniform(-90, 90),
        "lon": rng.uniform(-180, 180),
        "km": rng.choice((50, 2_000, 9_000)),
        "min_precision": precision,
    }


def rule(number: int, rng: random.Random) -> Rule:
    some = {
        "text": lambda: query(rng),
        "kind": lambda: rng.sample(("visit", "talks", "coup"), 2),
        "status": lambda: rng.sample(("planned", "under_way", "denied"), 2),
        "assertion": lambda: ["fact"],
        "language": lambda: [rng.choice(("en", "ko"))],
        "sources": lambda: [rng.choice(("wire", "WIRE B"))],
        "actors": lambda: [party(rng) for _ in range(rng.randint(1, 2))],
        "recipients": lambda: [rng.choice(COUNTRIES)],
        "country": lambda: rng.sample(COUNTRIES, 2),
        "places": lambda: [rng.choice(NAMES)],
        "near": lambda: near(rng),
        "count": lambda: {"unit": rng.choice(UNITS), "gte": rng.choice((10, 1000))},
        "event_date": lambda: {"within": rng.choice(("1d", "30d"))},
    }
    chosen = rng.sample(sorted(some), rng.randint(1, 3))
    if rng.random() < 0.4:
        chosen = ["text"]
    return make_rule(
        id=f"rule-{number}",
        when={name: some[name]() for name in chosen},
        change=rng.sample(("new", "update", "denial"), 2),
    )


def change(rng: random.Random) -> ChangeView:
    def parties() -> tuple[PartyView, ...]:
        sectors = ("military", "State", "")
        return tuple(
            PartyView(rng.choice(NAMES), rng.choice(COUNTRIES), rng.choice(sectors))
            for _ in range(rng.randint(0, 2))
        )

    paragraphs = (" ".join(rng.choice(WORDS) for _ in range(rng.randint(0, 5))) for _ in range(2))
    place = PlaceView(
        rng.choice(NAMES),
        rng.choice(COUNTRIES),
        rng.choice((None, rng.uniform(-90, 90))),
        rng.uniform(-180, 180),
        "site",
        rng.choice(("country", "city", "site")),
    )
    return make_change(
        kind=rng.choice(("visit", "talks", "coup")),
        change=rng.choice(("new", "update", "denial", "correction")),
        status=rng.choice(("planned", "under_way", "denied", "")),
        assertion=rng.choice(("fact", "claimed")),
        source=SourceView(
            rng.choice(("wire", "other")), rng.choice(("Wire B", "")), "KR", rng.choice(("en", "ko"))
        ),
        actors=parties(),
        recipients=parties(),
        places=rng.choice(((), (place,), (place, PlaceView("Seoul", "KR", 37.6, 127.0, "site", "city")))),
        quantities=tuple(
            Figure(rng.choice((5, 500, 1500)), rng.choice(UNITS)) for _ in range(rng.randint(0, 2))
        ),
        date=rng.choice(
            (DateView(), DateView("2024-10-18", "2024-10-19"), DateView("2024-09-01", "2024-09-02"))
        ),
        text="\n\n".join(paragraphs),
        reported=MORNING,
    )


def plainly(rules: list[Rule], view: ChangeView) -> list[int]:
    return [number for number, rule in enumerate(rules) if isinstance(match(rule, view), Match)]


@pytest.mark.parametrize("seed", range(5))
def test_the_index_finds_what_a_plain_loop_finds(seed: int) -> None:
    rng = random.Random(seed)
    rules = [rule(number, rng) for number in range(100)]
    index = RuleIndex(rules)
    found = 0
    for _ in range(PAIRS // 5 // 100):
        view = change(rng)
        expected = plainly(rules, view)
        assert index.matching(view) == expected
        found += len(expected)
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
