"""The Prefect server, kept to its own origin: `python -m flows.server`.

Prefect reads its settings when it is imported, so those of flows/profile.py are put in place first; what
the environment sets already stays, for instance another host and database in docker-compose.yml.
"""

from __future__ import annotations

import ipaddress
import os
import sys

from flows import profile


def main() -> int:
    """Serve until SIGINT or SIGTERM, where PREFECT_SERVER_API_HOST and _PORT say; 2 when that is unsafe."""
    host = os.environ.get("PREFECT_SERVER_API_HOST") or profile.LOOPBACK
    if not _is_loopback(host) and not os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        sys.stderr.write(
            f"{host} can be reached from other machines, and the Prefect API runs code: "
            "set PREFECT_SERVER_API_AUTH_STRING=user:password\n"
        )
        return 2
    port = int(os.environ.get("PREFECT_SERVER_API_PORT") or profile.DEFAULT_PORT)
    profile.put_in_place({**profile.server_settings(port), **profile.log_settings()})

    from flows.server_app import run

    run()
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    sys.exit(main())
