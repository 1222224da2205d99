"""Sending what is due: claim, write the attempt, send, record.

Each channel has a lane of its own that sends one message after the other, so a channel that hangs delays
no other, and messages arrive in order. A send that outlives its deadline is an unknown outcome, and ends
the lane until its next turn.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

from alerts.neutralise import MAX_TITLE, shorten
from alerts.senders import Outgoing, Send, SendResult
from clock import Clock
from storage import outbox
from storage.database import Database
from storage.models import Delivery

DEADLINE_S = 20.0
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
REPEAT_MARK = "(possible repeat) "
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of the attempts: `unknown` ones are tried again like `retried` ones, or counted `dead`."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Attempt:
    """An attempt that is committed and may be sent."""

    id: int
    n: int
    delivery: int
    channel: str
    message: Outgoing


class _Lanes:
    """What the lanes of one round share."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, str],
        clock: Clock,
        owner: str,
        send: Send,
        limit: int,
        deadline_s: float,
        rng: random.Random,
    ) -> None:
        self.database, self.channels, self.clock, self.owner = database, channels, clock, owner
        self.send, self.deadline_s, self.rng = send, deadline_s, rng
        # A lease that outlasts two deadlines is never lost to a sender that is only slow.
        self.lease = timedelta(seconds=2 * deadline_s + 10)
        self.outcomes: Counter[str] = Counter()
        self._left = limit
        self._lock = threading.Lock()

    def run(self, channel: str) -> None:
        """Sends what is due to a channel until nothing is, the limit is reached, or it hangs."""
        while self._take():
            attempt = self._begin(channel)
            if attempt is None:
                return
            result, hung = self._send(attempt)
            self._finish(attempt, result)
            if hung:
                return

    def bury(self, channel: str) -> None:
        """Makes what is due to a channel that is not configured dead."""
        reason = f"channel {channel!r} is not in watchline.yaml any more; add it and replay the delivery"
        while self._take():
            now = self.clock.now()
            with self.database.write() as session:
                claimed = outbox.claim_due(session, now, owner=self.owner, lease=self.lease, channel=channel)
                if not claimed:
                    return
                outbox.bury(session, claimed[0], now, reason)
            self._count("dead")
            _log.warning("delivery %s is dead: %s", claimed[0].id, reason)

    def _begin(self, channel: str) -> _Attempt | None:
        now = self.clock.now()
        with self.database.write() as session:
            claimed = outbox.claim_due(session, now, owner=self.owner, lease=self.lease, channel=channel)
            if not claimed:
                return None
            message = _outgoing(claimed[0], repeat=outbox.may_be_repeat(session, claimed[0]))
            attempt = outbox.begin_attempt(session, claimed[0], now)
            return _Attempt(attempt.id or 0, attempt.n, attempt.delivery, channel, message)

    def _send(self, attempt: _Attempt) -> tuple[SendResult, bool]:
        """The result, and whether the deadline passed: then the send may still be going on."""
        result = _within(self.deadline_s, lambda: self._send_safely(attempt))
        if result is None:
            return SendResult("unknown", f"no answer within {self.deadline_s:g} s; it may have arrived"), True
        return result, False

    def _send_safely(self, attempt: _Attempt) -> SendResult:
        try:
            return self.send(self.channels[attempt.channel], attempt.message)
        except Exception as error:
            # The text of a foreign error may hold the address, so only its type is kept.
            return SendResult("unknown", f"the sender failed with {type(error).__name__}")

    def _finish(self, attempt: _Attempt, result: SendResult) -> None:
        now = self.clock.now()
        retry_at = None if result.outcome in ("sent", "permanent") else now + self._wait(attempt.n)
        with self.database.write() as session:
            state = outbox.finish_attempt(
                session,
                attempt.id,
                self.owner,
                now,
                result.outcome,
                error=result.error,
                retry_at=retry_at,
            )
        self._count("dead" if state == "dead" else result.outcome)
        if result.outcome != "sent":
            _log.warning(
                "delivery %s to channel %s, attempt %s: %s (%s), now %s",
                attempt.delivery,
                attempt.channel,
                attempt.n,
                result.outcome,
                result.error,
                state,
            )

    def _wait(self, n: int) -> timedelta:
        with self._lock:
            return back_off(n, self.rng)

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _count(self, outcome: str) -> None:
        with self._lock:
            self.outcomes[outcome] += 1


def deliver_due(
    database: Database,
    channels: Mapping[str, str],
    clock: Clock,
    *,
    owner: str,
    limit: int = 200,
    concurrency: int = 8,
    deadline_s: float = DEADLINE_S,
    send: Send | None = None,
    seed: int | None = None,
) -> DeliveryReport:
    """Sends up to `limit` messages that are due to `channels` (name to secret Apprise URL).

    `owner` must be unique to this process. `concurrency` is how many channels are served at once; `seed`
    makes the waits between attempts repeatable. Nothing that a channel does raises here.
    """
    now = clock.now()
    with database.write() as session:
        outbox.close_lost_attempts(session, now)
        due = outbox.due_channels(session, now)
    rng = random.Random(seed)  # noqa: S311 - jitter, no secret
    lanes = _Lanes(database, channels, clock, owner, send or _apprise(), limit, deadline_s, rng)
    with ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="deliver") as pool:
        jobs = [pool.submit(lanes.run if name in channels else lanes.bury, name) for name in due]
        for job in jobs:
            job.result()
    found = lanes.outcomes
    return DeliveryReport(found["sent"], found["retry"], found["dead"], found["unknown"])


def back_off(n: int, rng: random.Random) -> timedelta:
    """The wait after the nth attempt: 30 s doubling to an hour, give or take a fifth.

    The jitter keeps deliveries that failed together from coming back together.
    """
    wait = min(FIRST_WAIT * 2 ** (n - 1), LONGEST_WAIT)
    return min(wait * rng.uniform(0.8, 1.2), LONGEST_WAIT)


def _apprise() -> Send:
    """Imported when first needed: Apprise takes a quarter of a second to load."""
    from alerts.senders import apprise_sender

    return apprise_sender.send


def _outgoing(delivery: Delivery, *, repeat: bool) -> Outgoing:
    message = Outgoing(delivery.title, delivery.body, delivery.payload, delivery.dedupe_key)
    if not repeat:
        return message
    title = shorten(REPEAT_MARK + message.title, MAX_TITLE)
    return replace(message, title=title, payload=message.payload | {"possible_repeat": True})


def _within(deadline_s: float, work: Callable[[], SendResult]) -> SendResult | None:
    """The result of `work`, or None once the deadline is over; a thread cannot be stopped, only left."""
    results: list[SendResult] = []
    thread = threading.Thread(target=lambda: results.append(work()), name="send", daemon=True)
    thread.start()
    thread.join(deadline_s)
    return results[0] if results else None
