"""How the readers of channels want to hear of alerts, and what a rule makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.rules import Rule
from storage.outbox import URGENCIES
from timetable import Digest, digest, window


@dataclass(frozen=True, slots=True)
class Reception:
    """What a channel takes, and when; the fields are those of the channel in watchline.yaml."""

    severity: str = "low"
    at_once: str = "critical"
    tz: str = "UTC"
    quiet_hours: tuple[str, ...] = ()
    digest: str | None = None
    throttle: tuple[int, float] | None = None

    def refusal(self, severity: str) -> str:
        """Why an alert of this severity is not for the channel; empty where it is."""
        if _at_least(severity, self.severity):
            return ""
        return f"it takes alerts of severity {self.severity} and above, this one is {severity}"


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than `count` messages in `per_s` seconds; of one rule, or of all where `rule` is empty."""

    count: int
    per_s: float
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for the messages of one rule to one channel; `quiet` as the outbox keeps it."""

    zone: str = "UTC"
    quiet: str = ""
    digest: Digest | None = None
    limits: tuple[Limit, ...] = ()


def wishes(rule: Rule, reception: Reception) -> Wishes:
    """The rule's own wishes; where it has none the channel's, unless the alert is too urgent for those."""
    asked, zone = rule.notify, rule.notify.tz or reception.tz
    usual = Reception() if _at_least(rule.severity, reception.at_once) else reception
    hours = usual.quiet_hours if asked.quiet_hours is None else asked.quiet_hours
    gathered = usual.digest if asked.digest is None else asked.digest
    return Wishes(
        zone,
        ", ".join(str(window(text, zone)) for text in hours if text != "bypass"),
        digest(gathered) if gathered not in (None, "never") else None,
        _limits(rule, usual),
    )


def _limits(rule: Rule, usual: Reception) -> tuple[Limit, ...]:
    own = rule.notify.throttle
    limits = [Limit(*usual.throttle)] if usual.throttle and own != "never" else []
    if isinstance(own, tuple):
        limits.insert(0, Limit(*own, rule=rule.id))
    return tuple(limits)


def _at_least(severity: str, least: str) -> bool:
    return URGENCIES.index(severity) <= URGENCIES.index(least)
