"""Which event a mention belongs to, and what it changes there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.fold import EventState, Origin, Provenance, fold, mint, mint_id
from events.merge import Decision, decide
from events.model import Actor, Attribution, EventDate, Mention, Place, Quantity, Span

FRIDAY = datetime(2024, 10, 18, 9, tzinfo=UTC)
NOWHERE = Span("body", 0, 0, "")
NOBODY: dict[str, frozenset[tuple[str, float]]] = {}

NORTH_KOREA = Actor("North Korea", "KP", "military", NOWHERE)
RUSSIA = Actor("Russia", "RU", "government", NOWHERE)
POLAND = Actor("Poland", "PL", "military", NOWHERE)
VLADIVOSTOK = Place("Vladivostok", "RU", 43.1, 131.9, "city", 2013348, NOWHERE, "destination")
BY_FRIDAY = EventDate(None, "2024-10-19", "day", "../2024-10-18", "bounded_by_publication", open_start=True)


def on(day: str) -> EventDate:
    after = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    return EventDate(day, after, "day", day, "expression")


def troops(value: float, role: str, text: str = "") -> Quantity:
    return Quantity(value, None, None, "about", "troops", text or f"about {value:,.0f} troops", NOWHERE, role)


def mention(**changes: Any) -> Mention:
    """North Korea has begun sending about 1,500 troops to Russia, says the NIS."""
    base = Mention(
        kind="troop_deployment",
        plover="AID",
        cameo="072",
        acled="",
        title="North Korea sends troops to Russia",
        actors=(NORTH_KOREA,),
        recipients=(RUSSIA,),
        places=(VLADIVOSTOK,),
        quantities=(troops(1500, "sent"),),
        date=BY_FRIDAY,
        status="under_way",
        assertion="confirmed",
        attribution=(Attribution("NIS", "confirmed"),),
        evidence=(),
        confidence=0.9,
    )
    return replace(base, **changes)


def origin(article: int = 1, publisher: str = "Example Wire", text: str = "", hours: int = 0) -> Origin:
    when = FRIDAY + timedelta(hours=hours)
    return Origin(f"feed|guid:{article}|1|0", article, publisher, text or f"text-{article}", when, when)


FIRST = mint(mention(), origin())


def judge(said: Mention, *known: EventState, hours: int = 24) -> Decision:
    return decide(said, origin(2, hours=hours), known or (FIRST,), NOBODY)


def test_the_same_claim_elsewhere_corroborates() -> None:
    decision = judge(mention())

    assert (decision.change, decision.event_id) == ("corroborated", FIRST.id)
    assert "actor 3" in decision.why


def test_with_nothing_known_it_is_a_new_event_and_says_so() -> None:
    decision = decide(mention(), origin(), (), NOBODY)

    assert (decision.change, decision.event_id) == ("new", None)
    assert decision.why == "no troop_deployment was active in the last 30 days"


def test_the_planned_total_and_those_already_sent_stay_two_events() -> None:
    planned = mention(status="announced", quantities=(troops(12_000, "planned_total"),))

    assert judge(planned).change == "new"


def test_plans_of_another_size_are_different_plans() -> None:
    def planned(count: int) -> Mention:
        return mention(status="planned", quantities=(troops(count, "planned_total"),))

    twelve_thousand = mint(planned(12_000), origin())

    assert judge(planned(11_000), twelve_thousand).change == "updated"
    assert judge(planned(2_600), twelve_thousand).change == "new"


def test_another_army_is_another_event() -> None:
    assert judge(mention(actors=(POLAND,))).change == "new"


def test_an_unknown_slot_is_neutral() -> None:
    assert judge(mention(actors=(), quantities=())).event_id == FIRST.id
    assert judge(mention(recipients=(), places=())).event_id == FIRST.id


def test_a_shared_number_alone_joins_nothing() -> None:
    stranger = mention(actors=(), recipients=(), places=())

    assert judge(stranger, hours=24 * 10).change == "new"


def test_a_larger_figure_in_the_same_role_is_an_update_with_its_diff() -> None:
    decision = judge(mention(quantities=(troops(3000, "sent"),)))

    assert decision.change == "updated"
    assert decision.diff["quantities"]["sent"]["from"]["best"] == 1500
    assert decision.diff["quantities"]["sent"]["to"]["value"] == 3000


def test_a_figure_that_was_named_before_is_no_news() -> None:
    three_thousand = mention(quantities=(troops(3000, "sent"),))
    grown = fold(FIRST, three_thousand, origin(2), "updated", Provenance())

    assert judge(mention(), grown).change == "corroborated"
    assert grown.quantities["sent"] | {"text": "", "claims": []} == {
        "best": 3000, "low": 3000, "high": 3000, "unit": "troops", "qualifier": "about", "text": "",
        "speaker": "NIS", "values": [1500, 3000], "added": None, "contradicted": False, "claims": [],
    }  # fmt: skip


def test_a_far_larger_count_weeks_later_from_somebody_else_is_another_sending() -> None:
    """Growth is an update where the same speaker tells it, or soon after."""

    def earlier(speaker: str, days: int, count: int = 200) -> EventState:
        few = mention(
            status="completed",
            places=(),
            quantities=(troops(count, "sent"),),
            attribution=(Attribution(speaker, "said"),),
        )
        return mint(few, origin(hours=24 - days * 24))

    assert judge(mention(), earlier("Ukraine's defence ministry", days=14)).change == "new"
    assert judge(mention(), earlier("NIS", days=14)).change == "updated"
    assert judge(mention(), earlier("Ukraine's defence ministry", days=5)).change == "updated"
    assert judge(mention(), earlier("Ukraine's defence ministry", days=14, count=600)).change == "updated"
    assert judge(mention(quantities=()), earlier("Ukraine's defence ministry", days=14)).change != "new"


def test_a_repeated_background_figure_changes_nothing() -> None:
    recap = mention(quantities=(troops(2600, "sent"),), assertion="repeated")

    assert judge(recap).change == "corroborated"
    assert fold(FIRST, recap, origin(2), "corroborated", Provenance()).quantities == FIRST.quantities


def test_a_repeated_background_moves_neither_status_nor_place() -> None:
    known = replace(FIRST, places=[], place="")
    recap = mention(status="completed", assertion="repeated")

    decision = judge(recap, known)
    after = fold(known, recap, origin(2), decision.change, Provenance())

    assert (decision.change, decision.diff) == ("corroborated", {})
    assert (after.status, after.place, after.reach) == ("under_way", "", 2)


@pytest.mark.parametrize("status", ["denied", "negated"])
def test_a_denial_meets_the_event_and_leaves_it_disputed(status: str) -> None:
    denial = mention(
        status=status, quantities=(), places=(), attribution=(Attribution("North Korea", "denied"),)
    )
    decision = judge(denial)

    assert (decision.change, decision.event_id) == ("denied", FIRST.id)
    after = fold(FIRST, denial, origin(2), decision.change, Provenance())
    assert after.disputed
    assert after.quantities == FIRST.quantities


def test_what_might_happen_is_not_what_happens() -> None:
    assert judge(mention(status="hypothetical")).change == "new"
    assert judge(mention(status="historical")).change == "new"


def test_a_status_moves_forward_and_never_back() -> None:
    assert judge(mention(status="completed")).diff["status"] == {"from": "under_way", "to": "completed"}
    done = mint(mention(status="completed"), origin())
    assert judge(mention(status="under_way"), done).change == "corroborated"


def test_an_edit_of_the_same_article_corrects_and_takes_its_old_figure_back() -> None:
    before = {FIRST.id: frozenset({("sent", 1500.0)})}
    edited = mention(quantities=(troops(1300, "sent"),))

    corrected = decide(edited, origin(), (FIRST,), before)
    assert (corrected.change, decide(mention(), origin(), (FIRST,), before).change) == ("corrected", "none")

    told = Provenance(own_figures=before[FIRST.id])
    after = fold(FIRST, edited, origin(), "corrected", told).quantities["sent"]
    assert (after["best"], after["low"], after["high"]) == (1300, 1300, 1300)


def test_a_correction_keeps_what_others_said_too() -> None:
    after = fold(FIRST, mention(quantities=(troops(1300, "sent"),)), origin(), "corrected", Provenance())

    assert after.quantities["sent"]["values"] == [1500, 1300]


def test_a_smaller_number_sent_is_not_part_of_the_larger_told_before() -> None:
    eleven_thousand = mint(mention(quantities=(troops(11_000, "present"),)), origin())

    assert judge(mention(), eleven_thousand).change == "new"
    assert judge(mention(quantities=(troops(12_000, "sent"),))).change == "updated"


def test_a_denial_is_of_what_is_under_way_rather_than_of_a_plan_and_news_once() -> None:
    planned = mint(mention(status="planned", quantities=(troops(12_000, "planned_total"),)), origin(9))
    denial = mention(
        status="denied", quantities=(), places=(), attribution=(Attribution("North Korea", "denied"),)
    )

    first = judge(denial, planned, FIRST)
    assert (first.change, first.event_id) == ("denied", FIRST.id)

    disputed = fold(FIRST, denial, origin(2), "denied", Provenance())
    assert judge(denial, disputed).change == "corroborated"
    assert judge(replace(denial, attribution=(Attribution("Russia", "denied"),)), disputed).change == "denied"


def strike(city: str, day: str) -> Mention:
    place = Place(city, "UA", 50.0, 36.2, "city", 1, NOWHERE, "site")
    return mention(
        kind="air_strike", actors=(RUSSIA,), recipients=(), places=(place,), quantities=(), date=on(day),
        status="completed",
    )  # fmt: skip


def test_two_strikes_on_different_days_or_cities_are_two_events() -> None:
    known = mint(strike("Kharkiv", "2024-10-16"), origin())

    assert judge(strike("Kharkiv", "2024-10-16"), known).change == "corroborated"
    assert judge(strike("Kharkiv", "2024-10-20"), known).change == "new"
    assert judge(strike("Sumy", "2024-10-16"), known).change == "new"


def test_two_towns_are_two_events_even_where_each_report_names_the_country() -> None:
    country = Place("Ukraine", "UA", 49.0, 32.0, "country", 2, NOWHERE, "site")
    in_kharkiv, in_sumy = (
        replace(strike(city, "2024-10-16"), places=(*strike(city, "2024-10-16").places, country))
        for city in ("Kharkiv", "Sumy")
    )
    known = mint(in_kharkiv, origin())

    assert judge(in_sumy, known).change == "new"
    assert judge(in_kharkiv, known).change == "corroborated"
    assert judge(replace(in_sumy, places=(country,)), known).change == "corroborated"


def test_a_kind_of_the_same_family_may_join() -> None:
    assert judge(mention(kind="reinforcement")).event_id == FIRST.id
    assert judge(mention(kind="troop_withdrawal")).change == "new"


def test_copies_add_reach_and_nothing_else() -> None:
    copied = fold(FIRST, mention(), origin(2, text="text-1"), "corroborated", Provenance(same_text=True))
    rewritten = fold(FIRST, mention(), origin(3), "corroborated", Provenance())
    pentagon = mention(attribution=(Attribution("Pentagon", "said"),))
    independent = fold(FIRST, pentagon, origin(4), "corroborated", Provenance())
    edited = fold(FIRST, mention(), origin(1), "none", Provenance(same_article=True))

    assert (copied.reach, copied.texts, copied.origins) == (2, 1, 1)
    assert (rewritten.reach, rewritten.texts, rewritten.origins) == (2, 2, 1)
    assert (independent.reach, independent.texts, independent.origins) == (2, 2, 2)
    assert (edited.reach, edited.texts, edited.origins) == (1, 1, 1)
    assert (rewritten.standing, independent.standing) == ("reported", "confirmed")


def test_an_event_learns_what_it_did_not_know() -> None:
    vague = mint(mention(places=(), recipients=()), origin())

    after = fold(vague, mention(date=on("2024-10-17")), origin(2), "updated", Provenance())

    assert (after.place, after.recipient, after.start) == ("Vladivostok", "Russia", "2024-10-17")


def test_ids_follow_from_the_first_mention_and_from_nothing_else() -> None:
    assert mint(mention(), origin()).id == mint(mention(title="Another title"), origin()).id == FIRST.id
    assert mint_id("a") != mint_id("b")


def test_a_denial_adds_no_origin_and_the_only_teller_who_denies_takes_it_back() -> None:
    def denied_by(speaker: str) -> EventState:
        denial = mention(status="denied", quantities=(), attribution=(Attribution(speaker, "denied"),))
        return fold(FIRST, denial, origin(2), "denied", Provenance())

    by_moscow, by_teller = denied_by("Kremlin"), denied_by("NIS")

    assert (by_moscow.standing, by_moscow.origin_names) == ("disputed", ["speaker:nis"])
    assert (by_teller.standing, by_teller.origins) == ("retracted", 1)


def test_a_correction_shows_in_the_standing_until_another_confirms() -> None:
    said = mention(quantities=(troops(1300, "sent"),))
    corrected = fold(FIRST, said, origin(), "corrected", Provenance(same_article=True))
    pentagon = replace(said, attribution=(Attribution("Pentagon", "said"),))

    assert corrected.standing == "corrected"
    assert fold(corrected, pentagon, origin(3), "corroborated", Provenance()).standing == "confirmed"


def test_a_decision_names_the_best_it_rejected_and_what_spoke_against_it() -> None:
    decision = judge(mention(actors=(POLAND,)))

    (rival,) = decision.to_json()["rivals"]
    assert (rival["event"], rival["vetoes"]) == (FIRST.id, ["actor"])
    assert rival["terms"] == {"kind": 2.0, "recipient": 2.0, "place": 2.0, "date": 1.0}
    assert decision.threshold == 4
