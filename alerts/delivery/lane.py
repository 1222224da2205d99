"""The lane of one channel: one message after the other, until nothing is due, or it may not, or it hangs.

The outcome of a message and the attempt of the next are written in one transaction, before that is sent.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.delivery import pace
from alerts.delivery.bundle import most_together, outgoing
from alerts.delivery.quiet import hold_in_quiet
from alerts.delivery.retry import verdict
from alerts.delivery.worker import Worker
from alerts.notices import channel_fails
from alerts.senders import Channel, Connect, Outgoing, Rate, Sender, SendResult
from clock import Clock
from storage import channels as channel_states
from storage import outbox
from storage.database import Database
from storage.models import ChannelState, Delivery

_log = logging.getLogger(__name__)


class Round:
    """What the lanes of one round of deliveries share."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owner: str,
        connect: Connect,
        *,
        limit: int,
        deadline_s: float,
        rng: random.Random,
        tell: Sequence[str],
    ) -> None:
        """`tell` are the channels that hear of a channel that fails, the first that works itself."""
        self.database, self.clock, self.owner, self.connect = database, clock, owner, connect
        self.deadline_s, self.rng, self.tell = deadline_s, rng, tell
        # A lease that outlasts two deadlines is never lost to a sender that is only slow.
        self.lease = timedelta(seconds=2 * deadline_s + 10)
        self.outcomes: Counter[str] = Counter()
        self._left = limit
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether another message may be sent in this round."""
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def count(self, outcome: str, messages: int = 1) -> None:
        """Counts what became of messages."""
        with self._lock:
            self.outcomes[outcome] += messages


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A message whose attempts, one for each delivery in it, are committed: it may be sent."""

    ids: tuple[int, ...]
    n: int
    message: Outgoing


class Lane:
    """Sends what is due to one channel."""

    def __init__(self, shared: Round, channel: Channel) -> None:
        self._round, self._channel = shared, channel

    def run(self) -> None:
        """Sends until there is nothing to send, or no leave to."""
        sender = self._round.connect(self._channel)
        worker: Worker[SendResult] = Worker(f"send-{self._channel.name}")
        try:
            attempt = self._step(sender, None)
            while attempt is not None:
                result = worker.do(_sending(sender, attempt.message), self._round.deadline_s)
                attempt = self._step(sender, (attempt, result))
        finally:
            # Ends a send that hangs as well, as far as its sender can.
            sender.close()
            worker.end()

    def _step(self, sender: Sender, done: tuple[_Attempt, SendResult | None] | None) -> _Attempt | None:
        """Records how an attempt ended (None: it did not), and begins the next if there is to be one."""
        now = self._round.clock.now()
        hung = done is not None and done[1] is None
        may_go_on = not hung and self._round.take()
        with self._round.database.write() as session:
            state = channel_states.state_of(session, self._channel.name)
            pace.recognise(state, self._channel)
            if done is not None:
                self._record(session, state, sender, done[0], done[1] or self._no_answer(), now)
            return self._begin(session, state, sender, now) if may_go_on else None

    def _no_answer(self) -> SendResult:
        return SendResult("unknown", f"no answer within {self._round.deadline_s:g} s; it may have arrived")

    def _begin(self, session: Session, state: ChannelState, sender: Sender, now: datetime) -> _Attempt | None:
        if pace.closed_until(state, now) is not None:
            return None
        rate = self._channel.rate or sender.rate
        if rate is not None and not pace.available(state, rate, now):
            return None
        claimed = self._claim(session, now, self._together(session, state, rate, sender, now))
        if not claimed:
            return None
        if rate is not None:
            pace.take(state, rate, now)
        if pace.is_probing(state):
            pace.begin_probe(state, now, self._round.lease)
        repeat = any(one.attempts and outbox.may_be_repeat(session, one) for one in claimed)
        message = outgoing(claimed, repeat=repeat, room=sender.room)
        attempts = [outbox.begin_attempt(session, delivery, now) for delivery in claimed]
        return _Attempt(tuple(one.id or 0 for one in attempts), max(one.n for one in attempts), message)

    def _claim(self, session: Session, now: datetime, together: int) -> list[Delivery]:
        """What is to leave next. What comes due in hours of quiet is put off to their end first."""
        while True:
            claimed = outbox.claim_message(
                session,
                now,
                owner=self._round.owner,
                lease=self._round.lease,
                channel=self._channel.name,
                together=together,
            )
            if not hold_in_quiet(session, self._channel.name, claimed, now):
                return claimed

    def _together(
        self, session: Session, state: ChannelState, rate: Rate | None, sender: Sender, now: datetime
    ) -> int:
        """How many alerts to tell in one message: several only where more wait than the budget allows for."""
        if rate is None or pace.is_probing(state):
            return 1
        most, budget = most_together(sender.room), pace.available(state, rate, now)
        due = outbox.count_due(session, now, self._channel.name, most=budget + most)
        return most if due > budget else 1

    def _record(
        self,
        session: Session,
        state: ChannelState,
        sender: Sender,
        attempt: _Attempt,
        result: SendResult,
        now: datetime,
    ) -> None:
        found = verdict(
            result,
            attempt.n,
            now,
            self._round.rng,
            knows_repeats=sender.knows_repeats,
            severity=attempt.message.severity,
        )
        states = [
            outbox.finish_attempt(
                session,
                number,
                self._round.owner,
                now,
                result.outcome,
                error=result.error,
                retry_at=found.retry_at,
                hold=found.hold,
                progress={"reached": sorted(result.reached)} if result.reached else None,
            )
            for number in attempt.ids
        ]
        self._learn(session, state, result, now)
        self._report(attempt, result, states)

    def _learn(self, session: Session, state: ChannelState, result: SendResult, now: datetime) -> None:
        if result.outcome == "sent":
            if pace.succeeded(state):
                outbox.hurry(session, self._channel.name, now)
            return
        if pace.failed(state, result, now):
            channel_fails(session, state, self._round.tell, now)

    def _report(self, attempt: _Attempt, result: SendResult, states: Sequence[str]) -> None:
        for state in states:
            self._round.count(state if state in ("dead", "held") else result.outcome)
        if result.outcome != "sent":
            _log.warning(
                "channel %s, attempt %s of %s: %s (%s), now %s",
                self._channel.name,
                attempt.n,
                _alerts(attempt.message),
                result.outcome,
                result.error,
                "/".join(sorted(set(states))),
            )


def _sending(sender: Sender, message: Outgoing) -> Callable[[], SendResult]:
    def send() -> SendResult:
        try:
            return sender.send(message)
        except Exception as error:
            # The text of a foreign error may hold the address, so only its type is kept.
            return SendResult("unknown", f"the sender failed with {type(error).__name__}")

    return send


def _alerts(message: Outgoing) -> str:
    numbers = [str(alert.get("alert", "?")) for alert in message.alerts]
    return f"alert {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} alerts from {numbers[0]} on"
