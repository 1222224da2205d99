"""Package log lines in the run log of the Prefect UI."""

from __future__ import annotations

import logging

from flows import logs
from flows.profile import PACKAGES
from settings import Settings


def show_package_logs(settings: Settings) -> None:
    """Let the packages' INFO lines through, without the secrets of `settings`.

    PREFECT_LOGGING_EXTRA_LOGGERS gives their loggers the handler of the run log, but not a level, so that
    of the root logger, WARNING, would hold.
    """
    logs.remember(settings)
    for name in PACKAGES:
        logging.getLogger(name).setLevel(logging.INFO)
