"""Processes that are there to be killed."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

# What takes long to import; the server of forks, one a process, must know it all before it starts.
_PRELOAD = ["alerts.senders.mail", "alerts.senders.webhook", "flows.cycle", "soak.kills", "tests.world"]


def forking() -> ForkServerContext:
    """Starts processes in milliseconds, from one that has no threads and no connections."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context
