"""Files that hold secrets, and who may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli.doctor._check import Check, count, some
from settings import Settings, secret_files

# Container engines mount secrets here readable for everyone inside; nobody else is in there.
_MOUNTED = Path("/run/secrets")
_OTHERS_READ, _OTHERS_WRITE = 0o044, 0o022


def check(settings: Settings, environ: Mapping[str, str] = os.environ) -> Check:
    """Whether only their owner may read the files secrets are read from, and write the configuration."""
    files = secret_files(settings.file, environ)
    problems = [*_readable(files), *_writable([settings.file, *files])]
    if not problems:
        return Check("secret files", True, f"{count(len(files), 'secret file')}, read by their owner alone")
    paths = " ".join(dict.fromkeys(path for path, _ in problems))
    return Check("secret files", False, some(told for _, told in problems), f"run: chmod go-rwx {paths}")


def _readable(files: list[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        mode = _mode(file)
        if mode & _OTHERS_READ and _MOUNTED not in file.parents:
            yield str(file), f"{file} can be read by others ({mode:04o})"


def _writable(files: list[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        mode = _mode(file)
        if mode & _OTHERS_WRITE:
            yield str(file), f"{file} can be changed by others ({mode:04o})"


def _mode(file: Path) -> int:
    try:
        return file.stat().st_mode & 0o777
    except OSError:
        return 0
