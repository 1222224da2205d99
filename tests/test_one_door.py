"""Only connectors/http.py opens connections: every other part of the program asks it.

A guard that one part forgets to use is no guard, so the code is read for anything else that could reach
the network. Each exception below names the file, what it may use, and why.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("alerts", "cli", "connectors", "demo", "events", "flows", "storage", "web")

CLIENTS = {
    "aiohttp",
    "apprise",
    "ftplib",
    "http.client",
    "httpcore",
    "httpx",
    "requests",
    "socket.create_connection",
    "asyncio.open_connection",
    "urllib.request",
    "urllib3",
    "websockets",
    "xmlrpc.client",
}
CALLS = {"create_connection", "open_connection", "urlopen"}
"""Methods that connect, whatever they are called on."""

ALLOWED: dict[str, set[str]] = {
    # The door.
    "connectors/http.py": {"httpcore", "httpx"},
    "connectors/_guard.py": {"httpcore", "create_connection"},
    "connectors/_socket.py": {"httpcore"},
    "connectors/_pool.py": {"httpcore", "httpx"},
    # Addresses are taken apart with httpx.URL; nothing is sent.
    "connectors/_hops.py": {"httpx"},
    # Apprise brings its own client; which of its schemas are allowed is its own test.
    "alerts/senders/apprise_sender.py": {"apprise"},
    "alerts/senders/_apprise.py": {"apprise"},
    # Listens to what Apprise's client was answered; sends nothing itself.
    "alerts/senders/_listening.py": {"requests"},
    # Names the errors that mean "not reached"; the request goes through the door.
    "alerts/senders/webhook.py": {"httpcore"},
    # Asks the program's own Prefect server on loopback whether it is healthy.
    "flows/ports.py": {"http.client"},
}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
    yield from sorted(ROOT.glob("*.py"))


def uses(code: str) -> set[str]:
    """The network clients that `code` imports, calls, or loads by name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        found |= _client_names(node)
    return found


def _client_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {client for alias in node.names for client in _clients_in(alias.name)}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        return {client for name in names for client in _clients_in(name)}
    if isinstance(node, ast.Call):
        return _called(node)
    return set()


def _called(node: ast.Call) -> set[str]:
    if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
        return {node.func.attr}
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    loads = name in ("import_module", "__import__") and node.args and isinstance(node.args[0], ast.Constant)
    return _clients_in(str(node.args[0].value)) if loads else set()  # type: ignore[attr-defined]


def _clients_in(name: str) -> set[str]:
    return {client for client in CLIENTS if name == client or name.startswith(f"{client}.")}


@pytest.mark.parametrize(
    ("code", "client"),
    [
        ("import httpx", "httpx"),
        ("import requests.adapters as r", "requests"),
        ("from urllib import request", "urllib.request"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("from http import client", "http.client"),
        ("import socket\nsocket.create_connection(('a', 1))", "create_connection"),
        ("from socket import create_connection as c", "socket.create_connection"),
        ("import asyncio\nasync def f():\n    await asyncio.open_connection('a', 1)", "open_connection"),
        ("import importlib\nimportlib.import_module('aiohttp')", "aiohttp"),
        ("__import__('urllib3.util')", "urllib3"),
    ],
)
def test_a_client_is_recognised(code: str, client: str) -> None:
    assert client in uses(code)


@pytest.mark.parametrize(
    "code",
    ["from urllib.parse import urlsplit", "from http import HTTPStatus", "from http.server import HTTPServer",
     "import socket\nsocket.gethostname()", "from connectors.http import HttpClient", "import httpx_like"],
)  # fmt: skip
def test_what_reaches_nothing_is_no_client(code: str) -> None:
    assert uses(code) == set()


def test_nothing_but_the_door_opens_connections() -> None:
    found = {str(path.relative_to(ROOT)): uses(path.read_text(encoding="utf-8")) for path in modules()}
    strangers = {path: names - ALLOWED.get(path, set()) for path, names in found.items()}

    assert {path: names for path, names in strangers.items() if names} == {}


def test_no_exception_is_left_over() -> None:
    for path, names in ALLOWED.items():
        assert uses((ROOT / path).read_text(encoding="utf-8")) == names, path
