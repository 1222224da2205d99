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


def prefect_answers(port: int, host: str = LOOPBACK, timeout_s: float = 2.0) -> bool:
    """Whether a healthy Prefect server answers on `port`."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", "/api/health")
        response = connection.getresponse()
        return response.status == 200 and response.read(16).strip() == b"true"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
