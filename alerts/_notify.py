"""Where the alerts of a rule go, and when."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from alerts._fields import (
    AnyNumber,
    Channel,
    DigestOrNever,
    Duration,
    DurationOrNever,
    Many,
    QuietHours,
    RateOrNever,
    Strict,
    TimeZone,
)
from alerts._stateful import Trait

GroupBy = Literal["story", "event", "rule", Trait]


class Notify(Strict):
    """Where an alert goes: names of channels in watchline.yaml; none means it is only recorded.

    What is left out is as the channel has it there. `quiet_hours: bypass`, `digest: never` and
    `throttle: never` set aside what the channel has.
    """

    to: AnyNumber[Channel] = ()
    group_by: Many[GroupBy] | None = None
    group_wait: Duration | None = None
    digest: DigestOrNever | None = None
    throttle: RateOrNever | None = None
    quiet_hours: QuietHours | None = None
    tz: TimeZone | None = None
    repeat: DurationOrNever | None = None
    ack_within: Duration | None = None
    escalate_to: Many[Channel] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Notify:
        if (self.ack_within is None) != (self.escalate_to is None):
            raise ValueError("ack_within and escalate_to go together: within how long, and who hears else")
        if self.group_wait and self.digest not in (None, "never"):
            raise ValueError("a digest gathers by itself; leave out group_wait")
        if isinstance(self.repeat, int) and self.repeat < 60:
            raise ValueError("repeat may not be shorter than 1m")
        return self

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel that is named, each once."""
        return tuple(dict.fromkeys((*self.to, *(self.escalate_to or ()))))

    @property
    def repeats_every(self) -> int:
        """After how many seconds an alert nobody acknowledged is sent again; 0 for never."""
        return self.repeat if isinstance(self.repeat, int) else 0
