"""watchline.yaml and the environment."""

from __future__ import annotations

from cli.doctor._check import Check, count
from errors import WatchlineError
from settings import STARTER, Settings, load_settings


def read() -> tuple[Settings | None, Check]:
    """The settings, if the configuration can be read."""
    try:
        settings = load_settings()
    except WatchlineError as error:
        return None, Check("configuration", False, str(error), "correct the lines named")
    file = "the starter configuration" if settings.file == STARTER else str(settings.file)
    counts = f"{count(len(settings.sources), 'source')}, {count(len(settings.channels), 'channel')}"
    return settings, Check("configuration", True, f"{file}: {counts}")
