"""Random rules and changes that share few words and names, so that many match and many nearly do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from alerts.index import RuleIndex
from alerts.match import match
from alerts.model import ChangeView, DateView, Figure, Match, PartyView, PlaceView, SourceView
from alerts.query import QueryError, parse
from alerts.rules import Rule
from tests.alerts.conftest import MORNING, make_change, make_rule

RULES = 100
WORDS = ("army", "armies", "troops", "troop", "arm", "sent", "북한", "북한이", "파병", "ärmy", "de", "軍隊")
PATTERNS = ("/arm(y|ies)/", "/북한.?/", "/troops? sent/", "/^sent/")
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
    if draw < 0.7:
        return f"({rng.choice(WORDS)}{between.replace('OR', 'AND')}{rng.choice(PATTERNS)})"
    return f"({query(rng, depth + 1)}{between}{query(rng, depth + 1)})"


def readable_query(rng: random.Random) -> str:
    """A query that is not refused: one may have come out with a pattern that no word stands for."""
    while True:
        text = query(rng)
        with suppress(QueryError):
            parse(text)
            return text


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
        "text": lambda: readable_query(rng),
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
    """What trying each rule finds."""
    return [number for number, rule in enumerate(rules) if isinstance(match(rule, view), Match)]


def compared(pairs: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """What the plain loop and the index find for each change, over as many pairs of rule and change."""
    rng = random.Random(seed)
    rules = [rule(number, rng) for number in range(RULES)]
    index = RuleIndex(rules)
    for _ in range(pairs // RULES):
        view = change(rng)
        yield plainly(rules, view), index.matching(view)
