"""The libraries that are installed, against the versions Watchline is made for."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable

from cli.doctor._check import Check, verdict

# What a version outside the allowed range does; found by trying them.
HARM = {
    "prefect": "the flows are written for another release",
    "fastapi": "the Prefect server does not start with it",
    "sqlalchemy": "the Prefect scheduler silently creates no runs with it",
}
_REMEDY = "install the locked versions: make install"


def check_packages(installed: Callable[[str], str]) -> Check:
    """Whether every library is there, at a version that is allowed.

    `installed` gives the version of a distribution, or raises PackageNotFoundError.
    """
    from packaging.requirements import Requirement

    requirements = [Requirement(text) for text in importlib.metadata.requires("watchline") or ()]
    found, problems = {}, []
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = found[requirement.name] = installed(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            problems.append(f"{requirement.name} is not installed")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            problems.append(_outside(requirement.name, version, str(requirement.specifier)))
    pinned = ", ".join(f"{name} {found[name]}" for name in HARM if name in found)
    return verdict("packages", problems, f"{pinned}; {len(found)} libraries at allowed versions", _REMEDY)


def _outside(name: str, version: str, allowed: str) -> str:
    harm = HARM.get(name)
    return f"{name} {version} is outside {allowed}" + (f": {harm}" if harm else "")
