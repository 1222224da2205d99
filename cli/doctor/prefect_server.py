"""The Prefect server: the one of this machine, or the one PREFECT_API_URL names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from cli.doctor._check import Check
from flows import ports


def check(port: int, environ: Mapping[str, str] = os.environ) -> Check:
    """Whether the server a worker is told of answers, or else whether `watchline run` could have its port."""
    api = environ.get("PREFECT_API_URL")
    return check_server(api) if api else check_port(port)


def check_server(api: str) -> Check:
    """Whether a healthy Prefect server answers at an API address."""
    parts = urlsplit(api)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    place = f"{parts.scheme}://{host}:{port}"
    if parts.scheme != "http":
        return Check("prefect", True, f"{place} is the server (PREFECT_API_URL); only http is looked at")
    if ports.prefect_answers(port, host):
        return Check("prefect", True, f"a healthy server answers at {place} (PREFECT_API_URL)")
    remedy = "start that server, or unset PREFECT_API_URL where `watchline run` is to start its own"
    return Check("prefect", False, f"no healthy server answers at {place} (PREFECT_API_URL)", remedy)


def check_port(port: int) -> Check:
    """Whether `watchline run` could have its port, or has it already."""
    if ports.is_free(port):
        return Check("prefect", True, f"not running; port {port} is free for watchline run")
    if ports.prefect_answers(port):
        return Check("prefect", True, f"a healthy server answers on port {port}")
    return Check(
        "prefect",
        False,
        f"port {port} is taken by a program that is not a Prefect server",
        f"stop that program, or run: watchline run --prefect-port {port + 1 if port < 65_535 else 4200}",
    )
