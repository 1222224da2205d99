"""Package log lines in the run log of the Prefect UI."""

from __future__ import annotations

import logging

from flows.profile import PACKAGES


def show_package_logs() -> None:
    """Let the packages' INFO lines through.

    PREFECT_LOGGING_EXTRA_LOGGERS gives their loggers the handler of the run log, but not a level, so that
    of the root logger, WARNING, would hold.
    """
    for name in PACKAGES:
        logging.getLogger(name).setLevel(logging.INFO)
