"""Articles as vectors: rare words and names count, figures do not."""

from __future__ import annotations

from math import isclose

from events.stories.rarity import rarity
from events.stories.terms import NAME, read_terms


def test_rare_words_weigh_more() -> None:
    assert rarity("the") < rarity("minister") < rarity("paratrooper") <= rarity("xqzzy")


def test_function_words_of_other_languages_are_common() -> None:
    assert max(rarity(word) for word in ("und", "que", "nie", "och")) < 3


def test_a_vector_has_length_one() -> None:
    weights = read_terms("Storm over Torun", "Trees fell in Torun.").weights
    assert isclose(sum(value * value for value in weights.values()), 1.0, abs_tol=1e-3)


def test_a_text_without_words_has_no_terms() -> None:
    assert read_terms("", "... !").weights == {}


def test_forms_of_a_word_meet() -> None:
    one, two = (read_terms("", text).weights for text in ("convoy ambushed", "ambush of convoys"))
    assert {"ambush", "convoy"} <= one.keys() & two.keys()


def test_figures_are_left_out_but_days_and_years_stay() -> None:
    weights = read_terms("", "Around 12,000 troops and 1500 drones came on 18 October 2024")
    assert not {"12,000", "1500", "12", "000"} & weights.weights.keys()
    assert {"18", "2024"} <= weights.weights.keys()


def test_names_are_capitalised_words_that_are_not_also_lower_case() -> None:
    weights = read_terms("Bridge falls", "The bridge at Torun fell.").weights
    assert NAME + "torun" in weights
    assert NAME + "bridg" not in weights
