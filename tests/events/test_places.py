from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.model import Article
from events.places import find_places

PUBLISHED = datetime(2024, 10, 18, 9, tzinfo=UTC)


def article(body, title="", country=""):
    return Article("a1", title, body, PUBLISHED, country=country)


def seen(body, **options):
    return [(p.span.text, p.country, p.precision) for p in find_places(article(body, **options))]


def point(body, name):
    place = next(p for p in find_places(article(body)) if p.span.text == name)
    return round(place.lat, 1), round(place.lon, 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The convoy left for Vladivostok.", [("Vladivostok", "RU", "city")]),
        ("Seoul-Moscow relations cooled.", [("Seoul", "KR", "city"), ("Moscow", "RU", "city")]),
        ("They flew to the U.S.", [("U.S.", "US", "country")]),
        ("Shelling hit the Kursk region.", [("Kursk region", "RU", "admin1")]),
        ("A vessel crossed the Taiwan Strait.", [("Taiwan Strait", "", "region")]),
        ("It fell on the Korean Peninsula.", [("Korean Peninsula", "", "region")]),
        ("Guards at Panmunjom watched.", [("Panmunjom", "KR", "site")]),
        ("Troops entered Crimea.", [("Crimea", "UA", "region")]),
        ("KYIV, Ukraine - A blast was heard.", [("KYIV", "UA", "city"), ("Ukraine", "UA", "country")]),
        ("He moved to Paris, Texas.", [("Paris", "US", "city"), ("Texas", "US", "admin1")]),
        ("He moved to Paris, France.", [("Paris", "FR", "city"), ("France", "FR", "country")]),
    ],
)
def test_toponyms_are_found_with_country_and_precision(body, expected):
    assert seen(body) == expected


def test_peoples_are_no_places_but_tell_where_a_place_is():
    assert seen("Russian and North Korean officers met.") == []
    assert seen("Georgian police closed a road in Georgia.") == [("Georgia", "GE", "country")]
    assert seen("Alabama, Georgia and Florida vote.")[1] == ("Georgia", "US", "admin1")


@pytest.mark.parametrize(
    "body",
    [
        "Paris Hilton sang.",
        "Jordan Smith resigned.",
        "Then Gen. Washington rode.",
        "A novel by Jack London.",
        "The Washington Post reported it.",
        "It may happen in August.",
        "Reading is fun.",
        "Write to @Paris or #London.",
        "It costs US$5.",
    ],
)
def test_persons_papers_and_plain_words_are_no_places(body):
    assert seen(body) == []


def test_a_surname_does_not_hide_a_capital():
    assert seen("Denzel Washington arrived. Officials in Washington waited.") == [
        ("Washington", "US", "city")
    ]


def test_points_are_those_of_geonames():
    assert point("A ship left Vladivostok.", "Vladivostok") == (43.1, 131.9)
    assert point("They met in Pyongyang.", "Pyongyang") == (39.0, 125.8)
    assert point("A vote in France.", "France") == (46.0, 2.0)


def test_title_places_come_first_and_keep_their_field():
    places = find_places(article("Rain fell in Lisbon.", title="Floods in Porto"))
    assert [(p.span.field, p.span.text) for p in places] == [("title", "Porto"), ("body", "Lisbon")]


def test_the_sources_home_country_decides_between_equals():
    assert seen("Police in Birmingham arrested him.", country="GB")[0][1] == "GB"
    assert seen("Birmingham police in Alabama arrested him.")[0][1] == "US"


@given(st.text(), st.text())
def test_any_text_is_read_without_an_error_and_offsets_cut_it(title, body):
    read = article(body, title=title)
    for place in find_places(read):
        assert read.text(place.span.field)[place.span.start : place.span.end] == place.span.text


WORDS = st.sampled_from(
    [
        "Paris",
        ",",
        "Texas",
        "Georgia",
        "U.S.",
        "Kursk",
        "region",
        "Jordan",
        "Smith",
        "KYIV",
        "New",
        "York",
        "Post",
        "(",
        ")",
        "-",
        ".",
        "in",
    ]
)


@given(st.lists(WORDS, max_size=15))
def test_place_like_text_gives_points_on_the_globe(words):
    for place in find_places(article(" ".join(words))):
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
