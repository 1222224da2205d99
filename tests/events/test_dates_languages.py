"""Time expressions in the languages that have tables, and in those that dateparser reads.

`dates_languages/` holds a file for each language: a line with the day of publication and a sentence, and
under it each expression to be found: text | start | end | precision | EDTF. ".." is a side that is open or
not fixed, "-" no EDTF.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.dates import READERS, find_dates
from events.timex.languages import CODES, LANGUAGES, template

FOLDER = Path(__file__).parent / "dates_languages"
ZONES = {
    "de": "Europe/Berlin",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "ko": "Asia/Seoul",
    "ru": "Europe/Moscow",
    "uk": "Europe/Kyiv",
    "zh": "Asia/Shanghai",
}
FRIDAY = datetime(2024, 10, 18, 9, tzinfo=UTC)
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - Hypothesis wants naive bounds


def examples() -> Iterator[tuple[str, str, list[str]]]:
    for path in sorted(FOLDER.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
        for first, following in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield path.stem, lines[first], [line.strip() for line in lines[first + 1 : following]]


EXAMPLES = list(examples())
# What the sentences are made of, in any order: the words of a language beside signs and numbers that tempt.
WORDS = {
    code: [
        *sorted({word for language, line, _ in EXAMPLES if language == code for word in line.split()}),
        *sorted(
            {
                form
                for table in LANGUAGES[code].words.values()
                for forms in table.values()
                for form in forms.split()
            }
        ),
        *("8-13", "31.", "30.02.2024", "25:61", "0000", "9999", "–", "99", "\n", ",", "."),
    ]
    for code in CODES
}


def dates(text, day="2024-10-18", language="de", **options):
    published = datetime.combine(datetime.fromisoformat(day), time(9), UTC)
    return find_dates(text, published, language=language, **options)


def line(found) -> str:
    borders = (found.start or "..", found.end or "..")
    return " | ".join((found.text, *borders, found.precision, found.edtf or "-"))


@pytest.mark.parametrize(("language", "sentence", "expected"), EXAMPLES)
def test_sentences_are_read_as_a_reader_of_that_day_would(language, sentence, expected):
    day, _, text = sentence.partition(" ")
    assert [line(found) for found in dates(text, day, language, timezone=ZONES[language])] == expected


def test_every_language_has_examples_with_and_without_dates():
    for code in CODES:
        wanted = [bool(expected) for language, _, expected in EXAMPLES if language == code]
        assert wanted.count(True) >= 60
        assert wanted.count(False) >= 10


def test_a_region_or_script_behind_the_language_is_no_other_language():
    assert [found.text for found in dates("10月18日", language="zh-Hant")] == ["10月18日"]
    assert [found.text for found in dates("Am Freitag", language="de-AT")] == ["Freitag"]


@pytest.mark.parametrize(
    ("language", "text", "timex3", "kind"),
    [
        ("de", "Das Stück läuft täglich.", "P1D", "SET"),
        ("de", "Jeden Freitag wird demonstriert.", "XXXX-WXX-5", "SET"),
        ("de", "Die dreitägige Konferenz ist beendet.", "P3D", "DURATION"),
        ("fr", "Tous les vendredis, on manifeste.", "XXXX-WXX-5", "SET"),
        ("fr", "Le siège a duré plusieurs mois.", "PXM", "DURATION"),
        ("es", "Cada semana hay protestas.", "P1W", "SET"),
        ("es", "Esperaron media hora.", "PT0.5H", "DURATION"),
        ("ru", "По пятницам здесь базар.", "XXXX-WXX-5", "SET"),
        ("ru", "Двухнедельное перемирие сорвано.", "P2W", "DURATION"),
        ("uk", "Щомісяця надходить допомога.", "P1M", "SET"),
        ("ko", "매주 금요일 집회가 열린다.", "XXXX-WXX-5", "SET"),
        ("ko", "사흘간 이어졌다.", "P3D", "DURATION"),
        ("zh", "每周五举行集会。", "XXXX-WXX-5", "SET"),
        ("zh", "等待了半小时。", "PT0.5H", "DURATION"),
    ],
)
def test_durations_and_sets_have_timex3_values_and_no_borders(language, text, timex3, kind):
    (found,) = dates(text, language=language)
    assert (found.timex3, found.type, found.start, found.end) == (timex3, kind, None, None)


@pytest.mark.parametrize(
    ("language", "text", "timex3"),
    [
        ("de", "Am Freitagabend", "2024-10-18TEV"),
        ("fr", "Hier soir", "2024-10-17TEV"),
        ("es", "El lunes por la noche", "2024-10-14TNI"),
        ("ru", "Вчера утром", "2024-10-17TMO"),
        ("uk", "Уночі 17 жовтня", "2024-10-17TNI"),
        ("ko", "17일 오후", "2024-10-17TAF"),
        ("zh", "昨晚", "2024-10-17TNI"),
    ],
)
def test_a_part_of_the_day_keeps_the_day(language, text, timex3):
    (found,) = dates(text, language=language)
    assert (found.timex3, found.precision) == (timex3, "day")


def test_signs_that_look_alike_are_read_alike():
    assert dates("У пʼятницю", language="uk")[0].start == dates("У п'ятницю", language="uk")[0].start
    assert dates("１８日", language="zh")[0].start == "2024-10-18"
    assert dates("le\u202f18\xa0octobre 2024", language="fr")[0].start == "2024-10-18"


def test_names_that_are_months_or_weekdays_are_no_dates():
    assert dates("Die Bürgermeisterin Frau Mai eröffnete das Fest.") == []
    assert dates("La sonde explore la planète Mars depuis longtemps.", language="fr") == []
    assert dates("Ayer cantó Plácido Domingo.", language="es")[-1].text == "Ayer"
    assert dates("Её сестра Марта приехала.", language="ru") == []


def test_what_makes_no_interval_is_read_as_two_expressions():
    found = dates("vom 13. Oktober 2024 bis zum 8. Oktober 2024")
    assert [f.text for f in found] == ["13. Oktober 2024", "8. Oktober 2024"]


def test_days_that_do_not_exist_are_not_found():
    assert dates("Am 31. Februar 2024") == []
    assert dates("2월 30일", language="ko") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Op 18 oktober 2024 kwamen 18 mensen bijeen.", ["2024-10-18"]),
        ("nl", "In mei 2023 en op 5-10-2024.", ["2023-05", "2024-10-05"]),
        ("it", "L'8 novembre e il 10/11/2024.", ["2024-11-08", "2024-11-10"]),
        ("it", "Dall'8-13 ottobre, 1º marzo.", ["2024-10-08/2024-10-13", "2024-03-01"]),
        ("pt", "Em 3 de novembro; em março de 2022.", ["2024-11-03", "2022-03"]),
        ("pl", "Dnia 18 października 2024 r. i w maju 2023.", ["2024-10-18", "2023-05"]),
        ("tr", "18 Ekim 2024 ve 3 Kasım", ["2024-10-18", "2024-11-03"]),
        ("ar", "في 18 أكتوبر 2024 وفي مارس 2022", ["2024-10-18", "2022-03"]),
        ("ja", "2024年10月18日と9月5日", ["2024-10-18", "2024-09-05"]),
        ("hu", "2024. október 18-án", ["2024-10-18"]),
        ("sv", "Kl. 2024-10-18T15:00:00Z kom 1500 soldater.", ["2024-10-18T15:00:00Z"]),
    ],
)
def test_other_languages_have_calendar_dates(language, text, expected):
    assert [found.edtf for found in dates(text, language=language)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Ongeveer 1500 soldaten en 18 tanks."),
        ("it", "Versione 10.1.2024.3, prezzo 18 euro."),
        ("pl", "Wynik 3:1, 2000 żołnierzy."),
        ("ja", "兵士1500人、日本の18歳。"),
        ("xx", "12 foo 2024"),
    ],
)
def test_other_languages_invent_nothing(language, text):
    assert dates(text, language=language) == []


# What the reading of each kind cannot do without; alternatives are parted by a bar.
NEEDED = {
    "numeric": "month day",
    "date": "month day",
    "day": "day",
    "days": "day last",
    "two_days": "month day last",
    "month": "month",
    "months": "month last",
    "first_months": "number|quarters",
    "quarter": "quarter_number",
    "half": "half_number",
    "season": "season",
    "year": "year|year_shift",
    "years": "year last",
    "decade": "decade|short_decade",
    "century": "century",
    "holiday": "holiday",
    "clock": "hour",
    "weekday": "weekday",
    "deictic": "shift",
    "anchored": "unit shift",
    "shift": "unit direction",
    "relative": "unit",
    "stretch": "unit side",
    "duration": "unit",
    "set": "unit|weekday",
}


@pytest.mark.parametrize("language", CODES)
def test_every_rule_gives_what_its_reading_needs(language):
    for rule in filter(str.strip, LANGUAGES[language].rules.splitlines()):
        head, _, written = rule.partition(": ")
        kind, *always = head.split()
        names = {value.partition("=")[0] for value in always}
        names |= {slot.group for slot in template.slots(template.parse(written))}
        for needed in NEEDED[kind.rstrip("?")].split():
            assert names.intersection(needed.split("|")), rule


@pytest.mark.parametrize("language", CODES)
def test_no_word_stands_twice_in_a_table(language):
    for name, table in LANGUAGES[language].words.items():
        forms = [form for forms in table.values() for form in set(forms.split())]
        assert sorted(forms) == sorted(set(forms)), name


@pytest.mark.parametrize("language", CODES)
def test_a_language_with_tables_has_a_reader(language):
    assert language in READERS


@pytest.mark.parametrize("language", CODES)
@given(data=st.data())
@settings(max_examples=60)
def test_words_in_any_order_give_ordered_intervals_with_true_offsets(language, data):
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), max_size=20))
    published = data.draw(st.datetimes(min_value=EARLIEST, max_value=LATEST))
    text = data.draw(st.sampled_from(["", " "])).join(words)
    done = 0
    for found in find_dates(text, published.replace(tzinfo=UTC), language=language):
        assert text[found.char_start : found.char_end] == found.text
        assert found.char_start >= done
        done = found.char_end
        if found.start and found.end:
            assert found.start < found.end or found.end.startswith("9999-12-31")
        assert not (found.open_start and found.start)
        assert not (found.open_end and found.end)


@pytest.mark.parametrize("language", [*CODES, "nl", "xx"])
@given(text=st.text())
@settings(max_examples=50)
def test_any_text_is_read_without_an_error(language, text):
    for found in find_dates(text, FRIDAY, language=language):
        assert text[found.char_start : found.char_end] == found.text


HOSTILE = {
    "de": ["in der nacht ", "1. und ", "vor mehr als ", "ende der ", "8.-", "montag bis "],
    "fr": ["la nuit de ", "il y a ", "entre le ", "de l'", "fin du mois de ", "lundi au "],
    "es": ["entre el ", "a finales de ", "del día ", "hace más de ", "próximo "],
    "ru": ["с 8 по ", "в ночь с ", "в начале ", "через ", "между "],
    "uk": ["з 8 до ", "у ніч на ", "наприкінці ", "через ", "між "],
    "ko": ["지난 ", "8일부터 ", "다음 달 ", "2024년", "일"],
    "zh": ["一", "二十", "10月", "从8月4日至", "上上", "前"],
}


@pytest.mark.parametrize("language", CODES)
def test_two_hundred_kilobytes_of_beginnings_are_read_to_their_end(language):
    for beginning in [*HOSTILE[language], "1", "12 ", "1999-", " "]:
        text = beginning * (200_000 // len(beginning)) + "... \n\n2024-10-17"
        assert find_dates(text, FRIDAY, language=language)[-1].text == "2024-10-17"
