"""When a message leaves: with others of its group, in a digest, within a limit, outside hours of quiet.

What is decided stands in the outbox: when (`next_at`), together with what (`bundle`), and why (`reason`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.reception import Limit, Reception, Wishes, wishes
from alerts.rules import Rule
from alerts.words import span
from storage import bundles
from timetable import quiet_until, windows

_USUAL = Reception()


@dataclass(frozen=True, slots=True)
class Plan:
    """When a message leaves, under which bundle, why not at once, and its hours of quiet."""

    due: datetime
    bundle: str = ""
    reason: str = ""
    quiet: str = ""


class Planner:
    """Plans the messages of one transaction. Whatever else plans must wait for its end."""

    def __init__(self, session: Session, receptions: Mapping[str, Reception], now: datetime) -> None:
        self._session, self._receptions, self._now = session, receptions, now
        self._open: dict[tuple[str, str], tuple[str, datetime]] = {}

    def reception(self, channel: str) -> Reception:
        """How a channel wants its alerts."""
        return self._receptions.get(channel, _USUAL)

    def plan(self, rule: Rule, channel: str, group: str) -> Plan:
        """When a message of `rule` to `channel` leaves; `group` is what it would wait for more of."""
        wanted = wishes(rule, self.reception(channel))
        if wanted.digest is not None:
            return self._outside_quiet(self._in_digest(channel, wanted), channel, wanted.quiet)
        plan, joins = Plan(self._now), False
        if rule.notify.group_wait:
            plan, joins = self._with_group(rule, channel, group, rule.notify.group_wait)
        if not joins:
            plan = self._within_limits(plan, channel, wanted.limits)
        return self._outside_quiet(plan, channel, wanted.quiet)

    def later(self, rule: Rule, channel: str, at: datetime) -> Plan:
        """For a message that is due at `at` and waits for quiet hours alone."""
        return self._outside_quiet(Plan(at), channel, wishes(rule, self.reception(channel)).quiet)

    def _in_digest(self, channel: str, wanted: Wishes) -> Plan:
        assert wanted.digest is not None
        due, text = wanted.digest.next_after(self._now, wanted.zone), wanted.digest.text
        return Plan(due, _named(f"digest:{channel}:{text}@", due), f"for the digest {text} ({wanted.zone})")

    def _with_group(self, rule: Rule, channel: str, group: str, wait_s: int) -> tuple[Plan, bool]:
        scope = f"group:{rule.id}:{hashlib.sha256(group.encode()).hexdigest()[:16]}@"
        reason = f"waits {span(wait_s)} for more of the same (group_wait)"
        found = self._find(channel, scope, self._now)
        if found is not None:
            return Plan(found[1], found[0], reason), True
        due = self._now + timedelta(seconds=wait_s)
        return Plan(due, self._begin(channel, scope, due), reason), False

    def _within_limits(self, plan: Plan, channel: str, limits: tuple[Limit, ...]) -> Plan:
        for limit in limits:
            plan = self._within(plan, channel, limit)
        return plan

    def _within(self, plan: Plan, channel: str, limit: Limit) -> Plan:
        scope = f"surplus:{limit.rule or channel}@"
        whose = f"rule {limit.rule}" if limit.rule else f"channel {channel}"
        per = timedelta(seconds=limit.per_s)
        most = f"at most {limit.count} in {span(int(limit.per_s))}"
        reason = f"{whose}: {most} (throttle), the rest leaves together"
        found = self._find(channel, scope, plan.due)
        if found is not None:
            return Plan(found[1], found[0], reason)
        times = bundles.message_times(
            self._session, channel, plan.due - per, plan.due, most=limit.count, rule=limit.rule
        )
        if len(times) < limit.count:
            return plan
        due = times[-1] + per
        return Plan(due, self._begin(channel, scope, due), reason)

    def _outside_quiet(self, plan: Plan, channel: str, quiet: str) -> Plan:
        plan = replace(plan, quiet=quiet)
        until = quiet_until(windows(quiet), plan.due)
        if until is None:
            return plan
        bundle = plan.bundle or bundles.quiet_bundle(channel, until)
        return Plan(until, bundle, quiet_reason(quiet), quiet)

    def _find(self, channel: str, scope: str, after: datetime) -> tuple[str, datetime] | None:
        """The bundle of this scope that is still to leave after an instant."""
        known = self._open.get((channel, scope))
        if known is None or known[1] <= after:
            known = bundles.open_bundle(self._session, channel, scope, after)
            if known is not None:
                self._open[channel, scope] = known
        return known

    def _begin(self, channel: str, scope: str, due: datetime) -> str:
        name = _named(scope, due)
        self._open[channel, scope] = (name, due)
        return name


def quiet_reason(quiet: str) -> str:
    """Why a message waits in hours of quiet."""
    return f"quiet hours ({quiet})"


def _named(scope: str, due: datetime) -> str:
    return f"{scope}{due:%Y%m%dT%H%M%S}"
