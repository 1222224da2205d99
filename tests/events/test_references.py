"""What one sentence leaves to another: who acts, how many of them, who says so."""

from __future__ import annotations

import pytest

from events.extract import extract
from events.model import Mention
from tests.events.conftest import make_article


def told(body: str, title: str = "") -> list[str]:
    return [mention.title for mention in _mentions(body, title)]


def _mentions(body: str, title: str = "", **fields: str) -> tuple[Mention, ...]:
    return extract(make_article(body, title, **fields)).mentions


@pytest.mark.parametrize(
    ("following", "title"),
    [
        ("It has begun moving 40 soldiers to Riga.", "Finland is sending 40 soldiers to Riga"),
        ("About 250 of them have already left for Riga.", "Finland sends about 250 to Riga"),
        ("A first group of 90 soldiers was flown to Riga.", "Finland sends 90 soldiers to Riga"),
        ("The number is expected to reach 5,000 by March.", "Finland to send 5,000 to Latvia"),
        ("The ministry expects 5,000 men in the end.", "Finland to send 5,000 men to Latvia"),
    ],
)
def test_a_further_figure_has_the_actor_told_before(following: str, title: str) -> None:
    assert title in told(f"Finland plans to send 1,300 soldiers to Latvia. {following}")


def test_a_further_figure_without_anything_before_it_tells_nothing() -> None:
    assert told("The ministry expects 5,000 men in the end.") == []


def test_the_two_sides_are_those_who_met() -> None:
    found = _mentions("Chad and Niger held talks in Niamey. The two sides signed a border agreement.")
    assert [{actor.country for actor in mention.actors} for mention in found] == [{"TD", "NE"}] * 2


def test_his_country_is_the_speakers_own() -> None:
    (denial,) = _mentions("A Cuban envoy denied that his country had sent soldiers to Angola.")
    assert (denial.status, denial.title) == ("denied", "Denied: Cuba sends troops to Angola")


def test_the_body_decides_what_a_headline_calls_done() -> None:
    body = "Finland has decided to send about 300 soldiers to Latvia."
    found = _mentions(body, "Finland sends 300 soldiers to Latvia")
    assert [(mention.status, mention.quantities[0].role) for mention in found] == [
        ("planned", "planned_total")
    ]


def test_a_headline_with_another_figure_stays_for_itself() -> None:
    found = _mentions(
        "Finland will send 4,000 soldiers to Latvia in May.", "Finland sends 300 soldiers to Latvia"
    )
    assert sorted(mention.status for mention in found) == ["completed", "planned"]


def test_a_figure_the_article_denies_is_only_repeated() -> None:
    found = _mentions(
        "Chad denied that it had sent soldiers to Sudan. Sudan's army says that 900 Chadian soldiers crossed "
        "into Sudan.",
        "Chad denies sending soldiers to Sudan",
    )
    assert {mention.status: mention.assertion for mention in found} == {
        "denied": "claimed",
        "completed": "repeated",
    }


def test_what_somebody_had_said_is_repeated() -> None:
    found = _mentions(
        "Oslo could not confirm the report. Kyiv had said that Chad had sent 900 soldiers to Sudan."
    )
    assert [mention.assertion for mention in found] == ["repeated"]


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("India sent 90 soldiers to Mali, its defence ministry said.", "India's defence ministry"),
        ("India sent 90 soldiers to Mali, the government said.", "India's government"),
        ("India sent 90 soldiers to Mali, the defence ministry in Bamako said.", "Mali's defence ministry"),
        (
            "Spain's spy agency gave no figure. India sent 90 soldiers to Mali, the agency said.",
            "Spain's spy agency",
        ),
        (
            "India sent 90 soldiers to Mali, an official of the presidential office said.",
            "Kenya's presidential office",
        ),
    ],
)
def test_a_common_noun_speaks_under_its_full_name(body: str, speaker: str) -> None:
    (mention,) = _mentions(body, country="KE")
    assert [said.speaker for said in mention.attribution] == [speaker]


def test_what_is_talked_about_has_not_happened() -> None:
    assert told("Chad and Sudan will meet in Cairo for talks on a ceasefire.") == [
        "Chad and Sudan to hold talks in Cairo"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "An army of readers stormed the bookshops of Lyon.",
        "The visitors launched an early attack in Kazan.",
        "Latvia and Estonia clashed over fishing quotas.",
        "The army battles floods in Bangladesh.",
        "Sales forces will be deployed to branches in Lyon.",
        "Chad sent 200 police officers to a stadium in N'Djamena.",
    ],
)
def test_words_of_war_without_anybody_armed_are_no_fighting(body: str) -> None:
    assert told(body) == []


def test_soldiers_abroad_are_a_presence_and_those_at_home_are_not() -> None:
    abroad = _mentions("About 8,000 Cuban soldiers are in Angola.")
    assert [(mention.kind, mention.quantities[0].value) for mention in abroad] == [("troop_deployment", 8000)]
    assert told("About 8,000 Cuban soldiers are in Cuba.") == []
