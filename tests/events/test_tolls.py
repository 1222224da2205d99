"""Losses that a sentence tells without saying to what, and where a happening without a place was."""

from __future__ import annotations

import pytest

from events.extract import extract
from events.model import Mention
from tests.events.conftest import make_article


def _read(body: str) -> list[Mention]:
    return list(extract(make_article(body)).mentions)


def _losses(mention: Mention) -> dict[str, float | None]:
    return {quantity.role: quantity.value for quantity in mention.quantities}


@pytest.mark.parametrize(
    ("body", "kind", "killed"),
    [
        ("A bus fell into a gorge near Cusco. Fourteen passengers died on the spot.", "accident", 14),
        ("An earthquake struck Chile on Monday. At least six people were killed.", "disaster", 6),
        ("A bomb killed six people in Quetta. The death toll rose to nine overnight.", "ied_bombing", 9),
        ("Shells hit a market in Omdurman. Sixteen traders died, medics said.", "shelling_missile", 16),
        ("The toll of the landslide in Goma has risen to 41, the mayor said.", "disaster", 41),
    ],
)
def test_losses_belong_to_what_has_cost_them(body: str, kind: str, killed: float) -> None:
    (mention,) = _read(body)
    assert (mention.kind, _losses(mention)["killed"]) == (kind, killed)


def test_a_smaller_number_that_died_later_leaves_the_toll_alone() -> None:
    (mention,) = _read("A bomb killed nine people in Quetta. Two children died in hospital.")
    assert _losses(mention)["killed"] == 9


@pytest.mark.parametrize(
    "body", ["Fourteen guests died in a hotel in Cusco.", "The toll of the strike has risen to 19 per cent."]
)
def test_losses_without_a_happening_are_none(body: str) -> None:
    assert _read(body) == []


def test_people_killed_elsewhere_are_no_part_of_an_attack() -> None:
    told = _read("A bomb killed nine people in Quetta. Three farmers were killed in Tamale, Ghana.")
    assert [(mention.kind, _losses(mention)["killed"]) for mention in told] == [
        ("ied_bombing", 9),
        ("civilian_attack", 3),
    ]


def test_the_first_sentence_happens_at_its_dateline_where_no_other_place_is_named() -> None:
    (mention,) = _read("QUETTA, Oct 18 (Indus Wire) - A bomb killed six soldiers on Thursday.")
    assert [(place.name, place.role) for place in mention.places] == [("Quetta", "site")]
    (elsewhere,) = _read("QUITO, March 6 (Andes Wire) - A bomb killed six soldiers near Manta.")
    assert [place.name for place in elsewhere.places] == ["Manta"]


def test_place_and_day_behind_the_second_verb_hold_for_both() -> None:
    (mention,) = _read("The blast killed nine people and injured another 40 in Herat on Tuesday.")
    assert _losses(mention) == {"killed": 9, "wounded": 40}
    assert [place.span.text for place in mention.places] == ["Herat"]
    assert mention.date.edtf == "2024-10-15"
