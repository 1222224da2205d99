"""A rule to start from: what a page shows, written as the YAML of a watch rule."""

from __future__ import annotations

import re
from typing import Any

import yaml

import yamlfile
from alerts.rules import Rule
from storage.models import Event
from web._query import Query

# What is told of as past, as a what-if, or as what did not happen is seldom worth an alert.
TELLING = ["announced", "planned", "under_way", "completed", "attempted", "threatened", "denied"]


def rule_for_event(event: Event, channel: str) -> str:
    """A rule for more of the same: the kind, who and to whom."""
    when: dict[str, Any] = {"kind": [event.kind]}
    actors = _countries(event.actors)
    recipients = _countries(event.recipients)
    if actors:
        when["actors"] = actors
    if recipients:
        when["recipients"] = recipients
    when["status"] = TELLING
    return _rule(f"more-{event.kind}", f"More like: {event.title}", when, channel)


def rule_for_query(query: Query, channel: str) -> str:
    """A rule for what a page's filters show; the window and the clock have no place in a rule."""
    filters = query.filters
    when: dict[str, Any] = {}
    if filters.q:
        when["text"] = '"' + filters.q.replace('"', " ") + '"'
    if filters.kinds:
        when["kind"] = list(filters.kinds)
    if filters.actor:
        when["actors"] = [filters.actor]
    if filters.recipient:
        when["recipients"] = [filters.recipient]
    if filters.country:
        when["country"] = [filters.country]
    if filters.near:
        when["near"] = {"lat": filters.near.lat, "lon": filters.near.lon, "km": filters.near.km}
    when["status"] = list(filters.statuses) or TELLING
    if filters.source:
        when["sources"] = [filters.source]
    return _rule("from-the-timeline", "What the timeline showed", when, channel)


def as_rule(text: str) -> Rule:
    """The one rule that `text` holds. Raises ConfigError where no rule can say it."""
    document = yamlfile.parse(text, file="this rule")
    return yamlfile.validate(document, Rule, document.data[0], at=(0,))


def _countries(parties: list[dict[str, Any]]) -> list[str]:
    found = (str(party.get("country") or party.get("name") or "") for party in parties)
    return list(dict.fromkeys(name for name in found if name))


def _rule(name: str, title: str, when: dict[str, Any], channel: str) -> str:
    identity = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return yaml.safe_dump(
        [{"id": identity, "title": title[:120], "when": when, "notify": {"to": [channel]}}],
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
