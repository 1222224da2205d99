"""The settings Prefect runs under: on this machine only, silent towards the outside, lean.

No Prefect import: the supervisor and `watchline doctor` read this too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 4200
RETENTION_S = 14 * 24 * 3600
PACKAGES = ("alerts", "connectors", "events", "flows", "storage")

# What an operator may set for Prefect; any other PREFECT_ variable of the shell is dropped, because a
# stray PREFECT_API_URL or profile would send the runs of this machine somewhere else.
_OPERATORS = frozenset(
    {
        "PREFECT_API_AUTH_STRING",
        "PREFECT_LOGGING_LEVEL",
        "PREFECT_SERVER_API_AUTH_STRING",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    }
)


def api_url(port: int, host: str = LOOPBACK) -> str:
    """Where the Prefect API of a server is."""
    return f"http://{host}:{port}/api"


def server_settings(port: int) -> dict[str, str]:
    """How the server runs: no analytics, no foreign origin, no browser call to another host.

    The second UI (v2) asks an analytics host from the reader's browser even with analytics off, so the
    first one is served. With --port alone the UI would keep calling port 4200, hence host and port here.
    """
    return {
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": api_url(port),
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{LOOPBACK}:{port},http://localhost:{port}",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(RETENTION_S),
        "DO_NOT_TRACK": "1",
    }


def client_settings(api: str) -> dict[str, str]:
    """How runner and flow runs talk to the server at `api`; never to a server of their own making."""
    return {
        "PREFECT_API_URL": api,
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_LOGGING_EXTRA_LOGGERS": ",".join(PACKAGES),
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        # Run logs go to the API; the log file of the runner would grow for ever.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }


def worker_settings() -> dict[str, str]:
    """How a worker of the pool asks for runs; helpers are to come within seconds of being asked for."""
    return {"PREFECT_WORKER_QUERY_SECONDS": "5", "PREFECT_WORKER_WEBSERVER_HOST": LOOPBACK}


def log_settings(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """With WATCHLINE_LOG_FORMAT=json, Prefect's lines are written as ours are (flows/logs.py)."""
    if environ.get("WATCHLINE_LOG_FORMAT") != "json":
        return {}
    handlers = ("CONSOLE", "DEBUG")
    classes = {f"PREFECT_LOGGING_HANDLERS_{name}_CLASS": "flows.logs.PrefectConsole" for name in handlers}
    # Whoever collects lines wants one of every cycle, and sees to their being few.
    return {**classes, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}


def put_in_place(settings: Mapping[str, str]) -> None:
    """Set in this process what its environment does not set; before Prefect is imported."""
    os.environ.update({name: value for name, value in settings.items() if not os.environ.get(name)})


def inherited(home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a child before its own settings: the shell's, without foreign Prefect settings.

    Bytecode may be written: every run is a new process, and compiling our modules anew costs each a second.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if (not name.startswith("PREFECT_") or name in _OPERATORS) and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PREFECT_HOME": str(home / "prefect")}
