import pytest

from events.gazetteer import capitals, countries, country_code, country_names, country_of, demonyms


@pytest.mark.parametrize(
    ("surface", "code"),
    [
        ("North Korea", "KP"),
        ("DPRK", "KP"),
        ("ROK", "KR"),
        ("U.S.", "US"),
        ("U.K.", "GB"),
        ("UAE", "AE"),
        ("Türkiye", "TR"),
        ("Kosovo", "XK"),
        ("Ivory Coast", "CI"),
        ("Congo-Brazzaville", "CG"),
        ("DR Congo", "CD"),
    ],
)
def test_names_and_abbreviations_stand_for_countries(surface, code):
    assert country_code(surface) == code


@pytest.mark.parametrize(
    ("surface", "code"),
    [
        ("Russian", "RU"),
        ("North Koreans", "KP"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("Dutch", "NL"),
        ("Czechs", "CZ"),
        ("Britons", "GB"),
        ("Filipino", "PH"),
        ("Chinese", "CN"),
    ],
)
def test_peoples_stand_for_their_country(surface, code):
    assert demonyms()[surface] == code
    assert country_code(surface) == code


def test_a_capital_is_read_as_a_government_only_by_country_of():
    assert country_code("Pyongyang") is None
    assert country_of("Pyongyang") == "KP"
    assert country_of("Kiev") == country_of("Kyiv") == "UA"


def test_what_is_no_country_has_no_code():
    assert country_code("Atlantis") is None
    assert country_of("Atlantis") == ""


def test_the_three_lists_do_not_mix():
    assert not set(country_names()) & set(demonyms())
    assert "Philippines" in country_names()
    assert "Laos" in country_names()
    assert "Seoul" in capitals()
    assert "Seoul" not in country_names()


def test_every_country_has_a_point_on_the_globe_and_an_identifier():
    assert len(countries()) == 250
    for country in countries().values():
        assert -90 <= country.lat <= 90
        assert -180 <= country.lon <= 180
        assert country.geonames_id > 0
