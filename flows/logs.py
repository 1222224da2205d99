"""What a process writes about its work on standard error: words for a person, or JSON for a collector.

Either way no secret that is configured appears, whoever wrote it into a message. WATCHLINE_LOG_FORMAT (text
or json) reaches every process that is started from this one. No Prefect import; Prefect is told of the
handler by its name (flows/profile.py).
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from pydantic import BaseModel, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from alerts.senders._masking import MASK, secrets_in
from errors import WatchlineError
from flows.profile import PACKAGES
from settings import Settings

Format = Literal["text", "json"]
VARIABLE = "WATCHLINE_LOG_FORMAT"
# Shorter ones would blot out ordinary words.
_MIN_SECRET = 6
_IN_ADDRESS = re.compile(r"(\w+://)[^\s/@]+@")
_OF_PREFECT = ("PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING")
_ADDRESSES = ("WATCHLINE_DATABASE_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL")


class LogFormatError(WatchlineError):
    """A form of log lines that there is none of."""


def set_up(settings: Settings | None = None, wanted: str | None = None) -> None:
    """Write log records of this process to standard error, as `wanted` or the environment says.

    The children of this process do as it does. Raises LogFormatError for an unknown format.
    """
    chosen = chosen_format(wanted)
    os.environ[VARIABLE] = chosen
    if settings is not None:
        remember(settings)
    console = Console()
    console.setFormatter(JsonLines() if chosen == "json" else Words())
    root = logging.getLogger()
    root.handlers[:] = [*(one for one in root.handlers if not isinstance(one, Console)), console]
    root.setLevel(logging.WARNING)
    if chosen == "json":
        for name in PACKAGES:
            logging.getLogger(name).setLevel(logging.INFO)
        sys.excepthook = _log_exception


def chosen_format(wanted: str | None = None, environ: Mapping[str, str] = os.environ) -> Format:
    """The format asked for, else that of the environment, else text. Raises LogFormatError."""
    text = wanted or environ.get(VARIABLE) or "text"
    if text == "text":
        return "text"
    if text == "json":
        return "json"
    raise LogFormatError(f"{text!r} is no format of log lines; write text or json (--log-format, {VARIABLE})")


def remember(settings: Settings) -> None:
    """Let no secret of `settings` appear in what is logged from now on."""
    _MASK.add(_secrets_of(settings))


class Words(logging.Formatter):
    """The message alone, as Python writes warnings by itself."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, without secrets."""
        return _MASK.over(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a record, on one line.

    Keys: at (UTC), level, logger, message, process; run of a scheduled run; error with a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, without secrets and line breaks."""
        content: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _MASK.over(record.getMessage()),
            "process": record.process,
        }
        run = getattr(record, "flow_run_name", None)
        if run:
            content["run"] = _MASK.over(str(run))
        if record.exc_info:
            content["error"] = _MASK.over(self.formatException(record.exc_info))
        return json.dumps(content, ensure_ascii=False)


class Console(logging.Handler):
    """Writes to what standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """One record, in one write, so that lines of several threads do not mix."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


class PrefectConsole(Console):
    """Stands where Prefect would put its own console handler, and takes what that one is given."""

    def __init__(self, stream: object = None, styles: object = None) -> None:
        super().__init__()
        super().setFormatter(JsonLines())

    def setFormatter(self, fmt: logging.Formatter | None) -> None:  # noqa: N802 - logging's name
        """Prefect's formatters write several lines a record."""


class _Mask:
    """Everything that must not be shown, as one expression."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets: set[str] = set()
        self._expression: re.Pattern[str] | None = None
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        self._secrets |= {secret for secret in secrets if len(secret) >= _MIN_SECRET}
        longest_first = sorted(self._secrets, key=len, reverse=True)
        self._expression = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def over(self, text: str) -> str:
        if self._expression is not None:
            text = self._expression.sub(MASK, text)
        return _IN_ADDRESS.sub(rf"\1{MASK}@", text)


def _secrets_of(settings: Settings) -> Iterator[str]:
    for value in _secret_values(settings):
        yield value
        yield from secrets_in(value) if "://" in value else value.split(":")
    yield from _password_in(settings.database_url)


def _secret_values(model: BaseModel) -> Iterator[str]:
    """Every secret of a configuration, wherever it stands."""
    waiting: list[Any] = [getattr(model, name) for name in type(model).model_fields]
    while waiting:
        value = waiting.pop()
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            waiting += [getattr(value, name) for name in type(value).model_fields]
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, tuple | list):
            waiting += value


def _password_in(url: str) -> Iterator[str]:
    try:
        password = make_url(url).password
    except ArgumentError:
        return
    if password:
        yield str(password)


def _of_environment(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    for name in _OF_PREFECT:
        yield environ.get(name, "")
        yield environ.get(name, "").partition(":")[2]
    for name in _ADDRESSES:
        yield from _password_in(environ.get(name) or "sqlite://")


def _log_exception(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """The end of a process by an error, as a record."""
    logging.getLogger("watchline").critical("%s: %s", kind.__name__, error, exc_info=(kind, error, traceback))


_MASK = _Mask(_of_environment())
