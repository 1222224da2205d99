"""Runs the tests that rules carry inside themselves, with the matching that runs live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from alerts._examples import Alerts, ArticleExample, EventExample, PlaceExample, RuleTest
from alerts._fields import PartyFields
from alerts._load import LoadedRule
from alerts._schema import Rule
from alerts.decide import Decider, Notice
from alerts.match import explain, match
from alerts.model import ChangeView, DateView, Figure, Match, PartyView, PlaceView, SourceView, Speaker
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
    if isinstance(test.expect, Alerts):
        return _failed_timeline(rule, test, test.expect.alerts)
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


def _failed_timeline(rule: Rule, test: RuleTest, expected: int) -> str | None:
    """Lets the rule decide at each moment, as it does once a cycle, and at last at `until`."""
    moments = sorted(test.timeline or (), key=lambda moment: moment.at)
    views: dict[int, ChangeView] = {}
    decider = Decider([rule])
    decider.remember({}, lambda ids: [views[number] for number in ids])
    found: list[Notice] = []
    for number, moment in enumerate(moments, start=1):
        if moment.event is not None:
            view = _from_event(rule, moment.event)
            views[number] = replace(
                view, event=moment.of or f"event-{number}", change_id=number, at=moment.at, group=str(number)
            )
            found += decider.decide([views[number]])
        elif rule.absence and rule.absence.source:
            found += decider.heard_source(rule, moment.at)
        found += decider.tick([rule], moment.at)
    if test.until is not None:
        found += decider.tick([rule], test.until)
    if len(found) == expected:
        return None
    told = "; ".join(notice.reason or ", ".join(_why(notice)) for notice in found)
    return f"expected {expected} alerts, but there were {len(found)}{f': {told}' if told else ''}"


def _why(notice: Notice) -> list[str]:
    return [check.reason for check in notice.matched[0].match.checks]


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
        attribution=tuple(Speaker(name) for name in example.said_by),
        source=SourceView(example.source, example.publisher, example.source_country or "", example.language),
        reported=example.reported,
    )


def _party(party: PartyFields) -> PartyView:
    return PartyView(party.name or "", party.country or "", party.sector or "")


def _place(place: PlaceExample) -> PlaceView:
    return PlaceView(place.name, place.country or "", place.lat, place.lon, place.role, place.precision)
