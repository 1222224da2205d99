"""The Prefect server, kept to its own origin: `python -m flows.server [--no-services | --only-services]`.

For teams its two halves run apart: the API and the UI, of which there may be several, and the services that
schedule runs and notice late ones, of which there is one. They talk through Redis then.

Prefect reads its settings when it is imported, so those of flows/profile.py are put in place first; what
the environment sets already stays, for instance another host and database in docker-compose.yml.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from collections.abc import Sequence

from flows import profile


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM, where PREFECT_SERVER_API_HOST and _PORT say; 2 when that is unsafe."""
    parser = argparse.ArgumentParser(prog="python -m flows.server", description="The Prefect server.")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--no-services", action="store_true", help="only the API and the UI")
    halves.add_argument("--only-services", action="store_true", help="only the background services")
    options = parser.parse_args(arguments)
    host = os.environ.get("PREFECT_SERVER_API_HOST") or profile.LOOPBACK
    is_open = not options.only_services and not _is_loopback(host)
    if is_open and not os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        sys.stderr.write(
            f"{host} can be reached from other machines, and the Prefect API runs code: "
            "set PREFECT_SERVER_API_AUTH_STRING=user:password\n"
        )
        return 2
    port = int(os.environ.get("PREFECT_SERVER_API_PORT") or profile.DEFAULT_PORT)
    profile.put_in_place({**profile.server_settings(port), **profile.log_settings()})

    from flows import server_app

    if options.only_services:
        server_app.run_services()
    else:
        server_app.run(with_services=not options.no_services)
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    sys.exit(main())
