"""Best, low and high of a figure, from who claimed what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from events.claims import Claimant, added_to, claimed, summed, withdrawn
from events.model import Json, Quantity, Span

FRIDAY = datetime(2024, 10, 18, 9, tzinfo=UTC)
NOWHERE = Span("body", 0, 0, "")


def figure(value: float, low: float | None = None, high: float | None = None) -> Quantity:
    return Quantity(value, low, high, "about", "troops", f"about {value:,.0f}", NOWHERE, "sent")


def by(name: str, day: int = 0) -> Claimant:
    kind = "publisher" if name.islower() else "speaker"
    return Claimant((f"{kind}:{name.casefold()}",), name, FRIDAY + timedelta(days=day), day)


def told(*claims: tuple[str, int, float]) -> Json:
    known: Json | None = None
    for name, day, value in claims:
        known = claimed(known, figure(value), by(name, day))
    assert known is not None
    return known


def test_a_speaker_who_says_more_supersedes_what_it_said() -> None:
    known = told(("NIS", 0, 1500), ("NIS", 5, 3000))

    assert (known["best"], known["low"], known["high"]) == (3000, 3000, 3000)
    assert [claim["value"] for claim in known["claims"]] == [1500, 3000]


def test_what_two_say_outweighs_what_one_says_later() -> None:
    known = told(("NIS", 0, 3000), ("Pentagon", 1, 10_000), ("NATO", 2, 10_000), ("HUR", 3, 11_000))

    assert (known["best"], known["speaker"]) == (10_000, "NATO")
    assert (known["low"], known["high"], known["contradicted"]) == (3000, 11_000, True)


def test_of_equals_the_most_recent_claim_is_the_best() -> None:
    assert told(("NIS", 0, 3000), ("HUR", 1, 11_000))["best"] == 11_000


def test_a_late_article_does_not_overrule_what_was_reported_after_it() -> None:
    assert told(("NIS", 5, 3000), ("NIS", 0, 1500))["best"] == 3000
    assert told(("HUR", 5, 11_000), ("NIS", 0, 3000))["best"] == 11_000


def test_an_old_figure_told_again_is_no_claim() -> None:
    before = told(("NIS", 0, 1500), ("NIS", 5, 3000))

    assert claimed(before, figure(1500), by("NIS", 6)) == before
    assert claimed(before, figure(1500), by("wire", 6)) == before
    assert claimed(before, figure(3000), by("NATO", 6))["speaker"] == "NATO"


def test_claims_whose_ranges_meet_do_not_contradict() -> None:
    known = claimed(told(("NIS", 0, 3000)), figure(3500, low=2900, high=4000), by("HUR", 1))

    assert (known["low"], known["high"], known["contradicted"]) == (2900, 4000, False)


def test_a_figure_taken_back_leaves_what_others_said() -> None:
    known = told(("NIS", 0, 1500), ("HUR", 1, 11_000))

    assert withdrawn(known, frozenset({11_000.0})) == told(("NIS", 0, 1500))
    assert withdrawn(known, frozenset({11_000.0, 1500.0})) is None
    assert withdrawn(known, frozenset({7.0})) == known


def test_figures_stored_without_their_claims_go_on() -> None:
    old = {
        "best": 3000, "low": 1500, "high": 3000, "unit": "troops", "qualifier": "about", "text": "",
        "speaker": "NIS", "values": [1500, 3000],
    }  # fmt: skip

    known = claimed(old, figure(10_000), by("Pentagon", 5))

    assert (known["best"], known["low"], known["high"]) == (10_000, 1500, 10_000)


def adding(figures: Json, name: str, value: float, day: int = 1) -> Json:
    more = replace(figure(value), role="additional")
    row = claimed(figures.get("additional"), more, by(name, day), added_to(figures, more))
    return summed({**figures, "additional": row})


def test_what_is_additional_is_added_up_as_a_bound_and_marked() -> None:
    figures = adding({"sent": told(("NIS", 0, 1500))}, "NIS", 1500)

    assert (figures["sent"]["best"], figures["sent"]["high"], figures["sent"]["added"]) == (1500, 3000, 3000)


def test_the_same_addition_told_by_another_is_added_once_and_a_second_one_on_top() -> None:
    figures = adding({"sent": told(("NIS", 0, 1500))}, "NIS", 1500)

    assert adding(figures, "Pentagon", 1500, 2)["sent"]["added"] == 3000
    assert adding(figures, "NIS", 500, 3)["sent"]["added"] == 3500


def test_a_sum_that_somebody_names_is_no_longer_derived() -> None:
    figures = adding({"sent": told(("NIS", 0, 1500))}, "NIS", 1500)

    figures = summed({**figures, "sent": claimed(figures["sent"], figure(3000), by("NIS", 5))})

    assert (figures["sent"]["best"], figures["sent"]["high"], figures["sent"]["added"]) == (3000, 3000, None)


def test_other_things_are_not_added() -> None:
    more = replace(figure(500), role="additional", unit="tanks")

    assert added_to({"sent": told(("NIS", 0, 1500))}, more) is None
    assert added_to({}, figure(500)) is None
