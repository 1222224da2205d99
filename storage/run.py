"""Which run of the scheduler is at work, for the rows that say what did them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Threads started for a step see it, too: asyncio.to_thread() hands the context on.
_RUN: ContextVar[str] = ContextVar("run", default="")


@contextmanager
def run_by(run: str) -> Iterator[None]:
    """Everything raised within is the work of this run."""
    token = _RUN.set(run)
    try:
        yield
    finally:
        _RUN.reset(token)


def current_run() -> str:
    """The run at work; empty for a cycle by hand."""
    return _RUN.get()
