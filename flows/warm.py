"""Runs begin warm: forked from a process that has loaded the program and does nothing else.

A new process for each run pays two to three CPU seconds for its imports, every minute, and a cycle in which
nothing is due a tenth of one. Prefect starts runs by multiprocessing's "spawn" and hands over all a run needs
(flow, settings, environment), so that "forkserver" can stand in its place: the server is one process without
threads, and each run still has its own. Should another Prefect start runs otherwise, they begin cold again.
"""

from __future__ import annotations

import multiprocessing
from typing import Any

from prefect import flow_engine

_PRELOADED = ["flows.preloaded"]


class _Forking:
    """The module `multiprocessing`, with which Prefect asks for "spawn" and gets "forkserver"."""

    def __getattr__(self, name: str) -> Any:
        return getattr(multiprocessing, name)

    def get_context(self, method: str | None = None) -> Any:
        return multiprocessing.get_context("forkserver" if method == "spawn" else method)


def begin_runs_warm() -> None:
    """From now on, in this process."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
    vars(flow_engine)["multiprocessing"] = _Forking()
