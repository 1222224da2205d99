"""Decisions about events in words, and what one event is to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from storage.models import EventLink
from storage.reasons import Reason

# What a known slot that contradicts means in words.
_AGAINST = {
    "kind": "another kind of event",
    "stage": "one is planned, told of as past, or a what-if, the other is not",
    "figures": "its figures exclude the ones told",
    "actor": "another actor",
    "recipient": "another recipient",
    "place": "another place",
    "date": "another day",
}
_LINKS = {
    "denies": ("denies", "is denied by"),
    "reverses": ("reverses", "is reversed by"),
    "part_of": ("is part of", "has as a part"),
    "split_from": ("was split from", "gave up"),
}
_QUOTES = 3


def in_words(reason: Reason) -> Iterator[str]:
    """At most five lines on one decision."""
    where = f"  {reason.title} ({reason.source}, article {reason.article})" if reason.article else ""
    yield f"{reason.at:%Y-%m-%d %H:%M}  {reason.change}{where}"
    yield f"  {reason.why or 'no reason was kept'}{_asked(reason.decision)}"
    quotes = [f'"{item["text"]}" ({item["field"]} {item["start"]}-{item["end"]})' for item in reason.evidence]
    if quotes:
        yield f"  read from: {', '.join(quotes[:_QUOTES])}"
    rivals = reason.decision.get("rivals", ())
    if rivals:
        yield "  not joined to: " + "; ".join(_rival(rival) for rival in rivals)
    if reason.grouping:
        yield "  " + "; ".join(_grouped(name, reason.grouping[name]) for name in ("copy", "cluster"))


def _asked(decision: dict[str, Any]) -> str:
    return f" (of {decision['threshold']:g} needed)" if decision.get("threshold") else ""


def _rival(rival: dict[str, Any]) -> str:
    terms = ", ".join(f"{name} {value:g}" for name, value in rival["terms"].items())
    against = ", ".join(_AGAINST.get(name, name) for name in rival["vetoes"])
    return f"{rival['event']} with {rival['score']:g} ({terms}){': ' + against if against else ''}"


def _grouped(name: str, decision: dict[str, Any]) -> str:
    what = {"copy": "text", "cluster": "happening"}[name]
    if not decision["joined"]:
        nearest = decision.get("runner_up")
        beside = f", nearest {nearest[0]} with {nearest[1]:.2f}" if nearest else ""
        return f"a {what} of its own{beside}"
    terms = ", ".join(f"{term} {value:.2f}" for term, value in decision["terms"].items())
    return (
        f"same {what} {decision['group']}: {terms} = {decision['score']:.2f} of {decision['threshold']:.2f}"
    )


def link_in_words(link: EventLink, event: str) -> str:
    """What an event is to another, or the other to it, and why."""
    verb, other = linked(link, event)
    return f"It {verb} {other}: {link.why}"


def linked(link: EventLink, event: str) -> tuple[str, str]:
    """The verb that leads from `event` to the other end of a link, and that end's id."""
    forward, back = _LINKS.get(link.kind, (link.kind, link.kind))
    return (forward, link.other) if link.event == event else (back, link.event)
