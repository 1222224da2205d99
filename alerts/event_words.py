"""A stored event in words: its date and its figures, for tables, pages and exports alike."""

from __future__ import annotations

from alerts import words
from alerts.model import DateView, Figure
from events.gazetteer import countries
from storage.models import Event


def when(event: Event) -> str:
    """The date in words, its last day inclusive."""
    approx = bool((event.date or {}).get("approx"))
    return words.when(DateView(event.start, event.end, event.precision, event.edtf, approx))


def where(event: Event) -> str:
    """The place of an event, or its country's name; empty where neither is known."""
    if event.place or not event.country:
        return event.place
    known = countries().get(event.country)
    return known.name if known else event.country


def figures(event: Event) -> list[str]:
    """Every figure in words: "about 1,500 troops (sent)"."""
    return [words.figure(view) for view in best_figures(event)]


def told_figures(event: Event) -> list[str]:
    """Every figure, and the bounds of all that was told: "3,000 troops (sent), 1,500 to 3,000 told".

    A bound that is a sum nobody names is said to be one.
    """
    rows = event.quantities or {}
    return [words.figure(view) + _span(view, rows[view.role].get("added")) for view in best_figures(event)]


_STANDING = {
    "reported": "reported, not yet confirmed by a second independent origin",
    "confirmed": "confirmed by at least two independent origins",
    "disputed": "disputed: somebody concerned denies it",
    "corrected": "corrected since it was first told",
    "retracted": "retracted by those who told it",
}


def standing(event: Event) -> str:
    """How sure an event is, and whether the figures told of it exclude each other."""
    said = _STANDING.get(event.standing, event.standing)
    apart = [role for role, known in (event.quantities or {}).items() if known.get("contradicted")]
    if not apart:
        return said
    return f"{said}; figures contradict each other: {', '.join(map(words.role_in_words, apart))}"


def best_figures(event: Event) -> list[Figure]:
    """The best figure of each role, with the bounds of all that was told."""
    return [
        Figure(
            value=known["best"],
            unit=known["unit"],
            role=role,
            qualifier=known["qualifier"],
            low=known["low"],
            high=known["high"],
            text=known["text"],
        )
        for role, known in (event.quantities or {}).items()
    ]


def _span(view: Figure, added: float | None) -> str:
    if added is not None:
        return f", {words.number(added)} with what is said to be additional"
    if view.low is None or view.high is None or view.low == view.high:
        return ""
    return f", {words.number(view.low)} to {words.number(view.high)} told"
