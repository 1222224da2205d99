"""Matching: each condition, what a match explains, and what a miss names."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.match import explain, match
from alerts.model import DateView, Figure, Match, Miss, PlaceView
from tests.alerts.conftest import make_change, make_rule


def matched(when: dict[str, Any], **change: Any) -> Match | Miss:
    return match(make_rule(when=when), make_change(**change))


@pytest.mark.parametrize(
    "when",
    [
        {"kind": ["visit", "troop_deployment"]},
        {"status": ["planned", "under_way"]},
        {"assertion": ["confirmed"]},
        {"language": ["en"]},
        {"sources": ["Example Wire"]},
        {"sources": ["EXAMPLE-WIRE"]},
        {"actors": ["KP"]},
        {"actors": ["people's army"]},
        {"actors": [{"country": "KP", "sector": "military"}]},
        {"recipients": ["RU"]},
        {"country": ["RU", "CN"]},
        {"places": ["vladivostok"]},
        {"near": {"lat": 43.8, "lon": 131.95, "km": 100}},
        {"count": {"unit": "troops", "gte": 1500, "lt": 1501}},
        {"count": {"unit": "people", "role": "sent", "gt": 1000}},
        {"event_date": {"within": "1d"}},
        {"text": "soldier* AND 파병"},
        {"kind": "troop_deployment", "status": "under_way", "text": '"north korean soldiers"'},
    ],
    ids=str,
)
def test_a_condition_holds(when: dict[str, Any]) -> None:
    assert isinstance(matched(when), Match)


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ({"kind": ["visit"]}, "kind"),
        ({"status": ["denied"]}, "status"),
        ({"assertion": ["alleged"]}, "assertion"),
        ({"language": ["ko"]}, "language"),
        ({"sources": ["Another Wire"]}, "sources"),
        ({"actors": ["RU"]}, "actors"),
        ({"actors": ["army people's"]}, "actors"),
        ({"actors": [{"country": "KP", "sector": "police"}]}, "actors"),
        ({"recipients": ["KP"]}, "recipients"),
        ({"country": ["KP"]}, "country"),
        ({"places": ["Vladi"]}, "places"),
        ({"near": {"lat": 37.57, "lon": 126.98, "km": 300}}, "near"),
        ({"count": {"unit": "troops", "gt": 1500}}, "count"),
        ({"count": {"unit": "troops", "role": "planned_total", "gte": 1}}, "count"),
        ({"count": {"unit": "tanks", "gte": 1}}, "count"),
        ({"text": "soldier* AND parade*"}, "text"),
        ({"kind": "troop_deployment", "status": "planned", "text": "soldier*"}, "status"),
    ],
    ids=str,
)
def test_a_miss_names_the_condition_that_failed(when: dict[str, Any], condition: str) -> None:
    found = matched(when)

    assert isinstance(found, Miss)
    assert found.condition == condition


def test_a_rule_for_new_events_ignores_updates() -> None:
    found = match(make_rule(), make_change(change="update"))

    assert found == Miss("change", "change is update, not new")


def test_a_match_says_what_satisfied_each_condition() -> None:
    found = matched(
        {"kind": "troop_deployment", "count": {"unit": "troops", "gte": 1000}, "text": "soldier*"}
    )

    assert isinstance(found, Match)
    assert {check.condition: check.words for check in found.checks} == {
        "change": ("new",),
        "kind": ("troop_deployment",),
        "count": ("some 1,500 soldiers",),
        "text": ("Soldiers", "soldiers"),
    }


def test_a_miss_says_what_was_found_instead() -> None:
    found = matched({"count": {"unit": "troops", "gte": 2000}})

    assert isinstance(found, Miss)
    assert found.reason == "no figure is at least 2,000 troops; found: some 1,500 soldiers"


def test_explaining_goes_on_behind_the_first_miss() -> None:
    checks = explain(make_rule(when={"kind": "visit", "text": "soldier*"}), make_change())

    assert [(check.condition, check.met) for check in checks] == [
        ("change", True),
        ("kind", False),
        ("text", True),
    ]


@pytest.mark.parametrize(
    ("figure", "bounds", "holds"),
    [
        (Figure(500, "troops", qualifier="exact"), {"eq": 500}, True),
        (Figure(500, "troops", qualifier="about"), {"gte": 500}, True),
        (Figure(500, "troops", qualifier="more_than"), {"gt": 500}, True),
        (Figure(500, "troops", qualifier="more_than"), {"lte": 500}, False),
        (Figure(500, "troops", qualifier="more_than"), {"eq": 500}, False),
        (Figure(500, "troops", qualifier="fewer_than"), {"gte": 500}, False),
        (Figure(500, "troops", qualifier="fewer_than"), {"lt": 500}, True),
        (Figure(500, "troops", qualifier="up_to"), {"gte": 500}, True),
        (Figure(None, "troops", qualifier="range", low=400, high=600), {"gte": 400}, True),
        (Figure(None, "troops", qualifier="range", low=400, high=600), {"gte": 500}, False),
        (Figure(None, "troops", qualifier="range", low=400, high=600), {"lte": 600}, True),
        (Figure(None, "troops", qualifier="range", low=400, high=600), {"lte": 500}, False),
        (Figure(None, "troops", qualifier="vague", low=2000), {"gte": 1000}, True),
        (Figure(None, "troops", qualifier="vague"), {"gte": 1}, False),
    ],
    ids=str,
)
def test_the_stated_figure_is_compared(figure: Figure, bounds: dict[str, float], holds: bool) -> None:
    found = matched({"count": {"unit": "troops", **bounds}}, quantities=(figure,))

    assert isinstance(found, Match) is holds


@pytest.mark.parametrize(
    ("wanted", "stated", "counts"),
    [
        ("troops", "soldiers", True),
        ("soldiers", "troops", True),
        ("people", "troops", True),
        ("troops", "people", False),
        ("troops", "civilians", False),
        ("tanks", "tanks", True),
    ],
)
def test_units_that_mean_the_same(wanted: str, stated: str, counts: bool) -> None:
    found = matched({"count": {"unit": wanted, "gte": 1}}, quantities=(Figure(9, stated),))

    assert isinstance(found, Match) is counts


def test_any_one_figure_is_enough() -> None:
    figures = (Figure(12_000, "troops", "planned_total"), Figure(1500, "troops", "sent"))

    assert isinstance(matched({"count": {"unit": "troops", "gte": 10_000}}, quantities=figures), Match)
    assert isinstance(
        matched({"count": {"unit": "troops", "role": "sent", "gte": 10_000}}, quantities=figures), Miss
    )


def test_a_country_centroid_is_never_near() -> None:
    korea = PlaceView("South Korea", "KR", 37.57, 126.98, "site", "country")
    near = {"lat": 37.57, "lon": 126.98, "km": 300}

    assert matched({"near": near}, places=(korea,)) == Miss("near", "no place is known to the precision city")
    assert isinstance(matched({"near": near | {"min_precision": "country"}}, places=(korea,)), Match)


def test_near_counts_across_the_date_line() -> None:
    fiji = PlaceView("Taveuni", "FJ", -16.8, -179.95, "site", "city")

    assert isinstance(matched({"near": {"lat": -16.8, "lon": 179.95, "km": 20}}, places=(fiji,)), Match)


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        ("2024-10-18", "2024-10-19", True),
        ("2024-10-05", "2024-10-06", True),
        ("2024-10-04", "2024-10-05", False),
        ("2024-11-02", "2024-11-03", True),
        ("2024-11-03", "2024-11-04", False),
        ("2024-06-01", "2024-07-01", False),
        (None, "2024-10-19", True),
        (None, "2024-07-01", False),
        ("2024-06-01", None, True),
        (None, None, False),
    ],
)
def test_the_date_of_the_event_counts_not_of_the_article(
    start: str | None, end: str | None, holds: bool
) -> None:
    found = matched({"event_date": {"within": "14d"}}, date=DateView(start, end))

    assert isinstance(found, Match) is holds
