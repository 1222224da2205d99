"""The labelled texts under tests/gold/events: curated files hold row by row, the others as a whole."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from functools import cache

import pytest

from events.extract import extract
from events.lexicon import load as load_lexicon
from events.model import Article, Mention
from tests.gold.events import corpus, scores
from tests.gold.events.corpus import Files, Labelled, Pair

HALVES = {"development": corpus.DEVELOPMENT, "sealed": corpus.SEALED}
# What each half must at least reach; raise a floor when the extractor has left it well behind.
FLOORS = {
    "development": {
        "event P": 0.94,
        "event R": 0.95,
        "deployment rule P": 0.96,
        "deployment rule R": 0.94,
        "actors": 0.97,
        "recipients": 0.96,
        "destination": 0.97,
        "place": 0.96,
        "count": 0.94,
        "date": 0.96,
        "status": 0.97,
        "assertion": 0.96,
        "speaker": 0.96,
        "minimal pairs": 0.98,
        "incident types, weighted F1": 0.93,
        "negatives without live event": 1.0,
        "ko/ru/uk event P": 1.0,
        "ko/ru/uk event R": 1.0,
    },
    "sealed": {
        "event P": 0.88,
        "event R": 0.80,
        "deployment rule P": 0.90,
        "deployment rule R": 0.82,
        "actors": 0.91,
        "destination": 0.82,
        "place": 0.80,
        "count": 0.84,
        "status": 0.96,
        "speaker": 0.88,
        "minimal pairs": 0.87,
        "incident types, weighted F1": 0.72,
        "negatives without live event": 0.90,
        "ko/ru/uk event P": 0.95,
        "ko/ru/uk event R": 0.9,
    },
}


def _read(article: Article) -> Sequence[Mention]:
    return extract(article).mentions


@cache
def _measures(half: str) -> scores.Measures:
    return scores.report(HALVES[half], _read).measures


def _name(row: Labelled | Pair) -> str:
    return row.article.title or row.article.body


def _holds(row: Labelled) -> None:
    aligned = scores.align(row, _read(row.article))
    assert aligned.missed == ()
    assert aligned.extra == ()
    for expected, mention in aligned.matched:
        verdicts = scores.agreement(expected, mention)
        assert [name for name, right in verdicts.items() if not right] == [], expected


@pytest.mark.parametrize("row", corpus.texts("deployments", "kinds"), ids=_name)
def test_curated_sentences_are_read_exactly(row: Labelled) -> None:
    _holds(row)


@pytest.mark.parametrize("row", corpus.texts("reference_like"), ids=_name)
def test_whole_articles_are_read_exactly_the_main_happening_first(row: Labelled) -> None:
    _holds(row)
    assert [mention.kind for mention in _read(row.article)][:2] == [row.events[0]["kind"]] * 2


@pytest.mark.parametrize("row", corpus.pairs("status"), ids=_name)
def test_one_word_changes_the_status(row: Pair) -> None:
    of_kind = [mention for mention in _read(row.article) if mention.kind == row.kind]
    assert scores.pair_right(row, of_kind), of_kind


@pytest.mark.parametrize("article", corpus.negatives("negatives"), ids=lambda article: article.body)
def test_nothing_happens(article: Article) -> None:
    assert [mention.kind for mention in _read(article)] == []


@pytest.mark.parametrize(
    ("half", "measure", "floor"),
    [(half, measure, floor) for half, floors in FLOORS.items() for measure, floor in floors.items()],
)
def test_scores_stay_above_their_floors(half: str, measure: str, floor: float) -> None:
    assert _measures(half)[measure] >= floor


@pytest.mark.parametrize("files", HALVES.values(), ids=HALVES.keys())
def test_labels_name_places_of_the_text_and_kinds_of_the_lexicon(files: Files) -> None:
    known = load_lexicon().kinds
    for row in corpus.texts(*files.texts, files.languages):
        for expected in row.events:
            assert set(corpus.alternatives(expected["kind"])) <= known.keys()
            for place, _ in expected.get("places", ()):
                assert place in row.article.title + row.article.body


@pytest.mark.parametrize("files", HALVES.values(), ids=HALVES.keys())
def test_labelled_days_are_the_weekdays_the_text_names(files: Files) -> None:
    for row in corpus.texts(*files.texts):
        text = row.article.title + row.article.body
        named = [name for name in calendar.day_name if name in text]
        for expected in row.events:
            day = re.fullmatch(r"(?:\.\./)?(\d{4}-\d\d-\d\d)", expected.get("date", ""))
            if day and len(named) == 1:
                assert calendar.day_name[date.fromisoformat(day[1]).weekday()] == named[0], text
