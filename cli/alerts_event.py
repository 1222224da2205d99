"""`watchline alerts why --event`: what each rule made of an event, and why it raised no alert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from alerts.rules import Rule, load_rules
from alerts.verdicts import Verdict, verdicts
from alerts.words import instant
from cli._alert_store import open_store
from cli._alert_words import plain
from cli._output import fail, out, print_json
from clock import clock_from_environment
from settings import load_settings
from storage import timeline

_BECAME = {
    "alerted": "alerted",
    "withheld": "no alert",
    "counted": "counted",
    "unread": "no alert",
    "near_miss": "no alert, by one condition",
    "no_match": "no alert",
}


def why_of_event(event: str, rule_id: str, *, as_json: bool) -> None:
    """Prints what became of the event under the rule, or under all of them."""
    rules = _rules(rule_id)
    with closing(open_store()) as database, database.read() as session:
        if not timeline.changes_of(session, event):
            fail(f"there is no event {event!r}; see watchline timeline")
        found = verdicts(session, rules, event, clock_from_environment().now())
    if as_json:
        print_json({"event": event, "verdicts": [one.to_json() for one in found]})
    else:
        out.print("\n".join(_told(found, every=bool(rule_id))), markup=False, soft_wrap=True)


def _rules(rule_id: str) -> list[Rule]:
    rules = load_rules(load_settings().rules)
    chosen = [rule for rule in rules if rule_id in ("", rule.id)]
    if not chosen:
        fail(f"there is no rule {rule_id!r}; known: {', '.join(rule.id for rule in rules) or 'none'}")
    return chosen


def _told(found: Sequence[Verdict], *, every: bool) -> Iterator[str]:
    """A line for each rule and change; rules that ask for something else altogether are only counted."""
    if not found:
        yield "the event has no change that rules see"
        return
    shown = [one for one in found if every or one.became != "no_match"]
    for one in shown:
        change = f"{one.change.change}, {instant(one.change.at)}"
        yield f"{one.rule} ({change}): {_BECAME[one.became]}: {plain(one.reason)}"
    rest = len({one.rule for one in found} - {one.rule for one in shown})
    if rest:
        rules = "1 rule asks" if rest == 1 else f"{rest} rules ask"
        yield f"{rules} for something else; see what with --rule RULE"
    if any(one.alert for one in found):
        yield "What became of an alert's messages: watchline alerts why ID"
