"""Words of war and of speech that running news uses for something else, and who and when stand where."""

from __future__ import annotations

import pytest

from events.extract import extract
from events.model import Mention
from tests.events.conftest import make_article


def _read(body: str) -> list[Mention]:
    return list(extract(make_article(body)).mentions)


@pytest.mark.parametrize(
    "body",
    [
        "Hackers took control of a water plant in Oregon.",
        "Several houses were damaged in Arica, Chile.",
        "An arc of volcanoes encircles the Pacific Ocean.",
        "The company chief met reporters at a press conference held in Seoul.",
        "Populations in Canada face declines due to an epidemic of rabies.",
        "A resident of Accra declined to give her name.",
    ],
)
def test_no_happening(body: str) -> None:
    assert _read(body) == []


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("A strike on a school in Gaza, leaving 40 soldiers dead, drew protest.", set[str]()),
        ("An air strike in Idlib left one armed militant dead, medics said.", {"air_strike"}),
        ("Hamas began launching rockets at southern Israel.", {"shelling_missile"}),
        ("The president of Ecuador has taken emergency powers in El Oro.", {"state_of_emergency"}),
        ("A hit-and-run crash in Queens killed a woman.", {"accident"}),
        ("Niger has expelled 300 Nigerians from Diffa.", {"expulsion"}),
        ("An oil pipeline near Port Harcourt was blown up.", {"ied_bombing"}),
    ],
)
def test_the_kind_that_the_words_mean(body: str, kinds: set[str]) -> None:
    assert {mention.kind for mention in _read(body)} - {"accuse", "protest"} == kinds


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        (
            "After weeks of denials the president of Ghana has admitted that troops left for Mali.",
            "president",
        ),
        ("A bomb wounded nine people in Takengon, the capital of Aceh, AP reported.", "AP"),
        ("Rebels took the town of Bria on Sunday, a trader reached by telephone said.", "trader"),
        ("A farmer who declined to give her name said soldiers shot two men in Beni.", "farmer"),
    ],
)
def test_who_says_so(body: str, speaker: str) -> None:
    (mention,) = _read(body)
    assert [said.speaker for said in mention.attribution] == [speaker]


def test_the_day_of_a_vote_is_not_the_day_of_the_deed() -> None:
    (mention,) = _read("Hungary's parliament voted on Thursday to send 200 soldiers to Chad.")
    assert (mention.status, mention.date.edtf) == ("planned", "2024-10-17")


def test_who_complains_of_fighting_does_not_fight() -> None:
    told = _read("Belgium summoned the Rwandan ambassador on Monday over the fighting in Goma.")
    assert [mention.actors for mention in told if mention.kind == "clash"] == [()]


def test_an_age_is_no_toll_and_an_old_war_no_part_of_a_raid() -> None:
    (march,) = _read("Protesters marched for Kimani Gray, 16, killed by police in Brooklyn on Saturday.")
    assert march.quantities == ()
    (raid,) = _read("Jets bombed a camp in Mopti. Some 2 million people died in the war, from 1983 to 2005.")
    assert raid.quantities == ()


@pytest.mark.parametrize(
    ("body", "losses"),
    [
        ("Clashes near Bukavu killed 12 soldiers and three civilians.", [12, 3]),
        ("Twelve rebels and three policemen died in clashes in Mali.", [12, 3]),
        ("Belarus has withdrawn 500 of its 900 soldiers from Mali.", []),
    ],
)
def test_losses_of_both_sides_are_told(body: str, losses: list[float]) -> None:
    (mention,) = _read(body)
    assert [quantity.value for quantity in mention.quantities if quantity.role == "killed"] == losses


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("In excess of 2,000 Rwandan soldiers crossed into Congo.", 2000, "more_than"),
        ("North of 300 Rwandan soldiers crossed into Congo.", 300, "more_than"),
        ("Just shy of 700 Rwandan soldiers crossed into Congo.", 700, "nearly"),
        ("As few as 30 Rwandan soldiers crossed into Congo.", 30, "at_least"),
        ("Belarus has withdrawn 500 of its 900 soldiers from Mali.", 500, "exact"),
    ],
)
def test_the_words_around_a_count(text: str, value: float, qualifier: str) -> None:
    (mention,) = _read(text)
    assert [(q.value, q.qualifier) for q in mention.quantities] == [(value, qualifier)]
