"""Questions about a port of this machine: is it free, and does a Prefect server answer there?"""

from __future__ import annotations

import http.client
import socket

from flows.profile import LOOPBACK


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prefect_answers(port: int, host: str = LOOPBACK) -> bool:
    """Whether a healthy Prefect server answers on `port`."""
    return _says(port, host, "/api/health") == b"true"


def page_answers(port: int, host: str = LOOPBACK) -> bool:
    """Whether the timeline page answers on `port`."""
    return b"Watchline" in (_says(port, host, "/login") or b"")


def cycles_finish(port: int, host: str = LOOPBACK) -> bool:
    """Whether the timeline page on `port` says that cycles finish and alerts can leave."""
    return _says(port, host, "/healthz") is not None


def worker_answers(port: int, host: str = LOOPBACK) -> bool:
    """Whether a worker of the pool on `port` says that it hears from its server."""
    return _says(port, host, "/health") is not None


def _says(port: int, host: str, path: str, timeout_s: float = 2.0) -> bytes | None:
    """The beginning of a good answer, None for any other."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.read(4_096).strip() if response.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
