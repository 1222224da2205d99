"""Korean, Russian and Ukrainian: labelled sentences, the lexicons' own examples, one story told in each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.extract import extract
from events.languages.lexicon import FOLDER, load, read
from events.model import Article, Mention
from tests.gold.events import corpus, scores
from tests.gold.events.corpus import Labelled
from yamlfile import ConfigError

CODES = ("ko", "ru", "uk")
ROWS = [row for code in CODES for row in corpus.sentences(code)]
SEALED_FLOORS = {
    "event P": 0.95,
    "event R": 0.9,
    "actors": 0.95,
    "recipients": 0.95,
    "count": 0.9,
    "status": 0.9,
    "speaker": 0.9,
}
TOLD = {
    "en": (
        "North Korea to send 12,000 troops to Russia: spy agency",
        "South Korea's spy agency confirmed on Friday that North Korea has decided to send about 12,000 "
        "troops to support Russia and has already begun deployment of about 1,500 North Korean soldiers to "
        "Vladivostok.",
    ),
    "ko": (
        "북한, 러시아에 1만2천명 파병 결정",
        "국가정보원은 18일 북한이 러시아를 돕기 위해 약 1만2천 명의 병력을 파병하기로 결정했으며, "
        "북한군 약 1천500명을 이미 블라디보스토크로 보내기 시작했다고 밝혔다.",
    ),
    "ru": (
        "КНДР направит 12 тысяч солдат в Россию: разведка Южной Кореи",
        "В пятницу разведка Южной Кореи подтвердила, что КНДР решила отправить около 12 000 военных в помощь "
        "России и уже начала переброску около 1500 северокорейских солдат во Владивосток.",
    ),
    "uk": (
        "КНДР направить 12 тисяч солдатів до Росії: розвідка Південної Кореї",
        "У п'ятницю розвідка Південної Кореї підтвердила, що КНДР вирішила відправити близько 12 000 "
        "військових на допомогу Росії та вже почала перекидання близько 1500 північнокорейських солдатів "
        "до Владивостока.",
    ),
}


def _article(text: str, language: str, title: str = "") -> Article:
    published = datetime(2024, 10, 19, 3, tzinfo=UTC)
    return Article("a", title, text, published, language=language, timezone="Asia/Seoul")


def _kinds(text: str, language: str) -> list[str]:
    return [mention.kind for mention in extract(_article(text, language)).mentions]


def _read(article: Article) -> Sequence[Mention]:
    return extract(article).mentions


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_labelled_sentences_are_read_exactly(row: Labelled) -> None:
    aligned = scores.align(row, _read(row.article))
    assert aligned.missed == ()
    assert aligned.extra == ()
    for expected, mention in aligned.matched:
        verdicts = scores.agreement(expected, mention)
        assert [name for name, right in verdicts.items() if not right] == [], expected


@cache
def _sealed() -> scores.Measures:
    made = scores.Report()
    scores.score_texts(made, [row for code in CODES for row in corpus.sentences(code, sealed=True)], _read)
    return made.measures


@pytest.mark.parametrize(("measure", "floor"), SEALED_FLOORS.items())
def test_sentences_held_back_stay_above_their_floors(measure: str, floor: float) -> None:
    assert _sealed()[measure] >= floor


@pytest.mark.parametrize(
    ("code", "kind", "text"), [(code, *pair) for code in CODES for pair in load(code).examples()]
)
def test_an_example_is_read_as_its_kind(code: str, kind: str, text: str) -> None:
    assert kind in _kinds(text, code)


@pytest.mark.parametrize(
    ("code", "kind", "text"), [(code, *pair) for code in CODES for pair in load(code).counterexamples()]
)
def test_a_counterexample_is_not(code: str, kind: str, text: str) -> None:
    assert kind not in _kinds(text, code)


def _told(language: str, declared: str) -> list[tuple[object, ...]]:
    title, body = TOLD[language]
    return [
        (
            mention.kind,
            mention.status,
            mention.plover,
            [actor.country for actor in mention.actors],
            [actor.country for actor in mention.recipients],
            [(found.value, found.qualifier, found.unit, found.role) for found in mention.quantities],
            [(place.name, place.role) for place in mention.places],
            mention.date.edtf,
            [said.speaker for said in mention.attribution],
        )
        for mention in extract(_article(body, declared, title)).mentions
    ]


@pytest.mark.parametrize("code", CODES)
def test_one_story_gives_the_same_events_in_every_language(code: str) -> None:
    assert len(_told("en", "en")) == 2
    assert _told(code, code) == _told("en", "en")


@pytest.mark.parametrize("code", CODES)
def test_a_source_that_declares_no_language_is_read_by_its_script(code: str) -> None:
    assert _told(code, "en") == _told(code, code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_span_is_literally_in_the_text(row: Labelled) -> None:
    extraction = extract(row.article)
    for mention in extraction.mentions:
        assert mention.evidence
        for found in mention.evidence:
            assert row.article.text(found.field)[found.start : found.end] == found.text
            assert found.rule
    for place in extraction.places:
        assert row.article.text(place.span.field)[place.span.start : place.span.end] == place.span.text


def test_titles_of_events_are_in_english() -> None:
    (mention,) = extract(_article("Гана отправила около 200 солдат в Мали.", "ru")).mentions
    assert mention.title == "Ghana sends about 200 troops to Mali"


ENDINGS = {
    "보냈다": "completed",
    "보낼 예정이다": "planned",
    "보내고 있다": "under_way",
    "보내지 않았다": "negated",
    "보낼 수도 있다": "hypothetical",
    "보내기로 했다": "planned",
    "보내기 시작했다": "under_way",
    "보내겠다고 위협했다": "threatened",
    "보내려다 실패했다": "attempted",
    "보냈다는 보도를 부인했다": "denied",
}


@pytest.mark.parametrize(("ending", "status"), ENDINGS.items())
def test_korean_endings_decide_the_status(ending: str, status: str) -> None:
    (mention,) = extract(_article(f"이집트가 소말리아에 병력 500명을 {ending}.", "ko")).mentions
    assert mention.status == status


VERBS = {
    "направил": "completed",
    "направит": "planned",
    "направляет": "under_way",
    "не направлял": "negated",
    "может направить": "hypothetical",
    "собирается направить": "planned",
    "начал направлять": "under_way",
    "пригрозил направить": "threatened",
    "пытался направить": "attempted",
    "отказался направить": "negated",
    "не планирует направлять": "negated",
    "опроверг, что направил": "denied",
}


@pytest.mark.parametrize(("verb", "status"), VERBS.items())
def test_russian_aspect_and_auxiliaries_decide_the_status(verb: str, status: str) -> None:
    (mention,) = extract(_article(f"Египет {verb} в Сомали 500 солдат.", "ru")).mentions
    assert mention.status == status
    assert [actor.country for actor in mention.actors] == ["EG"]


CASES = ("Харькову", "Харькова", "Харьков", "Харьковом", "Харькове")


@pytest.mark.parametrize("form", CASES)
def test_a_town_is_known_in_every_case(form: str) -> None:
    (place,) = extract(_article(f"Вчера говорили о {form} и погоде.", "ru")).places
    assert (place.name, place.country) == ("Kharkiv", "UA")


def test_a_town_behind_the_first_word_of_a_sentence_is_no_surname() -> None:
    found = extract(_article("Шёл дождь. Вчера Харьков обстреляли.", "ru")).places
    assert [place.name for place in found] == ["Kharkiv"]


def test_particles_are_no_part_of_a_korean_name() -> None:
    found = extract(_article("블라디보스토크에서는 비가, 하르키우에는 눈이 왔다.", "ko")).places
    assert [(place.span.text, place.name) for place in found] == [
        ("블라디보스토크", "Vladivostok"),
        ("하르키우", "Kharkiv"),
    ]


WORDS = (
    "북한 병력 1만 명을 파병했다고 약 밝혔다 에 따르면 , . ? « КНДР не 12 тысяч солдат в України "
    "війська отправить до ї что сообщила по данным \n"
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(CODES),
    st.lists(
        st.sampled_from(
            WORDS.split(" "),
        ),
        max_size=40,
    ),
)
def test_no_text_raises_and_the_same_text_reads_the_same(code: str, words: list[str]) -> None:
    article = _article(" ".join(words), code)
    assert extract(article) == extract(article)


def test_a_word_without_a_paradigm_is_named_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "ru.yaml"
    shutil.copy(FOLDER / "ru.yaml", path)
    path.write_text(path.read_text(encoding="utf-8").replace("солдат/an", "солдат/nosuch"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"ru\.yaml.*солдат/nosuch"):
        read(path)
