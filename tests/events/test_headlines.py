"""An event's title follows its best figure, its status and its place."""

from __future__ import annotations

from dataclasses import replace

from events.fold import Provenance, fold, mint
from events.headlines import headline
from events.model import Attribution
from tests.events.test_merge import FIRST, mention, origin, troops


def after(*said: tuple[str, object]) -> str:
    """The title of the first event once another article said so."""
    changed = mention(**dict(said))
    return fold(FIRST, changed, origin(2, hours=24), "updated", Provenance()).title


def test_a_larger_best_figure_is_told_with_its_bound() -> None:
    grown = replace(troops(3000, "sent", "at least 3,000 North Korean soldiers"), qualifier="at_least")

    assert after(("quantities", (grown,))) == "North Korea is sending at least 3,000 troops to Vladivostok"


def test_a_status_that_moves_on_is_told_with_the_figure_that_stands() -> None:
    title = after(("status", "completed"), ("quantities", ()))

    assert title == "North Korea sends about 1,500 troops to Vladivostok"


def test_what_alters_none_of_it_leaves_the_title_of_the_first_report() -> None:
    assert after(("attribution", (Attribution("JCS", "said"),))) == FIRST.title
    assert after(("quantities", (troops(1500, "sent"),))) == FIRST.title


def test_a_recap_does_not_turn_the_title_back() -> None:
    grown = fold(FIRST, mention(quantities=(troops(3000, "sent"),)), origin(2), "updated", Provenance())
    recap = fold(grown, mention(assertion="repeated"), origin(3), "corroborated", Provenance())

    assert "3,000" in recap.title


def test_a_denial_leaves_the_title() -> None:
    denial = mention(status="denied", quantities=(), title="Denied: North Korea sends troops")

    assert fold(FIRST, denial, origin(2), "denied", Provenance()).title == FIRST.title


def test_a_place_that_becomes_known_is_named() -> None:
    nowhere = mint(mention(places=()), origin())

    assert fold(nowhere, mention(), origin(2), "updated", Provenance()).title.endswith(" to Vladivostok")


def test_the_same_fields_make_the_same_title_and_an_unknown_kind_makes_none() -> None:
    fields = ("under_way", FIRST.actors, FIRST.recipients, FIRST.places, FIRST.quantities)

    assert headline("troop_deployment", *fields) == headline("troop_deployment", *fields) != ""
    assert headline("not_a_kind", *fields) == ""
