"""The extractor: whole articles in, mentions out, the same every time and never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.extract import Extractor, RuleExtractor, extract
from events.model import Article, Mention
from tests.events.conftest import gold, make_article

Maker = Callable[..., Article]
DEPLOYED = (
    "On Friday, South Korea's spy agency confirmed the North had decided to send around 10,000 troops to "
    "Russia and had already begun deploying about 1,500 of them to Vladivostok."
)
WORDS = [
    "North",
    "Korea",
    "Russia",
    "Kyiv",
    "NATO",
    "troops",
    "soldiers",
    "1,500",
    "about",
    "sent",
    "send",
    "to",
    "will",
    "not",
    "denied",
    "that",
    "if",
    ",",
    ".",
    "the",
    "of",
    "deployment",
    "in",
    "Mali",
    "said",
    '"',
    "’s",
    "killed",
    "12",
    "people",
    "strike",
    "on",
    "talks",
    "with",
    "and",
    "Friday",
    "2024",
    "confirmed",
    "according",
    "were",
    "been",
    "has",
    "by",
    "from",
    "accused",
    "(",
    ")",
    ":",
    ";",
    "—",
    "the",
    "The",
    "President",
    "Putin",
    "'s",
    "s'",
    "n't",
    "hundreds",
    "up",
    "at",
    "least",
]


def _only(mentions: tuple[Mention, ...]) -> Mention:
    assert len(mentions) == 1
    return mentions[0]


def test_the_built_in_extractor_keeps_the_protocol() -> None:
    extractor: Extractor = RuleExtractor()
    assert (extractor.name, extractor.version) == ("rules", "1")


def test_a_caption_told_twice_is_one_visit(article: Maker) -> None:
    caption = "Brazil's president visited Angola on Friday.\n\n"
    assert _only(extract(article(caption * 2)).mentions).kind == "visit"


def test_a_reference_back_is_no_second_event(article: Maker) -> None:
    text = (
        "Norway sent 300 soldiers to Mali on Friday. The deployment of Norwegian troops to Mali is a first."
    )
    assert _only(extract(article(text)).mentions).quantities[0].value == 300


def test_a_plan_and_its_first_step_stay_two(article: Maker) -> None:
    found = extract(
        article("Norway will send 300 soldiers to Mali and has already sent 50 soldiers to Gao.")
    ).mentions
    assert [(m.status, m.quantities[0].role) for m in found] == [
        ("planned", "planned_total"),
        ("completed", "sent"),
    ]


def test_title_and_body_tell_one_event(article: Maker) -> None:
    found = extract(
        article("Norway sent 300 soldiers to Mali on Friday.", title="Norway sends soldiers to Mali")
    )
    assert _only(found.mentions).date.start == "2024-10-18"


def test_the_happening_of_the_title_comes_first(article: Maker) -> None:
    body = "Chad and Niger held talks in Niamey on Monday. Norway sent 300 soldiers to Mali on Friday."
    found = extract(article(body, title="Norway sends soldiers to Mali")).mentions
    assert [mention.kind for mention in found] == ["troop_deployment", "talks"]


def test_what_is_merely_reported_on_a_day_is_bounded_by_it(article: Maker) -> None:
    found = extract(
        article("Kenya's army said on Friday that Chad has begun deploying soldiers to Niger.")
    ).mentions
    date = _only(found).date
    assert (date.start, date.end, date.edtf, date.open_start) == (None, "2024-10-19", "../2024-10-18", True)


def test_without_any_date_the_publication_bounds_it(article: Maker) -> None:
    date = _only(extract(article("Norway has sent 300 soldiers to Mali.")).mentions).date
    assert (date.basis, date.edtf) == ("bounded_by_publication", "../2024-10-19")


def test_the_publication_day_is_the_publishers_own(article: Maker) -> None:
    late = article("Norway has sent 300 soldiers to Mali.", timezone="Pacific/Auckland")
    assert _only(extract(late).mentions).date.edtf == "../2024-10-19"


def test_support_decides_the_code(article: Maker) -> None:
    helping = _only(extract(article("Norway sent 300 soldiers to Mali to support its government.")).mentions)
    massing = _only(extract(article("Norway sent 300 soldiers to its border.")).mentions)
    assert (helping.plover, massing.plover) == ("AID", "MOBILIZE")


def test_a_visited_installation_is_a_place_without_coordinates(article: Maker) -> None:
    text = "North Korean leader Kim Jong-un paid a visit to the North Korean Army's 3rd Corps Headquarters."
    place = _only(extract(article(text)).mentions).places[0]
    assert (place.name, place.country, place.precision, place.lat) == (
        "3rd Corps Headquarters",
        "KP",
        "site",
        None,
    )


def test_a_trigger_without_its_roles_is_no_event(article: Maker) -> None:
    assert extract(article("The deployment took a while.")).mentions == ()


def test_the_title_of_a_mention_is_ours(article: Maker) -> None:
    assert _only(extract(article("Norway will send about 300 soldiers to Mali.")).mentions).title == (
        "Norway to send about 300 soldiers to Mali"
    )


@pytest.mark.parametrize("row", gold("kinds.yaml"), ids=lambda row: row["text"])
def test_evidence_cuts_the_text(row: dict[str, str]) -> None:
    article = make_article(row["text"])
    for mention in extract(article).mentions:
        assert mention.evidence
        for evidence in mention.evidence:
            assert article.text(evidence.field)[evidence.start : evidence.end] == evidence.text


def deployments(text: str) -> list[Mention]:
    return [found for found in extract(make_article(text)).mentions if found.kind == "troop_deployment"]


def test_a_span_of_figures_is_the_object_and_not_where_to() -> None:
    (plan,) = deployments("Kenya will send 1,500 to 2,000 soldiers to Haiti.")

    assert [(q.low, q.high, q.text) for q in plan.quantities] == [(1500, 2000, "1,500 to 2,000 soldiers")]
    assert [place.name for place in plan.places] == ["Haiti"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ghana said on Friday it would send soldiers to Niger.", "planned"),
        ("Ghana has no plans to send soldiers to Niger.", "negated"),
        ("No soldiers from Ghana have been sent to Niger.", "negated"),
        ("Ghana has yet to send soldiers to Niger.", "negated"),
        ("Reports that Ghana sent soldiers to Niger are false, the ministry said.", "denied"),
        ("Should Ghana send soldiers to Niger, the border will close.", "hypothetical"),
        ("The deployment of soldiers from Ghana to Niger is under way.", "under_way"),
        ("The army has ordered a battalion to Niger.", "planned"),
        ("Ghana will send soldiers to Niger unless the junta steps down.", "threatened"),
    ],
)
def test_the_words_around_a_deployment_decide_how_far_it_has_got(text: str, status: str) -> None:
    assert [found.status for found in deployments(text)] == [status]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Rebels seized the town of Sake, according to the region's governor.", "region's governor"),
        ("A drone hit a refinery in Ryazan, the governor, Pavel Malkov, wrote on Telegram.", "Pavel Malkov"),
        ("Soldiers raped women in Tigray, a report by Amnesty International found.", "Amnesty International"),
        ("Soldiers shot dead two protesters in Khartoum, a doctors' committee said.", "doctors' committee"),
        ("Kenya has sent 200 soldiers to Haiti, said Raila Odinga, an opposition leader.", "Raila Odinga"),
    ],
)
def test_a_speaker_is_named_by_the_whole_noun_phrase(text: str, speaker: str) -> None:
    (found,) = extract(make_article(text)).mentions
    assert [source.speaker for source in found.attribution] == [speaker]


@pytest.mark.parametrize(
    ("text", "acled"),
    [
        ("M23 rebels seized control of Walikale.", "Non-state actor overtakes territory"),
        ("Government troops recaptured the town of Mweso in Congo.", "Government regains territory"),
        ("Police in Minsk detained 12 people at a peaceful rally.", "Protest with intervention"),
        ("Soldiers shot dead two protesters in Khartoum.", "Excessive force against protesters"),
        ("Thousands of nurses marched through Lima for better pay.", "Peaceful protest"),
    ],
)
def test_the_incident_type_follows_who_acts_and_what_is_done(text: str, acled: str) -> None:
    assert [found.acled for found in extract(make_article(text)).mentions] == [acled]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Kharkiv was hit by two missiles on Friday.", [("Kharkiv", "site")]),
        ("Armed men massacred 23 villagers in Haiti's Artibonite.", [("Artibonite", "site")]),
        ("At least nine people were killed in Idlib when a bomb went off.", [("Idlib", "site")]),
    ],
)
def test_the_site_is_found_where_the_clause_or_the_one_around_it_names_it(
    text: str, places: list[tuple[str, str]]
) -> None:
    (found,) = extract(make_article(text)).mentions
    assert [(place.span.text, place.role) for place in found.places if place.precision != "country"] == places


def test_a_bare_weekday_lies_on_the_side_the_status_asks_for() -> None:
    (found,) = extract(make_article("Georgia vetoed the European plan on Monday.")).mentions
    assert found.date.start == "2024-10-14"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.text(max_size=80))
def test_any_text_is_read_without_an_exception(body: str, title: str) -> None:
    article = make_article(body, title)
    for mention in extract(article).mentions:
        assert mention.title
        for evidence in mention.evidence:
            assert article.text(evidence.field)[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize(
    "piece",
    ["troops sent to Russia ", "Russia said ", "(", ".", " ", "a-", "and Mali ", '"', "killed 5 in Mali "],
)
def test_a_hostile_text_is_read_in_bounded_work(piece: str, article: Maker) -> None:
    assert len(extract(article(piece * (40_000 // len(piece)))).mentions) <= 200


def test_two_extractors_write_the_same_bytes(article: Maker) -> None:
    bodies = [DEPLOYED, *(row["text"] for row in gold("kinds.yaml"))]
    runs = [
        [json.dumps(RuleExtractor().extract(article(body)).to_json()) for body in bodies] for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_the_head_of_an_agency_speaks_for_it_and_he_is_never_the_soldiers(article: Maker) -> None:
    text = (
        "Nearly 900 Belarusian soldiers are in Syria, the head of Ukraine's military intelligence said. "
        "A first group of 300 soldiers will be sent to Latakia by June, he said."
    )
    mentions = extract(article(text)).mentions

    speakers = [said.speaker for mention in mentions for said in mention.attribution]
    assert speakers == ["Main Directorate of Intelligence"] * 2


def test_an_estimate_of_a_force_is_nobodys_deployment(article: Maker) -> None:
    assert extract(article("Kyiv puts the Belarusian force in Syria at 900.")).mentions == ()


def test_a_threatened_strike_needs_a_place_or_a_target(article: Maker) -> None:
    assert extract(article("Unions had threatened to strike over crowded classrooms.")).mentions == ()


def test_a_drill_told_on_is_not_another_drill(article: Maker) -> None:
    text = (
        "South Korea's armed forces began the annual Hoguk exercise on Sunday. "
        "Army and navy units will train together across the country until November."
    )
    assert [mention.kind for mention in extract(article(text)).mentions] == ["exercise"]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("The British minister said Libya must hand over the bombers.", ["GB"], ["LY"]),
        ('"Iraq must admit the inspectors," French President Jacques Chirac said.', ["FR"], ["IQ"]),
    ],
)
def test_what_another_side_must_do_is_a_demand(text: str, actors: list[str], recipients: list[str]) -> None:
    mentions = [m for m in extract(make_article(text)).mentions if m.kind == "demand"]
    assert [[actor.country for actor in m.actors] for m in mentions] == [actors]
    assert [[actor.country for actor in m.recipients] for m in mentions] == [recipients]


@pytest.mark.parametrize(
    "text",
    [
        "Police said drivers must slow down on the road to Nairobi.",
        "Kenya's president said the Kenyan government must cut its spending.",
        "An analyst said Kenya must rethink its policy.",
    ],
)
def test_what_is_no_other_sides_to_do_is_no_demand(text: str) -> None:
    assert [m.kind for m in extract(make_article(text)).mentions] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Armed men massacred 23 villagers in Haiti's Artibonite.", ["Haiti", "Artibonite"]),
        ("Troops reached Bilopillia, and in Kyiv two people were killed near Zorynsk.", ["Kyiv", "Zorynsk"]),
    ],
)
def test_every_place_of_an_event_is_listed_for_the_article_with_its_offsets(
    text: str, names: list[str], article: Maker
) -> None:
    found = extract(article(text)).to_json()
    listed = [text[place["char_start"] : place["char_end"]] for place in found["places"]]

    assert listed == names
    assert {place["name"] for event in found["events"] for place in event["places"]} <= {
        place["name"] for place in found["places"]
    }


def test_a_suspected_trade_of_which_nothing_else_is_told_is_no_more_than_possible() -> None:
    trade = make_article(
        "The report confirms long speculation over growing cooperation between Caracas and Tehran, mainly "
        "involving a suspected arms trade."
    )
    strike = make_article("Two people were killed in a suspected Israeli air strike in Damascus.")

    assert {m.status for m in extract(trade).mentions} <= {"hypothetical"}
    assert [m.status for m in extract(strike).mentions] == ["completed"]


def test_a_title_names_the_nation_once() -> None:
    found = extract(
        make_article("The North has begun deploying about 1,500 North Korean soldiers to Vladivostok.")
    )

    assert [m.title for m in found.mentions] == ["North Korea is sending about 1,500 soldiers to Vladivostok"]
