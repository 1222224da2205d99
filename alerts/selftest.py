"""Runs the tests that rules carry inside themselves, with the matching that runs live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from alerts._examples import ArticleExample, EventExample, PlaceExample, RuleTest
from alerts._fields import PartyFields
from alerts._load import LoadedRule
from alerts._schema import Rule
from alerts.match import explain, match
from alerts.model import ChangeView, DateView, Figure, Match, PartyView, PlaceView, SourceView
from alerts.views import from_mention, join_text
from events.model import Article, Extraction
from yamlfile import Problem

Extract = Callable[[Article], Extraction]


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one test; `problem` is None where it passed."""

    rule: str
    number: int
    problem: Problem | None


def run_tests(loaded: Iterable[LoadedRule], extract: Extract) -> Iterator[TestResult]:
    """The results of every rule's tests in order; `extract` reads the events of a test's article."""
    for one in loaded:
        for number, test in enumerate(one.rule.tests):
            message = _failure(one.rule, test, extract)
            problem = one.problem(message, "tests", number) if message else None
            yield TestResult(one.rule.id, number + 1, problem)


def _failure(rule: Rule, test: RuleTest, extract: Extract) -> str | None:
    """What is wrong, in words; None where the rule does what its test expects."""
    if test.event is not None:
        views = [_from_event(rule, test.event)]
    else:
        assert test.article is not None
        views = _from_article(test.article, extract)
    if test.expect == "match":
        return _failed_match(rule, views)
    return _failed_miss(rule, views, test.expect.no_match)


def _failed_match(rule: Rule, views: list[ChangeView]) -> str | None:
    misses = []
    for view in views:
        found = match(rule, view)
        if isinstance(found, Match):
            return None
        misses.append(f"{found.condition}: {found.reason}")
    return "expected a match, but " + ("; ".join(misses) or "no event was found in the article")


def _failed_miss(rule: Rule, views: list[ChangeView], condition: str) -> str | None:
    failed: set[str] = set()
    for view in views:
        checks = explain(rule, view)
        misses = {check.condition for check in checks if not check.met}
        if not misses:
            words = "; ".join(check.reason for check in checks)
            return f"expected no match because of {condition}, but it matched: {words}"
        failed |= misses
    if views and condition not in failed:
        return f"expected {condition} to fail, but what failed is {', '.join(sorted(failed))}"
    return None


def _from_article(example: ArticleExample, extract: Extract) -> list[ChangeView]:
    article = Article(
        id="test",
        title=example.title,
        body=example.body,
        published=example.published,
        source=example.source,
        language=example.language,
        timezone=example.timezone,
        country=example.country,
    )
    return [from_mention(article, mention) for mention in extract(article).mentions]


def _from_event(rule: Rule, example: EventExample) -> ChangeView:
    return ChangeView(
        event="test",
        kind=example.kind,
        change=example.change or rule.change[0],
        title=example.title,
        actors=tuple(map(_party, example.actors)),
        recipients=tuple(map(_party, example.recipients)),
        places=tuple(
            PlaceView(p.name, p.country or "", p.lat, p.lon, p.role, p.precision) for p in example.places
        ),
        quantities=tuple(
            Figure(q.value, q.unit, q.role, q.qualifier, q.low, q.high) for q in example.quantities
        ),
        status=example.status or "",
        assertion=example.assertion or "",
        date=DateView(example.date.start, example.date.end),
        text=join_text(example.title, example.text),
        source=SourceView(example.source, example.publisher, example.source_country or "", example.language),
        reported=example.reported,
    )


def _party(party: PartyFields) -> PartyView:
    return PartyView(party.name or "", party.country or "", party.sector or "")


def _place(place: PlaceExample) -> PlaceView:
    return PlaceView(place.name, place.country or "", place.lat, place.lon, place.role, place.precision)
