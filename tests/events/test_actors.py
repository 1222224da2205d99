"""Actors: heads grouped with their country, and names that stand for a country."""

from __future__ import annotations

import pytest

from events.actors import find_actors


def _read(text: str) -> list[tuple[str, str, str]]:
    return [(actor.name, actor.country, actor.sector) for actor in find_actors(text, "body")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korean special forces landed.", ("North Korean special forces", "KP", "military")),
        ("South Korea's spy agency spoke.", ("National Intelligence Service", "KR", "intelligence")),
        ("The NIS spoke.", ("National Intelligence Service", "KR", "intelligence")),
        ("Russian President Vladimir Putin spoke.", ("Vladimir Putin", "RU", "government")),
        ("French Foreign Minister Jean Dupont spoke.", ("Jean Dupont", "FR", "government")),
        ("Putin spoke.", ("Vladimir Putin", "RU", "government")),
        ("Soldiers from Rwanda crossed.", ("Soldiers", "RW", "military")),
        ("The army of Mali advanced.", ("army", "ML", "military")),
        ("UN peacekeepers left.", ("United Nations", "", "military")),
        ("Hamas militants left.", ("Hamas", "PS", "rebels")),
        ("Ukrainians fled.", ("Ukraine", "UA", "people")),
        ("Pyongyang refused.", ("North Korea", "KP", "government")),
        ("The Kremlin refused.", ("Russia", "RU", "government")),
        ("N. Korea refused.", ("North Korea", "KP", "government")),
        ("The U.S. refused.", ("United States", "US", "government")),
        ("The North's official Korean Central News Agency reported.", None),
    ],
)
def test_one_actor(text: str, expected: tuple[str, str, str] | None) -> None:
    assert _read(text) == ([expected] if expected else [("Korean Central News Agency", "KP", "organisation")])


def test_two_governments_joined_by_and() -> None:
    assert [country for _, country, _ in _read("Pyongyang and Moscow agreed.")] == ["KP", "RU"]


def test_a_capital_behind_in_is_a_city() -> None:
    assert _read("It rained in Moscow.") == []


def test_the_north_is_a_country_only_where_korea_is_spoken_of() -> None:
    assert _read("Snow fell in the North.") == []
    assert _read("Pyongyang fell silent. Then the North spoke.")[-1][1] == "KP"


def test_an_adjective_of_nation_alone_is_no_actor() -> None:
    assert _read("Russian oil is cheap.") == []


def test_spans_cut_the_text() -> None:
    text = "On Friday the Ukrainian military's General Staff said that Hezbollah and Chad's army met."
    for actor in find_actors(text, "body"):
        assert text[actor.span.start : actor.span.end] == actor.span.text
