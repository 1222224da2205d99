"""Serving the pages: where to listen, who may ask, and the refusal to be open to others without a token."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import logging
import secrets
import socket
import threading
from pathlib import Path

import uvicorn

from alerts.rules import load_rules
from clock import clock_from_environment
from errors import WatchlineError
from flows import logs
from flows.deployments import cycle_interval_s
from settings import Settings, load_settings
from storage.database import open_database
from web._query import parse_query
from web._site import Site
from web.app import create_app

DEFAULT_PORT = 8321
LOOPBACK = "127.0.0.1"
_SHORTEST_TOKEN = 16


class CannotServeError(WatchlineError):
    """Why the pages are not served, with the remedy."""


def serve(
    settings: Settings,
    *,
    host: str = LOOPBACK,
    port: int = DEFAULT_PORT,
    token_file: Path | None = None,
    names: tuple[str, ...] = (),
    prefect_url: str = "",
) -> None:
    """Serve the pages until SIGINT or SIGTERM.

    Raises CannotServeError where the address is taken, or is open to other machines and no token guards it.
    """
    token = read_token(token_file) if token_file else ""
    if not is_loopback(host) and not token:
        raise CannotServeError(
            f"{host} can be reached from other machines, and nothing would ask who they are; give a token: "
            f"watchline web --host {host} --token-file FILE (a new one: {secrets.token_urlsafe(24)})"
        )
    _check_free(host, port)
    database = open_database(settings.database_url)
    site = Site(
        database,
        clock=clock_from_environment(),
        token=token,
        hosts=(*names, *(() if is_unspecified(host) else (host,))),
        prefect_url=prefect_url,
        load_rules=lambda: load_rules(settings.rules),
        cycle_every_s=settings.health.every or cycle_interval_s(),
        channels=tuple(settings.channels),
    )
    # Without a configuration of its own it logs as the rest of the process does.
    config = uvicorn.Config(
        create_app(site),
        host=host,
        port=port,
        log_level=logging.WARNING,
        log_config=None,
        server_header=False,
    )
    threading.Thread(target=_count_ahead, args=(site,), daemon=True).start()
    try:
        uvicorn.Server(config).run()
    finally:
        database.close()


def _count_ahead(site: Site) -> None:
    """Count what the first page will show, which takes seconds over a million events."""
    with contextlib.suppress(WatchlineError), site.database.read() as session:
        site.tallies.of(session, parse_query([], site.clock.now()).filters)


def read_token(path: Path) -> str:
    """The token a file holds. Raises CannotServeError where it cannot be read or is easy to guess."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotServeError(f"the token file {path} cannot be read: {error}") from error
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise CannotServeError(
            f"{path} holds no good token: write one line of at least {_SHORTEST_TOKEN} plain characters, "
            f"for example {secrets.token_urlsafe(24)}"
        )
    return token


def is_unspecified(host: str) -> bool:
    """Whether an address means every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise CannotServeError(
            f"cannot listen on {host} port {port} ({error.strerror or error}); choose another: "
            f"watchline web --port {port + 1 if port < 65_535 else DEFAULT_PORT}"
        ) from error


def main() -> None:
    """The pages as a process of their own, on loopback; `watchline run` starts it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--prefect-url", default="")
    options = parser.parse_args()
    settings = load_settings()
    logs.set_up(settings)
    serve(settings, port=options.port, prefect_url=options.prefect_url)


if __name__ == "__main__":
    main()
