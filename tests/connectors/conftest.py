"""A web server that misbehaves on demand, and a client that may talk to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web_server import WebServer, running_web_server

LOOPBACK = ("127.0.0.1/32",)


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A web server on loopback; see tests/web_server.py."""
    with running_web_server() as server:
        yield server
