import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.quantities import find_quantities


def only(text):
    found = find_quantities(text)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "span", "value", "low", "high", "qualifier", "unit"),
    [
        ("It sent around 12,000 troops there.", "around 12,000 troops", 12000, None, None, "about", "troops"),
        (
            "approximately 1,500 Ruritanian soldiers",
            "approximately 1,500 Ruritanian soldiers",
            1500,
            None,
            None,
            "about",
            "troops",
        ),
        ("At least 20 people died.", "At least 20 people", 20, 20, None, "at_least", "people"),
        ("It fired more than 100 drones.", "more than 100 drones", 100, 100, None, "more_than", "drones"),
        ("up to 3,000 personnel", "up to 3,000 personnel", 3000, None, 3000, "up_to", "troops"),
        ("fewer than 50 tanks remain", "fewer than 50 tanks", 50, None, 50, "fewer_than", "tanks"),
        ("nearly 10,000 men", "nearly 10,000 men", 10000, None, 10000, "nearly", "troops"),
        (
            "between 8,000 and 10,000 soldiers",
            "between 8,000 and 10,000 soldiers",
            None,
            8000,
            10000,
            "range",
            "troops",
        ),
        ("200-300 fighters crossed", "200-300 fighters", None, 200, 300, "range", "troops"),
        ("5 to 7 warships", "5 to 7 warships", None, 5, 7, "range", "ships"),
        ("1.5 to 2 million shells", "1.5 to 2 million shells", None, 1.5e6, 2e6, "range", "shells"),
        ("a 1,500-strong force", "1,500-strong force", 1500, 1500, 1500, "exact", "troops"),
        ("a dozen missiles", "a dozen missiles", 12, 12, 12, "exact", "missiles"),
        ("several hundred soldiers", "several hundred soldiers", None, 200, 900, "vague", "troops"),
        ("tens of thousands of troops", "tens of thousands of troops", None, 20000, 99999, "vague", "troops"),
        ("a battalion of about 600 men", "about 600 men", 600, None, None, "about", "troops"),
        (
            "two hundred and fifty thousand rounds",
            "two hundred and fifty thousand rounds",
            250000,
            250000,
            250000,
            "exact",
            "rounds",
        ),
        ("1,000 or more prisoners", "1,000 or more prisoners", 1000, 1000, None, "at_least", "people"),
        ("1.5 million shells", "1.5 million shells", 1.5e6, 1.5e6, 1.5e6, "exact", "shells"),
        ("worth $2 billion", "$2 billion", 2e9, 2e9, 2e9, "exact", "usd"),
        ("40 percent of them", "40 percent", 40, 40, 40, "exact", "percent"),
        ("2,000 containers left port", "2,000 containers", 2000, 2000, 2000, "exact", "containers"),
        ("12 fighter jets took off", "12 fighter jets", 12, 12, 12, "exact", "aircraft"),
        ("The blast killed 12.", "12", 12, 12, 12, "exact", "people"),
    ],
)
def test_counts_keep_their_bounds_and_their_unit(text, span, value, low, high, qualifier, unit):
    found = only(text)
    assert (found.text, found.qualifier, found.unit) == (span, qualifier, unit)
    assert (found.value, found.low, found.high) == (value, low, high)
    assert found.role is None


def test_each_count_of_a_sentence_is_found():
    found = find_quantities("30 were killed and 12 wounded; three drones and 7 tanks were lost.")
    assert [(q.value, q.unit) for q in found] == [(30, "people"), (12, "people"), (3, "drones"), (7, "tanks")]


@pytest.mark.parametrize(
    "text",
    [
        "A battalion arrived.",
        "The driver, aged 45, fled.",
        "a 45-year-old man",
        "the 2nd Corps headquarters",
        "Su-35 jets and S-400 systems",
        "It began in 2024 there.",
        "on Oct. 17 and 18 October",
        "at 8:30 p.m. sharp",
        "for two days",
        "one of the guests",
        "Call 555-1234 today",
        "under Article 5",
        "155mm guns",
        "the third convoy",
    ],
)
def test_dates_ages_names_and_labels_are_no_counts(text):
    assert [q.text for q in find_quantities(text)] == []


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    for found in find_quantities(text, "title"):
        assert text[found.span.start : found.span.end] == found.text == found.span.text
        assert found.span.field == "title"


NUMBERS = st.sampled_from(
    [
        "about",
        "12,000",
        "1.5",
        "million",
        "two",
        "dozen",
        "tens",
        "of",
        "thousands",
        "to",
        "-",
        "and",
        "between",
        "soldiers",
        "men",
        "%",
        "$",
        "8-13",
        "2024",
        "km",
        "strong",
    ]
)


@given(st.lists(NUMBERS, max_size=20))
def test_number_like_text_gives_ordered_bounds_without_overlap(words):
    text = " ".join(words)
    done = 0
    for found in find_quantities(text):
        assert found.span.start >= done
        done = found.span.end
        assert text[found.span.start : found.span.end] == found.text
        assert found.low is None or found.high is None or found.low <= found.high


@pytest.mark.parametrize("soup", ["1", "1,000 ", "one ", "$", "hundred "])
def test_a_megabyte_of_anything_is_read_to_its_end(soup):
    text = soup * (1_000_000 // len(soup)) + ". They lost 7 tanks."
    assert find_quantities(text)[-1].text == "7 tanks"
