"""`watchline doctor`: what is found on this machine, and what to mend."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli._output import out, print_json
from errors import WatchlineError

if TYPE_CHECKING:
    from alerts.rules import Rule
    from settings import Settings
    from storage.database import Database

MIN_PYTHON = (3, 11)
MIN_FREE_BYTES = 500_000_000
CLOCK_TOLERANCE = timedelta(minutes=5)
# What a version outside the pinned range does; found by trying them.
_HARM = {
    "prefect": "the flows are written for another release",
    "fastapi": "the Prefect server does not start with it",
    "sqlalchemy": "the Prefect scheduler silently creates no runs with it",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `remedy` is empty where it is ok."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    prefect_port: Annotated[
        int, typer.Option("--prefect-port", min=1, max=65_535, help="The port `watchline run` would use.")
    ] = 4200,
) -> None:
    """Look at everything Watchline needs, and say what to mend. Exit code 1 when something is not ok.

    Examples:

        watchline doctor

        watchline doctor --json | jq '.checks[] | select(.ok | not)'
    """
    checks = list(examine(prefect_port))
    if as_json:
        print_json({"checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def examine(prefect_port: int) -> Iterator[Check]:
    """Every check; those that need a readable configuration come only where there is one."""
    yield check_python(sys.version_info[:3])
    yield check_packages(importlib.metadata.version)
    yield check_port(prefect_port)
    settings, check = read_configuration()
    yield check
    if settings is None:
        return
    rules, check = read_rules(settings)
    yield check
    yield check_channels(settings, rules)
    yield check_home(settings.home)
    yield check_disk(settings.home)
    yield from check_database(settings)


def check_python(version: tuple[int, ...]) -> Check:
    """Whether this Python is new enough."""
    found = f"{platform.python_implementation()} {'.'.join(map(str, version))}"
    wanted = ".".join(map(str, MIN_PYTHON))
    if version[:2] >= MIN_PYTHON:
        return Check("python", True, found)
    return Check("python", False, found, f"install Python {wanted} or newer and run: make install")


def check_packages(installed: Callable[[str], str]) -> Check:
    """Whether Prefect and the two libraries it breaks with are at versions that work together.

    `installed` gives the version of a distribution, or raises PackageNotFoundError.
    """
    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in importlib.metadata.requires("watchline") or ()]
    found, wrong = [], []
    for requirement in (one for one in wanted if one.name in _HARM):
        try:
            version = installed(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is not installed")
            continue
        found.append(f"{requirement.name} {version}")
        if version not in requirement.specifier:
            harm = _HARM[requirement.name]
            wrong.append(f"{requirement.name} {version} is outside {requirement.specifier}: {harm}")
    if not wrong:
        return Check("packages", True, ", ".join(found))
    return Check("packages", False, "; ".join(wrong), "install the locked versions: make install")


def check_port(port: int) -> Check:
    """Whether `watchline run` could have its port, or has it already."""
    from flows import ports

    if ports.is_free(port):
        return Check("port", True, f"{port} is free")
    if ports.prefect_answers(port):
        return Check("port", True, f"a healthy Prefect server answers on {port}")
    return Check(
        "port",
        False,
        f"{port} is taken by a program that is not a Prefect server",
        f"stop that program, or run: watchline run --prefect-port {port + 1 if port < 65_535 else 4200}",
    )


def read_configuration() -> tuple[Settings | None, Check]:
    """The settings, if the configuration can be read."""
    from settings import load_settings

    try:
        settings = load_settings()
    except WatchlineError as error:
        return None, Check("configuration", False, str(error), "correct the lines named")
    counts = f"{len(settings.sources)} sources, {len(settings.channels)} channels"
    return settings, Check("configuration", True, f"{settings.file}: {counts}")


def read_rules(settings: Settings) -> tuple[list[Rule], Check]:
    """The rules, if they can be read."""
    from alerts.rules import load_rules

    try:
        rules = load_rules(settings.rules)
    except WatchlineError as error:
        return [], Check("rules", False, str(error), "correct the lines named, then: watchline rules check")
    return rules, Check("rules", True, f"{settings.rules}: {len(rules)} rules")


def check_channels(settings: Settings, rules: list[Rule]) -> Check:
    """Whether every channel has an address that can be used.

    A rule may name a channel that is not configured (the starter rules do): its alerts are kept, and told.
    """
    from alerts.senders.opening import problem
    from flows.steps.channels import configured_channels

    problems = {name: problem(channel) for name, channel in configured_channels(settings).items()}
    unusable = [f"channel {name!r}: {why}" for name, why in problems.items() if why]
    unknown = [
        f"rule {rule.id!r} notifies {name!r}, which is not configured"
        for rule in rules
        for name in rule.notify.channels
        if name not in settings.channels
    ]
    if unusable:
        return Check("channels", False, "; ".join(unusable), f"correct channels: in {settings.file}")
    names = ", ".join(settings.channels)
    found = names or "none; alerts are kept, and sent nowhere"
    return Check("channels", True, "; ".join([found, *unknown]))


def check_home(home: Path) -> Check:
    """Whether the data folder can be written."""
    try:
        with tempfile.TemporaryFile(dir=_nearest_existing(home)):
            pass
    except OSError as error:
        remedy = "make it writable, or set WATCHLINE_HOME to a folder you may write"
        return Check("data folder", False, f"{home} cannot be written: {error.strerror}", remedy)
    return Check("data folder", True, f"{home} is writable" if home.exists() else f"{home} can be made")


def check_disk(home: Path, needed: int = MIN_FREE_BYTES) -> Check:
    """Whether there is room for the databases to grow; `needed` in bytes."""
    existing = _nearest_existing(home)
    free = shutil.disk_usage(existing).free
    found = f"{free / 1e9:.1f} GB free at {existing}"
    if free >= needed:
        return Check("disk", True, found)
    return Check("disk", False, found, f"free at least {needed / 1e9:.1f} GB, or move WATCHLINE_HOME")


def check_database(settings: Settings) -> Iterator[Check]:
    """Whether the database opens and is at the newest schema, and whether the clock agrees with it."""
    from clock import clock_from_environment
    from storage import migrate
    from storage.database import open_database

    try:
        database = open_database(settings.database_url)
    except WatchlineError as error:
        yield Check("database", False, str(error), "set WATCHLINE_DATABASE_URL, or start the server")
        return
    with closing(database):
        at, newest = migrate.current(database), migrate.newest()
        if at is None:
            yield Check("database", True, f"{database.name} is empty; the first cycle makes its tables")
            return
        if at != newest:
            found = f"{database.name} is at schema {at}, this version needs {newest}"
            yield Check("database", False, found, "run: watchline db upgrade")
            return
        yield Check("database", True, f"{database.name} at schema {at}")
        yield check_clock(clock_from_environment().now(), _last_instant(database))


def check_clock(now: datetime, last: datetime | None) -> Check:
    """Whether `now` is not before the last instant that was stored."""
    found = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if last is None or now >= last - CLOCK_TOLERANCE:
        return Check("clock", True, found)
    remedy = "unset WATCHLINE_NOW" if os.environ.get("WATCHLINE_NOW") else "set this machine's clock"
    behind = f"{found}, before the last entry of the timeline: {last:%Y-%m-%d %H:%M:%S} UTC"
    return Check("clock", False, behind, remedy)


def _nearest_existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _last_instant(database: Database) -> datetime | None:
    from sqlalchemy import func
    from sqlmodel import select

    from storage.models import Article, Event

    with database.read() as session:
        found = [
            session.exec(select(func.max(column))).one()
            for column in (Article.first_seen_at, Event.updated_at)
        ]
    return max((instant for instant in found if instant is not None), default=None)


def _print(checks: list[Check]) -> None:
    width = max(len(check.name) for check in checks)
    for check in checks:
        mark, style = ("ok", "green") if check.ok else ("NOT OK", "red")
        out.print(f"{check.name:<{width}}  {mark:<6}  ", style=style, end="", markup=False)
        out.print(check.found, markup=False, soft_wrap=True)
        if check.remedy:
            out.print(f"{'':<{width}}  remedy  {check.remedy}", markup=False, soft_wrap=True)
