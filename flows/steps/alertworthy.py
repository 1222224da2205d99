"""Which articles are worth their page: those that meet a watch rule, or would if they said more. Pure.

Rules that count articles or wait for them alert on no single one, so they ask for no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from alerts.match import explain, match
from alerts.model import CHANGE_NAMES, ChangeView, Match, SourceView
from alerts.rules import Rule
from alerts.views import from_mention
from flows.steps.extract import Reading, as_text
from storage.models import Source

# What a teaser often leaves out. A condition on it that fails only because nothing is known may yet be met.
_SAYS_NOTHING: dict[str, Callable[[ChangeView], bool]] = {
    "actors": lambda view: not view.actors,
    "recipients": lambda view: not view.recipients,
    "country": lambda view: not view.places,
    "places": lambda view: not view.places,
    "near": lambda view: all(place.precision not in ("city", "site") for place in view.places),
    "count": lambda view: not view.quantities,
    "event_date": lambda view: view.date.start is None and view.date.end is None,
}


def views_of(reading: Reading) -> list[ChangeView]:
    """The mentions of a reading as rules would see them, each as something new."""
    text, told = as_text(reading.article, reading.source), _told_by(reading.source)
    return [replace(from_mention(text, mention), source=told) for mention in reading.extraction.mentions]


class RulesByKind:
    """Rules by the kinds they ask for, since most of many rules ask for another kind than a mention's."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._of_kind: dict[str, list[Rule]] = {}
        self._of_any: list[Rule] = []
        for rule in _of_events(rules):
            if rule.when.kind is None:
                self._of_any.append(rule)
            for kind in rule.when.kind or ():
                self._of_kind.setdefault(kind, []).append(rule)

    def of(self, kind: str) -> list[Rule]:
        """The rules that a mention of `kind` may meet."""
        return self._of_kind.get(kind, []) + self._of_any


def is_alertworthy(rules: RulesByKind, views: Sequence[ChangeView], foresee: Callable[[], list[str]]) -> bool:
    """Whether a rule is met, or may be once more is known.

    `foresee` says how each mention would change the timeline; it is asked only where all else fits.
    """
    fitting = [
        (rule, n) for n, view in enumerate(views) for rule in rules.of(view.kind) if _may_meet(rule, view)
    ]
    if not fitting:
        return False
    changes = [CHANGE_NAMES.get(change) for change in foresee()]
    return any(changes[n] in rule.change for rule, n in fitting)


def objection(rules: Iterable[Rule], before: Sequence[ChangeView], after: Sequence[ChangeView]) -> str:
    """Why `after` must not take the place of `before`: it no longer tells what an alert rests on. Else empty.

    A page is often a request to accept cookies, or a list of other articles.
    """
    told = {view.kind for view in after}
    for rule in _of_events(rules):
        worthy = [view for view in before if _may_meet(rule, view)]
        lost = any(_meets(rule, view) for view in worthy) and not any(_meets(rule, view) for view in after)
        if lost or not {view.kind for view in worthy} <= told:
            return f"the page does not tell what the feed tells (rule {rule.id})"
    return ""


def _of_events(rules: Iterable[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if rule.kind == "event")


def _meets(rule: Rule, view: ChangeView) -> bool:
    return isinstance(match(rule, _as_wanted(rule, view)), Match)


def _may_meet(rule: Rule, view: ChangeView) -> bool:
    view = _as_wanted(rule, view)
    found = match(rule, view)
    if isinstance(found, Match):
        return True
    # Most rules fail at their first condition, long before the text is searched.
    return _is_open(found.condition, view) and all(
        check.met or _is_open(check.condition, view) for check in explain(rule, view)
    )


def _is_open(condition: str, view: ChangeView) -> bool:
    says_nothing = _SAYS_NOTHING.get(condition)
    return says_nothing is not None and says_nothing(view)


def _as_wanted(rule: Rule, view: ChangeView) -> ChangeView:
    """The view as a change that the rule asks for, so that what it says decides."""
    return view if view.change in rule.change else replace(view, change=rule.change[0])


def _told_by(source: Source) -> SourceView:
    return SourceView(source.name, source.publisher, source.country, source.language)
