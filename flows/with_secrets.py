"""Starts a command with the secrets that lie in files: `python -m flows.with_secrets COMMAND [ARGUMENT ...]`.

Containers get secrets as files. What reads them from its environment only (Prefect, libpq) is given the
content of the file that NAME_FILE names as NAME, and nobody else is. watchline.yaml reads files itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

NAMES = ("PGPASSWORD", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING")


def main(command: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
    """Becomes `command`. Ends with 2 where there is none, or a secret cannot be read."""
    if not command:
        _refuse("what shall be started? python -m flows.with_secrets COMMAND [ARGUMENT ...]")
    try:
        given = with_secrets(environ)
    except OSError as error:
        _refuse(f"the secret file {error.filename} cannot be read: {error.strerror}")
    os.execvpe(command[0], list(command), given)  # noqa: S606  the command of a container, no shell


def with_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with what its files hold. Raises OSError for a file that cannot be read."""
    given = dict(environ)
    for name in NAMES:
        file = given.pop(f"{name}_FILE", "")
        if file:
            given[name] = Path(file).read_text(encoding="utf-8").strip()
    return given


def _refuse(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
